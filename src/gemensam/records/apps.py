"""The Django app of records. It owns no table: what is read belongs to other domains."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "gemensam.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
