"""Publish events, and hand them on: fan-out, one delivery at a time per (handler, key), retries.

Theory of operation. `publish` writes a row in the caller's transaction. The worker loops over
`fan_out` (a delivery row per waiting handler, made once) and `deliver_next` (take the oldest due
delivery, urgent ones first, whose (handler, key) has no older one waiting, lock it, run the handler
and mark it, all in one transaction). A worker that dies lets go of its lock at once and nothing is
half done; a handler that fails is put off with growing delay, and its later events with the same
key wait behind it.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

import structlog
from django.db import connection, transaction

from gemensam.outbox import registry
from gemensam.outbox.models import Delivery, Event
from gemensam.tenancy import statements
from gemensam.tenancy.context import tenant_context

log = structlog.get_logger()

# 1 s, 2 s, 4 s … up to an hour: a broken receiver is neither hammered nor forgotten.
FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(hours=1)
# After this many failures (about four hours) a delivery counts as stuck and is shown to people.
STUCK_AFTER_ATTEMPTS = 14
# One fan-out takes at most so many events, to keep its transaction short.
FAN_OUT_PAGE = 500


def publish(event: registry.Event, *, key: str, tenant_id: UUID | None, now: datetime) -> None:
    """Tell the world a fact, in the running transaction.

    `key` is the natural owner (a resident, an alarm unit): events with the same key stay in order.
    """
    with connection.cursor() as cursor:
        # Plain INSERT: the receiver's role may write here but not read back.
        cursor.execute(
            "INSERT INTO outbox_event (name, payload, key, tenant_id, created_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            [event.name, json.dumps(registry.to_json(event)), key, tenant_id, now],
        )


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event with its key and tenant, for `publish_many`."""

    event: registry.Event
    key: str
    tenant_id: UUID | None


def publish_many(outgoing: Sequence[Outgoing], *, now: datetime) -> None:
    """Publish several events in one statement, in their order."""
    if not outgoing:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_event (name, payload, key, tenant_id, created_at)"
            " SELECT name, payload::jsonb, key, tenant_id, %s"
            " FROM unnest(%s::text[], %s::text[], %s::text[], %s::uuid[])"
            " AS g(name, payload, key, tenant_id)",
            [
                now,
                [one.event.name for one in outgoing],
                [json.dumps(registry.to_json(one.event)) for one in outgoing],
                [one.key for one in outgoing],
                [one.tenant_id for one in outgoing],
            ],
        )


def fan_out(*, now: datetime) -> int:
    """Make a delivery row per handler for each fresh event; say how many events were taken.

    A handler that is added later gets events from then on, not the whole past.
    """
    subscriptions = registry.subscriptions()
    names = [s.handler_name for s in subscriptions.values()]
    events = [s.event_class.name for s in subscriptions.values()]
    lanes = [s.lane for s in subscriptions.values()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('gemensam.outbox.fan_out'))")
        cursor.execute(
            """
            WITH waiting AS (
                SELECT id, name, key FROM outbox_event WHERE fanned_out_at IS NULL
                ORDER BY id LIMIT %s
            ), made AS (
                INSERT INTO outbox_delivery
                    (event_id, handler, key, lane, available_at, attempts, last_error)
                SELECT w.id, h.handler, w.key, h.lane, %s, 0, ''
                FROM waiting w
                JOIN unnest(%s::text[], %s::text[], %s::smallint[]) AS h(handler, event_name, lane)
                  ON h.event_name = w.name
                ON CONFLICT DO NOTHING
                RETURNING 1
            ), marked AS (
                UPDATE outbox_event e SET fanned_out_at = %s FROM waiting w WHERE e.id = w.id
                RETURNING 1
            )
            SELECT (SELECT count(*) FROM marked)
            """,
            [FAN_OUT_PAGE, now, names, events, lanes, now],
        )
        (count,) = cursor.fetchone()
    return int(count)


@cache
def _due_statement() -> str:
    """Write down how the next delivery is found and locked, with its event's payload and tenant.

    Each candidate asks for the oldest of its key by itself: as a join the planner may compare
    everything that waits with everything else, when many have come since it last counted.
    """
    return f"""
        SELECT e.payload, e.tenant_id, {statements.columns(Delivery, "d")}
        FROM outbox_delivery d JOIN outbox_event e ON e.id = d.event_id
        WHERE d.handled_at IS NULL AND d.available_at <= %s AND d.event_id = (
            SELECT min(older.event_id) FROM outbox_delivery older
            WHERE older.handled_at IS NULL AND older.handler = d.handler AND older.key = d.key)
        ORDER BY d.lane, d.available_at, d.event_id
        LIMIT 1 FOR UPDATE OF d SKIP LOCKED
        """  # noqa: S608 -- names of columns


def deliver_next(*, now: datetime) -> bool:
    """Run one handler for one event; say whether there was one to run.

    Handler and mark commit together, so a handler runs to its end exactly once in the database.
    """
    with transaction.atomic():
        found = statements.rows(_due_statement(), [now])
        if not found:
            return False
        payload, tenant_id, *values = found[0]
        delivery = statements.instance(Delivery, values)
        subscription = registry.subscriptions().get(delivery.handler)
        try:
            if subscription is not None:
                event = registry.from_json(subscription.event_class, json.loads(payload))
                with tenant_context(tenant_id):
                    subscription.handler(event, now)
        except Exception as error:  # noqa: BLE001 -- the worker's edge: whatever fails is put off
            _put_off(delivery, error, now)
        else:
            delivery.handled_at = now
            delivery.save(update_fields=["handled_at"])
    return True


def _put_off(delivery: Delivery, error: Exception, now: datetime) -> None:
    delivery.attempts += 1
    delay = min(FIRST_DELAY * 2 ** (delivery.attempts - 1), LONGEST_DELAY)
    delivery.available_at = now + delay
    # The class only: a message may quote personal details.
    delivery.last_error = type(error).__name__
    delivery.save(update_fields=["attempts", "available_at", "last_error"])
    log.warning(
        "outbox.delivery.failed",
        event_id=delivery.event_id,
        handler=delivery.handler,
        attempts=delivery.attempts,
        error=delivery.last_error,
    )


def retry_stuck(*, delivery_id: int, now: datetime) -> None:
    """Let a stuck delivery go again at once."""
    Delivery.objects.filter(id=delivery_id, handled_at__isnull=True).update(available_at=now)


def drain(*, now: datetime, limit: int = 10_000) -> int:
    """Fan out and deliver all that is due; say how many handlers ran. For tests and shut-down."""
    ran = 0
    while ran < limit:
        fanned = fan_out(now=now)
        if deliver_next(now=now):
            ran += 1
        elif not fanned:
            break
    return ran


def forget_handled(*, before: dt.datetime, limit: int = 1000) -> int:
    """Remove events whose every delivery is done since `before`; say how many."""
    done: Sequence[int] = list(
        Event.objects.filter(fanned_out_at__lt=before)
        .exclude(deliveries__handled_at__isnull=True, deliveries__id__isnull=False)
        .order_by("id")
        .values_list("id", flat=True)[:limit]
    )
    with transaction.atomic():
        Delivery.objects.filter(event_id__in=done).delete()
        Event.objects.filter(id__in=done).delete()
    return len(done)
