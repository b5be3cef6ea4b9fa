"""The Django app of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "gemensam.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
