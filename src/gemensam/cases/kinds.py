"""What differs between kinds of cases: the words, the law, and what a grant sets going. Pure.

A new kind of case is a new line here; everything else works by it.
"""

from dataclasses import dataclass
from typing import Final

SAFETY_ALARM: Final = "safety_alarm"


@dataclass(frozen=True, slots=True)
class CaseKind:
    """One kind of case."""

    key: str
    # As it stands in a Swedish sentence: "Du beviljas trygghetslarm".
    service: str
    law: str
    # Phrases to begin a motivation with: (what it is about, the words).
    phrases: tuple[tuple[str, str], ...] = ()
    orders_alarm: bool = False
    is_known: bool = True


_KINDS: Final = {
    one.key: one
    for one in (
        CaseKind(
            key=SAFETY_ALARM,
            service="trygghetslarm",
            law="11 kap. 1 § socialtjänstlagen (2025:400)",
            phrases=(
                (
                    "Fallrisk",
                    (
                        "Du har fallit eller riskerar att falla och kan då behöva hjälp snabbt. "
                        "Behovet kan inte tillgodoses på annat sätt."
                    ),
                ),
                (
                    "Oro och ensamhet",
                    (
                        "Du bor ensam och känner dig otrygg. Ett trygghetslarm gör att du kan få "
                        "kontakt med någon dygnet runt."
                    ),
                ),
                (
                    "Avslag: behovet tillgodoses",
                    (
                        "Du kan själv larma på annat sätt och har alltid någon hos dig. Behovet är "
                        "därmed tillgodosett."
                    ),
                ),
            ),
            orders_alarm=True,
        ),
    )
}


def kind_of(key: str, title: str) -> CaseKind:
    """Give a kind; an unknown one gets its case's title as its word and is not decided here."""
    found = _KINDS.get(key)
    return found or CaseKind(key=key, service=title.lower(), law="", is_known=False)


def granted_text(kind: CaseKind, *, starts_on: str, performer: str) -> str:
    """Say in a letter what is granted."""
    return f"Du beviljas {kind.service} från och med {starts_on}. {performer} utför insatsen."


def rejected_text(kind: CaseKind) -> str:
    """Say in a letter what is refused."""
    return f"Din ansökan om {kind.service} avslås."
