"""What granian loads to take cards: the door, and beside it what keeps authorities' lists fresh."""

import os
import threading

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gemensam.config.settings.prod")
django.setup()

import structlog  # noqa: E402 -- after the settings

from gemensam.config.serving import set_up_logging  # noqa: E402
from gemensam.identity.cards import configured, revocation  # noqa: E402
from gemensam.identity.cards.door import application  # noqa: E402

__all__ = ["application"]

# Authorities are asked so often; more often where a list may not get that old.
ASK_EVERY = 600.0
# A list that did not come is asked for so many times before it counts as stale.
TRIES = 3


def _keep_fresh() -> None:
    """Ask for every list, again and again, as long as the process lives."""
    cards = configured.configured()
    assert cards is not None
    every = min(ASK_EVERY, cards.stale_after.total_seconds() / TRIES)
    never = threading.Event()
    while True:
        for authority, wrong in revocation.keep_fresh(cards):
            if wrong:
                structlog.get_logger().warning(
                    "identity.card.list.not_fetched", authority=authority.name, why=wrong
                )
        never.wait(every)


set_up_logging()
# Here and not where the server starts: it makes this process by a fork, which no thread survives.
threading.Thread(target=_keep_fresh, daemon=True).start()
