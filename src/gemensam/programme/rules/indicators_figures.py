"""An indicator's figures for a period: every municipality's readings, what is chosen, the sums.

Values are added up first and hidden last. What is counted here stands beside what was reported, and
both are shown when they disagree.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gemensam.programme.rules.indicators import (
    MISSING,
    NOT_ASSESSABLE,
    SMALLEST_SHOWN_GROUP,
    Feed,
    IndicatorDefinition,
    LevelledPublication,
    Measure,
    Publication,
    ShareValue,
    ValueState,
    aggregate,
    publish_levels,
    share,
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
class Reading:
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
    parts: "PartsSum | None" = None
    # Why nothing can be assessed, in the words of whoever reported.
    because: str = ""

    @property
    def differs_from_parts(self) -> bool:
        """Whether the typed total is another number than the sum of its parts."""
        return self.parts is not None and self.parts != PartsSum(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class PartsSum:
    """The parts of a reported value, added up."""

    numerator: int | None
    denominator: int | None


@dataclass(frozen=True, slots=True)
class Figure:
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
    ordered = {
        place.code: in_order(readings.get(place.code, ()), asked.definition.feed)
        for place in places
    }
    if asked.definition.measure is Measure.COUNT:
        return _counted(asked, places, ordered)
    return _shared(asked, places, ordered)


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


def _as_share(readings: Sequence[Reading]) -> ShareValue:
    if not readings:
        return MISSING
    first = readings[0]
    if first.numerator is None or first.denominator is None:
        return NOT_ASSESSABLE
    if not 0 <= first.numerator <= first.denominator:
        # A difference below nought, or a part larger than its whole, is no share of anything.
        return NOT_ASSESSABLE
    return share(first.numerator, first.denominator)


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


def _figure(place: Place, value: ShareValue, readings: tuple[Reading, ...], asked: Asked) -> Figure:
    hidden = value.state is ValueState.SUPPRESSED
    is_open = asked.definition.counts_municipalities
    return Figure(
        place=place,
        state=value.state,
        numerator=value.numerator,
        denominator=value.denominator,
        feed=readings[0].feed if readings else None,
        readings=() if hidden else _showable(readings, is_open=is_open),
        disagrees=not hidden and disagree(readings, asked.definition.feed),
    )


def _showable(readings: tuple[Reading, ...], *, is_open: bool) -> tuple[Reading, ...]:
    """Keep the chosen reading, and others whose group is no smaller than may be shown."""
    if is_open:
        return readings
    return readings[:1] + tuple(
        one
        for one in readings[1:]
        if one.denominator is None or one.denominator >= SMALLEST_SHOWN_GROUP
    )


def _shared(
    asked: Asked, places: Sequence[Place], readings: Mapping[str, tuple[Reading, ...]]
) -> IndicatorFigures:
    raw = {code: _as_share(found) for code, found in readings.items()}
    groups: defaultdict[str, dict[str, ShareValue]] = defaultdict(dict)
    for place in places:
        groups[place.group][place.code] = raw[place.code]
    is_open = asked.definition.counts_municipalities
    published = in_the_open(groups) if is_open else publish_levels(groups)
    shown = {code: value for one in published.groups.values() for code, value in one.rows.items()}
    return IndicatorFigures(
        definition=asked.definition,
        among=asked.among,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        rows=tuple(
            _figure(place, shown[place.code], readings[place.code], asked) for place in places
        ),
        groups=tuple(
            _total(name, published.groups[name].total, groups[name], readings)
            for name in sorted(groups)
        ),
        county=_total("", published.total, raw, readings),
    )


def in_the_open(groups: Mapping[str, Mapping[str, ShareValue]]) -> LevelledPublication:
    """Publish everything: each municipality is one, and nothing of it is about persons."""
    sums = {name: aggregate(values).value for name, values in groups.items()}
    return LevelledPublication(
        groups={
            name: Publication(rows=dict(values), total=sums[name], hidden=())
            for name, values in groups.items()
        },
        total=aggregate(sums).value,
    )


def _total(
    name: str,
    value: ShareValue,
    members: Mapping[str, ShareValue],
    readings: Mapping[str, tuple[Reading, ...]],
) -> Total:
    states = [member.state for member in members.values()]
    chosen = [readings[code][0] for code in members if readings[code]]
    return Total(
        name=name,
        state=value.state,
        numerator=value.numerator,
        denominator=value.denominator,
        measured=states.count(ValueState.MEASURED),
        missing=states.count(ValueState.MISSING),
        not_assessable=states.count(ValueState.NOT_ASSESSABLE),
        carried=sum(one.carried_from is not None for one in chosen),
        partial=sum(one.is_partial for one in chosen),
    )


def _counted(
    asked: Asked, places: Sequence[Place], readings: Mapping[str, tuple[Reading, ...]]
) -> IndicatorFigures:
    preferred = asked.definition.feed
    rows = tuple(_count_figure(place, readings[place.code], preferred) for place in places)
    names = sorted({place.group for place in places})
    return IndicatorFigures(
        definition=asked.definition,
        among=asked.among,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        rows=rows,
        groups=tuple(
            _count_total(name, [row for row in rows if row.place.group == name]) for name in names
        ),
        county=_count_total("", rows),
    )


def _count_figure(place: Place, readings: tuple[Reading, ...], preferred: Feed) -> Figure:
    number = readings[0].numerator if readings else None
    if number is not None and number < 0:
        number = None
    if number is not None:
        state = ValueState.MEASURED
    else:
        state = ValueState.NOT_ASSESSABLE if readings else ValueState.MISSING
    return Figure(
        place=place,
        state=state,
        numerator=number,
        denominator=None,
        feed=readings[0].feed if readings else None,
        readings=readings,
        disagrees=disagree(readings, preferred),
    )


def _count_total(name: str, rows: Sequence[Figure]) -> Total:
    states = [row.state for row in rows]
    measured = states.count(ValueState.MEASURED)
    missing = states.count(ValueState.MISSING)
    if measured:
        state = ValueState.MEASURED
    else:
        state = ValueState.MISSING if missing or not rows else ValueState.NOT_ASSESSABLE
    return Total(
        name=name,
        state=state,
        numerator=sum(row.numerator or 0 for row in rows) if measured else None,
        denominator=None,
        measured=measured,
        missing=missing,
        not_assessable=states.count(ValueState.NOT_ASSESSABLE),
        carried=sum(row.readings[0].carried_from is not None for row in rows if row.readings),
        partial=sum(row.readings[0].is_partial for row in rows if row.readings),
    )
