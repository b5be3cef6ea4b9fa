"""An indicator's figures for a period: every municipality's readings, what is chosen, the sums.

Values are added up first and hidden last. What is counted here stands beside what was reported, and
both are shown when they disagree.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from gemensam.programme.rules.indicators import (
    SMALLEST_SHOWN_GROUP,
    Feed,
    IndicatorDefinition,
    LevelledPublication,
    Measure,
    Publication,
    ShareValue,
    ValueState,
    publish_levels,
    sum_of,
)

# Which reading is the figure, when there are several: what is counted goes before what is told.
PREFERENCE = (Feed.LIVE, Feed.OBSERVED, Feed.REPORTED)


class Stage(StrEnum):
    """Where a reported value stands. A draft is nobody's figure yet; a locked one never changes."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    LOCKED = "LOCKED"


class Origin(StrEnum):
    """How a reported value came in."""

    TYPED = "TYPED"
    FILE = "FILE"


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality as these rules need it: its code, its name, its association's name."""

    code: str
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class PartsSum:
    """The parts of a reported value, added up."""

    numerator: int | None
    denominator: int | None


class Reading(NamedTuple):
    """One source's two whole numbers. A count has no denominator; neither number: not assessable."""

    feed: Feed
    numerator: int | None
    denominator: int | None
    as_of: datetime
    stage: Stage | None = None
    is_synthetic: bool = False
    # The last day of the earlier period that a standing value was reported for.
    carried_from: date | None = None
    # A flow of which not all of the period is reported.
    is_partial: bool = False
    # What the reported parts add up to, where parts are reported.
    parts: PartsSum | None = None
    # Why nothing can be assessed, in the words of whoever reported.
    because: str = ""

    @property
    def differs_from_parts(self) -> bool:
        """Whether the typed total is another number than the sum of its parts."""
        return self.parts is not None and self.parts != PartsSum(self.numerator, self.denominator)


class Figure(NamedTuple):
    """One municipality's figure as it may be shown; numbers only where `state` is measured."""

    place: Place
    state: ValueState
    numerator: int | None
    denominator: int | None
    feed: Feed | None
    # All sources, the chosen one first. Empty when the figure is hidden.
    readings: tuple[Reading, ...]
    disagrees: bool

    @property
    def reading(self) -> Reading | None:
        """Give the reading that is the figure."""
        return self.readings[0] if self.readings else None

    @property
    def value(self) -> ShareValue:
        """Give the figure as a share; for counts use `numerator`."""
        return ShareValue(self.state, self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Total:
    """An association's or the county's sum of numerators and denominators, and what it lacks."""

    name: str
    state: ValueState
    numerator: int | None
    denominator: int | None
    # How many of its members have a figure, have none, or cannot be assessed.
    measured: int
    missing: int
    not_assessable: int
    # How many of the measured stand on an earlier period, or on a part of the period.
    carried: int = 0
    partial: int = 0

    @property
    def value(self) -> ShareValue:
        """Give the sum as a share; for counts use `numerator`."""
        return ShareValue(self.state, self.numerator, self.denominator)

    @property
    def is_complete(self) -> bool:
        """Whether every member has a value for all of this very period, or says why it has none."""
        return self.missing == self.carried == self.partial == 0


@dataclass(frozen=True, slots=True)
class IndicatorFigures:
    """One indicator for one period, as screen, file and API show it."""

    definition: IndicatorDefinition
    # The key of the named denominator, empty for the indicator's own.
    among: str
    starts_on: date
    ends_on: date
    rows: tuple[Figure, ...]
    groups: tuple[Total, ...]
    county: Total
    # The same indicator against the denominators that other documents name.
    others: tuple["IndicatorFigures", ...] = ()

    def of(self, code: str) -> Figure:
        """Give one municipality's figure."""
        return next(row for row in self.rows if row.place.code == code)

    def in_state(self, state: ValueState) -> tuple[Figure, ...]:
        """Give the figures that are measured, or not for this reason."""
        return tuple(row for row in self.rows if row.state is state)

    @property
    def disagreeing(self) -> tuple[Figure, ...]:
        """Give the figures whose sources say different things."""
        return tuple(row for row in self.rows if row.disagrees)

    @property
    def is_partly_synthetic(self) -> bool:
        """Whether an invented value is part of it."""
        return any(reading.is_synthetic for row in self.rows for reading in row.readings[:1])

    @property
    def as_of(self) -> datetime | None:
        """Give the time of the newest reading that is shown."""
        return max((r.as_of for row in self.rows for r in row.readings[:1]), default=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: an indicator, a period, and which of its denominators."""

    definition: IndicatorDefinition
    starts_on: date
    ends_on: date
    among: str = ""


def build(
    asked: Asked, places: Sequence[Place], readings: Mapping[str, Sequence[Reading]]
) -> IndicatorFigures:
    """Choose each municipality's reading, add up, then hide what would point at single persons."""
    rows: list[Figure] = []
    county = _Tally()
    groups = {name: _Tally() for name in sorted({place.group for place in places})}
    for place in places:
        row = _row(asked.definition, place, readings.get(place.code, ()))
        rows.append(row)
        groups[place.group].add(row)
    for tally in groups.values():
        county.merge(tally)
    figures = IndicatorFigures(
        definition=asked.definition,
        among=asked.among,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        rows=tuple(rows),
        groups=tuple(tally.total(name) for name, tally in groups.items()),
        county=county.total(""),
    )
    # Each municipality is one, and nothing of it is about persons; nor is a group that is large.
    if asked.definition.counts_municipalities or county.smallest >= SMALLEST_SHOWN_GROUP:
        return figures
    return _hidden(figures)


def _row(definition: IndicatorDefinition, place: Place, told: Sequence[Reading]) -> Figure:
    if not told:
        return Figure(place, ValueState.MISSING, None, None, None, (), disagrees=False)
    several = len(told) > 1
    readings = in_order(told, definition.feed) if several else tuple(told)
    first = readings[0]
    numerator, denominator = first.numerator, first.denominator
    if definition.measure is Measure.COUNT:
        is_measured, denominator = numerator is not None and numerator >= 0, None
    else:
        # A difference below nought, or a part larger than its whole, is no share of anything.
        is_measured = (
            numerator is not None and denominator is not None and 0 <= numerator <= denominator > 0
        )
    return Figure(
        place,
        ValueState.MEASURED if is_measured else ValueState.NOT_ASSESSABLE,
        numerator if is_measured else None,
        denominator if is_measured else None,
        first.feed,
        readings,
        disagrees=several and disagree(readings, definition.feed),
    )


class _Tally:
    """Adds figures up: numerators and denominators, and how many lack them."""

    __slots__ = (
        *("numerator", "denominator", "measured", "missing", "not_assessable"),
        *("carried", "partial", "is_share", "smallest"),
    )

    def __init__(self) -> None:
        self.numerator = self.denominator = 0
        self.measured = self.missing = self.not_assessable = self.carried = self.partial = 0
        self.is_share = False
        self.smallest = SMALLEST_SHOWN_GROUP

    def add(self, row: Figure) -> None:
        """Add one figure."""
        if not row.readings:
            self.missing += 1
            return
        first = row.readings[0]
        self.carried += first.carried_from is not None
        self.partial += first.is_partial
        for reading in row.readings:
            if reading.denominator is not None and reading.denominator < self.smallest:
                self.smallest = reading.denominator
        if row.numerator is None:
            self.not_assessable += 1
            return
        self.measured += 1
        self.numerator += row.numerator
        if row.denominator is not None:
            self.is_share = True
            self.denominator += row.denominator

    def merge(self, other: "_Tally") -> None:
        """Add another sum."""
        self.numerator += other.numerator
        self.denominator += other.denominator
        self.measured += other.measured
        self.missing += other.missing
        self.not_assessable += other.not_assessable
        self.carried += other.carried
        self.partial += other.partial
        self.is_share = self.is_share or other.is_share
        self.smallest = min(self.smallest, other.smallest)

    def total(self, name: str) -> Total:
        """Give the sum. Without any figure it is missing while somebody is silent.

        A county without alarms has no share; one without reports has no knowledge.
        """
        nobody = not (self.measured or self.missing or self.not_assessable)
        without = ValueState.MISSING if self.missing or nobody else ValueState.NOT_ASSESSABLE
        return Total(
            name=name,
            state=ValueState.MEASURED if self.measured else without,
            numerator=self.numerator if self.measured else None,
            denominator=self.denominator if self.measured and self.is_share else None,
            measured=self.measured,
            missing=self.missing,
            not_assessable=self.not_assessable,
            carried=self.carried,
            partial=self.partial,
        )


def _hidden(figures: IndicatorFigures) -> IndicatorFigures:
    """Hide groups that are too small, and what would give them away by subtraction."""
    groups: defaultdict[str, dict[str, ShareValue]] = defaultdict(dict)
    for row in figures.rows:
        groups[row.place.group][row.place.code] = row.value
    published = publish_levels(groups)
    return replace(
        figures,
        rows=tuple(
            _shown(row, published.groups[row.place.group].rows[row.place.code])
            for row in figures.rows
        ),
        groups=tuple(
            _shown_total(total, published.groups[total.name].total) for total in figures.groups
        ),
        county=_shown_total(figures.county, published.total),
    )


def _shown(row: Figure, value: ShareValue) -> Figure:
    if value.state is ValueState.SUPPRESSED:
        return Figure(row.place, value.state, None, None, row.feed, (), disagrees=False)
    if len(row.readings) < 2:  # noqa: PLR2004 -- only the one that is shown
        return row
    others = tuple(
        one
        for one in row.readings[1:]
        if one.denominator is None or one.denominator >= SMALLEST_SHOWN_GROUP
    )
    return row._replace(readings=(row.readings[0], *others))


def _shown_total(total: Total, value: ShareValue) -> Total:
    if value.state is not ValueState.SUPPRESSED:
        return total
    return replace(total, state=value.state, numerator=None, denominator=None)


def in_the_open(groups: Mapping[str, Mapping[str, ShareValue]]) -> LevelledPublication:
    """Publish everything: each municipality is one, and nothing of it is about persons."""
    sums = {name: sum_of(values) for name, values in groups.items()}
    return LevelledPublication(
        groups={
            name: Publication(rows=dict(values), total=sums[name], hidden=())
            for name, values in groups.items()
        },
        total=sum_of(sums),
    )


def in_order(readings: Sequence[Reading], preferred: Feed) -> tuple[Reading, ...]:
    """Put the reading that is the figure first: the definition's own feed, then what is counted.

    A service that holds nothing here says nothing about the rest, and what is counted for this
    period goes before what was said for an earlier one.
    """
    if len(readings) < 2:  # noqa: PLR2004 -- nothing to choose between
        return tuple(readings)
    return tuple(
        sorted(
            readings,
            key=lambda one: (
                one.denominator == 0,
                one.carried_from is not None,
                one.feed is not preferred,
                PREFERENCE.index(one.feed),
            ),
        )
    )


def disagree(readings: Sequence[Reading], preferred: Feed) -> bool:
    """Tell whether sources of one period say different numbers; carried values are of another.

    Where a municipality's own report is the figure, what is counted here is a part of it: it
    contradicts the report only by being more.
    """
    if len(readings) < 2:  # noqa: PLR2004 -- one source agrees with itself
        return False
    same = [one for one in readings if one.carried_from is None and not one.is_partial]
    if preferred is Feed.REPORTED and same and same[0].feed is Feed.REPORTED:
        return any((one.numerator or 0) > (same[0].numerator or 0) for one in same[1:])
    return len({(one.numerator, one.denominator) for one in same}) > 1
