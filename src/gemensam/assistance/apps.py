"""The Django app of assistance. It owns no table yet: it calculates and asks, and keeps nothing."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "gemensam.assistance"
    label = "assistance"
    default_auto_field = "django.db.models.BigAutoField"
