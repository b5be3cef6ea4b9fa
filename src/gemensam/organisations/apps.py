"""The Django app of organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "gemensam.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
