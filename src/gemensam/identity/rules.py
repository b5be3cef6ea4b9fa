"""When a session ends, what its token looks like in the database, and which rights cover others."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from gemensam.authority.api import OPENED_FOR
from gemensam.kernel.actor import ActorKind, Commission, Right

# Short for residents, who may sit at a shared computer; a working day for staff.
IDLE = timedelta(minutes=15)
ABSOLUTE = {
    ActorKind.STAFF: timedelta(hours=10),
    ActorKind.RESIDENT: timedelta(hours=1),
}
# A console or a phone on a round is looked at all night without a click; its polling counts.
# The last-seen mark is written at most this often, so that a page view seldom writes.
TOUCH_EVERY = timedelta(seconds=60)


def token_hash(token: str) -> str:
    """Hash a session token. It is 256 random bits, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_alive(
    *,
    now: datetime,
    last_seen_at: datetime,
    ends_at: datetime,
    ended_at: datetime | None,
) -> bool:
    """Say whether a session still counts: not ended, not idle too long, not past its end."""
    return ended_at is None and now < ends_at and now - last_seen_at < IDLE


def opened(before: Sequence[str] | None, resident_id: UUID | None, *, at: datetime) -> list[str]:
    """Give what a log-in made anew has opened: what the last one had, and whom it was made for."""
    kept = {who: when for who, when in opened_of(before) if at - when <= OPENED_FOR} | (
        {resident_id: at} if resident_id else {}
    )
    return [f"{who} {when.isoformat()}" for who, when in sorted(kept.items())]


def opened_of(said: Sequence[str] | None) -> frozenset[tuple[UUID, datetime]]:
    """Read what `opened` has written."""
    pairs = (one.split(" ") for one in said or ())
    return frozenset((UUID(who), datetime.fromisoformat(when)) for who, when in pairs)


def counts(commission: Commission, *, now: datetime) -> bool:
    """Say whether a commission can be worked in now."""
    is_put_away = commission.is_archived or commission.is_feigned
    return not is_put_away and commission.valid.contains(now)


def covers(registered: Collection[Right], right: Right) -> bool:
    """Say whether a right lies within those registered: the same, or of a sort that they all cover."""
    return any(
        one.scope is right.scope and one.names(right.activity, right.information_class)
        for one in registered
    )
