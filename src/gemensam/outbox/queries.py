"""What is waiting in the outbox, for the health page and the list of stuck deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from gemensam.outbox.actions import STUCK_AFTER_ATTEMPTS
from gemensam.outbox.models import Delivery, Event


@dataclass(frozen=True, slots=True)
class Depth:
    """How much waits, and since when the oldest does (None: nothing waits)."""

    fresh_events: int
    waiting_deliveries: int
    stuck_deliveries: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class StuckDelivery:
    """A delivery that has failed so often that a person should look."""

    id: int
    event_name: str
    handler: str
    attempts: int
    last_error: str
    created_at: datetime
    next_attempt_at: datetime


def depth() -> Depth:
    """Count what waits."""
    waiting = Delivery.objects.filter(handled_at__isnull=True).aggregate(
        n=Count("id"), oldest=Min("event__created_at")
    )
    fresh = Event.objects.filter(fanned_out_at__isnull=True).aggregate(
        n=Count("id"), oldest=Min("created_at")
    )
    oldest = [at for at in (waiting["oldest"], fresh["oldest"]) if at is not None]
    return Depth(
        fresh_events=fresh["n"],
        waiting_deliveries=waiting["n"],
        stuck_deliveries=Delivery.objects.filter(
            handled_at__isnull=True, attempts__gte=STUCK_AFTER_ATTEMPTS
        ).count(),
        oldest_at=min(oldest, default=None),
    )


def stuck(*, limit: int = 50) -> Sequence[StuckDelivery]:
    """List stuck deliveries, oldest first."""
    rows = (
        Delivery.objects.filter(handled_at__isnull=True, attempts__gte=STUCK_AFTER_ATTEMPTS)
        .select_related("event")
        .order_by("event_id", "handler")[:limit]
    )
    return [
        StuckDelivery(
            id=row.id,
            event_name=row.event.name,
            handler=row.handler,
            attempts=row.attempts,
            last_error=row.last_error,
            created_at=row.event.created_at,
            next_attempt_at=row.available_at,
        )
        for row in rows
    ]
