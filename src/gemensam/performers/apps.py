"""The Django app of performers."""

from django.apps import AppConfig


class PerformersConfig(AppConfig):
    name = "gemensam.performers"
    label = "performers"
    default_auto_field = "django.db.models.BigAutoField"
