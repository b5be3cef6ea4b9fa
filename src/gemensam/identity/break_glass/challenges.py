"""What keys are asked to sign: drawn for one browser, answered once, within five minutes."""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from fido2.utils import websafe_decode, websafe_encode

from gemensam.identity.break_glass.models import KeyChallenge
from gemensam.identity.break_glass.refusals import Refusal, Refused
from gemensam.identity.rules import token_hash

COUNTS: Final = timedelta(minutes=5)
# Kept a little longer, to say that it took too long instead of that nobody knows it.
KEPT: Final = timedelta(hours=1)
BYTES: Final = 32


def draw(*, browser: str, now: datetime, person_id: UUID | None = None) -> tuple[UUID, bytes]:
    """Draw a challenge, and forget those that are long past."""
    KeyChallenge.objects.filter(created_at__lt=now - KEPT).delete()
    challenge = secrets.token_bytes(BYTES)
    row = KeyChallenge.objects.create(
        challenge=websafe_encode(challenge),
        browser_hash=token_hash(browser),
        person_id=person_id,
        created_at=now,
    )
    return row.id, challenge


def take(said: str, *, browser: str, now: datetime, person_id: UUID | None = None) -> bytes:
    """Use up a challenge by its id. Raises Refused.

    What another browser brings, or is for another person, uses nothing up.
    """
    try:
        row = KeyChallenge.objects.filter(id=UUID(said)).first()
    except ValueError:
        row = None
    if row is None or row.person_id != person_id:
        raise Refused(Refusal.CHALLENGE_UNKNOWN)
    if row.browser_hash != token_hash(browser):
        raise Refused(Refusal.OTHER_BROWSER)
    if now - row.created_at >= COUNTS:
        raise Refused(Refusal.CHALLENGE_OLD)
    # The row's lock decides between two answers at once: the second finds it used.
    if not KeyChallenge.objects.filter(id=row.id, used_at=None).update(used_at=now):
        raise Refused(Refusal.CHALLENGE_USED)
    return websafe_decode(row.challenge)
