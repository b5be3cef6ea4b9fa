"""The plan, grant, contribution, indicators and map that ship with the project, read once each."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gemensam.kernel.money import Money
from gemensam.programme.map import CountyMap, MunicipalityShape
from gemensam.programme.rules.indicators import (
    Direction,
    Feed,
    IndicatorDefinition,
    Measure,
    NamedDenominator,
    Text,
)
from gemensam.programme.rules.matching import Cofunding, GrantComponent
from gemensam.programme.rules.plans import Plan
from gemensam.programme.rules.plans_reading import read_or_fail
from gemensam.programme.shipped_row import Row


@dataclass(frozen=True, slots=True)
class GrantStatement:
    """What one document says of a year's amount; `certainty` is decided, rounded or lower_bound."""

    year: int
    source: str
    amount: Money
    certainty: str
    text: str


@dataclass(frozen=True, slots=True)
class NamedAmount:
    """An amount with its name."""

    key: str
    text: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Purpose:
    """One of the things that the grant is for, and the plan's activities that serve it."""

    key: str
    text: str
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """The state's grant for a year, and the county's planned co-funding of it."""

    key: str
    title: str
    year: int
    agreement: str
    agreement_last_year: int
    plan_key: str
    purposes: tuple[Purpose, ...]
    stimulus: Money
    components: tuple[GrantComponent, ...]
    cofunding: Cofunding
    cofunding_is_estimate: bool
    cofunding_note: str
    cofunding_text: str
    cofunding_source: str
    matching_rule: str
    matching_source: str
    national_total: Money
    national_components: tuple[NamedAmount, ...]
    statements: tuple[GrantStatement, ...]


@dataclass(frozen=True, slots=True)
class ContributionRate:
    """What municipalities pay per inhabitant, and by which population."""

    year: int
    per_inhabitant: Money
    source: str
    population_series: str
    assumption: str


# In the order of their years.
PLAN_FILES = ("plan_2013_2015.yaml", "plan_2018.yaml")


def _file(name: str) -> str:
    return files("gemensam.programme").joinpath("data", name).read_text(encoding="utf-8")


def _read(name: str) -> Row:
    return Row.parse(_file(name), place=name)


def _kronor(row: Row, key: str) -> Money:
    return Money.from_kronor(row.whole(key))


@cache
def plans() -> tuple[Plan, ...]:
    """Every plan that ships with the project."""
    return tuple(read_or_fail(_file(name)) for name in PLAN_FILES)


def plan_2013_2015() -> Plan:
    """The county's plan for 2013–2015."""
    return plans()[0]


def plan_2018() -> Plan:
    """The county's plan for 2018."""
    return plans()[1]


@cache
def grant_2013() -> Grant:
    """The grant of 2013 with the planned co-funding, which the plan gives as a whole."""
    row = _read("grant_2013.yaml")
    national, cofunding, matching = row.row("national"), row.row("cofunding"), row.row("matching")
    kinds = {kind.text("key"): kind.maybe_whole("amount_sek") for kind in cofunding.rows("kinds")}
    return Grant(
        key=row.text("key"),
        title=row.text("title"),
        year=row.whole("year"),
        agreement=row.text("agreement"),
        agreement_last_year=row.whole("agreement_last_year"),
        plan_key=row.text("plan"),
        purposes=tuple(
            Purpose(one.text("key"), one.text("text"), one.texts("activities"))
            for one in row.rows("purposes")
        ),
        stimulus=_kronor(row, "stimulus_sek"),
        components=tuple(map(_component, row.rows("components"))),
        cofunding=Cofunding(
            booked=_maybe_kronor(kinds["regionala_medel"]),
            attested_hours=_maybe_kronor(kinds["arbetstid"]),
            is_whole=True,
        ),
        cofunding_is_estimate=cofunding.flag("is_estimate"),
        cofunding_note=cofunding.text("note"),
        cofunding_text=cofunding.text("text"),
        cofunding_source=cofunding.text("source"),
        matching_rule=matching.text("rule"),
        matching_source=matching.text("source"),
        national_total=_kronor(national, "total_sek"),
        national_components=tuple(
            NamedAmount(part.text("key"), part.text("text"), _kronor(part, "amount_sek"))
            for part in national.rows("components")
        ),
        statements=tuple(map(_statement, row.rows("statements"))),
    )


def _maybe_kronor(kronor: int | None) -> Money | None:
    return None if kronor is None else Money.from_kronor(kronor)


def _component(row: Row) -> GrantComponent:
    return GrantComponent(
        key=row.text("key"),
        text=row.text("text"),
        amount=_kronor(row, "amount_sek"),
        is_matchable=row.flag("matchable"),
        assumption=row.maybe_text("assumption"),
    )


def _statement(row: Row) -> GrantStatement:
    return GrantStatement(
        year=row.whole("year"),
        source=row.text("source"),
        amount=_kronor(row, "amount_sek"),
        certainty=row.text("certainty"),
        text=row.text("text"),
    )


@cache
def contribution_2018() -> ContributionRate:
    """The municipalities' contribution per inhabitant."""
    row = _read("municipal_contribution.yaml")
    return ContributionRate(
        year=row.whole("year"),
        per_inhabitant=_kronor(row, "sek_per_inhabitant"),
        source=row.text("source"),
        population_series=row.text("population_series"),
        assumption=row.text("assumption"),
    )


@cache
def indicators() -> dict[str, IndicatorDefinition]:
    """Every indicator by id, in the file's order."""
    definitions = map(_indicator, _read("indicators.yaml").rows("indicators"))
    return {definition.id: definition for definition in definitions}


def _indicator(row: Row) -> IndicatorDefinition:
    return IndicatorDefinition(
        id=row.text("id"),
        version=row.whole("version"),
        name=_text(row.row("name")),
        short_name=_maybe_text(row, "short_name"),
        measure=Measure(row.text("measure")),
        direction=Direction(row.text("direction")),
        feed=Feed(row.text("feed")),
        in_2015_list=row.flag("in_2015_list"),
        numerator=_maybe_text(row, "numerator"),
        denominator=_maybe_text(row, "denominator"),
        differing_denominators=tuple(
            NamedDenominator(_text(d.row("text")), _text(d.row("where")), d.text("source"))
            for d in row.rows("differing_denominators")
        ),
        sources=row.texts("sources"),
        note=_maybe_text(row, "note"),
        counts_municipalities=row.flag("counts_municipalities", default=False),
    )


def _text(row: Row) -> Text:
    return Text(sv=row.text("sv"), en=row.text("en"))


def _maybe_text(row: Row, key: str) -> Text | None:
    found = row.maybe_row(key)
    return _text(found) if found else None


@cache
def county_map() -> CountyMap:
    """The 49 municipalities as SVG paths."""
    row = _read("map/municipalities.json")
    shapes = row.row("municipalities")
    left, top, width, height = row.wholes("viewBox")
    return CountyMap(
        view_box=(left, top, width, height),
        source=row.text("source"),
        shapes={code: _shape(shapes.row(code)) for code in shapes.values},
    )


def _shape(row: Row) -> MunicipalityShape:
    x, y = row.wholes("label")
    return MunicipalityShape(path=row.text("d"), label=(x, y))
