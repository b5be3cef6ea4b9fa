"""What every serving process does first: settings, logs, and a look at its own powers."""

import logging
import sys

import django
import structlog
from django.db import connection

from gemensam.tenancy.refusal import ensure_role_is_walled_in


def set_up_logging() -> None:
    """Write structured lines to standard output: ids, never names or numbers of persons."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout)


def prepare() -> None:
    """Load the settings and refuse to go on with a role that could see past the walls.

    Raises RoleTooPowerful: superuser, BYPASSRLS, the owner or one of its members.
    """
    set_up_logging()
    django.setup()
    ensure_role_is_walled_in(connection)
    connection.close()


def collect_static_files() -> None:
    """Put style sheets and scripts where production serves them from; the demo reads the source."""
    from django.conf import settings
    from django.core.management import call_command

    if not getattr(settings, "WHITENOISE_USE_FINDERS", False):
        call_command("collectstatic", interactive=False, verbosity=0)
