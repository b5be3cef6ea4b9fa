"""Collect the values of indicators: counted from alarms, else the latest that was reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from gemensam.alarms import api as alarms
from gemensam.organisations import api as organisations
from gemensam.programme.models import IndicatorValue
from gemensam.programme.rules.indicators import Feed, IndicatorDefinition, Measure, share
from gemensam.programme.rules.indicators_figures import Stage
from gemensam.programme.rules.standing import Known, Member, Standing, prefer, standing

DIGITAL = "andel_digitala_trygghetslarm"
WORKING = "andel_larm_som_avsett"


@dataclass(frozen=True, slots=True)
class CountLine:
    """A municipality's reported number, for indicators that are counts and not shares."""

    code: str
    name: str
    number: int | None
    is_synthetic: bool


def members(places: Sequence[organisations.Place]) -> list[Member]:
    """Give municipalities as the rule needs them."""
    return [Member(place.code, place.name, place.association_name) for place in places]


def standings(
    definitions: Sequence[IndicatorDefinition], places: Sequence[organisations.Place]
) -> dict[str, Standing]:
    """Give where everybody stands in several share indicators, in the county body's tenant."""
    shares = [one for one in definitions if one.measure is Measure.SHARE]
    reported = _reported(shares, places)
    live = _live(shares, places)
    everybody = members(places)
    return {
        one.id: standing(
            one,
            everybody,
            {
                place.code: known
                for place in places
                if (
                    known := prefer(
                        live.get((one.id, place.code)), reported.get((one.id, place.code))
                    )
                )
            },
        )
        for one in shares
    }


def _live(
    definitions: Sequence[IndicatorDefinition], places: Sequence[organisations.Place]
) -> Mapping[tuple[str, str], Known]:
    """Count alarms as the alarms domain does; only aggregate rows are read."""
    if not any(one.feed is Feed.LIVE for one in definitions):
        return {}
    codes = {place.tenant_id: place.code for place in places}
    found: dict[tuple[str, str], Known] = {}
    for row in alarms.county_counts():
        code = codes.get(row.tenant_id)
        if code is None:
            continue
        found[DIGITAL, code] = _counted(row.digital, row.granted, row.counted_at)
        found[WORKING, code] = _counted(row.working, row.granted, row.counted_at)
    return found


def _counted(part: int, whole: int, at: datetime) -> Known:
    return Known(share(part, whole), Feed.LIVE, at)


class Told(NamedTuple):
    """A reported value, as read: several hundred of them make a page, so no model instances."""

    indicator: str
    reporting_municipality_id: UUID
    definition_version: int
    numerator: int | None
    denominator: int | None
    is_synthetic: bool
    reported_at: datetime


def _latest(definitions: Sequence[IndicatorDefinition]) -> list[Told]:
    """Give the newest period of each municipality, under the definitions' own versions only."""
    versions = {one.id: one.version for one in definitions}
    rows = (
        IndicatorValue.objects.filter(indicator__in=versions, among="", numerator__isnull=False)
        .exclude(stage=Stage.DRAFT)
        .order_by("indicator", "reporting_municipality_id", "-ends_on", "-correction")
        .distinct("indicator", "reporting_municipality_id")
        .values_list(*Told._fields)
    )
    found = (Told(*row) for row in rows)
    return [one for one in found if one.definition_version == versions[one.indicator]]


def _reported(
    definitions: Sequence[IndicatorDefinition], places: Sequence[organisations.Place]
) -> Mapping[tuple[str, str], Known]:
    codes: Mapping[UUID, str] = {place.organisation_id: place.code for place in places}
    return {
        (row.indicator, codes[row.reporting_municipality_id]): Known(
            share(row.numerator, row.denominator),
            Feed.REPORTED,
            row.reported_at,
            is_synthetic=row.is_synthetic,
        )
        for row in _latest(definitions)
        if row.numerator is not None
        and row.denominator is not None
        and row.reporting_municipality_id in codes
    }


def count_lines(
    definition: IndicatorDefinition, places: Sequence[organisations.Place]
) -> list[CountLine]:
    """Give each municipality's number; None where nothing is reported."""
    rows = {row.reporting_municipality_id: row for row in _latest([definition])}
    return [
        CountLine(
            code=place.code,
            name=place.name,
            number=row.numerator if (row := rows.get(place.organisation_id)) else None,
            is_synthetic=bool(row and row.is_synthetic),
        )
        for place in places
    ]
