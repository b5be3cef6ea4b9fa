"""What the county map and the dot strips are drawn from: classes and coordinates, no markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from gemensam.programme.rules.indicators import ShareValue, ValueState

# Five shades are as many as the eye tells apart on a map; their classes are q1 to q5.
STEPS = 5
# Fixed limits for shares, in tenths of a percent: the same shade means the same next year.
SHARE_LIMITS = (500, 700, 800, 900)


class LimitsAreNotRising(ValueError):
    """Limits between steps rise; there is one fewer than steps."""


class Fill(Enum):
    """A shape's class. Hatched ones have no value to show, whatever the reason."""

    HATCHED = "q0"
    STEP_1 = "q1"
    STEP_2 = "q2"
    STEP_3 = "q3"
    STEP_4 = "q4"
    STEP_5 = "q5"


SHADES = (Fill.STEP_1, Fill.STEP_2, Fill.STEP_3, Fill.STEP_4, Fill.STEP_5)


@dataclass(frozen=True, slots=True)
class MunicipalityShape:
    """One municipality's outline as an SVG path, and where its name fits."""

    path: str
    label: tuple[int, int]


@dataclass(frozen=True, slots=True)
class CountyMap:
    """All outlines in one drawing; `view_box` is left, top, width, height."""

    view_box: tuple[int, int, int, int]
    source: str
    shapes: dict[str, MunicipalityShape]


@dataclass(frozen=True, slots=True)
class LegendStep:
    """A shade's span in tenths of a percent: from the first up to, not including, the second.

    The last step includes its end, so that 100 % has a place.
    """

    fill: Fill
    starts_at: int
    ends_at: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A municipality's place in a strip; y is up from the axis, in the same units."""

    key: str
    x: float
    y: float


def fills(
    values: Mapping[str, ShareValue], limits: Sequence[int] = SHARE_LIMITS
) -> dict[str, Fill]:
    """Give each municipality its shade, or hatching where there is nothing to show."""
    _ensure_rising(limits)
    return {key: _fill(value, limits) for key, value in values.items()}


def _fill(value: ShareValue, limits: Sequence[int]) -> Fill:
    # The exact counts decide, so that 89.96 % is not lifted over a limit by rounding.
    if value.numerator is None or value.denominator is None:
        return Fill.HATCHED
    reached = sum(value.numerator * 1000 >= limit * value.denominator for limit in limits)
    return SHADES[reached]


def _ensure_rising(limits: Sequence[int]) -> None:
    if len(limits) != STEPS - 1 or any(low > high for low, high in pairwise(limits)):
        raise LimitsAreNotRising(str(tuple(limits)))


def quantile_limits(values: Mapping[str, ShareValue]) -> tuple[int, ...]:
    """Limits that put about a fifth of the municipalities in each step; equal values stay together.

    For comparing places at one time; over time use SHARE_LIMITS. No values give the fixed limits.
    """
    shares = sorted(
        value.numerator * 1000 // value.denominator
        for value in values.values()
        if value.numerator is not None and value.denominator is not None
    )
    if not shares:
        return SHARE_LIMITS
    return tuple(shares[len(shares) * step // STEPS] for step in range(1, STEPS))


def legend(limits: Sequence[int] = SHARE_LIMITS) -> tuple[LegendStep, ...]:
    """Give the five steps with their spans, lowest first."""
    _ensure_rising(limits)
    edges = (0, *limits, 1000)
    return tuple(
        LegendStep(fill, start, end)
        for fill, (start, end) in zip(SHADES, pairwise(edges), strict=True)
    )


def strip(values: Mapping[str, ShareValue], *, width: float, dot_radius: float) -> tuple[Dot, ...]:
    """Place a dot per measured municipality on a 0–100 % axis; dots that would cover each other
    are stacked. Without values of the others: what is not measured has no place on the axis.
    """
    ends = width - 2 * dot_radius
    diameter = 2 * dot_radius
    places = sorted(
        (dot_radius + ends * value.numerator / value.denominator, key)
        for key, value in values.items()
        if value.numerator is not None and value.denominator is not None
    )
    last_in_row: list[float] = []
    dots: list[Dot] = []
    for x, key in places:
        row = next(
            (level for level, last in enumerate(last_in_row) if x - last >= diameter),
            len(last_in_row),
        )
        if row == len(last_in_row):
            last_in_row.append(x)
        else:
            last_in_row[row] = x
        dots.append(Dot(key=key, x=round(x, 1), y=row * diameter))
    return tuple(dots)


def median_tenths(values: Mapping[str, ShareValue]) -> int | None:
    """The middle municipality's share (the lower of two), in tenths; None when none is measured."""
    measured = sorted(
        tenths
        for value in values.values()
        if value.state is ValueState.MEASURED and (tenths := value.tenths_of_percent) is not None
    )
    return measured[(len(measured) - 1) // 2] if measured else None
