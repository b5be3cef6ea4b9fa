"""A period's figures as the county's pages show them: shares as standings, counts as lines."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gemensam.organisations.api import Place
from gemensam.programme.queries import indicators
from gemensam.programme.queries.indicators import DIGITAL, EVERY_FEED, WORKING
from gemensam.programme.rules.charts_periods import Period
from gemensam.programme.rules.indicators import Feed, IndicatorDefinition, Measure
from gemensam.programme.rules.indicators_figures import Figure
from gemensam.programme.rules.standing import Standing, from_figures

__all__ = [
    "DIGITAL", "WORKING", "CountLine", "Everything", "count_lines", "everything", "standings",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CountLine:
    """A municipality's number, for indicators that are counts and not shares."""

    code: str
    name: str
    number: int | None
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Everything:
    """Shares as standings and counts as lines, of one period."""

    shares: dict[str, Standing]
    counts: dict[str, list[CountLine]]


def everything(
    definitions: Sequence[IndicatorDefinition],
    places: Sequence[Place],
    period: Period,
    feeds: Collection[Feed] = EVERY_FEED,
) -> Everything:
    """Give where everybody stands in several indicators, in the county body's tenant."""
    found = indicators.figures(
        [one.id for one in definitions],
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        feeds=feeds,
        places=places,
        own_only=True,
    )
    return Everything(
        shares={
            key: from_figures(one)
            for key, one in found.items()
            if one.definition.measure is Measure.SHARE
        },
        counts={
            key: [_count_line(row) for row in one.rows]
            for key, one in found.items()
            if one.definition.measure is Measure.COUNT
        },
    )


def _count_line(row: Figure) -> CountLine:
    is_synthetic = bool(row.reading and row.reading.is_synthetic)
    return CountLine(row.place.code, row.place.name, row.numerator, is_synthetic)


def standings(
    definitions: Sequence[IndicatorDefinition],
    places: Sequence[Place],
    period: Period,
    feeds: Collection[Feed] = EVERY_FEED,
) -> dict[str, Standing]:
    """Give the shares among several indicators."""
    shares = [one for one in definitions if one.measure is Measure.SHARE]
    return everything(shares, places, period, feeds).shares


def count_lines(
    definition: IndicatorDefinition, places: Sequence[Place], period: Period
) -> list[CountLine]:
    """Give each municipality's number; None where nothing is reported."""
    return everything([definition], places, period).counts[definition.id]
