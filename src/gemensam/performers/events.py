"""What performers tells the world."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MenuWritten:
    """A unit's menu of a week was written, or written anew."""

    name: ClassVar[str] = "performers.menu.written"
    unit_id: UUID
    monday: date
    at: datetime


@dataclass(frozen=True, slots=True)
class ApprovalEnded:
    """A private performer's approval for a kind of care service ends; `ends_on` is its last day."""

    name: ClassVar[str] = "performers.approval.ended"
    unit_id: UUID
    kind: str
    ends_on: date
    at: datetime
