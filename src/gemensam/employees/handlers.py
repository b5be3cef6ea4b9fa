"""What the register of employees does when somebody has shown what they have."""

from datetime import datetime

from gemensam.employees.keeping import credentials
from gemensam.identity.api import CardSeen
from gemensam.outbox import api as outbox


@outbox.handles(CardSeen, name="employees.note_card")
def note_card(event: CardSeen, now: datetime) -> None:
    """Write down the card that somebody logged in with, and until when it works."""
    credentials.note_seen(event, now=now)
