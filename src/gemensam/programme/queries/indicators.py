"""Indicators as everything shows them: page, file, workbook and API read figures here alone."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from gemensam.alarms import api as alarms
from gemensam.organisations import api as organisations
from gemensam.programme import shipped
from gemensam.programme.models import IndicatorValue
from gemensam.programme.rules import indicators_figures as rules
from gemensam.programme.rules.indicators import Feed, IndicatorDefinition

DIGITAL = "andel_digitala_trygghetslarm"
WORKING = "andel_larm_som_avsett"

EVERY_FEED = frozenset(Feed)

type Readings = dict[str, list[rules.Reading]]


class NoSuchIndicator(LookupError):
    """No definition has that id."""


def definitions() -> Mapping[str, IndicatorDefinition]:
    """Give every indicator by id, in its newest version."""
    return shipped.indicators()


def figures(
    keys: Sequence[str], *, starts_on: date, ends_on: date, feeds: Collection[Feed] = EVERY_FEED
) -> dict[str, rules.IndicatorFigures]:
    """Give a period's figures of all municipalities, in the county body's tenant.

    With fewer `feeds` the figures are what those alone say. Raises NoSuchIndicator.
    """
    known = definitions()
    for key in keys:
        if key not in known:
            raise NoSuchIndicator(key)
    municipalities = organisations.municipalities()
    places = [rules.Place(one.code, one.name, one.association_name) for one in municipalities]
    readings: defaultdict[str, Readings] = defaultdict(lambda: defaultdict(list))
    if Feed.LIVE in feeds:
        _add_live(readings, municipalities, starts_on, ends_on)
    if Feed.REPORTED in feeds:
        _add_reported(readings, municipalities, keys, starts_on, ends_on)
    return {
        key: rules.build(rules.Asked(known[key], starts_on, ends_on), places, readings[key])
        for key in keys
    }


def _add_live(
    readings: Mapping[str, Readings],
    municipalities: Sequence[organisations.Place],
    starts_on: date,
    ends_on: date,
) -> None:
    codes = {one.tenant_id: one.code for one in municipalities}
    for row in alarms.county_counts():
        code = codes.get(row.tenant_id)
        if code is None or not starts_on <= row.counted_at.date() <= ends_on:
            continue
        for key, part in ((DIGITAL, row.digital), (WORKING, row.working)):
            readings[key][code].append(rules.Reading(Feed.LIVE, part, row.granted, row.counted_at))


def _add_reported(
    readings: Mapping[str, Readings],
    municipalities: Sequence[organisations.Place],
    keys: Sequence[str],
    starts_on: date,
    ends_on: date,
) -> None:
    codes = {one.organisation_id: one.code for one in municipalities}
    rows = (
        IndicatorValue.objects.filter(indicator__in=keys, ends_on__lte=ends_on)
        .order_by("indicator", "reporting_municipality_id", "-ends_on", "-id")
        .distinct("indicator", "reporting_municipality_id")
    )
    for row in rows:
        readings[row.indicator][codes[row.reporting_municipality_id]].append(
            rules.Reading(
                Feed.REPORTED,
                row.numerator,
                row.denominator,
                row.reported_at,
                rules.Stage.APPROVED,
                row.is_synthetic,
                None if row.ends_on >= starts_on else row.ends_on,
            )
        )
