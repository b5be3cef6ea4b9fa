"""Facts that home care tells the world."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """A note was taken into a resident's documentation."""

    name: ClassVar[str] = "homecare.note.written"
    note_id: UUID
    resident_id: UUID
    unit_id: UUID
    author_person_id: UUID
    at: datetime
    corrects: UUID | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class VisitDone:
    """A visit is over."""

    name: ClassVar[str] = "homecare.visit.done"
    visit_id: UUID
    resident_id: UUID
    unit_id: UUID
    person_id: UUID
    at: datetime
    alarm_id: UUID | None = None
    version: int = 1
