"""The Django app of eservices."""

from django.apps import AppConfig


class EservicesConfig(AppConfig):
    name = "gemensam.eservices"
    label = "eservices"
    default_auto_field = "django.db.models.BigAutoField"
