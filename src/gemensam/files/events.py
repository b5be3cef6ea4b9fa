"""What files tells the world."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FileFoundInfected:
    """Something harmful was found in a file that was kept before it could be scanned; it is gone."""

    name: ClassVar[str] = "files.file.found_infected"
    file_id: UUID
    at: datetime
