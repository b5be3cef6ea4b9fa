"""The pieces that a calculation consists of: steps, rows with three amounts each, and the sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from gemensam.assistance.rules.refusals import DecidedWithoutReason, NoSuchRow
from gemensam.kernel.money import Money, total


class Rule(StrEnum):
    """Which rule a step follows; what each says to people stands in `words.py`."""

    PERSONAL_ADULT = "PERSONAL_ADULT"
    PERSONAL_COUPLE = "PERSONAL_COUPLE"
    PERSONAL_CHILD = "PERSONAL_CHILD"
    PERSONAL_CHILD_LUNCH_SERVED = "PERSONAL_CHILD_LUNCH_SERVED"
    JOINT = "JOINT"
    JOINT_SHARED = "JOINT_SHARED"
    STATED_COST = "STATED_COST"
    OWN_PART = "OWN_PART"
    ABOVE_REASONABLE = "ABOVE_REASONABLE"
    DECLARED = "DECLARED"
    # A caseworker wrote the amount down, with a reason as its source.
    ADDED = "ADDED"
    FOUND = "FOUND"
    REGISTER_BEFORE_DECLARED = "REGISTER_BEFORE_DECLARED"
    JOB_STIMULUS = "JOB_STIMULUS"
    CHILD_WAGE_FREE = "CHILD_WAGE_FREE"
    CHILD_KEEPS_SURPLUS = "CHILD_KEEPS_SURPLUS"
    ASSET_USED = "ASSET_USED"
    ASSET_NEEDS_JUDGEMENT = "ASSET_NEEDS_JUDGEMENT"
    ASSET_OUT_OF_REACH = "ASSET_OUT_OF_REACH"


class Section(StrEnum):
    """Which part of the calculation a row belongs to, in the order that it is shown."""

    NORM = "NORM"
    COSTS = "COSTS"
    INCOMES = "INCOMES"
    ASSETS = "ASSETS"


NEEDS = (Section.NORM, Section.COSTS)


class Column(StrEnum):
    """The three amounts of a row."""

    APPLIED = "APPLIED"
    PROPOSED = "PROPOSED"
    DECIDED = "DECIDED"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the workings: what is added to the row (or taken), by which rule, from where."""

    rule: Rule
    amount: Money
    # The arithmetic in figures: "1 810,00 × 1/5".
    workings: str
    # Where the figure comes from: the norm's name, an agency and its period, the applicant.
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what is applied for or declared, what the rules propose, what a person decides."""

    key: str
    section: Section
    kind: str
    person: str
    applied: Money | None
    steps: tuple[Step, ...]
    decided: Money | None = None
    reason: str = ""

    @property
    def proposed(self) -> Money:
        """Give the sum of the steps: nothing is proposed that is not explained."""
        return total(step.amount for step in self.steps)

    def amount(self, column: Column) -> Money:
        """Give one of the three; what is not stated is zero, what is not decided is as proposed."""
        if column is Column.APPLIED:
            return self.applied or Money()
        if column is Column.DECIDED and self.decided is not None:
            return self.decided
        return self.proposed


@dataclass(frozen=True, slots=True)
class Calculation:
    """A month's calculation. `is_invented` says that the norm is, so that nothing here is real."""

    month: date
    norm: str
    # Where the norm was published, or that it was not.
    norm_source: str
    is_invented: bool
    rows: tuple[Row, ...]

    def of(self, *sections: Section) -> tuple[Row, ...]:
        """Give the rows of these sections."""
        return tuple(row for row in self.rows if row.section in sections)

    def need(self, column: Column = Column.DECIDED) -> Money:
        """Give what the household needs: the norm and the costs beside it."""
        return total(row.amount(column) for row in self.of(*NEEDS))

    def means(self, column: Column = Column.DECIDED) -> Money:
        """Give what the household has: incomes and assets."""
        return total(row.amount(column) for row in self.of(Section.INCOMES, Section.ASSETS))

    def result(self, column: Column = Column.DECIDED) -> Money:
        """Give need less means: a deficit is above zero, a surplus below."""
        return self.need(column) - self.means(column)

    def granted(self, column: Column = Column.DECIDED) -> Money:
        """Give the deficit that the norm calculation shows; a surplus gives nothing."""
        return max(self.result(column), Money())

    def row(self, key: str) -> Row:
        """Give a row by its key. Raises NoSuchRow."""
        for row in self.rows:
            if row.key == key:
                return row
        raise NoSuchRow(key)


@dataclass(frozen=True, slots=True)
class Decision:
    """The caseworker's amount of a row, and why it is another than the proposed one."""

    amount: Money
    reason: str = ""


def decide(calculation: Calculation, decisions: Mapping[str, Decision]) -> Calculation:
    """Put the caseworker's amounts into the rows. Raises NoSuchRow and DecidedWithoutReason."""
    for key, decision in decisions.items():
        row = calculation.row(key)
        if decision.amount != row.proposed and not decision.reason.strip():
            raise DecidedWithoutReason(key)
    rows = tuple(
        replace(row, decided=decisions[row.key].amount, reason=decisions[row.key].reason.strip())
        if row.key in decisions
        else row
        for row in calculation.rows
    )
    return replace(calculation, rows=rows)


def part(amount: Money, numerator: int, denominator: int) -> Money:
    """Give a share of an amount in whole öre: half an öre goes away from zero.

    This is the calculation's only rounding. It is done once in a step, never in a sum.
    """
    doubled = 2 * abs(amount.ore) * numerator + denominator
    rounded = doubled // (2 * denominator)
    return Money(rounded if amount.ore >= 0 else -rounded)


def figure(amount: Money) -> str:
    """Write an amount as figures, with öre: `12 345,60`."""
    return f"{amount.kronor:,.2f}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def product(amount: Money, *shares: tuple[int, int]) -> str:
    """Write an amount times shares, leaving out those that are whole: `1 810,00 × 1/5`."""
    parts = [f" × {over}/{under}" for over, under in shares if over != under]
    return figure(amount) + "".join(parts)


def added(amounts: Iterable[Money]) -> str:
    """Write a sum: `1 000,00 + 250,00`."""
    return " + ".join(figure(amount) for amount in amounts)
