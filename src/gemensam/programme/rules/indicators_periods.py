"""How reported values of several periods become one: a flow is added up, a stock is what stood last."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from gemensam.programme.rules.indicators import Feed
from gemensam.programme.rules.indicators_expressions import Use, evaluate
from gemensam.programme.rules.indicators_figures import PartsSum, Reading, Stage
from gemensam.programme.rules.indicators_yaml import Recipe

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A numerator, and a denominator where there is one."""

    numerator: int | None
    denominator: int | None


class Told(NamedTuple):
    """A reported value as it stands in the table, corrections done."""

    id: UUID
    key: str
    among: str
    reporter_id: UUID
    starts_on: date
    ends_on: date
    numerator: int | None
    denominator: int | None
    because: str
    is_synthetic: bool
    stage: Stage
    reported_at: datetime

    @property
    def days(self) -> int:
        """Give how long its period is."""
        return (self.ends_on - self.starts_on + DAY).days


type Parts = Mapping[str, Numbers]
NO_PARTS: Parts = {}


def standing(recipe: Recipe, told: Told, parts: Parts, *, starts_on: date) -> Reading:
    """Give what stood last; a value of an earlier period says so."""
    numerator, denominator = _calculated(recipe, told, parts)
    return Reading(
        feed=Feed.REPORTED,
        numerator=numerator,
        denominator=denominator,
        as_of=told.reported_at,
        stage=told.stage,
        is_synthetic=told.is_synthetic,
        carried_from=told.ends_on if told.ends_on < starts_on else None,
        parts=_sum_of(parts.values()) if parts else None,
        because=told.because,
    )


def without_overlap(told: Iterable[Told]) -> list[Told]:
    """Choose values whose periods do not overlap, the longest first: a year is not added to its months."""
    chosen: list[Told] = []
    for one in sorted(told, key=lambda value: (-value.days, value.starts_on)):
        if all(one.ends_on < other.starts_on or other.ends_on < one.starts_on for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda value: value.starts_on)


def added_up(
    recipe: Recipe,
    told: Iterable[Told],
    parts_of: Callable[[UUID], Parts],
    *,
    starts_on: date,
    ends_on: date,
) -> Reading | None:
    """Add a flow's values up over a period; what does not cover all of it says so."""
    chosen = without_overlap(told)
    if not chosen:
        return None
    numbers = [Numbers(*_calculated(recipe, one, parts_of(one.id))) for one in chosen]
    counted = [one for one in numbers if one.numerator is not None]
    covered = sum(
        one.days
        for one, number in zip(chosen, numbers, strict=True)
        if number.numerator is not None
    )
    whole = _sum_of(counted) if counted else PartsSum(None, None)
    parts = [part for one in chosen for part in parts_of(one.id).values()]
    return Reading(
        feed=Feed.REPORTED,
        numerator=whole.numerator,
        denominator=whole.denominator,
        as_of=max(one.reported_at for one in chosen),
        stage=Stage.LOCKED if all(one.stage is Stage.LOCKED for one in chosen) else Stage.APPROVED,
        is_synthetic=any(one.is_synthetic for one in chosen),
        is_partial=bool(counted) and covered < (ends_on - starts_on + DAY).days,
        parts=_sum_of(parts) if parts else None,
        because="" if counted else chosen[-1].because,
    )


def _sum_of(numbers: Iterable[Numbers]) -> PartsSum:
    rows: Sequence[Numbers] = tuple(numbers)
    denominators = [one.denominator for one in rows if one.denominator is not None]
    return PartsSum(
        sum(one.numerator for one in rows if one.numerator is not None),
        sum(denominators) if denominators else None,
    )


def _calculated(recipe: Recipe, told: Told, parts: Parts) -> tuple[int | None, int | None]:
    """Calculate by the formula where it adds up reports; else the report is the number itself."""
    if told.numerator is None or not recipe.is_reported:
        return told.numerator, told.denominator
    if recipe.is_plain:
        return told.numerator, None if recipe.denominator is None else told.denominator

    def number_of(use: Use) -> int | None:
        is_numerator = use.measure == "reported.numerator"
        if not use.conditions:
            return told.numerator if is_numerator else told.denominator
        numbers = [
            part.numerator if is_numerator else part.denominator
            for key, part in parts.items()
            if all(condition.holds(key) for condition in use.conditions)
        ]
        known = [number for number in numbers if number is not None]
        return sum(known) if known else None

    denominator = None if recipe.denominator is None else evaluate(recipe.denominator, number_of)
    return evaluate(recipe.numerator, number_of), denominator


def last_month(today: date) -> tuple[date, date]:
    """Give the first and last day of the month before today's."""
    ends_on = today.replace(day=1) - DAY
    return ends_on.replace(day=1), ends_on
