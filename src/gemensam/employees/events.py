"""What the register of employees tells the world."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EmploymentsChanged:
    """Employments changed at an instant: by a delivery, or without one because last days passed."""

    name: ClassVar[str] = "employees.employments.changed"
    delivery_id: UUID | None
    at: datetime
