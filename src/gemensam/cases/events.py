"""What cases tells the world."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """An application became a case."""

    name: ClassVar[str] = "cases.case.opened"
    case_id: UUID
    resident_id: UUID
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseChanged:
    """Something happened in a case: `what` is the kind of the event in its thread."""

    name: ClassVar[str] = "cases.case.changed"
    case_id: UUID
    resident_id: UUID
    event_id: UUID
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseDecided:
    """A decision was made. What it says stands in the case."""

    name: ClassVar[str] = "cases.case.decided"
    case_id: UUID
    resident_id: UUID
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CareServiceGranted:
    """A resident was granted a care service (insats)."""

    name: ClassVar[str] = "cases.care_service.granted"
    care_service_id: UUID
    case_id: UUID
    resident_id: UUID
    kind: str
    performer_unit_id: UUID
    starts_on: date
    at: datetime
