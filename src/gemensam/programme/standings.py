"""A period's figures as the county's pages show them: shares as standings, counts as lines."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gemensam.programme.queries import indicators
from gemensam.programme.queries.indicators import DIGITAL, EVERY_FEED, WORKING
from gemensam.programme.rules.charts_periods import Period
from gemensam.programme.rules.indicators import Feed, IndicatorDefinition, Measure
from gemensam.programme.rules.standing import Standing, from_figures

__all__ = ["DIGITAL", "WORKING", "CountLine", "count_lines", "standings"]


def standings(
    definitions: Sequence[IndicatorDefinition],
    period: Period,
    feeds: Collection[Feed] = EVERY_FEED,
) -> dict[str, Standing]:
    """Give where everybody stands in several shares, in the county body's tenant."""
    found = indicators.figures(
        [one.id for one in definitions if one.measure is Measure.SHARE],
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        feeds=feeds,
    )
    return {key: from_figures(figures) for key, figures in found.items()}


@dataclass(frozen=True, slots=True)
class CountLine:
    """A municipality's reported number, for indicators that are counts and not shares."""

    code: str
    name: str
    number: int | None
    is_synthetic: bool


def count_lines(
    definitions: Sequence[IndicatorDefinition], period: Period
) -> dict[str, list[CountLine]]:
    """Give each municipality's number in several counts; None where nothing is reported."""
    found = indicators.figures(
        [one.id for one in definitions if one.measure is Measure.COUNT],
        starts_on=period.starts_on,
        ends_on=period.ends_on,
    )
    return {
        key: [
            CountLine(
                row.place.code,
                row.place.name,
                row.numerator,
                is_synthetic=bool(row.reading and row.reading.is_synthetic),
            )
            for row in figures.rows
        ]
        for key, figures in found.items()
    }
