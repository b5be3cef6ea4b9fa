"""What the register of employees does when somebody has shown what they have, or HR has told more."""

from datetime import datetime

from gemensam.employees.events import EmploymentsChanged
from gemensam.employees.keeping import credentials, looking
from gemensam.identity.api import CardSeen
from gemensam.outbox import api as outbox


@outbox.handles(CardSeen, name="employees.note_card")
def note_card(event: CardSeen, now: datetime) -> None:
    """Write down the card that somebody logged in with, and until when it works."""
    credentials.note_seen(event, now=now)


@outbox.handles(EmploymentsChanged, name="employees.look_at_changes")
def look_at_changes(event: EmploymentsChanged, now: datetime) -> None:
    """Find what is wrong or missing now for those whose employments changed."""
    looking.look_at_changes(event.delivery_id, event.at, now=now)
