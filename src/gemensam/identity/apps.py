"""The Django app of identity."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "gemensam.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
