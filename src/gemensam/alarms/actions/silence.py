"""Find alarm units that are no longer heard, and those that are heard again.

A technical alarm is raised per silent unit; when a large part of a municipality falls silent at
once, one for all of them.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gemensam.alarms import events
from gemensam.alarms.actions.counting import recount
from gemensam.alarms.actions.handling import tell, watch
from gemensam.alarms.kinds import EventKind, QueueLane, State
from gemensam.alarms.models import Alarm
from gemensam.alarms.rules import function
from gemensam.alarms.rules.silence import is_outage
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.tenancy.context import tenant_context

PAGE = 1000
GRACE_SECONDS = function.HEARTBEAT_GRACE.total_seconds()
# In the columns where a message from a unit has its own.
OF_OURS, NO_DEVICE = "", "0000"
# In the history, where a unit's own message has its status code.
HEARD_AGAIN = "HEARD_AGAIN"

_OVERDUE = """
    SELECT r.alarm_unit_id, r.cid, r.safety_alarm_id, r.resident_id, r.owner_tenant_id,
           r.centre_tenant_id, s.seen_at
    FROM alarms_route r JOIN alarms_lastseen s USING (alarm_unit_id)
    WHERE r.is_active AND s.silent_since IS NULL
      AND greatest(s.seen_at, %s) < %s
            - make_interval(secs => r.heartbeat_seconds * %s + %s)
    ORDER BY s.seen_at LIMIT %s FOR UPDATE OF s SKIP LOCKED
"""
_HEARD_AGAIN = """
    UPDATE alarms_lastseen s SET silent_since = NULL
    FROM alarms_route r
    WHERE r.alarm_unit_id = s.alarm_unit_id AND r.is_active AND s.seen_at > s.silent_since
    RETURNING r.alarm_unit_id, r.cid, r.safety_alarm_id, r.resident_id, r.owner_tenant_id,
              r.centre_tenant_id, s.seen_at
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """An alarm unit that fell silent or came back."""

    id: UUID
    cid: str
    safety_alarm_id: UUID
    resident_id: UUID
    owner_tenant_id: UUID
    centre_tenant_id: UUID
    seen_at: datetime


@transaction.atomic
def find_silent(*, now: datetime, up_since: datetime) -> int:
    """Mark alarm units that have been silent for too long and raise technical alarms; say how many.

    Silence is counted from when receiving came up: after a stop of ours, silence is ours.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE, [up_since, now, function.TOLERATED_MISSES, GRACE_SECONDS, PAGE])
        found = [Unit(*row) for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE alarms_lastseen SET silent_since = %s WHERE alarm_unit_id = ANY(%s)",
            [now, [unit.id for unit in found]],
        )
    if not found:
        return 0
    supervised = _supervised()
    by_owner: dict[UUID, list[Unit]] = defaultdict(list)
    for unit in found:
        by_owner[unit.owner_tenant_id].append(unit)
    for owner, units in by_owner.items():
        if is_outage(silent=len(units), supervised=supervised[owner]):
            _raise(units[0], f"{len(units)} larmenheter tystnade samtidigt", now)
        else:
            for unit in units:
                _raise(unit, "Larmenheten hörs inte", now)
    _publish_silent(found, now)
    return len(found)


def _supervised() -> Counter[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT owner_tenant_id, count(*) FROM alarms_route WHERE is_active GROUP BY 1"
        )
        return Counter(dict(cursor.fetchall()))


def _raise(unit: Unit, text: str, now: datetime) -> None:
    with tenant_context(unit.centre_tenant_id):
        alarm = Alarm.objects.create(
            cid=unit.cid,
            ref=OF_OURS,
            digest=OF_OURS,
            lane=QueueLane.TECHNICAL,
            state=State.NEW,
            version=1,
            press_count=1,
            received_at=now,
            raised_at=now,
            device_type=NO_DEVICE,
            status_code=OF_OURS,
            unit_text=text,
            owner_tenant_id=unit.owner_tenant_id,
            alarm_unit_id=unit.id,
            safety_alarm_id=unit.safety_alarm_id,
            resident_id=unit.resident_id,
            is_unknown=False,
        )
        tell(alarm, EventKind.RAISED, now=now, what=text)
        watch(alarm, now=now)


def _publish_silent(units: Sequence[Unit], now: datetime) -> None:
    outbox.publish_many(
        [
            outbox.Outgoing(
                events.AlarmUnitSilent(unit.id, unit.safety_alarm_id, unit.seen_at, now),
                key=str(unit.id),
                tenant_id=unit.owner_tenant_id,
            )
            for unit in units
        ],
        now=now,
    )


@transaction.atomic
def find_heard_again(*, now: datetime) -> int:
    """Take the mark of silence from alarm units that are heard again; say how many.

    The technical alarm stays open, with a line about it: a person looks at why.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HEARD_AGAIN)
        found = [Unit(*row) for row in cursor.fetchall()]
    for unit in found:
        with tenant_context(unit.centre_tenant_id):
            still_open = Alarm.objects.filter(
                alarm_unit_id=unit.id, lane=QueueLane.TECHNICAL, ref=OF_OURS
            ).exclude(state=State.CLOSED)
            for alarm in still_open:
                tell(alarm, EventKind.UNIT_SAID, now=now, what=HEARD_AGAIN)
    outbox.publish_many(
        [
            outbox.Outgoing(
                events.AlarmUnitWorks(unit.id, unit.safety_alarm_id, now),
                key=str(unit.id),
                tenant_id=unit.owner_tenant_id,
            )
            for unit in found
        ],
        now=now,
    )
    return len(found)


def recount_all(*, now: datetime) -> int:
    """Count every municipality's alarms anew, each in a transaction of its own; say how many."""
    places = organisations.municipalities()
    for place in places:
        with tenant_context(place.tenant_id):
            recount(now=now)
    return len(places)
