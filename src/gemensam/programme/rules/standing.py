"""Where every municipality stands in one indicator: counted here or reported, as it may be shown.

Values are added up first and hidden last, so that a total is right even where its rows are hidden.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gemensam.programme.rules.indicators import (
    Feed,
    IndicatorDefinition,
    LevelledPublication,
    Publication,
    ShareValue,
    ValueState,
    aggregate,
    publish_levels,
)

MISSING = ShareValue(ValueState.MISSING)


@dataclass(frozen=True, slots=True)
class Member:
    """A municipality as this rule needs it."""

    code: str
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class Known:
    """One municipality's value and where it comes from."""

    value: ShareValue
    feed: Feed
    at: datetime
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One municipality's line as it may be shown."""

    member: Member
    value: ShareValue
    feed: Feed | None
    at: datetime | None
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """An association: its own sum and its members' lines."""

    name: str
    value: ShareValue
    rows: tuple[StandingRow, ...]

    @property
    def without_value(self) -> int:
        """How many of its members show no value."""
        return sum(row.value.state is not ValueState.MEASURED for row in self.rows)


@dataclass(frozen=True, slots=True)
class Standing:
    """One indicator for the whole county."""

    definition: IndicatorDefinition
    county: ShareValue
    groups: tuple[GroupStanding, ...]
    rows: tuple[StandingRow, ...]

    def in_state(self, state: ValueState) -> tuple[StandingRow, ...]:
        """Give the lines that show a value, or lack one for this reason."""
        return tuple(row for row in self.rows if row.value.state is state)

    def row_of(self, code: str) -> StandingRow:
        """Give one municipality's line."""
        return next(row for row in self.rows if row.member.code == code)

    @property
    def is_partly_synthetic(self) -> bool:
        """Whether an invented value is part of it."""
        return any(row.is_synthetic for row in self.rows)

    @property
    def counted_here(self) -> int:
        """How many municipalities are counted from the platform's own services."""
        return sum(row.feed is Feed.LIVE for row in self.rows)


def prefer(live: Known | None, reported: Known | None) -> Known | None:
    """Choose what is counted here; a service that holds nothing here says nothing about the rest."""
    if live is not None and live.value.state is ValueState.MEASURED:
        return live
    return reported or live


def standing(
    definition: IndicatorDefinition, members: Sequence[Member], known: Mapping[str, Known]
) -> Standing:
    """Put every municipality in its group with the value that may be shown."""
    groups: defaultdict[str, dict[str, ShareValue]] = defaultdict(dict)
    for member in members:
        found = known.get(member.code)
        groups[member.group][member.code] = found.value if found else MISSING
    published = _in_the_open(groups) if definition.counts_municipalities else publish_levels(groups)
    by_group: defaultdict[str, list[StandingRow]] = defaultdict(list)
    rows = []
    for member in members:
        shown = published.groups[member.group].rows[member.code]
        row = _row(member, shown, known.get(member.code))
        rows.append(row)
        by_group[member.group].append(row)
    return Standing(
        definition=definition,
        county=published.total,
        groups=tuple(
            GroupStanding(name, published.groups[name].total, tuple(by_group[name]))
            for name in sorted(groups)
        ),
        rows=tuple(rows),
    )


def _in_the_open(groups: Mapping[str, Mapping[str, ShareValue]]) -> LevelledPublication:
    """Publish everything: each municipality is one, and nothing of it is about persons."""
    sums = {name: aggregate(values).value for name, values in groups.items()}
    return LevelledPublication(
        groups={
            name: Publication(rows=dict(values), total=sums[name], hidden=())
            for name, values in groups.items()
        },
        total=aggregate(sums).value,
    )


def _row(member: Member, value: ShareValue, known: Known | None) -> StandingRow:
    if known is None:
        return StandingRow(member, value, feed=None, at=None, is_synthetic=False)
    return StandingRow(member, value, known.feed, known.at, known.is_synthetic)
