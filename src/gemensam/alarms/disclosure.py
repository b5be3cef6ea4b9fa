"""What an operator may see of the resident whose alarm is in hand, read in the owner's tenant.

The owner's log says who of the centre saw the resident; the centre's log says whom its operator
saw. It is logged once per claim and page view, not each time the console reads again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from gemensam.alarms import policy
from gemensam.alarms.actions.handling import Command, NotYours, find, holding_of, tell
from gemensam.alarms.kinds import EventKind
from gemensam.alarms.models import Alarm, AlarmUnit
from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.kernel.actor import Actor
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context


@dataclass(frozen=True, slots=True)
class PlaceAndKey:
    """Where the alarm unit stands and how to get in."""

    model: str
    line: str
    place: str
    key: str
    instructions: str


@dataclass(frozen=True, slots=True)
class Responder:
    """A unit of the owner's that can be sent."""

    id: UUID
    name: str
    is_night_patrol: bool


@dataclass(frozen=True, slots=True)
class DisclosedResident:
    """What the one who answers needs to send help, and no more."""

    resident_id: UUID
    name: str
    age: int
    is_protected: bool
    language: str
    needs_interpreter: bool
    municipality: str
    home: people.HomeRow | None
    kin: Sequence[people.KinRow]
    notices: Sequence[people.NoticeRow]
    alarm_unit: PlaceAndKey | None
    responders: Sequence[Responder]


@transaction.atomic
def resident_of_alarm(
    *, actor: Actor, alarm_id: UUID, now: datetime, request_id: str = "", page_view: str = ""
) -> DisclosedResident | None:
    """Give the resident of an alarm that the operator has in hand; None for an unknown unit.

    The same `page_view` again is the same display: it is not logged twice.

    Raises NoSuchAlarm; NotYours: not claimed by this operator; authority.Refused.
    """
    alarm = find(alarm_id)
    if alarm.owner_tenant_id is None or alarm.resident_id is None:
        return None
    if not holding_of(alarm).may_read_resident(actor.person_id, now):
        raise NotYours(alarm_id)
    assert alarm.claimed_at is not None  # the one who holds it has claimed it
    command_id = uuid5(alarm.id, f"{actor.person_id} {alarm.claimed_at.isoformat()} {page_view}")
    is_first = tell(
        alarm, EventKind.DISCLOSED, now=now, command=Command(command_id, actor, now, request_id)
    )
    with tenant_context(alarm.owner_tenant_id):
        row = people.resident(alarm.resident_id)
        asked = policy.resident_request(actor, alarm, is_protected=row.is_protected, now=now)
        facts = policy.disclosure_facts(since=alarm.claimed_at, until=alarm.lease_until)
        decision = authority.ensure(asked, facts)
        access = authority.access_of(asked, decision)
        if is_first:
            audit.record(actor=actor, accesses=[access], now=now, request_id=request_id)
        found = _read(alarm, row, now)
    if is_first:
        audit.record(actor=actor, accesses=[access], now=now, request_id=request_id)
    return found


def _read(alarm: Alarm, row: people.ResidentRow, now: datetime) -> DisclosedResident:
    assert alarm.owner_tenant_id is not None
    place = organisations.municipality_by_tenant(alarm.owner_tenant_id)
    return DisclosedResident(
        resident_id=row.id,
        name=row.name,
        age=row.age(now.date()),
        is_protected=row.is_protected,
        language=row.language,
        needs_interpreter=row.needs_interpreter,
        municipality=place.name if place else "",
        home=people.homes([row.id]).get(row.id),
        kin=people.next_of_kin(row.id),
        notices=people.notices(row.id),
        alarm_unit=_place_and_key(alarm.alarm_unit_id),
        responders=_responders(),
    )


def _place_and_key(alarm_unit_id: UUID | None) -> PlaceAndKey | None:
    unit = AlarmUnit.objects.filter(id=alarm_unit_id).first() if alarm_unit_id else None
    if unit is None:
        return None
    return PlaceAndKey(unit.model, unit.line, unit.place, unit.key, unit.instructions)


def _responders() -> list[Responder]:
    """List the units that go to residents, the night patrol first."""
    kinds = organisations.UnitKind
    patrol = [
        Responder(u.id, u.name, is_night_patrol=True)
        for u in organisations.units(kinds.NIGHT_PATROL)
    ]
    others = [
        Responder(u.id, u.name, is_night_patrol=False)
        for u in organisations.units(kinds.HOME_CARE)
        if not u.is_private
    ]
    return patrol + others
