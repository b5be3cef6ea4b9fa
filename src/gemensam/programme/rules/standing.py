"""Where every municipality stands in one indicator: a period's figures as the pages show them.

The figures are added up first and hidden last, so that a total is right even where its rows are
hidden.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from gemensam.programme.rules.indicators import Feed, IndicatorDefinition, ShareValue, ValueState
from gemensam.programme.rules.indicators_figures import Figure, IndicatorFigures, Place, Reading


class StandingRow(NamedTuple):
    """One municipality's line as it may be shown."""

    member: Place
    value: ShareValue
    feed: Feed | None
    at: datetime | None
    is_synthetic: bool
    # The end of the earlier period that the value was reported for, when it is not this one.
    carried_from: date | None = None
    # What other sources say of the same period, when they disagree.
    others: tuple[Reading, ...] = ()


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

    def group_of(self, name: str) -> GroupStanding:
        """Give one association's sum and lines."""
        return next(one for one in self.groups if one.name == name)

    @property
    def is_partly_synthetic(self) -> bool:
        """Whether an invented value is part of it."""
        return any(row.is_synthetic for row in self.rows)

    @property
    def counted_here(self) -> int:
        """How many municipalities are counted from the platform's own services."""
        return sum(row.feed in {Feed.LIVE, Feed.OBSERVED} for row in self.rows)


def from_figures(figures: IndicatorFigures) -> Standing:
    """Put a share's figures as lines in their associations."""
    by_group: defaultdict[str, list[StandingRow]] = defaultdict(list)
    rows = []
    for figure in figures.rows:
        row = _row(figure)
        rows.append(row)
        by_group[figure.place.group].append(row)
    return Standing(
        definition=figures.definition,
        county=figures.county.value,
        groups=tuple(
            GroupStanding(one.name, one.value, tuple(by_group[one.name])) for one in figures.groups
        ),
        rows=tuple(rows),
    )


def _row(figure: Figure) -> StandingRow:
    first = figure.readings[0] if figure.readings else None
    if first is None:
        return StandingRow(figure.place, figure.value, figure.feed, at=None, is_synthetic=False)
    return StandingRow(
        member=figure.place,
        value=figure.value,
        feed=figure.feed,
        at=first.as_of,
        is_synthetic=first.is_synthetic,
        carried_from=first.carried_from,
        others=figure.readings[1:] if figure.disagrees else (),
    )
