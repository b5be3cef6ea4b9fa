"""The Django app of the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "gemensam.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
