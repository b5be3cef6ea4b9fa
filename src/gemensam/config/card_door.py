"""What granian loads to take cards: the door, and beside it what keeps authorities' lists fresh."""

import os
import threading

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gemensam.config.settings.prod")
django.setup()

import structlog  # noqa: E402 -- after the settings
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from gemensam.config.serving import set_up_logging  # noqa: E402
from gemensam.identity.cards import configured, revocation, watch  # noqa: E402
from gemensam.identity.cards.configured import Cards  # noqa: E402
from gemensam.identity.cards.door import application  # noqa: E402

__all__ = ["application"]

# Whoever's card is on a list is out within so many seconds after the list has come.
LOOK_EVERY = 30.0
# Authorities are asked so often; more often where a list may not get that old.
ASK_EVERY = 600.0
# A list that did not come is asked for so many times before it counts as stale.
TRIES = 3


def _watch() -> None:
    """Ask for every list and end the sessions of revoked cards, as long as the process lives."""
    cards = configured.configured()
    assert cards is not None
    ask_every = min(ASK_EVERY, cards.stale_after.total_seconds() / TRIES)
    never = threading.Event()
    waited = ask_every
    while True:
        try:
            if waited >= ask_every:
                waited = 0.0
                _fetch(cards)
            if ended := watch.end_revoked(cards, now=timezone.now()):
                structlog.get_logger().warning("identity.card.sessions.ended", sessions=ended)
        except Exception as error:  # noqa: BLE001 -- the thread's edge: one that ends is missed by nobody
            structlog.get_logger().warning("identity.card.watch.failed", error=type(error).__name__)
            connections.close_all()
        never.wait(LOOK_EVERY)
        waited += LOOK_EVERY


def _fetch(cards: Cards) -> None:
    for authority, wrong in revocation.keep_fresh(cards):
        if wrong:
            structlog.get_logger().warning(
                "identity.card.list.not_fetched", authority=authority.name, why=wrong
            )


set_up_logging()
# Here and not where the server starts: it makes this process by a fork, which no thread survives.
threading.Thread(target=_watch, daemon=True).start()
