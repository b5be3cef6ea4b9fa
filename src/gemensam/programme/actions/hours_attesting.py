"""Attest the municipality's time, undo it, and close a year for good."""

from collections.abc import Sequence
from datetime import MINYEAR, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gemensam.kernel.actor import Activity, Actor
from gemensam.programme import policy
from gemensam.programme.actions import hours_rows as rows_of
from gemensam.programme.actions.hours_refusals import (
    OnesOwnTime,
    Pick,
    StillWaiting,
    YearIsNotOver,
)
from gemensam.programme.events import AttestationWithdrawn, HoursAttested
from gemensam.programme.kinds import HoursState
from gemensam.programme.models import HourReport, LockedYear


@transaction.atomic
def attest(*, actor: Actor, picks: Sequence[Pick], now: datetime) -> int:
    """Attest many at once, all or none; say how many.

    Of two who attest the same time, one wins and the other is told.
    Raises authority.Refused, ChangedMeanwhile, OnesOwnTime.
    """
    policy.ensure_hours(actor, Activity.ATTEST, now=now)
    rows_of.wait_for_the_years(actor, alone=False)
    rows = rows_of.take(picks, HoursState.REPORTED)
    if any(row.person_id == actor.person_id for row in rows):
        raise OnesOwnTime
    for row in rows:
        row.state = HoursState.ATTESTED
        row.version += 1
        row.attested_by_id = actor.person_id
        row.attested_at = now
    HourReport.objects.bulk_update(rows, ["state", "version", "attested_by", "attested_at"])
    rows_of.tell(HoursAttested, rows, rows_of.code_of(actor), now)
    return len(rows)


@transaction.atomic
def withdraw_attestation(*, actor: Actor, picks: Sequence[Pick], now: datetime) -> int:
    """Let attested time wait again, all of it or none, as long as the year is open.

    Raises authority.Refused, ChangedMeanwhile.
    """
    policy.ensure_hours(actor, Activity.ATTEST, now=now)
    rows_of.wait_for_the_years(actor, alone=False)
    rows = rows_of.take(picks, HoursState.ATTESTED)
    for row in rows:
        row.state = HoursState.REPORTED
        row.version += 1
        row.attested_by_id = None
        row.attested_at = None
    HourReport.objects.bulk_update(rows, ["state", "version", "attested_by", "attested_at"])
    rows_of.tell_of_withdrawal(AttestationWithdrawn, rows, rows_of.code_of(actor), now)
    return len(rows)


@transaction.atomic
def lock_year(*, actor: Actor, year: int, now: datetime) -> int:
    """Close a year for good; say how many reports it holds. A closed one stays as it was.

    Raises authority.Refused, YearIsNotOver, StillWaiting.
    """
    policy.ensure_hours(actor, Activity.ATTEST, now=now)
    if not MINYEAR <= year < timezone.localdate(now).year:
        raise YearIsNotOver(year)
    rows_of.wait_for_the_years(actor, alone=True)
    if locked := LockedYear.objects.filter(year=year).first():
        return locked.reports
    of_year = HourReport.objects.filter(worked_on__year=year)
    if of_year.filter(state=HoursState.REPORTED).exists():
        raise StillWaiting(year)
    count = of_year.filter(state=HoursState.ATTESTED).update(
        state=HoursState.LOCKED, version=F("version") + 1
    )
    LockedYear.objects.create(
        year=year, reports=count, locked_at=now, locked_by_id=rows_of.person_of(actor)
    )
    return count
