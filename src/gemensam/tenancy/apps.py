"""The Django app of tenancy."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "gemensam.tenancy"
    label = "tenancy"
    default_auto_field = "django.db.models.BigAutoField"
