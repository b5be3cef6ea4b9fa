"""What the municipality does with granted alarms: order, register, enrol."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gemensam.alarms import policy
from gemensam.alarms.actions.counting import recount
from gemensam.alarms.kinds import Line, Status, Technology
from gemensam.alarms.models import AlarmUnit, LastSeen, Route, SafetyAlarm
from gemensam.kernel.actor import Activity, Actor
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id


class NoSuchSafetyAlarm(LookupError):
    """The running tenant has no such granted alarm."""


class NumberIsTaken(Exception):
    """Another alarm unit that is in use has this number."""


class NotToBeEnrolled(Exception):
    """The alarm has ended, or is analogue: there is no alarm unit to enrol."""


class NoAlarmCentre(Exception):
    """No alarm receiving centre is known that could receive the alarm."""


@dataclass(frozen=True, slots=True)
class UnitDetails:
    """What is written down about an alarm unit when it is enrolled."""

    cid: str
    model: str
    line: Line
    place: str
    key: str
    instructions: str
    heartbeat_seconds: int


@transaction.atomic
def order_safety_alarm(
    *,
    actor: Actor,
    resident_id: UUID,
    care_service_id: UUID | None,
    now: datetime,
    unit_id: UUID | None = None,
) -> UUID:
    """Register a granted alarm and order its alarm unit; the same care service orders once.

    The decision is the authority for it, so the caller's policy has asked. `unit_id` is the unit
    that installs it and answers for it; without it, the home care unit that has the resident.
    """
    del actor  # who decided stands in the decision
    if care_service_id is not None:
        earlier = SafetyAlarm.objects.filter(care_service_id=care_service_id).first()
        if earlier is not None:
            earlier_id: UUID = earlier.id
            return earlier_id
    unit_id = unit_id or _home_care_unit(resident_id, now)
    row = SafetyAlarm.objects.create(
        resident_id=resident_id,
        care_service_id=care_service_id,
        unit_id=unit_id,
        technology=Technology.DIGITAL,
        status=Status.ORDERED,
        ordered_at=now,
    )
    relate(resident_id, unit_id, now)
    recount(now=now)
    row_id: UUID = row.id
    return row_id


@transaction.atomic
def register_analogue(
    *,
    resident_id: UUID,
    supplier: str,
    installed_at: datetime,
    now: datetime,
    unit_id: UUID | None = None,
    care_service_id: UUID | None = None,
    switch_over_on: date | None = None,
) -> UUID:
    """Register an analogue alarm that is in use: it is granted, so it counts."""
    row = SafetyAlarm.objects.create(
        resident_id=resident_id,
        care_service_id=care_service_id,
        unit_id=unit_id,
        technology=Technology.ANALOGUE,
        supplier=supplier,
        status=Status.INSTALLED,
        ordered_at=installed_at,
        installed_at=installed_at,
        switch_over_on=switch_over_on,
    )
    relate(resident_id, unit_id, now)
    recount(now=now)
    row_id: UUID = row.id
    return row_id


def _home_care_unit(resident_id: UUID, now: datetime) -> UUID | None:
    kind = organisations.UnitKind.HOME_CARE
    for unit in organisations.units(kind):
        if not unit.is_private and people.has_care_relation(
            resident_id, person_id=None, unit_id=unit.id, now=now
        ):
            return unit.id
    return None


def relate(resident_id: UUID, unit_id: UUID | None, now: datetime) -> None:
    """Let the unit that answers for an alarm have to do with the resident, if it has not already."""
    if unit_id is not None and not people.has_care_relation(
        resident_id, person_id=None, unit_id=unit_id, now=now
    ):
        people.relate(
            resident_id=resident_id,
            unit_id=unit_id,
            basis=people.CareRelationBasis.CARE_SERVICE,
            now=now,
        )


def find_safety_alarm(safety_alarm_id: UUID) -> SafetyAlarm:
    """Find a granted alarm with its resident. Raises NoSuchSafetyAlarm."""
    row = SafetyAlarm.objects.select_related("resident").filter(id=safety_alarm_id).first()
    if row is None:
        raise NoSuchSafetyAlarm(safety_alarm_id)
    return row


def _some_centre() -> UUID:
    centre_tenant_id = default_centre()
    if centre_tenant_id is None:
        raise NoAlarmCentre
    return centre_tenant_id


@transaction.atomic
def enrol(
    *,
    actor: Actor,
    safety_alarm_id: UUID,
    details: UnitDetails,
    now: datetime,
    centre_tenant_id: UUID | None = None,
    request_id: str = "",
) -> UUID:
    """Connect an alarm unit to a granted alarm and to the centre that receives it.

    A unit that was there before is retired. Raises NoSuchSafetyAlarm; NotToBeEnrolled;
    NumberIsTaken; NoAlarmCentre; authority.Refused.
    """
    alarm = find_safety_alarm(safety_alarm_id)
    policy.ensure_may_register(actor, Activity.WRITE, alarm, now=now, request_id=request_id)
    if alarm.status == Status.ENDED or alarm.technology == Technology.ANALOGUE:
        raise NotToBeEnrolled(safety_alarm_id)
    centre_tenant_id = centre_tenant_id or _some_centre()
    retire_units(alarm, now)
    unit = AlarmUnit.objects.create(
        safety_alarm=alarm,
        cid=details.cid,
        model=details.model,
        line=details.line,
        place=details.place,
        key=details.key,
        instructions=details.instructions,
        heartbeat_seconds=details.heartbeat_seconds,
        enrolled_at=now,
        enrolled_by=actor.person_id,
    )
    _route(unit, alarm, centre_tenant_id, now)
    SafetyAlarm.objects.filter(id=alarm.id).update(
        status=Status.INSTALLED, installed_at=alarm.installed_at or now
    )
    recount(now=now)
    unit_id: UUID = unit.id
    return unit_id


def _route(unit: AlarmUnit, alarm: SafetyAlarm, centre_tenant_id: UUID, now: datetime) -> None:
    try:
        with transaction.atomic():
            Route.objects.create(
                cid=unit.cid,
                alarm_unit_id=unit.id,
                safety_alarm_id=alarm.id,
                resident_id=alarm.resident_id,
                owner_tenant_id=current_tenant_id(),
                centre_tenant_id=centre_tenant_id,
                heartbeat_seconds=unit.heartbeat_seconds,
                enrolled_at=now,
            )
    except IntegrityError as error:
        raise NumberIsTaken(unit.cid) from error
    # Silence is counted from the enrolment until the first heartbeat.
    LastSeen.objects.create(alarm_unit_id=unit.id, seen_at=now, heartbeats=0)


def retire_units(alarm: SafetyAlarm, now: datetime) -> None:
    """Take the alarm's unit out of use: its number is nobody's any more."""
    rows = AlarmUnit.objects.filter(safety_alarm=alarm, retired_at=None)
    ids = list(rows.values_list("id", flat=True))
    rows.update(retired_at=now)
    Route.objects.filter(alarm_unit_id__in=ids).update(is_active=False)


def default_centre() -> UUID | None:
    """Give the tenant of the centre that receives what nobody else does: the first by name."""
    centres = centre_tenants()
    return centres[0] if centres else None


def centre_tenants() -> list[UUID]:
    """List the tenants of the alarm receiving centres, by name."""
    kind = organisations.OrganisationKind.ALARM_CENTRE
    return [body.tenant_id for body in organisations.bodies() if body.kind == kind]
