"""Facts that consents tells the world."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EmergencyAccessOpened:
    """Somebody opened emergency access: whoever reviews the log has seven days to look at it."""

    name: ClassVar[str] = "consents.emergency_access.opened"
    emergency_id: UUID
    resident_id: UUID
    actor_person_id: UUID
    unit_id: UUID | None
    until: datetime
    at: datetime
    version: int = 1
