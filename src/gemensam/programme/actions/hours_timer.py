"""A clock that somebody starts when work begins and stops when it ends; it then is a report."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gemensam.kernel.actor import Activity, Actor
from gemensam.programme import policy
from gemensam.programme.actions import hours_rows as rows_of
from gemensam.programme.actions.hours import Batch, Entry, report_many
from gemensam.programme.actions.hours_refusals import TimerRuns, TimerWasForgotten
from gemensam.programme.models import HoursTimer
from gemensam.programme.rules import hours as rules
from gemensam.tenancy.models import new_id


@dataclass(frozen=True, slots=True)
class Stop:
    """How a clock is stopped. `minutes` is said by whoever had forgotten it."""

    timer_id: UUID
    note: str = ""
    minutes: int | None = None


@transaction.atomic
def start_timer(*, actor: Actor, plan_key: str, activity_key: str, now: datetime) -> UUID:
    """Start the actor's clock. Raises authority.Refused, TimerRuns."""
    policy.ensure_hours(actor, Activity.WRITE, now=now)
    rows_of.wait_for_the_person(actor)
    if HoursTimer.objects.filter(person_id=rows_of.person_of(actor)).exists():
        raise TimerRuns
    timer_id = new_id()
    HoursTimer.objects.create(
        id=timer_id,
        person_id=rows_of.person_of(actor),
        plan_key=plan_key,
        activity_key=activity_key,
        started_at=now,
    )
    return timer_id


@transaction.atomic
def stop_timer(*, actor: Actor, stop: Stop, now: datetime) -> Batch | None:
    """Stop the actor's clock and report its time; None when it was stopped before.

    Time past midnight is the next day's. Minutes that were said count on the day it was started.
    Raises authority.Refused, TimerWasForgotten, SomeRefused.
    """
    policy.ensure_hours(actor, Activity.WRITE, now=now)
    rows_of.wait_for_the_person(actor)
    timer = HoursTimer.objects.filter(id=stop.timer_id, person_id=rows_of.person_of(actor)).first()
    if timer is None:
        return None
    entries = [
        Entry(span.key, timer.plan_key, timer.activity_key, span.day, span.minutes, stop.note)
        for span in _spans(timer, stop, now)
    ]
    batch = report_many(actor=actor, entries=entries, now=now)
    timer.delete()
    return batch


def _spans(timer: HoursTimer, stop: Stop, now: datetime) -> tuple[rules.Span, ...]:
    started = timezone.localtime(timer.started_at)
    if stop.minutes is not None:
        return (rules.Span(timer.id, started.date(), stop.minutes),)
    if rules.is_forgotten(started, now):
        raise TimerWasForgotten
    return rules.spans(timer.id, started, timezone.localtime(now))


@transaction.atomic
def discard_timer(*, actor: Actor, timer_id: UUID, now: datetime) -> bool:
    """Stop the actor's clock and report nothing; say whether it ran. Raises authority.Refused."""
    policy.ensure_hours(actor, Activity.WRITE, now=now)
    gone, _ = HoursTimer.objects.filter(id=timer_id, person_id=rows_of.person_of(actor)).delete()
    return gone > 0
