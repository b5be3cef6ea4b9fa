"""Read a municipality's time: one's own, what waits to be attested, what has been."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gemensam.identity import api as identity
from gemensam.kernel.money import Money
from gemensam.programme.kinds import HoursState
from gemensam.programme.models import HourReport
from gemensam.programme.rules.cofunding import HourlyRate, value_of

# What a phone shows without scrolling for ever; the file has everything.
OWN_SHOWN = 20
# More than a unit's month; what is left stands there when these are attested.
WAITING_SHOWN = 200


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One report as the municipality's own people see it."""

    id: UUID
    version: int
    person_id: UUID
    person_name: str
    activity_key: str
    worked_on: date
    minutes: int
    value: Money
    rate_basis: str
    note: str
    state: HoursState
    attested_name: str
    attested_at: datetime | None


def _rows(rows: Sequence[HourReport]) -> list[HoursRow]:
    people = {row.person_id for row in rows}
    people |= {row.attested_by_id for row in rows if row.attested_by_id}
    names = identity.names(sorted(people))
    return [
        HoursRow(
            id=row.id,
            version=row.version,
            person_id=row.person_id,
            person_name=names[row.person_id].display_name,
            activity_key=row.activity_key,
            worked_on=row.worked_on,
            minutes=row.minutes,
            value=value_of(
                HourlyRate(Money.from_kronor(row.rate_per_hour), row.rate_basis), row.minutes
            ),
            rate_basis=row.rate_basis,
            note=row.note,
            state=HoursState(row.state),
            attested_name=names[row.attested_by_id].display_name if row.attested_by_id else "",
            attested_at=row.attested_at,
        )
        for row in rows
    ]


def own(person_id: UUID, *, limit: int | None = OWN_SHOWN) -> list[HoursRow]:
    """List a person's own time, newest first; what was taken back is not there."""
    rows = HourReport.objects.filter(person_id=person_id).exclude(state=HoursState.WITHDRAWN)
    return _rows(list(rows.order_by("-worked_on", "-reported_at", "-id")[:limit]))


def waiting() -> list[HoursRow]:
    """List what waits to be attested in the running tenant, oldest first."""
    rows = HourReport.objects.filter(state=HoursState.REPORTED).order_by("worked_on", "id")
    return _rows(list(rows[:WAITING_SHOWN]))


def attested(*, year: int) -> list[HoursRow]:
    """List what is attested of a year, the latest first."""
    rows = HourReport.objects.filter(state=HoursState.ATTESTED, worked_on__year=year)
    return _rows(list(rows.order_by("-attested_at", "-id")[:WAITING_SHOWN]))


def years_to_lock(before: int) -> list[int]:
    """List years that have ended with attested time in them and are not closed yet."""
    dates = HourReport.objects.filter(state=HoursState.ATTESTED, worked_on__year__lt=before)
    return [day.year for day in dates.dates("worked_on", "year")]
