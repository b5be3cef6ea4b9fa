"""Workings: the steps that lead to a number, shown beside it wherever it is shown.

Labels are English message ids, found by makemessages through `gettext_noop` and translated when
a page shows them. Formulas are digits and signs only, and so need no translation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from gemensam.kernel.money import ORE_PER_KRONA, Money

# Swedish typography parts thousands with a narrow no-break space.
THOUSANDS_SPACE = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
TIMES = "\N{MULTIPLICATION SIGN}"


def gettext_noop(message: str) -> str:
    """Mark a message for translation; the page that shows it translates."""
    return message


class Unit(Enum):
    """What a step's result counts."""

    ORE = "ore"
    TENTHS_OF_PERCENT = "tenths_of_percent"
    COUNT = "count"
    INHABITANTS = "inhabitants"


class WorkingsAreEmpty(ValueError):
    """A number without a single step cannot be shown."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it gives, how, and the source or assumption that it leans on."""

    label: str
    formula: str
    result: int
    unit: Unit
    source: str | None = None
    assumption: str | None = None


@dataclass(frozen=True, slots=True)
class Workings:
    """Steps in order; the last one gives the number."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if not self.steps:
            raise WorkingsAreEmpty("workings need at least one step")

    @property
    def result(self) -> int:
        return self.steps[-1].result

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Every assumption on the way, each once, in order."""
        return tuple(dict.fromkeys(s.assumption for s in self.steps if s.assumption is not None))


def digits(number: int) -> str:
    """Write a whole number the Swedish way: 1 671 783."""
    sign = MINUS if number < 0 else ""
    return sign + f"{abs(number):,}".replace(",", THOUSANDS_SPACE)


def kronor_digits(amount: Money) -> str:
    """Write kronor without unit; the two decimals only where there are öre."""
    sign = MINUS if amount.ore < 0 else ""
    kronor, ore = divmod(abs(amount.ore), ORE_PER_KRONA)
    return sign + digits(kronor) + (f",{ore:02}" if ore else "")


def percent_digits(tenths: int) -> str:
    """Write tenths of a percent without unit: 84,9, but 82 where the tenth is nought."""
    whole, tenth = divmod(tenths, 10)
    return digits(whole) + (f",{tenth}" if tenth else "")


def sum_formula(amounts: Iterable[Money]) -> str:
    """Write a sum's terms; no terms is written as 0."""
    return " + ".join(kronor_digits(amount) for amount in amounts) or "0"


def difference_formula(whole: Money, part: Money) -> str:
    return f"{kronor_digits(whole)} {MINUS} {kronor_digits(part)}"


def tenths_of_percent(numerator: int, denominator: int) -> int:
    """Give the share in tenths of a percent, half rounded up; only for showing, never stored."""
    return (numerator * 2000 + denominator) // (denominator * 2)
