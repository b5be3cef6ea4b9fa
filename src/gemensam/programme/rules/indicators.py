"""Indicator definitions and values: two whole numbers, never a ready percentage.

Zero is a value. Missing means that nobody reported; not assessable that there is nothing to take a
share of; suppressed that showing it could point at single persons.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from gemensam.programme.rules.workings import (
    Step,
    Unit,
    Workings,
    digits,
    gettext_noop,
    tenths_of_percent,
)

# Statistics about fewer persons than this are not shown (house rule on protected identities).
SMALLEST_SHOWN_GROUP = 10


class ValueState(Enum):
    """Why there is a value or none."""

    MEASURED = "measured"
    MISSING = "missing"
    NOT_ASSESSABLE = "not_assessable"
    SUPPRESSED = "suppressed"


class Direction(Enum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Measure(Enum):
    """A share has a numerator and a denominator; a count has only a number."""

    SHARE = "share"
    COUNT = "count"


class Feed(Enum):
    """Live values are counted from our own services as they stand, observed ones day by day.

    Reported ones are handed in.
    """

    LIVE = "live"
    OBSERVED = "observed"
    REPORTED = "reported"


class ShareOutOfRange(ValueError):
    """A share's numerator lies between zero and its denominator, which is at least one."""


class StateAndNumbersDisagree(ValueError):
    """Numbers belong to measured values, and only to those."""


class SuppressedValueInSum(ValueError):
    """Sums are made before suppression; a suppressed value has no numbers to add."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is data, in both languages of the interface."""

    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class NamedDenominator:
    """A denominator as one document words it; where documents differ each is shown by itself."""

    text: Text
    where: Text
    source: str
    # What reported values name it by; empty for the one that the indicator itself is counted by.
    key: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """What an indicator counts. A change of meaning is a new version under the same id."""

    id: str
    version: int
    name: Text
    # For where there is little room; None = the name itself.
    short_name: Text | None
    measure: Measure
    direction: Direction
    feed: Feed
    in_2015_list: bool
    numerator: Text | None
    denominator: Text | None
    differing_denominators: tuple[NamedDenominator, ...]
    sources: tuple[str, ...]
    note: Text | None
    # Each municipality is one, yes or no: nothing about persons, so nothing is too small to show.
    counts_municipalities: bool = False


@dataclass(frozen=True, slots=True)
class ShareValue:
    """A share as numerator and denominator, or the reason why there is none."""

    state: ValueState
    numerator: int | None = None
    denominator: int | None = None

    def __post_init__(self) -> None:
        has_numbers = self.numerator is not None and self.denominator is not None
        if has_numbers != (self.state is ValueState.MEASURED) or (
            not has_numbers and (self.numerator is not None or self.denominator is not None)
        ):
            raise StateAndNumbersDisagree(self.state.value)
        if self.numerator is not None and self.denominator is not None:
            _ensure_share(self.numerator, self.denominator)

    @property
    def tenths_of_percent(self) -> int | None:
        """The share for showing, in tenths of a percent; None unless measured."""
        if self.numerator is None or self.denominator is None:
            return None
        return tenths_of_percent(self.numerator, self.denominator)


def _ensure_share(numerator: int, denominator: int) -> None:
    if not (denominator >= 1 and 0 <= numerator <= denominator):
        raise ShareOutOfRange(f"{numerator} of {denominator}")


MISSING = ShareValue(ValueState.MISSING)
NOT_ASSESSABLE = ShareValue(ValueState.NOT_ASSESSABLE)
SUPPRESSED = ShareValue(ValueState.SUPPRESSED)


def share(numerator: int, denominator: int) -> ShareValue:
    """Make a value of two counts; nothing of nothing is not assessable, not zero percent."""
    if denominator == 0 and numerator == 0:
        return NOT_ASSESSABLE
    return ShareValue(ValueState.MEASURED, numerator, denominator)


def sum_of(values: Mapping[str, ShareValue]) -> ShareValue:
    """Add numerators and denominators; percentages are never added or averaged.

    Without any measured value the sum is missing while something is unreported, else not
    assessable: a county without alarms has no share, one without reports has no knowledge.
    Raises SuppressedValueInSum: nothing hidden is ever added.
    """
    numerator = denominator = measured = missing = 0
    for value in values.values():
        if value.numerator is not None and value.denominator is not None:
            numerator += value.numerator
            denominator += value.denominator
            measured += 1
        elif value.state is ValueState.SUPPRESSED:
            raise SuppressedValueInSum(
                ", ".join(sorted(key for key, one in values.items() if one.state is value.state))
            )
        else:
            missing += value.state is ValueState.MISSING
    if measured:
        return share(numerator, denominator)
    return MISSING if missing or not values else NOT_ASSESSABLE


@dataclass(frozen=True, slots=True)
class Publication:
    """Rows and their total as they may be shown; `hidden` rows stand as suppressed."""

    rows: dict[str, ShareValue]
    total: ShareValue
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelledPublication:
    """The same for rows in groups, with a total per group and one over all."""

    groups: dict[str, Publication]
    total: ShareValue


def publish(values: Mapping[str, ShareValue]) -> Publication:
    """Hide groups that are too small, and enough others that no subtraction brings them back.

    Rows under SMALLEST_SHOWN_GROUP are hidden. While the hidden ones are too few together, so that
    total minus shown rows would give them away, the smallest shown row is hidden too. If all are
    hidden and still too few, so is the total.
    """
    return _published(values, sum_of(values))


def _published(values: Mapping[str, ShareValue], whole: ShareValue) -> Publication:
    sizes = {key: v.denominator for key, v in values.items() if v.denominator is not None}
    by_size = sorted(sizes, key=lambda key: (sizes[key], key))
    hidden = [key for key in by_size if sizes[key] < SMALLEST_SHOWN_GROUP]
    shown = by_size[len(hidden) :]
    while shown and _are_too_few(sizes[key] for key in hidden):
        hidden.append(shown.pop(0))
    return Publication(
        rows={key: SUPPRESSED if key in hidden else value for key, value in values.items()},
        total=SUPPRESSED if _are_too_few(sizes[key] for key in hidden) else whole,
        hidden=tuple(sorted(hidden)),
    )


def publish_levels(groups: Mapping[str, Mapping[str, ShareValue]]) -> LevelledPublication:
    """Publish municipalities, associations and county together.

    The sum over all is hidden when it would give a hidden group total away by subtraction.
    """
    sums = {key: sum_of(values) for key, values in groups.items()}
    published = {key: _published(values, sums[key]) for key, values in groups.items()}
    hidden_sizes = [
        sums[key].denominator or 0
        for key, group in published.items()
        if group.total.state is ValueState.SUPPRESSED
    ]
    whole = sum_of(sums)
    return LevelledPublication(
        groups=published, total=SUPPRESSED if _are_too_few(hidden_sizes) else whole
    )


def _are_too_few(hidden_sizes: Iterable[int]) -> bool:
    """Tell whether something is hidden, and so little that subtraction would find it."""
    return 0 < sum(hidden_sizes) < SMALLEST_SHOWN_GROUP


def share_workings(value: ShareValue, *, numerator: str, denominator: str) -> Workings | None:
    """Show a measured share's three steps, in the definition's own words; None without value."""
    if value.numerator is None or value.denominator is None:
        return None
    return Workings(
        (
            Step(numerator, digits(value.numerator), value.numerator, Unit.COUNT),
            Step(denominator, digits(value.denominator), value.denominator, Unit.COUNT),
            Step(
                label=gettext_noop("Share: numerator divided by denominator"),
                formula=f"{digits(value.numerator)} / {digits(value.denominator)}",
                result=tenths_of_percent(value.numerator, value.denominator),
                unit=Unit.TENTHS_OF_PERCENT,
            ),
        )
    )
