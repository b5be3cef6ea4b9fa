"""Do what a machine asks once, however often it asks (the Idempotency-Key header).

The first answer is stored in the transaction of what was done: both are there or neither. So a
machine that never got its answer sends the same again, and gets it. Only what was done is stored;
what was refused left no trace, and its key is free.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.db import connection

from gemensam.identity.models import KeyUsed

# A long weekend without the other system, and then some. Ids and instants only are kept.
KEPT: Final = timedelta(days=7)
# Each use of a key makes one, and forgets a few of the old ones: they never pile up.
FORGOTTEN_AT_ONCE: Final = 10


class KeyUsedOtherwise(ValueError):
    """The same key came with another request before."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request.")


class StillAtWork(Exception):
    """The first request with the key has not been answered yet."""

    status = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("A request with this Idempotency-Key is at work; ask again in a moment.")


def do_once(
    *,
    client_id: UUID,
    key: str,
    asked: object,
    do: Callable[[], dict[str, Any]],
    now: datetime,
) -> dict[str, Any]:
    """Do something in the running transaction and give its answer, or that of the first time.

    `asked` is the whole request as JSON. Raises KeyUsedOtherwise, StillAtWork.
    """
    _lock(client_id, key)
    fingerprint = sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    _forget_old(client_id, key, now - KEPT)
    used = KeyUsed.objects.filter(client_id=client_id, key=key).first()
    if used is None:
        answer = do()
        KeyUsed.objects.create(
            client_id=client_id, key=key, fingerprint=fingerprint, answer=answer, made_at=now
        )
        return answer
    if used.fingerprint != fingerprint:
        raise KeyUsedOtherwise
    found: dict[str, Any] = used.answer
    return found


def _lock(client_id: UUID, key: str) -> None:
    """Hold the key until the transaction ends, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{client_id} {key}"]
        )
        (is_ours,) = cursor.fetchone()
    if not is_ours:
        raise StillAtWork


def _forget_old(client_id: UUID, key: str, last: datetime) -> None:
    """Forget the key if it is old, and some others; those that somebody else forgets are passed."""
    old = KeyUsed.objects.filter(client_id=client_id, made_at__lte=last)
    old.filter(key=key).delete()
    free = old.select_for_update(skip_locked=True).order_by("made_at")[:FORGOTTEN_AT_ONCE]
    KeyUsed.objects.filter(id__in=[one.id for one in free]).delete()
