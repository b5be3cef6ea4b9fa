"""Read the municipality's register: granted alarms with unit, test, signs of life."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gemensam.alarms.actions.counting import as_granted
from gemensam.alarms.kinds import Function, Status, Technology
from gemensam.alarms.models import AlarmUnit, LastSeen, SafetyAlarm
from gemensam.alarms.rules.function import function_of


@dataclass(frozen=True, slots=True)
class UnitRow:
    """An alarm unit that is in use."""

    id: UUID
    cid: str
    model: str
    line: str
    place: str
    key: str
    instructions: str
    heartbeat_seconds: int
    enrolled_at: datetime
    test_passed_at: datetime | None
    seen_at: datetime | None
    heartbeats: int


@dataclass(frozen=True, slots=True)
class SafetyAlarmRow:
    """A granted alarm."""

    id: UUID
    resident_id: UUID
    care_service_id: UUID | None
    unit_id: UUID | None
    technology: Technology
    supplier: str
    status: Status
    ordered_at: datetime
    installed_at: datetime | None
    ended_at: datetime | None
    switch_over_on: date | None
    alarm_unit: UnitRow | None
    function: Function


def rows_of(alarms: Sequence[SafetyAlarm], *, now: datetime) -> list[SafetyAlarmRow]:
    """Give granted alarms with their units and signs of life, in two queries more."""
    ids = [alarm.id for alarm in alarms]
    units = {
        unit.safety_alarm_id: unit
        for unit in AlarmUnit.objects.filter(safety_alarm_id__in=ids, retired_at=None)
    }
    seen = LastSeen.objects.in_bulk([unit.id for unit in units.values()])
    return [_row(alarm, units.get(alarm.id), seen, now) for alarm in alarms]


def safety_alarms_of(resident_id: UUID, *, now: datetime) -> Sequence[SafetyAlarmRow]:
    """List a resident's granted alarms, the latest first. The caller's policy has asked."""
    rows = SafetyAlarm.objects.filter(resident_id=resident_id).order_by("-ordered_at", "id")
    return rows_of(list(rows), now=now)


def _row(
    alarm: SafetyAlarm, unit: AlarmUnit | None, seen: dict[UUID, LastSeen], now: datetime
) -> SafetyAlarmRow:
    last = seen.get(unit.id) if unit else None
    # The enrolment itself is where silence is counted from, but no sign of life.
    seen_at = last.seen_at if last and last.heartbeats else None
    granted = as_granted(Technology(alarm.technology), unit, seen_at)
    return SafetyAlarmRow(
        id=alarm.id,
        resident_id=alarm.resident_id,
        care_service_id=alarm.care_service_id,
        unit_id=alarm.unit_id,
        technology=Technology(alarm.technology),
        supplier=alarm.supplier,
        status=Status(alarm.status),
        ordered_at=alarm.ordered_at,
        installed_at=alarm.installed_at,
        ended_at=alarm.ended_at,
        switch_over_on=alarm.switch_over_on,
        alarm_unit=_unit(unit, last) if unit else None,
        function=function_of(granted, now),
    )


def _unit(unit: AlarmUnit, last: LastSeen | None) -> UnitRow:
    return UnitRow(
        id=unit.id,
        cid=unit.cid,
        model=unit.model,
        line=unit.line,
        place=unit.place,
        key=unit.key,
        instructions=unit.instructions,
        heartbeat_seconds=unit.heartbeat_seconds,
        enrolled_at=unit.enrolled_at,
        test_passed_at=unit.test_passed_at,
        seen_at=last.seen_at if last and last.heartbeats else None,
        heartbeats=last.heartbeats if last else 0,
    )
