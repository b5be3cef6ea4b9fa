"""From a form's answers to a calculation's sheet. Pure.

What cannot be read is left out and told (`Unread`): a person sees to it, and it is never zero. The ids
are those of the forms `financial_assistance_application` and `…_renewal`; what a renewal says has not
changed, and does not repeat, comes from the month before.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from gemensam.assistance.codes import Why
from gemensam.assistance.rules.calculating import Application
from gemensam.assistance.rules.costs import Cost, CostKind
from gemensam.assistance.rules.household import Child, Household
from gemensam.assistance.rules.incomes import Asset, AssetKind, Income, IncomeKind
from gemensam.assistance.sheet import APPLICANT_KEY, PARTNER_KEY, Sheet, Unread
from gemensam.kernel.money import InexactAmount, Money
from gemensam.questionnaires.api import Value, number_of

YES: Final = "yes"
NO: Final = "no"
_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})(-[0-9]{2})?")
_NAMED: Final = re.compile(r"(\w+) ([0-9]{4})")
_MONTHS: Final = (
    ("januari", "january"),
    ("februari", "february"),
    ("mars", "march"),
    ("april", "april"),
    ("maj", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("augusti", "august"),
    ("september", "september"),
    ("oktober", "october"),
    ("november", "november"),
    ("december", "december"),
)


@dataclass(slots=True)
class _Reading:
    """The answers, and what could not be read of them so far."""

    answers: Mapping[str, Value]
    unread: list[Unread] = field(default_factory=list)

    def text(self, name: str, row: str = "") -> str:
        """Give a plain answer; empty where there is none."""
        value = self.answers.get(f"{name}@{row}" if row else name)
        return value.strip() if isinstance(value, str) else ""

    def rows(self, group: str, start: str) -> list[str]:
        """Give the rows of a repeating group: those that are there, and those that were only filled in.

        A group's first row may be there without saying so; one that was taken away says so.
        """
        split = [key.partition("@") for key in self.answers if "@" in key]
        filled = {row for name, _at, row in split if name.startswith(f"{start}_")}
        said = {row: self.text(group, row) for name, _at, row in split if name == group}
        return sorted({row for row, answer in said.items() if answer == YES} | (filled - set(said)))

    def miss(self, name: str, row: str, why: Why, *parts: str) -> None:
        """Tell of an answer that is not in the calculation."""
        key = f"{name}@{row}" if row else name
        text = ", ".join(part for part in parts if part)
        self.unread.append(Unread(key, name, text, why))

    def number(self, name: str) -> int | None:
        """Give a whole number that is zero or more; None where it cannot be read as one."""
        found = number_of(self.text(name))
        return int(found) if found is not None and found >= 0 and found == int(found) else None

    def money(self, name: str, row: str) -> Money | None:
        """Give an amount that is zero or more, in whole öre."""
        found = number_of(self.text(name, row))
        try:
            return Money.from_kronor(found) if found is not None and found >= 0 else None
        except InexactAmount:
            return None

    def day(self, name: str, row: str) -> date | None:
        """Give a day."""
        try:
            return date.fromisoformat(self.text(name, row))
        except ValueError:
            return None


def month_of(text: str) -> date | None:
    """Read a month: `2026-11`, a day in it, or its name and year in Swedish or English."""
    written = text.strip().lower()
    if found := _MONTH.fullmatch(written):
        year, month = int(found[1]), int(found[2])
        return date(year, month, 1) if 1 <= month <= len(_MONTHS) and year else None
    if named := _NAMED.fullmatch(written):
        for number, names in enumerate(_MONTHS, start=1):
            if named[1] in names:
                return date(int(named[2]), number, 1)
    return None


def sheet_of(
    answers: Mapping[str, Value], *, month: str, today: date, before: Sheet | None
) -> Sheet:
    """Make the first sheet of a case; `before` is the month's before it, for what has not changed.

    Without a month that can be read it is today's, and that is told.
    """
    reading = _Reading(answers)
    chosen = month_of(month)
    if chosen is None:
        reading.miss("month", "", Why.MONTH, month)
    home, names = _household(reading, chosen or today.replace(day=1), before)
    whose = _Whose(home, names)
    costs = _costs(reading, whose)
    assets = _assets(reading, whose)
    if before is not None and not costs and reading.text("living_changed") == NO:
        costs = [one for one in before.application.costs if not one.is_added]
        reading.miss("costs", "", Why.FROM_LAST_MONTH)
    if before is not None and not assets and reading.text("means_changed") == NO:
        assets = [one for one in before.application.assets if not one.is_added]
        reading.miss("assets", "", Why.FROM_LAST_MONTH)
    return Sheet(
        application=Application(
            household=home,
            costs=tuple(costs),
            incomes=tuple(_incomes(reading, whose)),
            assets=tuple(assets),
        ),
        names=names,
        unread=tuple(reading.unread),
    )


def _household(
    reading: _Reading, month: date, before: Sheet | None
) -> tuple[Household, Mapping[str, str]]:
    lives_with = reading.text("lives_with")
    if not lives_with and before is not None:
        reading.miss("lives_with", "", Why.FROM_LAST_MONTH)
        return replace(before.application.household, month=month, days=None), before.names
    if not lives_with:
        reading.miss("lives_with", "", Why.NOT_ANSWERED)
    has_partner = lives_with == "partner"
    names = {PARTNER_KEY: reading.text("partner_name")} if has_partner else {}
    children = []
    for number, row in enumerate(reading.rows("children", "child"), start=1):
        child = _child(reading, f"child:{number}", row)
        if child is not None:
            children.append(child)
            names[child.key] = reading.text("child_name", row)
    sharing = reading.number("others_sharing")
    if sharing is None:
        reading.miss("others_sharing", "", Why.NOT_ANSWERED, reading.text("others_sharing"))
    adults = (APPLICANT_KEY, PARTNER_KEY) if has_partner else (APPLICANT_KEY,)
    home = Household(
        month=month, adults=adults, children=tuple(children), others_sharing=sharing or 0
    )
    return home, names


def _child(reading: _Reading, key: str, row: str) -> Child | None:
    born_on = reading.day("child_born_on", row)
    name = reading.text("child_name", row)
    if born_on is None:
        reading.miss("children", row, Why.BORN_ON, name, reading.text("child_born_on", row))
        return None
    days = None
    if reading.text("child_always_here", row) == NO:
        days = reading.number(f"child_days_here@{row}")
        if days is None:
            reading.miss("child_days_here", row, Why.DAYS, name)
    is_served = reading.text("child_lunch_served", row) == YES
    return Child(key, born_on, lunch_served=is_served, days_here=days)


@dataclass(frozen=True, slots=True)
class _Whose:
    """Who in the household an answer names."""

    home: Household
    names: Mapping[str, str]

    def key(self, reading: _Reading, start: str, row: str) -> str | None:
        """Give the person's key: empty for the whole household, None where it cannot be told."""
        match reading.text(f"{start}_whose", row):
            case "household":
                return ""
            case "me":
                return APPLICANT_KEY
            case "partner" if PARTNER_KEY in self.home.adults:
                return PARTNER_KEY
            case "child":
                return self._child(reading.text(f"{start}_child", row))
        return None

    def _child(self, name: str) -> str | None:
        """Find a child by name; the only child is meant whatever it says."""
        keys = [one.key for one in self.home.children]
        if len(keys) == 1:
            return keys[0]
        same = [key for key in keys if self.names.get(key, "").casefold() == name.casefold()]
        return same[0] if len(same) == 1 else None


def _kind[K: StrEnum](kinds: type[K], text: str) -> K | None:
    return kinds(text.upper()) if text.upper() in kinds else None


type Entry[K] = tuple[K, Money, str, str]


def _entries[K: StrEnum](
    reading: _Reading, whose: _Whose, group: str, start: str, kinds: type[K]
) -> Sequence[Entry[K]]:
    """Give (kind, amount, person, row) of each row that can be read whole."""
    found = []
    for row in reading.rows(group, start):
        said = [reading.text(f"{start}_{name}", row) for name in ("kind", "what", "amount")]
        kind = _kind(kinds, reading.text(f"{start}_kind", row))
        amount = reading.money(f"{start}_amount", row)
        person = whose.key(reading, start, row)
        if amount is None:
            reading.miss(group, row, Why.AMOUNT, *said)
        elif kind is None:
            reading.miss(group, row, Why.KIND, *said)
        elif person is None:
            reading.miss(group, row, Why.WHOSE, *said)
        else:
            found.append((kind, amount, person, row))
    return found


def _costs(reading: _Reading, whose: _Whose) -> list[Cost]:
    children = {one.key for one in whose.home.children}
    return [
        # Adults' costs are the household's: a child's own means may cover hers.
        Cost(
            kind,
            amount,
            person=person if person in children else "",
            said=reading.text("cost_what", row) if kind is CostKind.OTHER else "",
        )
        for kind, amount, person, row in _entries(reading, whose, "costs", "cost", CostKind)
    ]


def _incomes(reading: _Reading, whose: _Whose) -> list[Income]:
    if reading.text("has_income") != YES:
        if reading.text("has_income") != NO:
            reading.miss("has_income", "", Why.NOT_ANSWERED)
        return []
    return [
        Income(kind, person, amount, paid_on=reading.day("income_paid_on", row))
        for kind, amount, person, row in _entries(reading, whose, "incomes", "income", IncomeKind)
    ]


def _assets(reading: _Reading, whose: _Whose) -> list[Asset]:
    if reading.text("has_assets") == NO:
        return []
    return [
        Asset(kind, person, amount)
        for kind, amount, person, row in _entries(reading, whose, "assets", "asset", AssetKind)
    ]
