"""The Django app of assistance. Its table keeps every version of a calculation."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "gemensam.assistance"
    label = "assistance"
    default_auto_field = "django.db.models.BigAutoField"
