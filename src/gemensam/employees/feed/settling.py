"""What becomes of a delivery: carried out, thrown away, or let through the brake by somebody."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID

import structlog
from django.db import OperationalError, transaction
from django.utils.translation import gettext_noop

from gemensam.employees.feed import comparing, staging
from gemensam.employees.feed.carrying_out import carry_out
from gemensam.employees.feed.comparing import Plan, Reading, Stop
from gemensam.employees.feed.mapping import mapping
from gemensam.employees.feed.rows import Field, understand
from gemensam.employees.feed_models import (
    ChangeKind,
    Delivery,
    DeliveryRow,
    DeliveryState,
    Source,
)
from gemensam.employees.models import Employee
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context
from gemensam.ui.formats import local_day

LAST_DAY: Final = "Sista dagen"
SHORTEST_REASON: Final = 10


class Conflict(Exception):
    """Something changed since the page was shown, or the delivery is settled; `says` which."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


class BrakeIsOn(Exception):
    """A person's word is needed first; `stops` are the reasons."""

    def __init__(self, stops: list[Stop]) -> None:
        super().__init__()
        self.stops = stops


STALE: Final = gettext_noop(
    "The register has changed since you looked, so the file would not do what you saw. Look at it"
    " again before you carry it out."
)
OVERTAKEN: Final = gettext_noop(
    "A newer file was carried out after this one was sent in. Fetch a new file from the HR system."
)
DISCARDED: Final = gettext_noop("The delivery was thrown away. Nothing is changed by it.")
SETTLED: Final = gettext_noop("The delivery was settled already.")
OTHERS: Final = gettext_noop(
    "Other requests are stopped now than when you looked. Look at them again first."
)


@transaction.atomic
def apply(
    delivery_id: UUID, *, seen: str, is_released: bool, reason: str, by: str, now: datetime
) -> Delivery:
    """Carry out a file that waits: all of it or nothing; one that is carried out already stays so.

    `seen` is the fingerprint of the plan that the page showed. Raises NoSuchDelivery, Conflict,
    BrakeIsOn.
    """
    staging.lock_register()
    delivery = staging.delivery_of(delivery_id, lock=True)
    if delivery.state == DeliveryState.APPLIED:
        return delivery
    if delivery.state != DeliveryState.WAITING:
        raise Conflict(DISCARDED)
    newer = Delivery.objects.filter(
        source=Source.FILE, state=DeliveryState.APPLIED, settled_at__gt=delivery.came_at
    )
    if newer.exists():
        raise Conflict(OVERTAKEN)
    plan = staging.plan_of(delivery, now=now)
    if plan.fingerprint != seen:
        raise Conflict(STALE)
    stops = list(staging.stops_of(delivery, plan))
    if stops and not is_released:
        raise BrakeIsOn(stops)
    suspended = carry_out(plan, delivery, by=by, now=now)
    settle(delivery, plan, suspended, reason=reason if stops else "", by=by, now=now)
    return delivery


def settle(
    delivery: Delivery, plan: Plan, suspended: int, *, reason: str, by: str, now: datetime
) -> None:
    """Note that a delivery is carried out, and what it did."""
    delivery.state = DeliveryState.APPLIED
    delivery.settled_at, delivery.settled_by, delivery.reason = now, by, reason
    delivery.counts = {kind.value: plan.counts.get(kind, 0) for kind in ChangeKind} | {
        "UNREADABLE": len(plan.unreadable),
        "UNCHANGED": plan.unchanged,
        "SUSPENDED": suspended,
    }
    delivery.save()


@transaction.atomic
def discard(delivery_id: UUID, *, reason: str, by: str, now: datetime) -> None:
    """Throw away what waits or is held; its rows stay as they came. Raises NoSuchDelivery, Conflict."""
    delivery = staging.delivery_of(delivery_id, lock=True)
    if delivery.state == DeliveryState.DISCARDED:
        return
    if delivery.state not in {DeliveryState.WAITING, DeliveryState.HELD}:
        raise Conflict(SETTLED)
    delivery.state = DeliveryState.DISCARDED
    delivery.settled_at, delivery.settled_by, delivery.reason = now, by, reason
    delivery.save()


def fingerprint_of(held: Iterable[Delivery]) -> str:
    """Sum up which requests are held."""
    return hashlib.sha256(" ".join(str(one.id) for one in held).encode()).hexdigest()


@transaction.atomic
def release(*, seen: str, reason: str, by: str, now: datetime) -> int:
    """Carry out all that the brake holds of what came by SCIM; say how many.

    `seen` is the fingerprint of those that the page showed. Raises Conflict: others are held now. Of a request that was kept only the leaving counts: what has changed since stays as it is. One
    that cannot be read any more is held on.
    """
    staging.lock_register()
    rows = Delivery.objects.select_for_update().filter(state=DeliveryState.HELD)
    held = list(rows.order_by("came_at", "id"))
    if fingerprint_of(held) != seen:
        raise Conflict(OTHERS)
    count = 0
    for delivery in held:
        row = DeliveryRow.objects.get(delivery_id=delivery.id)
        plan = plan_of_row(row, now=now, is_old=True)
        if plan.unreadable:
            continue
        suspended = carry_out(plan, delivery, by=by, now=now)
        settle(delivery, plan, suspended, reason=reason, by=by, now=now)
        count += 1
    return count


def plan_of_row(row: DeliveryRow, *, now: datetime, is_old: bool = False) -> Plan:
    """Compare the one row of a request by SCIM with the register as it is now.

    `is_old`: it was kept for a while, and says no more of somebody known than that they leave.
    """
    said, faults = understand(row.cells["says"], mapping().words)
    found = staging.register([str(said.get(Field.HR_NUMBER, ""))])
    if is_old and found:
        said = {key: said[key] for key in (Field.HR_NUMBER, Field.ENDS_ON) if key in said}
    reading = Reading(
        row.id,
        row.number,
        said,
        tuple(faults),
        is_over=not row.cells["is_active"],
        is_gone=row.cells["is_gone"],
    )
    return comparing.compare(found, [reading], is_whole=False, today=local_day(now))


def close_passed(*, now: datetime) -> int:
    """Suspend whoever's last day has passed, in every tenant; the worker does this each minute.

    Give how many employments were over.
    """
    today, count = local_day(now), 0
    for body in organisations.bodies():
        try:
            with tenant_context(body.tenant_id):
                count += _close_here(today, now=now)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 -- one municipality's fault keeps no other's leaver in
            structlog.get_logger().warning(
                "employees.close.failed", tenant=str(body.tenant_id), error=type(error).__name__
            )
    return count


def _close_here(today: date, *, now: datetime) -> int:
    over = Employee.objects.filter(left_at__isnull=True, ends_on__lt=today)
    if not over.exists():
        return 0
    staging.lock_register()
    plan = comparing.all_over(staging.register(over.values_list("hr_number", flat=True)))
    carry_out(plan, None, by=LAST_DAY, now=now)
    return len(plan.steps)
