"""What others are told about alarms: ids and facts, nothing of the person."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """A known alarm unit called for help; published in the owner's tenant."""

    name: ClassVar[str] = "alarms.alarm_raised"

    alarm_id: UUID
    centre_tenant_id: UUID
    owner_tenant_id: UUID
    resident_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class AlarmDispatched:
    """The centre asks a unit of the owner's to go; published in the owner's tenant."""

    name: ClassVar[str] = "alarms.alarm_dispatched"

    alarm_id: UUID
    centre_tenant_id: UUID
    owner_tenant_id: UUID
    resident_id: UUID
    unit_id: UUID
    # What the operator wrote to those who go; no name, number or address belongs in it.
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AlarmClosed:
    """An alarm is over; published in the owner's tenant."""

    name: ClassVar[str] = "alarms.alarm_closed"

    alarm_id: UUID
    centre_tenant_id: UUID
    owner_tenant_id: UUID
    resident_id: UUID
    because: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SafetyAlarmEnded:
    """A granted alarm has ended; until `final_at` that can be undone."""

    name: ClassVar[str] = "alarms.safety_alarm_ended"

    safety_alarm_id: UUID
    resident_id: UUID
    # The unit that answered for it.
    unit_id: UUID | None
    at: datetime
    final_at: datetime


@dataclass(frozen=True, slots=True)
class AlarmUnitSilent:
    """An alarm unit has not been heard for longer than it may be silent."""

    name: ClassVar[str] = "alarms.alarm_unit_silent"

    alarm_unit_id: UUID
    safety_alarm_id: UUID
    seen_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class AlarmUnitWorks:
    """An alarm unit has proved itself, or is heard again."""

    name: ClassVar[str] = "alarms.alarm_unit_works"

    alarm_unit_id: UUID
    safety_alarm_id: UUID
    at: datetime
