"""What an operator does with an alarm: claim, renew, release, note, dispatch, close.

Theory of operation. Every command has a UUID made by whoever gives it. Its event is written first:
if the UUID is there already, the command was given before and nothing is done again. Then the
alarm is changed by compare-and-set; if that finds no row, everything is undone and the caller is
told who was faster.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypedDict, Unpack
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q

from gemensam.alarms import events, policy
from gemensam.alarms.kinds import EndedBecause, EventKind, QueueLane, State
from gemensam.alarms.models import Alarm, Escalation
from gemensam.alarms.rules import handling as rules
from gemensam.kernel.actor import Activity, Actor
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.tenancy.context import current_tenant_id, tenant_context
from gemensam.tenancy.models import new_id

# Before the name of the one who had the alarm, in the history's line of a take-over.
TAKEN_FROM: Final = "från "


class NoSuchAlarm(LookupError):
    """The running tenant has no such alarm."""


class TakenByAnother(Exception):
    """Somebody else has the alarm in hand, or it is past that point."""

    def __init__(self, name: str, state: State) -> None:
        super().__init__(name)
        self.name = name
        self.state = state


class NotYours(Exception):
    """Only the one who has claimed the alarm may do this."""


class NobodyToSend(Exception):
    """The alarm unit is unknown, or the unit to be sent is not its owner's."""


@dataclass(frozen=True, slots=True)
class Command:
    """Who orders what, when, under which number; the same number again does nothing."""

    id: UUID
    actor: Actor
    now: datetime
    request_id: str = ""


class Changes(TypedDict, total=False):
    """Columns that a command may set."""

    state: State
    claimed_by: UUID | None
    claimed_name: str
    claimed_at: datetime | None
    lease_until: datetime | None
    raised_at: datetime
    dispatched_at: datetime
    responder_unit_id: UUID
    accepted_at: datetime
    arrived_at: datetime
    done_at: datetime
    closed_at: datetime
    ended_because: EndedBecause


def holding_of(alarm: Alarm) -> rules.Holding:
    """Give an alarm's holder as the rules see it."""
    return rules.Holding(State(alarm.state), alarm.claimed_by, alarm.lease_until)


def find(alarm_id: UUID) -> Alarm:
    """Find an alarm of the running tenant and lock it: one command at a time. Raises NoSuchAlarm."""
    alarm = Alarm.objects.select_for_update().filter(id=alarm_id).first()
    if alarm is None:
        raise NoSuchAlarm(alarm_id)
    return alarm


def tell(
    alarm: Alarm, kind: EventKind, *, now: datetime, what: str = "", command: Command | None = None
) -> bool:
    """Add an event to an alarm's history; say no when its command has been carried out before."""
    event_id = new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH told AS (
                INSERT INTO alarms_alarmevent (id, tenant_id, alarm_id, at, kind, command_id,
                    actor_person_id, actor_name, what, version)
                VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT DO NOTHING RETURNING id, tenant_id)
            INSERT INTO alarms_unsequenced (event_id, centre_tenant_id)
            SELECT id, tenant_id FROM told
            """,
            [
                *(event_id, current_tenant_id(), alarm.id, now, kind.value),
                command.id if command else None,
                command.actor.person_id if command else None,
                command.actor.display_name if command else "",
                what,
                alarm.version + 1,
            ],
        )
        is_new: bool = cursor.rowcount == 1
    return is_new


def change(alarm: Alarm, when: Q, **changes: Unpack[Changes]) -> bool:
    """Change an alarm if it still is as `when` says, and set what it waits for next."""
    changed = (
        Alarm.objects.filter(when, id=alarm.id)
        .exclude(state=State.CLOSED)
        .update(version=F("version") + 1, **changes)
    )
    return changed == 1


def watch(alarm: Alarm, *, now: datetime) -> None:
    """Set what an alarm waits for, as it stands in the database now."""
    alarm.refresh_from_db()
    if alarm.state == State.CLOSED:
        Escalation.objects.filter(alarm=alarm).update(next_at=None)
        return
    progress = rules.Progress(
        accepted=alarm.accepted_at is not None,
        arrived=alarm.arrived_at is not None,
        done=alarm.done_at is not None,
    )
    step = rules.step_of(State(alarm.state), progress)
    Escalation.objects.update_or_create(
        alarm=alarm,
        defaults={
            "step": step.value,
            "attempt": 0,
            "next_at": now + rules.patience(step, QueueLane(alarm.lane)),
        },
    )


@transaction.atomic
def claim(*, command: Command, alarm_id: UUID) -> None:
    """Take an alarm in hand for as long as the console renews it.

    Raises NoSuchAlarm; TakenByAnother: somebody was faster; authority.Refused.
    """
    alarm, now, actor = find(alarm_id), command.now, command.actor
    policy.ensure_may(actor, Activity.RECEIVE, alarm, now=now, request_id=command.request_id)
    was_held = alarm.state == State.CLAIMED
    kind = EventKind.TAKEN_OVER if was_held else EventKind.CLAIMED
    what = f"{TAKEN_FROM}{alarm.claimed_name}" if was_held else ""
    if not tell(alarm, kind, now=now, what=what, command=command):
        return
    free = Q(state=State.NEW) | Q(state=State.CLAIMED, lease_until__lte=now)
    if not change(
        alarm,
        free,
        state=State.CLAIMED,
        claimed_by=actor.person_id,
        claimed_name=actor.display_name,
        claimed_at=now,
        lease_until=now + rules.LEASE,
    ):
        raise _taken(alarm)
    watch(alarm, now=now)


def _taken(alarm: Alarm) -> TakenByAnother:
    alarm.refresh_from_db()
    return TakenByAnother(alarm.claimed_name, State(alarm.state))


def renew(*, actor: Actor, alarm_id: UUID, now: datetime) -> bool:
    """Keep an alarm for another lease; say no when it is no longer this operator's.

    Neither logged nor an event: the console does it every few seconds.
    """
    return (
        Alarm.objects.filter(id=alarm_id, state=State.CLAIMED, claimed_by=actor.person_id).update(
            lease_until=now + rules.LEASE
        )
        == 1
    )


@transaction.atomic
def release(*, command: Command, alarm_id: UUID) -> None:
    """Give a claimed alarm back to the queue. Raises NoSuchAlarm; NotYours."""
    alarm, now = find(alarm_id), command.now
    policy.ensure_may(
        command.actor, Activity.RECEIVE, alarm, now=now, request_id=command.request_id
    )
    if not tell(alarm, EventKind.RELEASED, now=now, command=command):
        return
    mine = Q(state=State.CLAIMED, claimed_by=command.actor.person_id)
    if not change(alarm, mine, state=State.NEW, claimed_by=None, claimed_name="", lease_until=None):
        raise NotYours(alarm_id)
    watch(alarm, now=now)


@transaction.atomic
def note(*, command: Command, alarm_id: UUID, text: str) -> None:
    """Write something in an alarm's history. Raises NoSuchAlarm."""
    alarm = find(alarm_id)
    policy.ensure_may(
        command.actor, Activity.WRITE, alarm, now=command.now, request_id=command.request_id
    )
    tell(alarm, EventKind.NOTED, now=command.now, what=text, command=command)


@transaction.atomic
def dispatch(*, command: Command, alarm_id: UUID, unit_id: UUID, text: str) -> None:
    """Send a unit of the owner's to the resident.

    Raises NoSuchAlarm; NotYours: not claimed by this operator; NobodyToSend.
    """
    alarm, now, actor = find(alarm_id), command.now, command.actor
    policy.ensure_may(actor, Activity.DISPATCH, alarm, now=now, request_id=command.request_id)
    name = _unit_name(alarm, unit_id)
    if not tell(alarm, EventKind.DISPATCHED, now=now, what=name, command=command):
        return
    mine = Q(state=State.CLAIMED, claimed_by=actor.person_id, lease_until__gt=now)
    if not change(
        alarm, mine, state=State.DISPATCHED, dispatched_at=now, responder_unit_id=unit_id,
        lease_until=None,
    ):  # fmt: skip
        raise NotYours(alarm_id)
    watch(alarm, now=now)
    assert alarm.owner_tenant_id is not None  # _unit_name has seen to it
    assert alarm.resident_id is not None
    outbox.publish(
        events.AlarmDispatched(
            alarm_id=alarm.id,
            centre_tenant_id=alarm.tenant_id,
            owner_tenant_id=alarm.owner_tenant_id,
            resident_id=alarm.resident_id,
            unit_id=unit_id,
            text=text,
            at=now,
        ),
        key=str(alarm.id),
        tenant_id=alarm.owner_tenant_id,
        now=now,
    )


def _unit_name(alarm: Alarm, unit_id: UUID) -> str:
    if alarm.owner_tenant_id is None or alarm.resident_id is None:
        raise NobodyToSend(alarm.id)
    with tenant_context(alarm.owner_tenant_id):
        names = {unit.id: unit.name for unit in organisations.units()}
    if unit_id not in names:
        raise NobodyToSend(alarm.id)
    return names[unit_id]


@transaction.atomic
def close(*, command: Command, alarm_id: UUID, because: EndedBecause, text: str = "") -> None:
    """End an alarm: the one who has claimed it, or anyone of the centre once help is sent.

    Raises NoSuchAlarm; NotYours; TakenByAnother: it is closed already.
    """
    alarm, now, actor = find(alarm_id), command.now, command.actor
    policy.ensure_may(actor, Activity.RECEIVE, alarm, now=now, request_id=command.request_id)
    if not tell(alarm, EventKind.CLOSED, now=now, what=text or because.value, command=command):
        return
    if alarm.state == State.CLOSED:
        raise TakenByAnother(alarm.claimed_name, State.CLOSED)
    mine = Q(state=State.DISPATCHED) | Q(
        state=State.CLAIMED, claimed_by=actor.person_id, lease_until__gt=now
    )
    if not change(
        alarm, mine, state=State.CLOSED, closed_at=now, ended_because=because, lease_until=None
    ):
        raise NotYours(alarm_id)
    watch(alarm, now=now)
    _publish_closed(alarm, because, now)


def _publish_closed(alarm: Alarm, because: EndedBecause, now: datetime) -> None:
    if alarm.owner_tenant_id is None or alarm.resident_id is None:
        return
    outbox.publish(
        events.AlarmClosed(
            alarm_id=alarm.id,
            centre_tenant_id=alarm.tenant_id,
            owner_tenant_id=alarm.owner_tenant_id,
            resident_id=alarm.resident_id,
            because=because.value,
            at=now,
        ),
        key=str(alarm.id),
        tenant_id=alarm.owner_tenant_id,
        now=now,
    )
