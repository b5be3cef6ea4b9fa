"""The Django app of webhooks."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "gemensam.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"
