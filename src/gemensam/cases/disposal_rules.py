"""When a case is disposed of (gallring), or why it is kept. Pure.

The rules themselves are dated data with their source: `data/disposal.yaml`, and what a municipality
has decided of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kept(StrEnum):
    """Why a case is not disposed of, whatever its age."""

    OPEN = "OPEN"
    APPEALED = "APPEALED"
    SERVICE_RUNS = "SERVICE_RUNS"
    ORDER = "ORDER"
    REQUEST = "REQUEST"
    KIND = "KIND"
    ALL = "ALL"
    SAMPLE = "SAMPLE"


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a kind of case is kept, from a day on, by whose word."""

    key: str
    since: date
    years: int
    source: str
    # To the end of the year in which the time has passed.
    at_year_end: bool = True
    # Residents born on these days of a month are kept for research.
    sample_days: frozenset[int] = frozenset()
    # The whole of what the municipality has is kept.
    keeps_all: bool = False
    # Kinds that are never disposed of.
    kept_kinds: frozenset[str] = frozenset()
    # Empty: every kind.
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rules need to know of a case."""

    kind: str
    is_decided: bool
    is_appealed: bool
    last_note_on: date
    born_on: date
    # When what it granted ends; None is not known to end.
    services_end: Sequence[date | None] = ()
    has_order: bool = False
    has_request: bool = False


@dataclass(frozen=True, slots=True)
class Disposal:
    """The first day it may be disposed of, counted from a day by a rule; or why it is kept."""

    rule: Rule
    counted_from: date | None = None
    due_on: date | None = None
    kept: Kept | None = None

    def is_due(self, today: date) -> bool:
        """Say whether it is to be disposed of now."""
        return self.due_on is not None and self.due_on <= today


def rule_for(kind: str, rules: Iterable[Rule], *, today: date) -> Rule:
    """Give the newest rule that applies: of the kind if there is one, else of every kind.

    Of rules from the same day the later in the list applies: a municipality's own stand last.

    Raises ValueError: no rule applies yet.
    """
    found = [one for one in rules if one.since <= today and one.kind in {"", kind}]
    return max(reversed(found), key=lambda one: (one.kind != "", one.since))


def disposal_of(facts: CaseFacts, rule: Rule) -> Disposal:
    """Count when a case is disposed of: from its last note, or the end of what it granted if later."""
    kept = _kept(facts, rule)
    if kept is not None:
        return Disposal(rule, kept=kept)
    ends = [one for one in facts.services_end if one is not None]
    counted_from = max([facts.last_note_on, *ends])
    return Disposal(rule, counted_from, _after(counted_from, rule))


def _kept(facts: CaseFacts, rule: Rule) -> Kept | None:
    reasons = (
        (not facts.is_decided and not facts.is_appealed, Kept.OPEN),
        (facts.is_appealed, Kept.APPEALED),
        (facts.has_order, Kept.ORDER),
        (facts.has_request, Kept.REQUEST),
        (facts.kind in rule.kept_kinds, Kept.KIND),
        (rule.keeps_all, Kept.ALL),
        (facts.born_on.day in rule.sample_days, Kept.SAMPLE),
        (None in facts.services_end, Kept.SERVICE_RUNS),
    )
    return next((why for holds, why in reasons if holds), None)


def _after(day: date, rule: Rule) -> date:
    year = day.year + rule.years
    if rule.at_year_end:
        return date(year, 12, 31)
    # The 29th of February has its day on the 1st of March.
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=year)
