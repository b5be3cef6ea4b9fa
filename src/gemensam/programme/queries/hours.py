"""Read a municipality's time: one's own, what waits to be attested, what has been."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncWeek

from gemensam.identity import api as identity
from gemensam.kernel.money import Money
from gemensam.programme.kinds import HoursState
from gemensam.programme.models import HourReport, HoursTimer, LockedYear
from gemensam.programme.rules.cofunding import HourlyRate, value_of
from gemensam.programme.rules.hours import Week, Worked
from gemensam.ui.paging import Order, Page, page_of

# What a phone shows without scrolling for ever; the file has everything.
OWN_SHOWN = 20
# More than a unit's week: what is attested with one press, and read at a glance before.
WAITING_SHOWN = 100
OLDEST_FIRST = (Order("worked_on"),)
# A week's grid begins with what one has worked with lately.
RECENT_WEEKS = 8


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One report as the municipality's own people see it."""

    id: UUID
    version: int
    person_id: UUID
    person_name: str
    plan_key: str
    activity_key: str
    worked_on: date
    minutes: int
    value: Money
    rate_basis: str
    note: str
    state: HoursState
    attested_name: str
    attested_at: datetime | None
    batch_id: UUID | None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which of the waiting reports somebody wants to see; None is all."""

    person_id: UUID | None = None
    plan_key: str | None = None
    activity_key: str | None = None
    week: Week | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """How many reports wait, by what they can be narrowed to."""

    people: Sequence[tuple[UUID, str, int]]
    activities: Sequence[tuple[str, str, int]]
    weeks: Sequence[tuple[Week, int]]
    reports: int
    minutes: int


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What one press reported, as it stands now."""

    id: UUID
    reports: int
    minutes: int


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A running clock."""

    id: UUID
    plan_key: str
    activity_key: str
    started_at: datetime


def _rows(rows: Iterable[HourReport]) -> list[HoursRow]:
    found = list(rows)
    people = {row.person_id for row in found}
    people |= {row.attested_by_id for row in found if row.attested_by_id}
    names = identity.names(sorted(people)) if people else {}
    return [
        HoursRow(
            id=row.id,
            version=row.version,
            person_id=row.person_id,
            person_name=names[row.person_id].display_name,
            plan_key=row.plan_key,
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
            batch_id=row.batch_id,
        )
        for row in found
    ]


def _own(person_id: UUID) -> QuerySet[HourReport]:
    return HourReport.objects.filter(person_id=person_id).exclude(state=HoursState.WITHDRAWN)


def own(person_id: UUID, *, limit: int | None = OWN_SHOWN) -> list[HoursRow]:
    """List a person's own time, newest first; what was taken back is not there."""
    return _rows(_own(person_id).order_by("-worked_on", "-reported_at", "-id")[:limit])


def own_report(person_id: UUID, hours_id: UUID) -> HoursRow | None:
    """Give one of a person's own reports, also one that was taken back."""
    rows = _rows(HourReport.objects.filter(id=hours_id, person_id=person_id))
    return rows[0] if rows else None


def own_reports(person_id: UUID, ids: Iterable[UUID]) -> list[HoursRow]:
    """List some of a person's own reports that were not taken back, the last made first."""
    return _rows(_own(person_id).filter(id__in=ids).order_by("-reported_at", "-id"))


def own_week(person_id: UUID, week: Week) -> list[Worked]:
    """List a person's own time of a week, in the order it was worked."""
    rows = _own(person_id).filter(worked_on__gte=week.monday, worked_on__lte=week.sunday)
    return [
        Worked(row.id, row.plan_key, row.activity_key, row.worked_on, row.minutes, row.note)
        for row in rows.order_by("worked_on", "reported_at", "id")
    ]


def existing(ids: Iterable[UUID]) -> set[UUID]:
    """Say which of some reports are there, also those that were taken back."""
    return set(HourReport.objects.filter(id__in=ids).values_list("id", flat=True))


def last_week_before(person_id: UUID, week: Week) -> Week | None:
    """Find the latest week before one in which the person has reported time."""
    last = _own(person_id).filter(worked_on__lt=week.monday).aggregate(day=Max("worked_on"))["day"]
    return Week.of(last) if last else None


def recent_activities(person_id: UUID, week: Week) -> set[tuple[str, str]]:
    """Give what the person has worked with in the weeks before and in this one."""
    since = week.shifted(-RECENT_WEEKS).monday
    rows = _own(person_id).filter(worked_on__gte=since, worked_on__lte=week.sunday)
    return set(rows.values_list("plan_key", "activity_key").distinct())


def batch(person_id: UUID, batch_id: UUID) -> BatchRow | None:
    """Give what can still be taken back of one press; None when nothing or not everything can."""
    rows = _own(person_id).filter(batch_id=batch_id)
    found = rows.aggregate(
        reports=Count("id"),
        minutes=Sum("minutes"),
        attested=Count("id", filter=~Q(state=HoursState.REPORTED)),
    )
    if not found["reports"] or found["attested"]:
        return None
    return BatchRow(batch_id, found["reports"], found["minutes"])


def timer(person_id: UUID) -> TimerRow | None:
    """Give the person's running clock."""
    row = HoursTimer.objects.filter(person_id=person_id).first()
    return TimerRow(row.id, row.plan_key, row.activity_key, row.started_at) if row else None


def _waiting(narrowing: Narrowing) -> QuerySet[HourReport]:
    rows = HourReport.objects.filter(state=HoursState.REPORTED)
    if narrowing.person_id:
        rows = rows.filter(person_id=narrowing.person_id)
    if narrowing.activity_key is not None:
        rows = rows.filter(plan_key=narrowing.plan_key, activity_key=narrowing.activity_key)
    if week := narrowing.week:
        rows = rows.filter(worked_on__gte=week.monday, worked_on__lte=week.sunday)
    return rows


def waiting(narrowing: Narrowing, *, after: str = "") -> Page[HoursRow]:
    """List what waits to be attested in the running tenant, oldest first."""
    page = page_of(_waiting(narrowing), order=OLDEST_FIRST, after=after, size=WAITING_SHOWN)
    return Page(tuple(_rows(page.rows)), page.next_cursor, page.started_over)


def facets(narrowing: Narrowing) -> Facets:
    """Count what waits by person, activity and week: all of it; and sum what is asked for."""
    rows = HourReport.objects.filter(state=HoursState.REPORTED).order_by()
    people = dict(rows.values_list("person_id").annotate(count=Count("id")))
    names = identity.names(sorted(people)) if people else {}
    weeks = rows.annotate(week=TruncWeek("worked_on")).values_list("week")
    chosen = _waiting(narrowing).aggregate(reports=Count("id"), minutes=Sum("minutes"))
    return Facets(
        people=sorted(
            ((one, names[one].display_name, count) for one, count in people.items()),
            key=lambda row: row[1],
        ),
        activities=sorted(rows.values_list("plan_key", "activity_key").annotate(count=Count("id"))),
        weeks=sorted((Week.of(day), n) for day, n in weeks.annotate(count=Count("id"))),
        reports=chosen["reports"],
        minutes=chosen["minutes"] or 0,
    )


def attested(*, year: int) -> list[HoursRow]:
    """List what was attested of a year, the latest first."""
    rows = HourReport.objects.filter(state=HoursState.ATTESTED, worked_on__year=year)
    return _rows(rows.order_by("-attested_at", "-id")[:WAITING_SHOWN])


def attested_at(person_id: UUID, moment: datetime) -> list[HoursRow]:
    """List what somebody attested with one press and nobody has changed since."""
    rows = HourReport.objects.filter(
        state=HoursState.ATTESTED, attested_by_id=person_id, attested_at=moment
    )
    return _rows(rows.order_by("id"))


def years_to_lock(before: int) -> list[int]:
    """List years that have ended with attested time in them and are not closed yet."""
    dates = HourReport.objects.filter(state=HoursState.ATTESTED, worked_on__year__lt=before)
    closed = set(LockedYear.objects.values_list("year", flat=True))
    return [day.year for day in dates.dates("worked_on", "year") if day.year not in closed]


def locked_years() -> list[int]:
    """List the years that the municipality has closed, the latest first."""
    return list(LockedYear.objects.order_by("-year").values_list("year", flat=True))
