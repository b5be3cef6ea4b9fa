"""The Django app of consents."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "gemensam.consents"
    label = "consents"
    default_auto_field = "django.db.models.BigAutoField"
