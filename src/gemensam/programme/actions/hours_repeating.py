"""Report an earlier week once more, on the same weekdays of a later one."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from gemensam.kernel.actor import Activity, Actor
from gemensam.programme import policy
from gemensam.programme.actions import hours_rows as rows_of
from gemensam.programme.actions.hours import Batch, Entry, report_many
from gemensam.programme.queries import hours as hours_queries
from gemensam.programme.rules.hours import Copy, Repetition, Week, repeated, report_id

type Reportable = AbstractSet[tuple[str, str]]


def repetition(
    *, actor: Actor, into: Week, reportable: Reportable, now: datetime
) -> tuple[Week | None, Repetition]:
    """Say which week would be repeated into `into`, and what of it can be reported by now.

    `reportable` are the activities that still can be chosen, by plan and key.
    """
    person_id = rows_of.person_of(actor)
    source = hours_queries.last_week_before(person_id, into)
    if source is None:
        return None, Repetition((), 0)
    reports = [
        one
        for one in hours_queries.own_week(person_id, source)
        if (one.plan_key, one.activity_key) in reportable
    ]
    return source, repeated(reports, into=into, today=timezone.localdate(now))


def id_of(actor: Actor, copy: Copy) -> UUID:
    """Give the id that a copy has or would have as a report."""
    return report_id(rows_of.tenant_of(actor), rows_of.person_of(actor), copy.key)


def repeat_week(*, actor: Actor, into: Week, reportable: Reportable, now: datetime) -> Batch:
    """Report the latest week before `into` once more, up to today; what is there stays.

    Raises authority.Refused, SomeRefused.
    """
    policy.ensure_hours(actor, Activity.WRITE, now=now)
    _, found = repetition(actor=actor, into=into, reportable=reportable, now=now)
    entries = [
        Entry(
            key=copy.key,
            plan_key=copy.source.plan_key,
            activity_key=copy.source.activity_key,
            worked_on=copy.worked_on,
            minutes=copy.source.minutes,
            note=copy.source.note,
        )
        for copy in found.copies
    ]
    return report_many(actor=actor, entries=entries, now=now)
