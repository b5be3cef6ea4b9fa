"""What identity tells the world."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CardSeen:
    """Somebody logged in with a card. `serial` in hexadecimal; `assurance` is the level, 2 to 4."""

    name: ClassVar[str] = "identity.card.seen"
    person_id: UUID
    hsa_id: str
    # What issued it: the infrastructure's name here (SITHS), and the authority's own.
    tree: str
    issuer: str
    serial: str
    policy: str
    assurance: int
    issued_at: datetime
    expires_at: datetime
    at: datetime
