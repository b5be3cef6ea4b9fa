"""What questionnaires tells the world. That something was answered, the owner of a response tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AttachmentFoundInfected:
    """Something harmful was found in a file of a response, after it was taken in. Nobody opens it."""

    name: ClassVar[str] = "questionnaires.attachment.found_infected"
    response_id: UUID
    file_id: UUID
    at: datetime
