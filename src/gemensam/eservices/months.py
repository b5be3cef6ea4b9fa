"""Which months may be applied for, and what an application of a month goes on from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import override

from gemensam.eservices.models import Application
from gemensam.eservices.queries import ApplicationRow, to_row
from gemensam.people import api as people
from gemensam.ui import formats

# Whoever was last here longer ago than this tells everything anew.
RENEWED_WITHIN_MONTHS = 3
_NUMBER_OF_MONTHS = 12


class NotThisMonth(ValueError):
    """Only the month that runs and the next may be applied for."""


class AlreadyApplied(Exception):
    """The household has applied for the month."""

    def __init__(self, application: ApplicationRow) -> None:
        super().__init__(str(application.id))
        self.application = application


@dataclass(frozen=True, slots=True)
class Offer:
    """A month that may be applied for, or what there is for it already."""

    month: date
    application: ApplicationRow | None


def open_months(today: date) -> tuple[date, date]:
    """Give the first day of the month that runs and of the next."""
    first = today.replace(day=1)
    return first, _add(first, 1)


def in_words(month: date) -> str:
    """Write a month as it stands in Swedish: `december 2026`."""
    with override("sv"):
        return formats.month(month)


def offers(*, service: str, resident: people.ResidentRow, today: date) -> Sequence[Offer]:
    """Say of each open month what the household has of it: the resident's, or as co-applicant."""
    months = open_months(today)
    found = _household(resident.id, resident.person_id).filter(service=service, month__in=months)
    by_month = {row.month: to_row(row) for row in found.order_by("begun_at")}
    return [Offer(month, by_month.get(month)) for month in months]


def ensure_open(
    month: date | None, *, service: str, resident: people.ResidentRow, today: date
) -> None:
    """Stop what the household has applied for already, or what is too early or too late.

    Raises NotThisMonth, AlreadyApplied.
    """
    if month not in open_months(today):
        raise NotThisMonth(month)
    found = _household(resident.id, resident.person_id).filter(service=service, month=month)
    # One's own draft is gone on with; the partner's, once it was to be signed, is the household's.
    row = found.exclude(resident_id=resident.id, submitted_at__isnull=True).first()
    if row is not None:
        raise AlreadyApplied(to_row(row))


def ensure_free(
    row: ApplicationRow, resident: people.ResidentRow, co_applicant_id: UUID | None
) -> None:
    """Stop a month that either of the two has sent another application for. Raises AlreadyApplied.

    Whoever sends for either of them in the same instant waits here, and then finds what was sent.
    """
    persons = [one for one in (resident.person_id, co_applicant_id) if one is not None]
    _one_at_a_time(row, persons)
    partner = people.resident_of_person(co_applicant_id) if co_applicant_id else None
    theirs = Q(resident_id=partner.id) if partner else Q(pk__in=[])
    sent = Application.objects.filter(
        theirs | Q(co_applicant_id__in=persons),
        service=row.service,
        month=row.month,
        submitted_at__isnull=False,
    ).exclude(id=row.id)
    found = sent.first()
    if found is not None:
        raise AlreadyApplied(to_row(found))


def _one_at_a_time(row: ApplicationRow, persons: Sequence[UUID]) -> None:
    # In the same order for both, so that neither waits for the other for ever.
    keys = sorted(f"eservices.month {one} {row.service} {row.month}" for one in persons)
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def previous(*, service: str, resident_id: UUID, month: date) -> ApplicationRow | None:
    """Give the resident's last application that came in, if it is recent enough to go on from."""
    rows = Application.objects.filter(
        service=service,
        resident_id=resident_id,
        submitted_at__isnull=False,
        month__lt=month,
        month__gte=_add(month, -RENEWED_WITHIN_MONTHS),
    )
    row = rows.order_by("-month").first()
    return to_row(row) if row else None


def _household(resident_id: UUID, person_id: UUID | None) -> QuerySet[Application]:
    joint = Q(co_applicant_id=person_id) if person_id else Q(pk__in=[])
    return Application.objects.filter(Q(resident_id=resident_id) | joint)


def _add(month: date, count: int) -> date:
    number = month.year * _NUMBER_OF_MONTHS + month.month - 1 + count
    return date(number // _NUMBER_OF_MONTHS, number % _NUMBER_OF_MONTHS + 1, 1)
