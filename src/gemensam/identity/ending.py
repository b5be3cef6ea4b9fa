"""End sessions on the server, so that none slips away while another one takes over from it."""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from gemensam.identity.models import Session

# The first turn waits for whoever takes over from one of them; the second sees what then stands there.
_TURNS: Final = 2


class SessionIsOver(Exception):
    """The session was ended while its next one was asked for: nothing follows it."""


def end(rows: QuerySet[Session], *, now: datetime) -> int:
    """End the sessions of a question that have not ended; say how many."""
    return sum(rows.filter(ended_at=None).update(ended_at=now) for _ in range(_TURNS))


def take_over(session: Session, *, now: datetime) -> None:
    """End a session that the running transaction opens the next one of. Raises SessionIsOver.

    Its row stays locked until both are there. So whoever ends somebody's sessions meanwhile either
    came before, and no session follows, or waits here and ends the one that does.
    """
    if not Session.objects.filter(id=session.id, ended_at=None).update(ended_at=now):
        raise SessionIsOver
