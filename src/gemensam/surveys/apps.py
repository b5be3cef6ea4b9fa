"""The Django app of surveys."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "gemensam.surveys"
    label = "surveys"
    default_auto_field = "django.db.models.BigAutoField"
