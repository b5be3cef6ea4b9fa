"""Report time and take it back, in the municipality's own tenant: one report or many at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from gemensam.kernel.actor import Activity, Actor
from gemensam.kernel.money import Money
from gemensam.programme import policy
from gemensam.programme.actions import hours_rows as rows_of
from gemensam.programme.actions.hours_refusals import (
    ChangedMeanwhile,
    DayIsAhead,
    HoursRefused,
    NoHourlyRate,
    Pick,
    SomeRefused,
    TooLongDay,
    YearIsLocked,
)
from gemensam.programme.events import HoursReported, ReportWithdrawn
from gemensam.programme.kinds import HoursState
from gemensam.programme.models import HourlyRate, HourReport, LockedYear
from gemensam.programme.models.reported import MOST_MINUTES
from gemensam.programme.rules import hours as rules
from gemensam.tenancy.models import new_id


@dataclass(frozen=True, slots=True)
class Entry:
    """Time to be reported. `key` is the reporter's own: the same key again is the same report."""

    key: UUID
    plan_key: str
    activity_key: str
    worked_on: date
    minutes: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one press reported: the ids in the entries' order, and how many of them were new."""

    id: UUID
    hours_ids: tuple[UUID, ...]
    new: int


def report_hours(
    *,
    actor: Actor,
    plan_key: str,
    activity_key: str,
    worked_on: date,
    minutes: int,
    note: str,
    now: datetime,
    key: UUID | None = None,
) -> UUID:
    """Write down time that the actor has worked, and tell the county of it as a forecast.

    The same `key` again is the same report: a button pressed twice counts once.
    Raises authority.Refused, DayIsAhead, YearIsLocked, NoHourlyRate, TooLongDay.
    """
    entry = Entry(key or new_id(), plan_key, activity_key, worked_on, minutes, note)
    try:
        return report_many(actor=actor, entries=[entry], now=now).hours_ids[0]
    except SomeRefused as refused:
        raise refused.refusals[entry.key] from None


@transaction.atomic
def report_many(*, actor: Actor, entries: Sequence[Entry], now: datetime) -> Batch:
    """Write down several reports of the actor's, all or none; what is there already stays.

    Raises authority.Refused, SomeRefused.
    """
    policy.ensure_hours(actor, Activity.WRITE, now=now)
    tenant_id, person_id = rows_of.tenant_of(actor), rows_of.person_of(actor)
    rows_of.wait_for_the_person(actor)
    ids = [rules.report_id(tenant_id, person_id, entry.key) for entry in entries]
    known = set(HourReport.objects.filter(id__in=ids).values_list("id", flat=True))
    fresh = {
        hours_id: entry
        for hours_id, entry in zip(ids, entries, strict=True)
        if hours_id not in known
    }
    rates = _rates_of(list(fresh.values()), person_id, now)
    batch_id = new_id()
    rows = [
        HourReport(
            id=hours_id,
            person_id=person_id,
            unit_id=actor.commission.unit_id if actor.commission else None,
            plan_key=entry.plan_key,
            activity_key=entry.activity_key,
            worked_on=entry.worked_on,
            minutes=entry.minutes,
            rate_per_hour=rates[entry.key].per_hour,
            rate_basis=rates[entry.key].basis,
            note=entry.note,
            state=HoursState.REPORTED,
            batch_id=batch_id,
            reported_at=now,
        )
        for hours_id, entry in fresh.items()
    ]
    HourReport.objects.bulk_create(rows)
    if rows:
        rows_of.tell(HoursReported, rows, rows_of.code_of(actor), now)
    return Batch(batch_id, tuple(ids), len(rows))


def _rates_of(
    entries: Sequence[Entry], person_id: UUID, now: datetime
) -> Mapping[UUID, HourlyRate]:
    """Give the rate of each entry, or refuse them all and say what is wrong with which."""
    if not entries:
        return {}
    days = {entry.worked_on for entry in entries}
    locked = _locked_years(days)
    taken = _minutes_of(person_id, days)
    rates = list(HourlyRate.objects.filter(starts_on__lte=max(days)).order_by("starts_on"))
    today = timezone.localdate(now)
    refusals: dict[UUID, HoursRefused] = {}
    found: dict[UUID, HourlyRate] = {}
    for entry in entries:
        day = entry.worked_on
        taken[day] += entry.minutes
        rate = next((one for one in reversed(rates) if one.starts_on <= day), None)
        if day > today:
            refusals[entry.key] = DayIsAhead(day)
        elif day.year in locked:
            refusals[entry.key] = YearIsLocked(day.year)
        elif rate is None:
            refusals[entry.key] = NoHourlyRate(day)
        elif taken[day] > MOST_MINUTES:
            refusals[entry.key] = TooLongDay(day)
        else:
            found[entry.key] = rate
    if refusals:
        raise SomeRefused(refusals)
    return found


def _locked_years(days: set[date]) -> set[int]:
    years = {day.year for day in days}
    return set(LockedYear.objects.filter(year__in=years).values_list("year", flat=True))


def _minutes_of(person_id: UUID, days: set[date]) -> defaultdict[date, int]:
    sums = (
        HourReport.objects.exclude(state=HoursState.WITHDRAWN)
        .filter(person_id=person_id, worked_on__in=days)
        .values_list("worked_on")
        .annotate(sum=Sum("minutes"))
    )
    return defaultdict(int, dict(sums))


@transaction.atomic
def withdraw_report(*, actor: Actor, pick: Pick, now: datetime) -> None:
    """Take back one's own time that nobody has attested yet.

    Raises authority.Refused, ChangedMeanwhile.
    """
    policy.ensure_hours(actor, Activity.WRITE, now=now, hours_id=pick.hours_id)
    rows_of.wait_for_the_person(actor)
    _withdraw(rows_of.take([pick], HoursState.REPORTED), actor, now)


@transaction.atomic
def withdraw_batch(*, actor: Actor, batch_id: UUID, now: datetime) -> int:
    """Take back what one press reported, all of it or none; say how many reports it was.

    What was taken back before stays so. Raises authority.Refused, ChangedMeanwhile.
    """
    policy.ensure_hours(actor, Activity.WRITE, now=now)
    rows_of.wait_for_the_person(actor)
    rows = list(
        HourReport.objects.select_for_update()
        .filter(batch_id=batch_id, person_id=rows_of.person_of(actor))
        .exclude(state=HoursState.WITHDRAWN)
        .order_by("id")
    )
    if attested := [row.id for row in rows if row.state != HoursState.REPORTED]:
        raise ChangedMeanwhile(attested)
    _withdraw(rows, actor, now)
    return len(rows)


def _withdraw(rows: Sequence[HourReport], actor: Actor, now: datetime) -> None:
    if others := [row.id for row in rows if row.person_id != actor.person_id]:
        raise ChangedMeanwhile(others)
    for row in rows:
        row.state = HoursState.WITHDRAWN
        row.version += 1
    HourReport.objects.bulk_update(rows, ["state", "version"])
    rows_of.tell_of_withdrawal(ReportWithdrawn, rows, rows_of.code_of(actor), now)


@transaction.atomic
def restore_report(*, actor: Actor, pick: Pick, now: datetime) -> None:
    """Let time that one has taken back be reported again, as it was.

    Raises authority.Refused, ChangedMeanwhile, YearIsLocked, TooLongDay.
    """
    policy.ensure_hours(actor, Activity.WRITE, now=now, hours_id=pick.hours_id)
    rows_of.wait_for_the_person(actor)
    (row,) = rows_of.take([pick], HoursState.WITHDRAWN)
    if row.person_id != actor.person_id:
        raise ChangedMeanwhile([pick.hours_id])
    if _locked_years({row.worked_on}):
        raise YearIsLocked(row.worked_on.year)
    if _minutes_of(row.person_id, {row.worked_on})[row.worked_on] + row.minutes > MOST_MINUTES:
        raise TooLongDay(row.worked_on)
    row.state = HoursState.REPORTED
    row.version += 1
    row.save(update_fields=["state", "version"])
    rows_of.tell(HoursReported, [row], rows_of.code_of(actor), now)


def set_hourly_rate(*, starts_on: date, per_hour: Money, basis: str) -> None:
    """Say in the running tenant what an hour costs from a day on, and what that rests on."""
    HourlyRate.objects.create(starts_on=starts_on, per_hour=per_hour.kronor, basis=basis)
