"""What charts say of figures: how sure a share is, who stands where, and what has changed.

A ranking of small places is mostly chance. Each share therefore has Wilson's interval, and a place
is above or below the county only when the county's share lies outside it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from gemensam.programme.rules.indicators import Direction, ShareValue
from gemensam.programme.rules.standing import StandingRow

# The normal distribution's two-sided 95 per cent.
Z = 1.959964
# A comparison "with a year ago" takes the latest period that is at least this old.
ABOUT_A_YEAR = timedelta(days=335)


class Position(Enum):
    """Where a place's share lies beside the county's."""

    ABOVE = "above"
    BELOW = "below"
    # The interval holds the county's share: chance alone may make the difference.
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Interval:
    """The lowest and highest share that chance makes likely, in tenths of a per cent."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A measured municipality in order; those with equal shares have the same number."""

    number: int
    row: StandingRow
    interval: Interval
    position: Position


def wilson(numerator: int, denominator: int) -> Interval:
    """Give Wilson's 95 per cent interval of a share; it stays inside 0–100 % by itself."""
    low, high = _bounds(numerator, denominator)
    return Interval(math.floor(low * 1000 + 0.5), math.floor(high * 1000 + 0.5))


def _bounds(numerator: int, denominator: int) -> tuple[float, float]:
    share, n = numerator / denominator, denominator
    middle = share + Z * Z / (2 * n)
    reach = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    # At the ends the bound is exact; rounding errors must not put it outside.
    low = 0.0 if numerator == 0 else (middle - reach) / whole
    high = 1.0 if numerator == denominator else (middle + reach) / whole
    return low, high


def position(numerator: int, denominator: int, county: ShareValue) -> Position:
    """Say on which side of the county's share a place surely lies, if on any."""
    if county.numerator is None or county.denominator is None:
        return Position.UNCERTAIN
    middle = county.numerator / county.denominator
    low, high = _bounds(numerator, denominator)
    if low > middle:
        return Position.ABOVE
    return Position.BELOW if high < middle else Position.UNCERTAIN


def ranking(rows: Iterable[StandingRow], county: ShareValue, direction: Direction) -> list[Ranked]:
    """Put measured places in order, the best first; the rest have no place in it."""
    measured = [
        (row.value.numerator / row.value.denominator, row)
        for row in rows
        if row.value.numerator is not None and row.value.denominator is not None
    ]
    is_falling = direction is Direction.INCREASE
    measured.sort(key=lambda one: one[0], reverse=is_falling)
    found: list[Ranked] = []
    for place, (share, row) in enumerate(measured):
        assert row.value.numerator is not None
        assert row.value.denominator is not None
        is_tie = place > 0 and measured[place - 1][0] == share
        found.append(
            Ranked(
                number=found[-1].number if is_tie else place + 1,
                row=row,
                interval=wilson(row.value.numerator, row.value.denominator),
                position=position(row.value.numerator, row.value.denominator, county),
            )
        )
    return found


class Moment(NamedTuple):
    """A period's value in a development; a gap when it is not measured."""

    starts_on: date
    ends_on: date
    value: ShareValue


@dataclass(frozen=True, slots=True)
class Change:
    """What a share was and is, in tenths of a per cent, and when."""

    before: Moment
    after: Moment
    tenths: int


def change(moments: Sequence[Moment]) -> Change | None:
    """Compare the latest measured period with that of a year before, else with the first."""
    known = [one for one in moments if one.value.tenths_of_percent is not None]
    if len(known) < 2:  # noqa: PLR2004 -- a change needs two ends
        return None
    after = known[-1]
    old = [one for one in known[:-1] if one.ends_on <= after.ends_on - ABOUT_A_YEAR]
    before = old[-1] if old else known[0]
    return Change(before, after, _tenths(after) - _tenths(before))


def _tenths(moment: Moment) -> int:
    tenths = moment.value.tenths_of_percent
    assert tenths is not None
    return tenths
