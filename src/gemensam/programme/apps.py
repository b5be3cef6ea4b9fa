"""The Django app of the programme."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "gemensam.programme"
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the outbox know our handlers."""
        from gemensam.programme import (  # noqa: PLC0415 -- registers them
            handlers,  # noqa: F401
            handlers_projects,  # noqa: F401
        )
