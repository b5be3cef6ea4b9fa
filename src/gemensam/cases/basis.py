"""What a decision about money is made from (beslutsunderlag), as the case and the letter carry it. Pure.

It is worked out by a domain above (`working_out.py`) and written in Swedish, as the letter says it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from gemensam.kernel.money import Money


@dataclass(frozen=True, slots=True)
class BasisRow:
    """One line: what it is, the two amounts as they are written, and why they differ."""

    text: str
    applied: str
    decided: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class BasisPart:
    """Some lines under one heading, with where their figures come from."""

    title: str
    rows: tuple[BasisRow, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a grant gives and how it was worked out; `source_id` is the row of whoever did."""

    source_id: UUID
    # What it is for, as it stands in a Swedish sentence: "november 2026".
    period: str
    amount: Money
    applied: Money
    parts: tuple[BasisPart, ...]
    # What must be said first, such as that the figures are invented.
    warning: str = ""

    @property
    def is_less(self) -> bool:
        """Say whether it gives less than what was applied for."""
        return self.amount < self.applied


def to_json(basis: Basis) -> dict[str, Any]:
    """Write a basis as it is stored."""
    return asdict(basis) | {
        "source_id": str(basis.source_id),
        "amount": basis.amount.ore,
        "applied": basis.applied.ore,
    }


def from_json(data: Mapping[str, Any] | None) -> Basis | None:
    """Read a stored basis; none where nothing was worked out."""
    if data is None:
        return None
    parts = tuple(
        BasisPart(one["title"], tuple(BasisRow(**row) for row in one["rows"]), one["source"])
        for one in data["parts"]
    )
    return Basis(
        source_id=UUID(data["source_id"]),
        period=data["period"],
        amount=Money(data["amount"]),
        applied=Money(data["applied"]),
        parts=parts,
        warning=data["warning"],
    )
