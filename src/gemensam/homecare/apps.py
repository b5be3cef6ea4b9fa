"""The Django app of home care."""

from django.apps import AppConfig


class HomecareConfig(AppConfig):
    name = "gemensam.homecare"
    label = "homecare"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gemensam.homecare import handlers  # noqa: F401, PLC0415 -- handlers register themselves
