"""Remind people of their hours through `delivery`, once a period; the worker asks every minute.

A notice says that something waits, never what. Each municipality has a row per reminder and
period, written in the transaction that queues the notices: whoever starts anew reminds nobody twice.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gemensam.delivery import api as delivery
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, InformationClass
from gemensam.organisations import api as organisations
from gemensam.programme.kinds import HoursState
from gemensam.programme.kinds_hours import Reminder
from gemensam.programme.models import HourReport, LockedYear, ReminderRound
from gemensam.programme.rules.hours_reminding import (
    TAKES_PART_FOR,
    WAITS_AT_LEAST,
    Due,
    due,
)
from gemensam.tenancy.context import tenant_context

HOURS_PATH = "/program/timmar/"
ATTEST_PATH = "/program/timmar/attestera/"


def remind_everybody(*, now: datetime) -> int:
    """Do what is due in every municipality; say how many notices were queued."""
    found = due(timezone.localtime(now))
    if not found:
        return 0
    return sum(
        _remind(place, one, now) for place in organisations.municipalities() for one in found
    )


def _remind(place: organisations.Place, one: Due, now: datetime) -> int:
    with tenant_context(place.tenant_id), transaction.atomic():
        if ReminderRound.objects.filter(kind=one.kind, period=one.starts_on).exists():
            return 0
        people = whom(one, now=now)
        # Two workers at once: the second waits here for the first, and then finds its row.
        _, is_new = ReminderRound.objects.get_or_create(
            kind=one.kind,
            period=one.starts_on,
            defaults={"persons": len(people), "sent_at": now},
        )
        return _notify(people, place, one.kind, now) if is_new else 0


def whom(one: Due, *, now: datetime) -> AbstractSet[UUID]:
    """Say whom of the running tenant a reminder concerns.

    Of the week and the month: who has reported lately, may still report, and has nothing in the
    period. To attest: who may attest something that waits, and is not only their own.
    """
    if one.kind is Reminder.ATTEST:
        return _attesters(now)
    reports = HourReport.objects.exclude(state=HoursState.WITHDRAWN)
    since = one.starts_on - TAKES_PART_FOR
    recent = reports.filter(worked_on__gte=since, worked_on__lt=one.starts_on)
    done = reports.filter(worked_on__gte=one.starts_on, worked_on__lte=one.ends_on)
    if LockedYear.objects.filter(year=one.ends_on.year).exists():
        return frozenset()
    silent = set(recent.values_list("person_id", flat=True)) - set(
        done.values_list("person_id", flat=True)
    )
    return silent & identity.persons_who_may(Activity.WRITE, InformationClass.HOURS, now=now)


def _attesters(now: datetime) -> AbstractSet[UUID]:
    waiting = HourReport.objects.filter(
        state=HoursState.REPORTED, reported_at__lte=now - WAITS_AT_LEAST
    )
    whose = set(waiting.values_list("person_id", flat=True).distinct())
    attesters = identity.persons_who_may(Activity.ATTEST, InformationClass.HOURS, now=now)
    return {person_id for person_id in attesters if whose - {person_id}}


def _notify(
    people: Iterable[UUID], place: organisations.Place, kind: Reminder, now: datetime
) -> int:
    names = identity.names(sorted(people))
    return sum(
        delivery.notify(
            person_id=name.person_id,
            kind=delivery.MessageKind.HOURS,
            sender_name=place.name,
            link_path=ATTEST_PATH if kind is Reminder.ATTEST else HOURS_PATH,
            is_protected=name.is_protected,
            now=now,
        )
        for name in names.values()
    )
