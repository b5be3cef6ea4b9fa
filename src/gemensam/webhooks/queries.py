"""Read the feed, and how webhooks stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from gemensam.kernel.actor import Actor
from gemensam.webhooks import policy
from gemensam.webhooks.models import Occurrence, Sending, Webhook


@dataclass(frozen=True, slots=True)
class OccurrenceRow:
    """Something that happened, as other systems are told of it."""

    id: UUID
    number: int
    kind: str
    at: datetime
    about: dict[str, str]


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook, and what it has not taken."""

    client_name: str
    url: str
    kinds: Sequence[str]
    waiting: int
    dead: int
    last_error: str


def occurrences(actor: Actor, *, after: int, most: int, now: datetime) -> Sequence[OccurrenceRow]:
    """List what happened after a number, oldest first, as far as the actor may know.

    Raises Refused.
    """
    rows = Occurrence.objects.filter(policy.visible_occurrences(actor, now=now), number__gt=after)
    return [_to_occurrence(row) for row in rows.order_by("number")[:most]]


def occurrence(occurrence_id: UUID) -> OccurrenceRow:
    """Give an occurrence that is there."""
    return _to_occurrence(Occurrence.objects.get(id=occurrence_id))


def webhooks() -> Sequence[WebhookRow]:
    """List the running tenant's webhooks with what waits for them and what was set aside."""
    rows = Webhook.objects.select_related("client").filter(client__revoked_at=None)
    found = list(rows.order_by("client__name", "url"))
    ids = [row.id for row in found]
    standing = {
        webhook_id: counts
        for webhook_id, *counts in Sending.objects.filter(webhook_id__in=ids)
        .values("webhook_id")
        .annotate(
            waiting=Count("id", filter=Q(died_at=None)),
            dead=Count("id", filter=Q(died_at__isnull=False)),
            said=Max("last_error"),
        )
        .values_list("webhook_id", "waiting", "dead", "said")
    }
    return [
        WebhookRow(row.client.name, row.url, row.kinds, *standing.get(row.id, (0, 0, "")))
        for row in found
    ]


def dead_letters() -> int:
    """Count what was set aside in all tenants."""
    return Sending.objects.filter(died_at__isnull=False).count()


def _to_occurrence(row: Occurrence) -> OccurrenceRow:
    return OccurrenceRow(row.id, row.number, row.kind, row.at, row.about)
