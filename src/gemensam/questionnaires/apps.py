"""The Django app of questionnaires."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "gemensam.questionnaires"
    label = "questionnaires"
    default_auto_field = "django.db.models.BigAutoField"
