"""What one municipality, or the county body, has reported for a period, and what it has not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gemensam.programme.models import IndicatorValue, IndicatorValuePart
from gemensam.programme.queries import indicators
from gemensam.programme.queries.indicators_definitions import recipes
from gemensam.programme.rules.indicators import Feed, Text
from gemensam.programme.rules.indicators_figures import Stage
from gemensam.programme.rules.indicators_periods import Numbers
from gemensam.programme.rules.indicators_yaml import Level, Recipe

COUNTED = frozenset({Feed.LIVE, Feed.OBSERVED})


@dataclass(frozen=True, slots=True)
class ValueRow:
    """An indicator by one denominator: what is reported of it for a period, if anything."""

    recipe: Recipe
    among: str
    among_name: Text | None
    code: str
    told: IndicatorValue | None
    # What our own services say of the same period, if they say anything.
    counted: Numbers | None

    @property
    def stage(self) -> Stage | None:
        """Give where the reported value stands; None when nobody has reported."""
        return Stage(self.told.stage) if self.told else None


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: a municipality by its code, the county body without one."""

    id: UUID
    code: str


def rows(reporter: Reporter, *, starts_on: date, ends_on: date) -> Sequence[ValueRow]:
    """List every value that is asked of somebody for a period, in the county body's tenant."""
    level = Level.MUNICIPALITY if reporter.code else Level.COUNTY
    asked = [one for one in recipes().values() if one.level is level]
    told = IndicatorValue.objects.filter(
        reporting_municipality_id=reporter.id, starts_on=starts_on, ends_on=ends_on
    ).order_by("correction")
    found = {(row.indicator, row.definition_version, row.among): row for row in told}
    counted = _counted(asked, reporter, starts_on, ends_on)
    return [
        ValueRow(
            recipe,
            among,
            _name_of(recipe, among),
            reporter.code,
            found.get((recipe.id, recipe.definition.version, among)),
            None if among else counted.get(recipe.id),
        )
        for recipe in asked
        for among in recipe.among
    ]


def _counted(
    asked: Sequence[Recipe], reporter: Reporter, starts_on: date, ends_on: date
) -> Mapping[str, Numbers]:
    wanted = [one for one in asked if one.feed in COUNTED]
    figures = indicators.of_recipes(wanted, starts_on=starts_on, ends_on=ends_on, feeds=COUNTED)
    shown = {key: one.of(reporter.code) for key, one in figures.items()}
    return {
        key: Numbers(figure.numerator, figure.denominator)
        for key, figure in shown.items()
        if figure.numerator is not None
    }


def _name_of(recipe: Recipe, among: str) -> Text | None:
    named = recipe.definition.differing_denominators
    return next((one.text for one in named if one.key == among), None)


def parts(value: IndicatorValue | None) -> Mapping[str, Numbers]:
    """Give the parts of a reported value."""
    if value is None:
        return {}
    found = IndicatorValuePart.objects.filter(value=value).order_by("part")
    return {row.part: Numbers(row.numerator, row.denominator) for row in found}
