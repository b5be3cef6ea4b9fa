"""The decision as a letter.

Letters are in Swedish whatever the page's language: decisions by Swedish authorities are.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import translation

from gemensam.cases.basis import Basis, to_json
from gemensam.cases.typesetting import set_pdf


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that a decision letter says."""

    title: str
    description: str
    sender: str
    unit: str
    number: str
    receiver: tuple[str, ...]
    decided_on: str
    decided_at: str
    plain_words: str
    decision: str
    motivation: str
    law: str
    # Name and title.
    decided_by: str
    delegation_point: str
    appeal: str
    # Where money is decided: how it was worked out, line by line.
    basis: Basis | None = None
    # The second officer, where there are two.
    confirmed_by: str = ""
    # Only proposed yet.
    is_draft: bool = False


def to_pdf(letter: Letter, *, now: datetime) -> bytes:
    """Set the letter. The same letter at the same instant gives the same bytes."""
    return set_pdf("decision", _said(letter), now=now)


def _said(letter: Letter) -> dict[str, Any]:
    return asdict(letter) | {"basis": to_json(letter.basis) if letter.basis else None}


def in_swedish() -> translation.override:
    """Open a block whose dates and words are Swedish."""
    return translation.override("sv")


def appeal_text(*, board: str, number: str) -> str:
    """Say how to appeal (förvaltningslagen 33 och 43–45 §§)."""
    return (
        f"Du kan överklaga beslutet hos förvaltningsrätten. Skriv till {board} och tala om vilket "
        f"beslut du överklagar (ärende {number}), hur du vill att det ändras och varför.\n"
        f"Skicka skrivelsen till {board}. Den ska ha kommit in inom tre veckor från "
        "den dag då du fick del av beslutet. Kommer den in i tid och kommunen inte ändrar beslutet "
        "som du vill, lämnar kommunen över den till förvaltningsrätten.\n"
        "Du behöver inte betala något och behöver inget ombud. Har du frågor, hör av dig till oss."
    )
