"""The first visit of a granted care service: when, and what the round says of it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from textwrap import wrap
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation

from gemensam.cases import api as cases
from gemensam.homecare.models import LONGEST_TASK, Visit, VisitKind
from gemensam.ui import formats


@transaction.atomic
def plan_first_visit(*, care_service_id: UUID, now: datetime) -> UUID | None:
    """Plan the first visit of a care service; again changes nothing, and some kinds have none.

    Nothing is planned on a day that has passed: an event that was late gives today or later.
    Raises cases.NoSuchCareService.
    """
    with translation.override("sv"):
        service = cases.care_service(care_service_id)
    first = service.says.first_visit
    if first is None:
        return None
    day = _day(max(service.starts_on, formats.local_day(now)), service.chosen(first.on_days_of))
    zone = timezone.get_current_timezone()
    row, _ = Visit.objects.get_or_create(
        care_service_id=service.id,
        defaults={
            "resident_id": service.resident_id,
            "unit_id": service.performer_id,
            "kind": VisitKind.PLANNED,
            "window_starts_at": datetime.combine(day, first.starts, zone),
            "window_ends_at": datetime.combine(day, first.ends, zone),
            "tasks": [first.task, *_lines(service)],
        },
    )
    row_id: UUID = row.id
    return row_id


def _lines(service: cases.CareServiceRow) -> Iterator[str]:
    for one in service.terms:
        yield from wrap(f"{one.label}: {one.text}", LONGEST_TASK)


def _day(earliest: date, days: Sequence[str]) -> date:
    """Give the first day that is one of those granted; without any, the earliest."""
    for ahead in range(len(cases.WEEKDAYS)):
        day = earliest + timedelta(days=ahead)
        if not days or cases.WEEKDAYS[day.weekday()] in days:
            return day
    return earliest
