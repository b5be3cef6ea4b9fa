"""Indicators as everything shows them: page, file, workbook and API read figures here alone."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.queries import indicators_sources as sources
from gemensam.programme.queries.indicators_definitions import NoSuchIndicator, recipe, recipes
from gemensam.programme.rules import indicators_figures as rules
from gemensam.programme.rules.indicators import Feed, IndicatorDefinition
from gemensam.programme.rules.indicators_yaml import Level, Recipe

__all__ = [
    "DIGITAL",
    "EVERY_FEED",
    "WORKING",
    "NoSuchIndicator",
    "definitions",
    "figures",
    "of_recipes",
    "recipe",
]

DIGITAL = "andel_digitala_trygghetslarm"
WORKING = "andel_larm_som_avsett"
EVERY_FEED = frozenset(Feed)
# Whoever only the county has a figure for: one row, of no municipality.
COUNTY = rules.Place(sources.COUNTY, "", "")

type Readings = Mapping[tuple[str, str], Mapping[str, list[rules.Reading]]]


def definitions() -> Mapping[str, IndicatorDefinition]:
    """Give every indicator by id, in its newest version, in the county body's tenant."""
    return {key: one.definition for key, one in recipes().items()}


def figures(
    keys: Sequence[str],
    *,
    starts_on: date,
    ends_on: date,
    feeds: Collection[Feed] = EVERY_FEED,
    places: Sequence[organisations.Place] | None = None,
    own_only: bool = False,
) -> dict[str, rules.IndicatorFigures]:
    """Give a period's figures of all municipalities, in the county body's tenant.

    With fewer `feeds` the figures are what those alone say; `own_only` leaves out the denominators
    that other documents name; whoever has the places at hand gives them. Raises NoSuchIndicator.
    """
    known = recipes()
    for key in keys:
        if key not in known:
            raise NoSuchIndicator(key)
    return of_recipes(
        [known[key] for key in keys],
        starts_on=starts_on,
        ends_on=ends_on,
        feeds=feeds,
        places=places,
        own_only=own_only,
    )


def of_recipes(
    wanted: Sequence[Recipe],
    *,
    starts_on: date,
    ends_on: date,
    feeds: Collection[Feed] = EVERY_FEED,
    from_raw: bool = False,
    places: Sequence[organisations.Place] | None = None,
    own_only: bool = False,
) -> dict[str, rules.IndicatorFigures]:
    """Give figures by definitions that need not be saved: how one is previewed before it is."""
    municipalities = places if places is not None else organisations.municipalities()
    body = county.body()
    asked = sources.Asked(wanted, municipalities, body.id, starts_on, ends_on, own_only=own_only)
    found: defaultdict[tuple[str, str], defaultdict[str, list[rules.Reading]]] = defaultdict(
        lambda: defaultdict(list)
    )
    if Feed.LIVE in feeds:
        for one in sources.live(asked):
            found[one.key, one.among][one.code].append(one.reading)
    if Feed.OBSERVED in feeds:
        for one in sources.observed(asked, from_raw=from_raw):
            found[one.key, one.among][one.code].append(one.reading)
    if Feed.REPORTED in feeds:
        for one in sources.reported(asked):
            found[one.key, one.among][one.code].append(one.reading)
    members = [rules.Place(one.code, one.name, one.association_name) for one in municipalities]
    return {one.id: _built(one, asked, members, found) for one in wanted}


def _built(
    recipe: Recipe,
    asked: sources.Asked,
    places: Sequence[rules.Place],
    found: Readings,
) -> rules.IndicatorFigures:
    members = [COUNTY] if recipe.level is Level.COUNTY else places
    nobody: Mapping[str, list[rules.Reading]] = {}

    def built(among: str) -> rules.IndicatorFigures:
        question = rules.Asked(recipe.definition, asked.starts_on, asked.ends_on, among)
        return rules.build(question, members, found.get((recipe.id, among), nobody))

    others = tuple(built(among) for among in asked.among(recipe) if among)
    return replace(built(""), others=others) if others else built("")
