"""Where the numbers of indicators come from: our services, raw rows day by day, and reports."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from gemensam.alarms import api as alarms
from gemensam.employees import api as employees
from gemensam.eservices import api as eservices
from gemensam.organisations import api as organisations
from gemensam.programme.models import IndicatorValuePart
from gemensam.programme.queries import indicators_sql as sql
from gemensam.programme.rules import indicators_periods as periods
from gemensam.programme.rules.indicators import Feed
from gemensam.programme.rules.indicators_expressions import (
    OverTime,
    Use,
    evaluate,
    uses,
)
from gemensam.programme.rules.indicators_figures import Reading, Stage
from gemensam.programme.rules.indicators_yaml import Level, Recipe

ALARMS, ESERVICES, STAFF = "alarms.granted", "eservices.offered", "staff.concerned"
# The county body's code: what only the county has is nobody's municipality.
COUNTY = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which indicators, of whom, for which days."""

    recipes: Sequence[Recipe]
    places: Sequence[organisations.Place]
    # Who reports what only the county has.
    county_body_id: UUID
    starts_on: date
    ends_on: date
    # Without the denominators that other documents name.
    own_only: bool = False

    def among(self, recipe: Recipe) -> Sequence[str]:
        """Give which of an indicator's denominators are asked for, its own first."""
        return recipe.among[:1] if self.own_only else recipe.among

    @property
    def codes(self) -> Mapping[UUID, str]:
        """Give the code of everybody who may report."""
        return {
            **{place.organisation_id: place.code for place in self.places},
            self.county_body_id: COUNTY,
        }

    def fed_by(self, feed: Feed) -> list[Recipe]:
        """Give the indicators whose formula takes its numbers there."""
        return [one for one in self.recipes if one.feed is feed]


class Found(NamedTuple):
    """A reading: of which indicator, among whom, in which municipality."""

    key: str
    among: str
    code: str
    reading: Reading


class Held(NamedTuple):
    """What a service holds of one municipality: things by their words, as of a time."""

    cells: Sequence[tuple[Mapping[str, str], int]]
    as_of: datetime


def live(asked: Asked, *, offered: Sequence[eservices.EService] | None = None) -> Iterator[Found]:
    """Count what our services hold now, for periods that the count falls in.

    `offered` is what is published everywhere when it is not the inventory as it stands.
    """
    recipes = asked.fed_by(Feed.LIVE)
    if not recipes:
        return
    counts = {row.tenant_id: row for row in alarms.county_counts()}
    staff = _staff_counts(recipes)
    now = sql.transaction_time()
    everywhere = None if offered is None else [one.quality for one in offered]
    by_place = eservices.qualities() if everywhere is None else {}
    for place in asked.places:
        here = by_place.get(place.code, ()) if everywhere is None else everywhere
        held = {ESERVICES: Held([(_words(one), 1) for one in here], now)}
        row = counts.get(place.tenant_id)
        if row is not None:
            held[ALARMS] = Held(_alarms(row), row.counted_at)
        if place.tenant_id in staff:
            held[STAFF] = staff[place.tenant_id]
        for recipe in recipes:
            reading = _counted(recipe, held)
            if reading and asked.starts_on <= reading.as_of.date() <= asked.ends_on:
                yield Found(recipe.id, "", place.code, reading)


def _alarms(row: alarms.CountRow) -> list[tuple[Mapping[str, str], int]]:
    # What works is digital: an analogue alarm gives no sign of life.
    return [
        ({"kind": "digital", "works": "yes"}, row.working),
        ({"kind": "digital", "works": "no"}, row.digital - row.working),
        ({"kind": "analogue", "works": "no"}, row.granted - row.digital),
    ]


def _staff_counts(recipes: Sequence[Recipe]) -> Mapping[UUID, Held]:
    """Give every municipality's concerned staff, where any indicator asks for them."""
    if not any(use.measure == STAFF for one in recipes for use in uses(one.numerator)):
        return {}
    found = {}
    for row in employees.staff_counts():
        counted = (("yes", row.secure), ("no", row.concerned - row.secure))
        cells = [({"secure": word}, number) for word, number in counted]
        found[row.tenant_id] = Held(cells, row.counted_at)
    return found


def _words(quality: eservices.Quality) -> Mapping[str, str]:
    flags = {
        "electronic": quality.is_electronic,
        "dialogue": quality.is_dialogue,
        "publicly_funded": quality.is_publicly_funded,
        "for_social_services": quality.is_for_social_services,
    }
    return {"status": quality.status} | {
        name: "yes" if flag else "no" for name, flag in flags.items()
    }


def _counted(recipe: Recipe, held: Mapping[str, Held]) -> Reading | None:
    names = {use.measure for use in uses(recipe.numerator)}
    if not names <= held.keys():
        return None

    def number_of(use: Use) -> int:
        return sum(
            number
            for words, number in held[use.measure].cells
            if all(condition.holds(words[condition.qualifier]) for condition in use.conditions)
        )

    return Reading(
        Feed.LIVE,
        evaluate(recipe.numerator, number_of),
        evaluate(recipe.denominator, number_of) if recipe.denominator else None,
        min(held[name].as_of for name in names),
    )


def observed(asked: Asked, *, from_raw: bool = False) -> Iterator[Found]:
    """Add up raw rows: whole months from the roll-up, the days at the edges from the rows.

    `from_raw` takes every day from the rows, as it was before there was a roll-up.
    """
    recipes = {one.id: one for one in asked.fed_by(Feed.OBSERVED)}
    if not recipes:
        return
    now = sql.transaction_time()
    rows = sql.observed_sums(
        list(recipes), asked.codes, asked.starts_on, asked.ends_on, from_raw=from_raw
    )
    plain = {
        key: recipe.denominator is not None for key, recipe in recipes.items() if recipe.is_plain
    }
    for key, code, numerator, denominator in rows:
        is_share = plain.get(key)
        if is_share is None:
            yield Found(key, "", code, _of_sums(recipes[key], numerator, denominator, now))
        else:
            whole = denominator if is_share else None
            yield Found(key, "", code, Reading(Feed.OBSERVED, numerator, whole, now))


def _of_sums(recipe: Recipe, numerator: int, denominator: int, now: datetime) -> Reading:
    sums = {"observed.numerator": numerator, "observed.denominator": denominator}

    def number_of(use: Use) -> int:
        return sums[use.measure]

    whole = evaluate(recipe.denominator, number_of) if recipe.denominator else None
    return Reading(Feed.OBSERVED, evaluate(recipe.numerator, number_of), whole, now)


def reported(asked: Asked) -> Iterator[Found]:
    """Give what was handed in and approved, for every indicator, whatever else counts it."""
    recipes = {one.id: one for one in asked.recipes}
    told = _told(asked)
    parts = _parts([one.id for one in told if recipes[one.key].parts])
    by_reporter: defaultdict[tuple[str, str, UUID], list[periods.Told]] = defaultdict(list)
    for one in told:
        by_reporter[one.key, one.among, one.reporter_id].append(one)
    codes = asked.codes
    for (key, among, reporter_id), values in by_reporter.items():
        recipe = recipes[key]
        if recipe.over_time is OverTime.STOCK:
            last = max(values, key=lambda one: one.ends_on) if len(values) > 1 else values[0]
            reading: Reading | None = periods.standing(
                recipe, last, parts.get(last.id, periods.NO_PARTS), starts_on=asked.starts_on
            )
        else:
            reading = periods.added_up(
                recipe,
                values,
                lambda one: parts.get(one, periods.NO_PARTS),
                starts_on=asked.starts_on,
                ends_on=asked.ends_on,
            )
        if reading:
            yield Found(key, among, codes[reporter_id], reading)


def _told(asked: Asked) -> list[periods.Told]:
    by_time: dict[OverTime, list[sql.Wanted]] = {one: [] for one in OverTime}
    for recipe in asked.recipes:
        is_county = recipe.level is Level.COUNTY
        by_time[recipe.over_time] += [
            sql.Wanted(recipe.id, among, version, is_county)
            for among in asked.among(recipe)
            for version in recipe.versions
        ]
    reporters = [(place.organisation_id, False) for place in asked.places]
    reporters.append((asked.county_body_id, True))
    rows = sql.last_reported(by_time[OverTime.STOCK], reporters, asked.ends_on)
    rows += sql.reported_within(by_time[OverTime.FLOW], reporters, asked.starts_on, asked.ends_on)
    return [periods.Told(*row[:10], Stage(row[10]), row[11]) for row in rows]


def _parts(value_ids: Iterable[UUID]) -> Mapping[UUID, periods.Parts]:
    wanted = list(value_ids)
    if not wanted:
        return {}
    found: defaultdict[UUID, dict[str, periods.Numbers]] = defaultdict(dict)
    rows = IndicatorValuePart.objects.filter(value_id__in=wanted).order_by("part")
    for value_id, part, *numbers in rows.values_list(
        "value_id", "part", "numerator", "denominator"
    ):
        found[value_id][part] = periods.Numbers(*numbers)
    return found
