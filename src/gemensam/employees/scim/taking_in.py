"""What a request by SCIM does: staged like a row of a file, compared, braked and carried out alike.

Whoever sends everybody each night sends mostly what is known: what changes nothing leaves no trace.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F
from scim2_models import InvalidValueException, UniquenessException

from gemensam.employees.feed import comparing, settling, staging
from gemensam.employees.feed.carrying_out import carry_out
from gemensam.employees.feed.comparing import Plan
from gemensam.employees.feed.mapping import mapping
from gemensam.employees.feed_models import (
    ChangeKind,
    Delivery,
    DeliveryRow,
    DeliveryState,
    EmployeeChange,
    Source,
)
from gemensam.employees.models import Employee

# So long leavers are counted together.
WINDOW: Final = timedelta(hours=1)
LONGEST_EXTERNAL_ID: Final = 120


class Held(Exception):
    """The brake is on: the request is kept until somebody at the municipality has looked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: who, what, and what the employment is to be."""

    client: str
    what: str
    says: Mapping[str, str]
    is_active: bool
    external_id: str = ""
    is_gone: bool = False


def take(asked: Asked, *, known: Employee | None, now: datetime) -> Employee:
    """Do what a request asks, under the register's lock, and give the employment afterwards.

    Raises InvalidValueException, UniquenessException, Held: kept and not done.
    """
    number = asked.says["hr_number"]
    if known is None and _has(number):
        raise UniquenessException(detail="There is a User with that userName.")
    if len(asked.external_id) > LONGEST_EXTERNAL_ID or not asked.external_id.isprintable():
        raise InvalidValueException(detail="externalId is too long, or cannot be shown.")
    delivery, row = _staged(asked, now=now)
    plan = settling.plan_of_row(row, now=now)
    if plan.unreadable:
        faults = plan.unreadable[0].faults
        told = "; ".join(f"{one.field.value}: {one.says}" for one in faults)
        raise InvalidValueException(detail=told)
    if plan.steps and is_braked(plan, now=now):
        _hold(delivery, row)
        raise Held
    if plan.steps:
        delivery.save()
        row.save()
        suspended = carry_out(plan, delivery, by=asked.client, now=now)
        settling.settle(delivery, plan, suspended, reason="", by=asked.client, now=now)
    found = Employee.objects.get(hr_number=number)
    # What was taken away and is sent anew is there again, though it may change nothing else.
    removed_at = found.removed_at if asked.is_gone else None
    if (found.external_id, found.removed_at) != (asked.external_id, removed_at):
        Employee.objects.filter(id=found.id).update(
            external_id=asked.external_id,
            removed_at=removed_at,
            version=F("version") + 1,
            changed_at=now,
        )
        found.refresh_from_db()
    return found


def _has(number: str) -> bool:
    return Employee.objects.filter(hr_number=number, removed_at__isnull=True).exists()


def _staged(asked: Asked, *, now: datetime) -> tuple[Delivery, DeliveryRow]:
    """Make the delivery and its row, not kept yet."""
    cells: dict[str, Any] = {
        "says": dict(asked.says),
        "is_active": asked.is_active,
        "is_gone": asked.is_gone,
    }
    text = json.dumps(cells, sort_keys=True).encode()
    delivery = Delivery(
        source=Source.SCIM,
        name=f"SCIM {asked.what}",
        digest=hashlib.sha256(text).hexdigest(),
        size=len(text),
        row_count=1,
        is_whole=False,
        state=DeliveryState.WAITING,
        came_at=now,
        came_by=asked.client,
    )
    return delivery, DeliveryRow(delivery=delivery, number=1, cells=cells)


def is_braked(plan: Plan, *, now: datetime) -> bool:
    """Say whether more would leave within the window than the municipality's share."""
    if not plan.leavers:
        return False
    limits = mapping().limits
    rows = EmployeeChange.objects.filter(
        kind=ChangeKind.LEFT, delivery__source=Source.SCIM, at__gt=now - WINDOW
    )
    released = Delivery.objects.filter(source=Source.SCIM, state=DeliveryState.APPLIED)
    last = released.exclude(reason="").order_by("-settled_at").first()
    if last is not None and last.settled_at is not None:
        # Somebody has looked: from there it is counted anew.
        rows = rows.filter(at__gt=last.settled_at)
    left = rows.count()
    employed = Employee.objects.filter(left_at__isnull=True).count() + left
    number = left + plan.leavers
    return comparing.is_too_many(number, employed, limits.most_leavers, limits.floor)


def _hold(delivery: Delivery, row: DeliveryRow) -> None:
    """Keep a request that was stopped; the same one again is kept once."""
    held = Delivery.objects.filter(state=DeliveryState.HELD, digest=delivery.digest)
    if not held.exists():
        delivery.state = DeliveryState.HELD
        delivery.save()
        row.save()


def lock() -> None:
    """Let nobody else change the register until the request is answered."""
    staging.lock_register()
