"""The Django app of files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "gemensam.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
