"""Take in a delivery as it came, and compare it with the register. Nothing is changed by it.

Only the columns that the mapping names are kept: what else stands in a file, such as personal
identity numbers, is not ours to have.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_noop

from gemensam.employees.feed.comparing import Known, Plan, Reading, Stop, compare, stops
from gemensam.employees.feed.mapping import Mapped, mapping
from gemensam.employees.feed.reading import Sheet, UnusableFile
from gemensam.employees.feed.rows import Field, plain, understand
from gemensam.employees.feed_models import Delivery, DeliveryRow, DeliveryState, Source
from gemensam.employees.models import Employee
from gemensam.tenancy.context import current_tenant_id
from gemensam.ui.formats import local_day

BATCH = 2_000
OLDER = gettext_noop(
    "This very file was carried out before, and another after it. It would put back what has"
    " changed since."
)


class NoSuchDelivery(LookupError):
    """The running tenant has no such delivery."""


def stage(
    sheet: Sheet, *, name: str, is_whole: bool, by: str, now: datetime, mapped: Mapped | None = None
) -> UUID:
    """Keep a file's rows as they came and give the delivery's id. Raises UnusableFile."""
    mapped = mapped or mapping()
    missing = mapped.missing(sheet.headings)
    if missing:
        raise UnusableFile(
            gettext_noop("The file lacks these columns: %(names)s."), names=", ".join(missing)
        )
    place = {plain(heading): number for number, heading in enumerate(sheet.headings)}
    places = {field: place[plain(heading)] for field, heading in mapped.columns.items()}
    delivery = Delivery.objects.create(
        source=Source.FILE,
        name=name[:200],
        digest=sheet.digest,
        size=sheet.size,
        row_count=len(sheet.rows),
        is_whole=is_whole,
        state=DeliveryState.WAITING,
        came_at=now,
        came_by=by,
    )
    DeliveryRow.objects.bulk_create(
        [
            DeliveryRow(
                delivery_id=delivery.id,
                number=line,
                cells={field.value: cells[at] for field, at in places.items()},
            )
            for line, cells in sheet.rows
        ],
        batch_size=BATCH,
    )
    delivery_id: UUID = delivery.id
    return delivery_id


def lock_register() -> None:
    """Let nobody else change this tenant's employments until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"employees {current_tenant_id()}"],
        )


def register(numbers: Iterable[str] | None = None) -> dict[str, Known]:
    """Give the running tenant's employments, or some of them, by their numbers."""
    rows = Employee.objects.all()
    if numbers is not None:
        rows = rows.filter(hr_number__in=list(numbers))
    names = [field.value for field in Field]
    found = rows.values_list("id", "version", "left_at", "removed_at", *names)
    return {
        (facts := dict(zip(Field, values, strict=True)))[Field.HR_NUMBER]: Known(
            id=employee_id,
            version=version,
            facts=facts,
            left_at=left_at,
            removed_at=removed_at,
        )
        for employee_id, version, left_at, removed_at, *values in found.iterator(BATCH)
    }


def readings(delivery: Delivery, words: Mapping[str, str]) -> list[Reading]:
    """Give a file's rows as they are understood by the categories of now."""
    rows = DeliveryRow.objects.filter(delivery_id=delivery.id).order_by("number")
    found = []
    for row_id, line, cells in rows.values_list("id", "number", "cells").iterator(BATCH):
        said, faults = understand(cells, words)
        found.append(Reading(row_id, line, said, tuple(faults)))
    return found


def plan_of(delivery: Delivery, *, now: datetime) -> Plan:
    """Compare a file that waits with the register as it is now."""
    found = readings(delivery, mapping().words)
    return compare(register(), found, is_whole=delivery.is_whole, today=local_day(now))


def stops_of(delivery: Delivery, plan: Plan) -> Sequence[Stop]:
    """Say why a person's word is needed before a delivery is carried out."""
    found = stops(plan, mapping().limits)
    if plan.steps and _is_older(delivery):
        found.append(Stop(OLDER, 1))
    return found


def _is_older(delivery: Delivery) -> bool:
    files = Delivery.objects.filter(source=Source.FILE, state=DeliveryState.APPLIED)
    last = files.order_by("-settled_at").first()
    return (
        last is not None
        and last.digest != delivery.digest
        and (files.filter(digest=delivery.digest).exists())
    )


def same_as(delivery: Delivery) -> Delivery | None:
    """Give the last delivery of the very same file that was carried out before this one came."""
    return (
        Delivery.objects.filter(
            source=Source.FILE,
            state=DeliveryState.APPLIED,
            digest=delivery.digest,
            settled_at__lt=delivery.came_at,
        )
        .order_by("-settled_at")
        .first()
    )


def delivery_of(delivery_id: UUID, *, lock: bool = False) -> Delivery:
    """Find a delivery of the running tenant. Raises NoSuchDelivery."""
    rows = Delivery.objects.select_for_update() if lock else Delivery.objects.all()
    found = rows.filter(id=delivery_id).first()
    if found is None:
        raise NoSuchDelivery(delivery_id)
    return found
