"""Report time, take it back, attest it and close a year, in the municipality's own tenant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MINYEAR, date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from gemensam.kernel.actor import Activity, Actor
from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.programme import policy
from gemensam.programme.events import (
    AttestationWithdrawn,
    HoursAttested,
    HoursReported,
    ReportWithdrawn,
)
from gemensam.programme.kinds import HoursState
from gemensam.programme.models import HourlyRate, HourReport
from gemensam.programme.models.reported import MOST_MINUTES
from gemensam.tenancy.models import new_id


class HoursRefused(Exception):
    """The time cannot be reported or attested as asked."""


class DayIsAhead(HoursRefused):
    """Time is reported when it has been worked."""


class TooLongDay(HoursRefused):
    """With this, the person's day would be longer than a day is."""


class YearIsLocked(HoursRefused):
    """The municipality has closed the year."""


class NoHourlyRate(HoursRefused):
    """The municipality has not said what an hour costs on that day."""


class ChangedMeanwhile(HoursRefused):
    """Somebody else has attested or taken back some of it first."""

    def __init__(self, hours_ids: Sequence[UUID]) -> None:
        super().__init__(f"{len(hours_ids)} changed")
        self.hours_ids = tuple(hours_ids)


class OnesOwnTime(HoursRefused):
    """Nobody attests their own time."""


class StillWaiting(HoursRefused):
    """Time of the year is still to be attested or taken back."""


class YearIsNotOver(HoursRefused):
    """A year is closed when it has ended."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A report as somebody saw it when choosing it."""

    hours_id: UUID
    version: int


def _code(actor: Actor) -> str:
    assert actor.tenant_id is not None  # the policy has let the actor in
    place = organisations.municipality_by_tenant(actor.tenant_id)
    assert place is not None
    return place.code


def _rate_on(day: date) -> HourlyRate:
    rate = HourlyRate.objects.filter(starts_on__lte=day).order_by("-starts_on").first()
    if rate is None:
        raise NoHourlyRate(day)
    return rate


def _ensure_open(day: date) -> None:
    if HourReport.objects.filter(state=HoursState.LOCKED, worked_on__year=day.year).exists():
        raise YearIsLocked(day.year)


def _ensure_within_a_day(person_id: UUID, day: date, minutes: int) -> None:
    same_day = HourReport.objects.exclude(state=HoursState.WITHDRAWN).filter(
        person_id=person_id, worked_on=day
    )
    if (same_day.aggregate(sum=Sum("minutes"))["sum"] or 0) + minutes > MOST_MINUTES:
        raise TooLongDay(day)


def _ensure_begun_and_open(worked_on: date, now: datetime) -> None:
    if worked_on > timezone.localdate(now):
        raise DayIsAhead(worked_on)
    _ensure_open(worked_on)


@transaction.atomic
def report_hours(
    *,
    actor: Actor,
    plan_key: str,
    activity_key: str,
    worked_on: date,
    minutes: int,
    note: str,
    now: datetime,
    hours_id: UUID | None = None,
) -> UUID:
    """Write down time that the actor has worked, and tell the county of it as a forecast.

    The same `hours_id` again is the same report: a button pressed twice counts once.
    Raises authority.Refused, DayIsAhead, YearIsLocked, NoHourlyRate, TooLongDay.
    """
    policy.ensure_hours(actor, Activity.WRITE, now=now)
    assert actor.person_id is not None
    if hours_id and HourReport.objects.filter(id=hours_id, person_id=actor.person_id).exists():
        return hours_id
    _ensure_begun_and_open(worked_on, now)
    _ensure_within_a_day(actor.person_id, worked_on, minutes)
    rate, key = _rate_on(worked_on), hours_id or new_id()
    row = HourReport.objects.create(
        id=key,
        person_id=actor.person_id,
        unit_id=actor.commission.unit_id if actor.commission else None,
        plan_key=plan_key,
        activity_key=activity_key,
        worked_on=worked_on,
        minutes=minutes,
        rate_per_hour=rate.per_hour,
        rate_basis=rate.basis,
        note=note,
        state=HoursState.REPORTED,
        reported_at=now,
    )
    _tell(HoursReported, row, _code(actor), now)
    return key


def _tell(
    kind: type[HoursReported | HoursAttested], row: HourReport, code: str, now: datetime
) -> None:
    event = kind(
        hours_id=row.id,
        municipality_code=code,
        plan_key=row.plan_key,
        activity_key=row.activity_key,
        worked_on=row.worked_on,
        minutes=row.minutes,
        rate_ore_per_hour=Money.from_kronor(row.rate_per_hour).ore,
        rate_basis=row.rate_basis,
        report_version=row.version,
        at=now,
    )
    outbox.publish(event, key=str(row.id), tenant_id=row.tenant_id, now=now)


def _tell_of_withdrawal(
    kind: type[AttestationWithdrawn | ReportWithdrawn], row: HourReport, code: str, now: datetime
) -> None:
    event = kind(hours_id=row.id, municipality_code=code, report_version=row.version, at=now)
    outbox.publish(event, key=str(row.id), tenant_id=row.tenant_id, now=now)


def _take(picks: Sequence[Pick], state: HoursState) -> list[HourReport]:
    """Lock the rows, always in the same order, and refuse all if one is not as it was seen."""
    seen = {pick.hours_id: pick.version for pick in picks}
    rows = list(HourReport.objects.select_for_update().filter(id__in=seen).order_by("id"))
    unchanged = {row.id for row in rows if row.state == state and row.version == seen[row.id]}
    if changed := [hours_id for hours_id in seen if hours_id not in unchanged]:
        raise ChangedMeanwhile(changed)
    return rows


@transaction.atomic
def withdraw_report(*, actor: Actor, pick: Pick, now: datetime) -> None:
    """Take back one's own time that nobody has attested yet.

    Raises authority.Refused, ChangedMeanwhile.
    """
    policy.ensure_hours(actor, Activity.WRITE, now=now, hours_id=pick.hours_id)
    (row,) = _take([pick], HoursState.REPORTED)
    if row.person_id != actor.person_id:
        raise ChangedMeanwhile([pick.hours_id])
    row.state = HoursState.WITHDRAWN
    row.version += 1
    row.save(update_fields=["state", "version"])
    _tell_of_withdrawal(ReportWithdrawn, row, _code(actor), now)


@transaction.atomic
def attest(*, actor: Actor, picks: Sequence[Pick], now: datetime) -> int:
    """Attest many at once, all or none; say how many.

    Of two who attest the same time, one wins and the other is told.
    Raises authority.Refused, ChangedMeanwhile, OnesOwnTime.
    """
    policy.ensure_hours(actor, Activity.ATTEST, now=now)
    rows = _take(picks, HoursState.REPORTED)
    if any(row.person_id == actor.person_id for row in rows):
        raise OnesOwnTime
    code = _code(actor)
    for row in rows:
        row.state = HoursState.ATTESTED
        row.version += 1
        row.attested_by_id = actor.person_id
        row.attested_at = now
    HourReport.objects.bulk_update(rows, ["state", "version", "attested_by", "attested_at"])
    for row in rows:
        _tell(HoursAttested, row, code, now)
    return len(rows)


@transaction.atomic
def withdraw_attestation(*, actor: Actor, pick: Pick, now: datetime) -> None:
    """Let attested time wait again, as long as the year is open.

    Raises authority.Refused, ChangedMeanwhile.
    """
    policy.ensure_hours(actor, Activity.ATTEST, now=now, hours_id=pick.hours_id)
    (row,) = _take([pick], HoursState.ATTESTED)
    row.state = HoursState.REPORTED
    row.version += 1
    row.attested_by_id = None
    row.attested_at = None
    row.save(update_fields=["state", "version", "attested_by", "attested_at"])
    _tell_of_withdrawal(AttestationWithdrawn, row, _code(actor), now)


@transaction.atomic
def lock_year(*, actor: Actor, year: int, now: datetime) -> int:
    """Close a year for good; say how many reports it holds.

    Raises authority.Refused, YearIsNotOver, StillWaiting.
    """
    policy.ensure_hours(actor, Activity.ATTEST, now=now)
    if not MINYEAR <= year < timezone.localdate(now).year:
        raise YearIsNotOver(year)
    of_year = HourReport.objects.filter(worked_on__year=year)
    if of_year.filter(state=HoursState.REPORTED).exists():
        raise StillWaiting(year)
    return of_year.filter(state=HoursState.ATTESTED).update(
        state=HoursState.LOCKED, version=F("version") + 1
    )


def set_hourly_rate(*, starts_on: date, per_hour: Money, basis: str) -> None:
    """Say in the running tenant what an hour costs from a day on, and what that rests on."""
    HourlyRate.objects.create(starts_on=starts_on, per_hour=per_hour.kronor, basis=basis)
