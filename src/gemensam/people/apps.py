"""The Django app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gemensam.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
