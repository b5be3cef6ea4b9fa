"""The Django app of safety alarms."""

from django.apps import AppConfig


class AlarmsConfig(AppConfig):
    name = "gemensam.alarms"
    label = "alarms"
    default_auto_field = "django.db.models.BigAutoField"
