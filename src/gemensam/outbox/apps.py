"""The Django app of the outbox."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    name = "gemensam.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load each domain's `handlers` module, so that its subscriptions are known."""
        autodiscover_modules("handlers")
