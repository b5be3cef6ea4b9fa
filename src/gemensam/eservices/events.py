"""What eservices tells the world."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted:
    """An application came in and became a case. Its answers stand there."""

    name: ClassVar[str] = "eservices.application.submitted"
    application_id: UUID
    case_id: UUID
    resident_id: UUID
    service: str
    by_representative: bool
    at: datetime
