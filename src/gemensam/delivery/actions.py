"""Write notices in the caller's transaction; send them from the worker.

Theory of operation. `notify` writes a message per channel that the person chose, and a row in the
worker's queue, both in the running transaction: undone together with what they tell of. `send_next`
locks the oldest due row, sends, and marks it in one transaction. A worker that dies between the mail
server's yes and the commit sends once more; the Message-ID is the same, so the copy can be known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from gemensam.delivery import transports
from gemensam.delivery.models import (
    Channel,
    ContactPoint,
    Message,
    MessageKind,
    MessageState,
    Waiting,
)
from gemensam.delivery.transports import NotSent, Transport
from gemensam.tenancy.context import current_tenant_id, tenant_context

log = structlog.get_logger()

# 30 s, 1 min, 2 min … up to an hour: a mail server that is down for a night loses nothing.
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)
# About a day; after that somebody has to look, and the notice still waits under Mina sidor.
MOST_ATTEMPTS = 30


def choose_channel(
    *, person_id: UUID, channel: Channel, address: str, now: datetime, language: str = "sv"
) -> None:
    """Let a person have notices from the running tenant at an address; an empty one ends it."""
    if not address:
        ContactPoint.objects.filter(person_id=person_id, channel=channel).delete()
        return
    ContactPoint.objects.update_or_create(
        person_id=person_id,
        channel=channel,
        defaults={"address": address, "language": language, "chosen_at": now},
    )


@transaction.atomic
def notify(
    *,
    person_id: UUID,
    kind: MessageKind,
    sender_name: str,
    link_path: str,
    is_protected: bool,
    now: datetime,
    subject_key: str = "",
) -> int:
    """Queue a notice without content on every channel the person chose; say how many.

    Somebody with a protected identity gets none: an e-mail or SMS, or the lack of one, must not tell
    a stranger at a shared telephone which municipality knows this person. The row says WITHHELD.
    """
    points = list(ContactPoint.objects.filter(person_id=person_id).order_by("channel"))
    messages = [
        Message(
            person_id=person_id,
            channel=point.channel,
            address="" if is_protected else point.address,
            language=point.language,
            kind=kind,
            sender_name=sender_name,
            link_path=link_path,
            subject_key=subject_key,
            state=MessageState.WITHHELD if is_protected else MessageState.QUEUED,
            made_at=now,
        )
        for point in points
    ]
    if is_protected:
        Message.objects.bulk_create(messages)
        return 0
    _queue(messages, now=now)
    return len(messages)


@dataclass(frozen=True, slots=True)
class Invited:
    """An address that is asked to answer something, and the link that is its own."""

    channel: Channel
    address: str
    language: str
    link_path: str


@transaction.atomic
def invite(
    invited: Sequence[Invited],
    *,
    kind: MessageKind,
    sender_name: str,
    now: datetime,
    subject_key: str = "",
) -> None:
    """Queue a message to each address, whoever has it."""
    messages = [
        Message(
            channel=one.channel,
            address=one.address,
            language=one.language,
            kind=kind,
            sender_name=sender_name,
            link_path=one.link_path,
            subject_key=subject_key,
            made_at=now,
        )
        for one in invited
    ]
    _queue(messages, now=now)


def _queue(messages: Sequence[Message], *, now: datetime) -> None:
    Message.objects.bulk_create(messages)
    tenant_id = current_tenant_id()
    Waiting.objects.bulk_create(
        Waiting(message_id=message.id, tenant_id=tenant_id, available_at=now)
        for message in messages
    )


def send_next(*, now: datetime, over: Sequence[Transport] | None = None) -> bool:
    """Send the oldest due message, if there is one and a way to send it; say whether one was due."""
    ways = {way.channel: way for way in (transports.configured() if over is None else over)}
    with transaction.atomic():
        waiting = (
            Waiting.objects.select_for_update(skip_locked=True)
            .filter(available_at__lte=now)
            .order_by("available_at", "id")
            .first()
        )
        if waiting is None:
            return False
        with tenant_context(waiting.tenant_id):
            message = Message.objects.get(id=waiting.message_id)
            _attempt(message, waiting, ways.get(Channel(message.channel)), now)
    return True


def _attempt(message: Message, waiting: Waiting, way: Transport | None, now: datetime) -> None:
    message.attempts += 1
    try:
        transports.send(message, way)
    except NotSent as error:
        message.last_error = error.reason[:60]
        is_over = error.is_final or message.attempts >= MOST_ATTEMPTS
        if is_over:
            message.state = MessageState.FAILED
            waiting.delete()
        else:
            delay = min(FIRST_DELAY * 2 ** (message.attempts - 1), LONGEST_DELAY)
            waiting.available_at = now + delay
            waiting.save(update_fields=["available_at"])
        log.warning(
            "delivery.message.not_sent",
            message_id=str(message.id),
            attempts=message.attempts,
            error=message.last_error,
            gave_up=is_over,
        )
    else:
        message.state, message.sent_at, message.last_error = MessageState.SENT, now, ""
        waiting.delete()
    message.save(update_fields=["attempts", "state", "sent_at", "last_error"])


def send_due(*, now: datetime, over: Sequence[Transport] | None = None, limit: int = 1000) -> int:
    """Send all that is due; say how many were tried."""
    tried = 0
    while tried < limit and send_next(now=now, over=over):
        tried += 1
    return tried
