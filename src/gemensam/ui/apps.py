"""Django app configuration of the interface foundation. It owns no tables."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Register templates, static files and template tags under the label `ui`."""

    name = "gemensam.ui"
    label = "ui"
