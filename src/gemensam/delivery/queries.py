"""Read what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.delivery.models import Channel, ContactPoint, Message, MessageState
from gemensam.delivery.transports import outgoing
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as it left, or why it did not."""

    id: UUID
    at: datetime
    channel: str
    address: str
    subject: str
    text: str
    state: str
    state_name: str
    attempts: int
    last_error: str


def to_row(message: Message) -> MessageRow:
    """Turn a table row into the value that others may hold."""
    words = outgoing(message).words
    is_mail = message.channel == "EMAIL"
    return MessageRow(
        id=message.id,
        at=message.sent_at or message.made_at,
        channel=message.get_channel_display(),
        address=message.address,
        subject=words.subject if is_mail else "",
        text=words.body if is_mail else words.line,
        state=message.state,
        state_name=MessageState(message.state).label,
        attempts=message.attempts,
        last_error=message.last_error,
    )


def newest(*, limit: int) -> Sequence[MessageRow]:
    """List the running tenant's newest messages."""
    return [to_row(row) for row in Message.objects.order_by("-made_at", "id")[:limit]]


def newest_of(slugs: Sequence[str], *, limit: int) -> Sequence[MessageRow]:
    """List the newest messages of some tenants, newest first. For the demo's page only."""
    found: list[MessageRow] = []
    for tenant in Tenant.objects.filter(slug__in=slugs).order_by("slug"):
        with tenant_context(tenant.id):
            found += newest(limit=limit)
    return sorted(found, key=lambda row: row.at, reverse=True)[:limit]


def address_of(*, person_id: UUID, channel: Channel) -> str:
    """Give where a person wants the running tenant's notices; empty when nowhere."""
    row = ContactPoint.objects.filter(person_id=person_id, channel=channel).first()
    return row.address if row else ""
