"""What differs between kinds of cases: the words, the law, and what a grant sets going.

Read from `data/kinds.yaml`: a new kind of case is a new entry there; everything else works by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from gemensam.cases.basis import Basis
from gemensam.cases.terms import Granted, Term, lines
from gemensam.questionnaires.api import Choice, Text
from gemensam.ui import formats


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """What a grant puts in the round of the unit that gives it."""

    starts: time
    ends: time
    # In Swedish, as the round is.
    task: str
    # A term whose choices are days of the week: the visit waits for one of them.
    on_days_of: str = ""


@dataclass(frozen=True, slots=True)
class PauseRule:
    """Until when a day of what was granted can be changed: a time, so many days before."""

    days_before: int
    until: time
    # The application's field, a period, whose days are paused by the grant.
    asked_in: str = ""


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """Where the amount that a decision grants is worked out: the name of a page, and its word."""

    at: str
    label: Text


@dataclass(frozen=True, slots=True)
class CaseKind:
    """One kind of case."""

    key: str
    # As it stands in a Swedish sentence: "Du beviljas trygghetslarm".
    service: str
    law: str
    outcomes: tuple[str, ...] = ()
    # Phrases to begin a motivation with: (what it is about, the words).
    phrases: tuple[tuple[str, str], ...] = ()
    terms: tuple[Term, ...] = ()
    first_visit: FirstVisit | None = None
    # The application's field with the day that is asked for.
    starts_on_from: str = ""
    # None: the care service has no pauses that the resident makes.
    pauses: PauseRule | None = None
    # A term whose choices are days of the week: on each, a dish of the performer's menu comes, which
    # the resident chooses until the same time as pauses.
    menu_on_days_of: str = ""
    # Money is granted: no unit performs anything, and the decision needs a basis.
    worked_out: WorkedOut | None = None
    # What to go through on a home visit, in Swedish as it is asked there.
    at_home: tuple[str, ...] = ()
    orders_alarm: bool = False
    # How long after its first day what was granted is looked at again.
    follow_up_after: timedelta | None = None
    is_known: bool = True


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, CaseKind]:
    """Give every kind of case by its key."""
    file = resources.files("gemensam.cases") / "data" / "kinds.yaml"
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {row["key"]: _read(row) for row in rows}


def kind_of(key: str, title: str) -> CaseKind:
    """Give a kind; an unknown one gets its case's title as its word and is not decided here."""
    found = kinds().get(key)
    return found or CaseKind(key=key, service=title.lower(), law="", is_known=False)


def outcomes_of(key: str) -> Sequence[str]:
    """Give what may be decided in cases of a kind; nothing of an unknown one."""
    return kind_of(key, key).outcomes


def _read(row: Mapping[str, Any]) -> CaseKind:
    return CaseKind(
        key=row["key"],
        service=row["service"],
        law=row["law"],
        outcomes=tuple(row["outcomes"]),
        phrases=tuple((one["about"], one["text"]) for one in row["phrases"]),
        terms=tuple(_term(one) for one in row.get("terms", ())),
        first_visit=_first_visit(row.get("first_visit")),
        starts_on_from=row.get("starts_on_from", ""),
        pauses=_pauses(row.get("pauses")),
        menu_on_days_of=row.get("menu_on_days_of", ""),
        worked_out=_worked_out(row.get("worked_out")),
        at_home=tuple(row.get("at_home", ())),
        orders_alarm=row.get("orders_alarm", False),
        follow_up_after=timedelta(days=row["follow_up_after"])
        if "follow_up_after" in row
        else None,
    )


def _term(row: Mapping[str, Any]) -> Term:
    return Term(
        id=row["id"],
        label=Text(**row["label"]),
        choices=tuple(Choice(one["id"], Text(**one["label"])) for one in row["choices"]),
        asked_in=row["from"],
        is_many=row.get("is_many", False),
        is_required=row.get("is_required", True),
    )


def _first_visit(row: Mapping[str, str] | None) -> FirstVisit | None:
    if row is None:
        return None
    return FirstVisit(
        starts=time.fromisoformat(row["starts"]),
        ends=time.fromisoformat(row["ends"]),
        task=row["task"],
        on_days_of=row.get("on_days_of", ""),
    )


def _pauses(row: Mapping[str, Any] | None) -> PauseRule | None:
    if row is None:
        return None
    return PauseRule(
        days_before=row["days_before"],
        until=time.fromisoformat(row["until"]),
        asked_in=row.get("asked_in", ""),
    )


def _worked_out(row: Mapping[str, Any] | None) -> WorkedOut | None:
    return None if row is None else WorkedOut(at=row["at"], label=Text(**row["label"]))


def granted_text(kind: CaseKind, granted: Granted, *, starts_on: str, performer: str) -> str:
    """Say in a letter what is granted, one thing on each line."""
    said = [f"Du beviljas {kind.service} från och med {starts_on}. {performer} utför insatsen."]
    said += [f"{one.label}: {one.text}." for one in lines(kind.terms, granted, "sv")]
    return "\n".join(said)


def money_text(kind: CaseKind, basis: Basis) -> str:
    """Say in a letter how much is granted; amounts are written in the running language."""
    amount = formats.amount(basis.amount)
    return f"Du beviljas {kind.service} med {amount} för {basis.period}."


def rejected_text(kind: CaseKind) -> str:
    """Say in a letter what is refused."""
    return f"Din ansökan om {kind.service} avslås."


def decision_text(
    kind: CaseKind,
    granted: Granted,
    *,
    outcome: str,
    starts_on: str,
    performer: str,
    basis: Basis | None = None,
) -> str:
    """Say in a letter what was decided."""
    if outcome == "REJECT":
        return rejected_text(kind)
    if basis is None:
        text = granted_text(kind, granted, starts_on=starts_on, performer=performer)
    else:
        text = money_text(kind, basis)
    if outcome == "PARTIAL":
        return f"{text}\nI övrigt avslås din ansökan."
    return text


def known_terms(kind: CaseKind, answers: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Give what the application's answers say of the kind's terms, to be filled in beforehand."""
    return {one.id: one.known(answers.get(one.asked_in)) for one in kind.terms}


def day_asked(kind: CaseKind, answers: Mapping[str, object]) -> date | None:
    """Give the day that an application asks for, where its kind has one."""
    written = answers.get(kind.starts_on_from)
    try:
        return date.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
