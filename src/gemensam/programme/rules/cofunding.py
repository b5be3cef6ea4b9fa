"""Co-funding from working hours: hours times rate, and only what the municipality has attested."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from gemensam.kernel.money import Money, total
from gemensam.programme.rules.workings import (
    TIMES,
    Step,
    Unit,
    Workings,
    digits,
    gettext_noop,
    kronor_digits,
    sum_formula,
)

MINUTES_PER_HOUR = 60
# No one works more than a day in a day; a longer entry is a typing error.
MOST_MINUTES_PER_ENTRY = 24 * MINUTES_PER_HOUR


class HoursState(Enum):
    """Where a time entry stands. Only attested ones are co-funding."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ATTESTED = "attested"
    RETURNED = "returned"


class HoursOutOfRange(ValueError):
    """A time entry holds at least one minute and at most a day."""


class NegativeRate(ValueError):
    """An hour cannot cost less than nothing."""


class HoursCountedTwice(ValueError):
    """The same entry came twice; an hour is co-funding once."""


@dataclass(frozen=True, slots=True)
class HourlyRate:
    """What an hour is worth, and why: the basis is shown beside every sum it gives."""

    per_hour: Money
    basis: str

    def __post_init__(self) -> None:
        if self.per_hour.ore < 0:
            raise NegativeRate(str(self.per_hour.kronor))


@dataclass(frozen=True, slots=True)
class HoursEntry:
    """Time that one municipality spent on one activity of the plan on one day."""

    id: UUID
    municipality: str
    activity: str
    worked_on: date
    minutes: int
    rate: HourlyRate
    state: HoursState

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= MOST_MINUTES_PER_ENTRY:
            raise HoursOutOfRange(str(self.minutes))

    @property
    def value(self) -> Money:
        return value_of(self.rate, self.minutes)


@dataclass(frozen=True, slots=True)
class HoursCofunding:
    """A year's hours as money. The forecast adds what is submitted and may yet be attested."""

    year: int
    attested: Money
    attested_minutes: int
    forecast: Money
    by_municipality: dict[str, Money]
    by_activity: dict[str, Money]
    workings: Workings


def cofunding_from_hours(*, entries: Iterable[HoursEntry], year: int) -> HoursCofunding:
    """Turn a year's time entries into co-funding. Drafts and returned entries count nowhere."""
    of_year = [entry for entry in entries if entry.worked_on.year == year]
    if len({entry.id for entry in of_year}) != len(of_year):
        raise HoursCountedTwice(str(year))
    attested = [entry for entry in of_year if entry.state is HoursState.ATTESTED]
    waiting = [entry for entry in of_year if entry.state is HoursState.SUBMITTED]
    attested_sum = total(entry.value for entry in attested)
    return HoursCofunding(
        year=year,
        attested=attested_sum,
        attested_minutes=sum(entry.minutes for entry in attested),
        forecast=attested_sum + total(entry.value for entry in waiting),
        by_municipality=_sums(attested, lambda entry: entry.municipality),
        by_activity=_sums(attested, lambda entry: entry.activity),
        workings=_workings(attested),
    )


def _sums(entries: Iterable[HoursEntry], key: Callable[[HoursEntry], str]) -> dict[str, Money]:
    sums: defaultdict[str, Money] = defaultdict(Money)
    for entry in entries:
        sums[key(entry)] += entry.value
    return dict(sorted(sums.items()))


def _workings(attested: list[HoursEntry]) -> Workings:
    """One step per rate, one for what rounding each entry changed, then the sum."""
    per_rate: defaultdict[HourlyRate, int] = defaultdict(int)
    for entry in attested:
        per_rate[entry.rate] += entry.minutes
    steps = [
        Step(
            label=gettext_noop("Attested time times the hourly rate"),
            formula=f"{_clock(minutes)} {TIMES} {kronor_digits(rate.per_hour)}",
            result=value_of(rate, minutes).ore,
            unit=Unit.ORE,
            source=rate.basis,
        )
        for rate, minutes in sorted(
            per_rate.items(), key=lambda row: (row[0].basis, row[0].per_hour)
        )
    ]
    whole = total(entry.value for entry in attested)
    rounding = whole - Money(sum(step.result for step in steps))
    if rounding:
        steps.append(
            Step(
                label=gettext_noop("Each entry is rounded to whole öre"),
                formula=kronor_digits(rounding),
                result=rounding.ore,
                unit=Unit.ORE,
            )
        )
    last = Step(
        label=gettext_noop("Co-funding from attested time"),
        formula=sum_formula(Money(step.result) for step in steps),
        result=whole.ore,
        unit=Unit.ORE,
    )
    return Workings((*steps, last))


def value_of(rate: HourlyRate, minutes: int) -> Money:
    """Hours times rate, half an öre rounded up; in whole numbers, so that sums are exact."""
    ore_minutes = rate.per_hour.ore * minutes
    return Money((2 * ore_minutes + MINUTES_PER_HOUR) // (2 * MINUTES_PER_HOUR))


def _clock(minutes: int) -> str:
    """Write 90 minutes as 1:30."""
    hours, rest = divmod(minutes, MINUTES_PER_HOUR)
    return f"{digits(hours)}:{rest:02}"
