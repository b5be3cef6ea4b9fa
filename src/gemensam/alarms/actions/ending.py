"""A granted alarm comes to its end, and back again when that was a slip.

A unit that is pressed afterwards is no longer anybody's, but its alarm still reaches the operators:
it stands in the lane of unknown units.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from gemensam.alarms import events, policy
from gemensam.alarms.actions.counting import recount
from gemensam.alarms.actions.registering import (
    NumberIsTaken,
    find_safety_alarm,
    retire_units,
)
from gemensam.alarms.kinds import GrantEnded, Status
from gemensam.alarms.models import AlarmUnit, Route, SafetyAlarm
from gemensam.kernel.actor import Activity, Actor
from gemensam.outbox import api as outbox
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id

# So long a slip can be undone; then the box may be on its way to somebody else.
UNDO_FOR: Final = timedelta(hours=24)


class HasEnded(Exception):
    """The granted alarm has ended already."""


class NotToBeUndone(Exception):
    """The alarm is in force, or it ended too long ago."""


@transaction.atomic
def end_safety_alarm(
    *,
    actor: Actor,
    safety_alarm_id: UUID,
    because: GrantEnded,
    now: datetime,
    request_id: str = "",
) -> None:
    """End a granted alarm: its unit is taken out of use, and others are told.

    Raises NoSuchSafetyAlarm; HasEnded; authority.Refused.
    """
    alarm = find_safety_alarm(safety_alarm_id)
    policy.ensure_may_register(actor, Activity.WRITE, alarm, now=now, request_id=request_id)
    ended = SafetyAlarm.objects.filter(id=alarm.id, ended_at=None).update(
        status=Status.ENDED, ended_at=now, ended_by=actor.person_id, ended_because=because
    )
    if not ended:
        raise HasEnded(safety_alarm_id)
    retire_units(alarm, now)
    recount(now=now)
    outbox.publish(
        events.SafetyAlarmEnded(
            safety_alarm_id=alarm.id,
            resident_id=alarm.resident_id,
            unit_id=alarm.unit_id,
            at=now,
            final_at=now + UNDO_FOR,
        ),
        key=str(alarm.id),
        tenant_id=current_tenant_id(),
        now=now,
    )


def may_be_undone(alarm: SafetyAlarm, *, now: datetime) -> bool:
    """Say whether an ended alarm can be put back as it was."""
    return alarm.ended_at is not None and now < alarm.ended_at + UNDO_FOR


@transaction.atomic
def undo_end(*, actor: Actor, safety_alarm_id: UUID, now: datetime, request_id: str = "") -> None:
    """Put an ended alarm back as it was, with its unit.

    Raises NoSuchSafetyAlarm; NotToBeUndone; NumberIsTaken: the unit is somebody else's by now;
    authority.Refused.
    """
    alarm = find_safety_alarm(safety_alarm_id)
    policy.ensure_may_register(actor, Activity.WRITE, alarm, now=now, request_id=request_id)
    if not may_be_undone(alarm, now=now):
        raise NotToBeUndone(safety_alarm_id)
    # As it stood: two who undo at once change one row once.
    back = SafetyAlarm.objects.filter(id=alarm.id, ended_at=alarm.ended_at).update(
        status=Status.INSTALLED if alarm.installed_at else Status.ORDERED,
        ended_at=None,
        ended_by=None,
        ended_because="",
    )
    if not back:
        raise NotToBeUndone(safety_alarm_id)
    unit = AlarmUnit.objects.filter(safety_alarm=alarm, retired_at=alarm.ended_at).first()
    if unit is not None:
        _put_back(unit)
    _relate_again(alarm, now)
    recount(now=now)


def _put_back(unit: AlarmUnit) -> None:
    AlarmUnit.objects.filter(id=unit.id).update(retired_at=None)
    try:
        with transaction.atomic():
            Route.objects.filter(alarm_unit_id=unit.id).update(is_active=True)
    except IntegrityError as error:
        raise NumberIsTaken(unit.cid) from error


def _relate_again(alarm: SafetyAlarm, now: datetime) -> None:
    """Let the unit stay: it may have been told already that its relation ends."""
    if alarm.unit_id is None:
        return
    later = now + 2 * UNDO_FOR
    if people.has_care_relation(
        alarm.resident_id, person_id=None, unit_id=alarm.unit_id, now=later
    ):
        return
    people.relate(
        resident_id=alarm.resident_id,
        unit_id=alarm.unit_id,
        basis=people.CareRelationBasis.CARE_SERVICE,
        now=now,
    )
