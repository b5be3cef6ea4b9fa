"""One municipality: its value in every indicator, beside its association's and the county's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.organisations.api import Place
from gemensam.programme.pages import charts, charts_words, shown
from gemensam.programme.pages.charts_filters import Asked
from gemensam.programme.pages.standing_words import noun, origin_of
from gemensam.programme.queries.charts import WantedShare
from gemensam.programme.queries.overview import HoursLine, cofunding_of
from gemensam.programme.rules.charts_history import History
from gemensam.programme.rules.charts_periods import until_now
from gemensam.programme.rules.cofunding import MINUTES_PER_HOUR
from gemensam.programme.rules.standing import Standing
from gemensam.ui import formats
from gemensam.ui.parts import Column, Figure, Link, Num, Row, Table


@dataclass(frozen=True, slots=True)
class MunicipalityPage:
    """Everything about one municipality."""

    place: Place
    services: Sequence[Link]
    narrative: Sequence[str]
    multiples: Sequence[charts.Multiple]
    association_href: str
    table: Table
    is_made_up: bool
    figures: Sequence[Figure]
    year: int


@dataclass(frozen=True, slots=True)
class Source:
    """All that a municipality's page is made of, its hours apart."""

    place: Place
    places: Sequence[Place]
    standings: Mapping[str, Standing]
    histories: Mapping[str, History]
    targets: Mapping[str, WantedShare]
    today: date


def build(source: Source, hours: Sequence[HoursLine]) -> MunicipalityPage:
    """Put the municipality's lines and its hours together, as they may be shown."""
    place, standings, year = source.place, source.standings, source.today.year
    cofunding = cofunding_of(hours, year=year)
    figures = [
        Figure(
            _("Co-funding %(year)d, attested time") % {"year": year},
            shown.kronor(cofunding.attested),
            _("SEK"),
            _hours(cofunding.attested_minutes // MINUTES_PER_HOUR),
        )
    ]
    return MunicipalityPage(
        place=place,
        services=_services(place.slug),
        narrative=_narrative(source),
        multiples=[_multiple(source, one) for one in standings.values()],
        association_href=reverse("programme:association", args=[place.association_slug])
        if place.association_slug
        else "",
        table=Table(
            caption=_("How things stand in %(place)s") % {"place": place.name},
            columns=[
                Column(_("Measure")),
                Column(place.name, num=True),
                Column(_("Number"), num=True),
                Column(place.association_name, num=True),
                Column(_("The county"), num=True),
                Column(_("Source")),
            ],
            rows=[_row(place, one) for one in standings.values()],
        ),
        is_made_up=any(one.row_of(place.code).is_synthetic for one in standings.values()),
        figures=figures if hours else [],
        year=year,
    )


def _of_one(source: Source, found: Standing) -> charts.Source:
    key = found.definition.id
    return charts.Source(
        standing=found,
        history=source.histories[key],
        places=source.places,
        periods=(),
        asked=Asked(key, until_now(source.today), municipality=source.place),
        target=source.targets.get(key),
        today=source.today,
    )


def _multiple(source: Source, found: Standing) -> charts.Multiple:
    of_one = _of_one(source, found)
    code = source.place.code
    definition = found.definition
    return charts.multiple(
        of_one,
        shown.said(definition.short_name or definition.name),
        reverse("programme:indicator", args=[definition.id]) + of_one.asked.query(),
        found.row_of(code).value,
        of_one.history.places.get(code, ()),
        is_single=definition.counts_municipalities,
    )


def _narrative(source: Source) -> list[str]:
    """Say in which measures the municipality surely differs from the county."""
    values = [(one, one.row_of(source.place.code).value) for one in source.standings.values()]
    return charts_words.sides(source.place.name, values)


def _services(slug: str) -> list[Link]:
    return [
        Link(text, f"/{slug}/{path}", icon="arrow-right")
        for text, path in (
            (_("All services"), ""),
            (_("Apply for a safety alarm"), "ansok/trygghetslarm/"),
            (_("My pages"), "mina-sidor/"),
        )
    ]


def _hours(count: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": formats.number(count)}


def _row(place: Place, found: Standing) -> Row:
    row = found.row_of(place.code)
    group = next(one for one in found.groups if one.name == place.association_name)
    yes_or_no = found.definition.counts_municipalities
    return Row(
        [
            shown.said(found.definition.name),
            Num(
                shown.share_text(row.value, yes_or_no=yes_or_no),
                muted=not shown.is_measured(row.value),
            ),
            Num("" if yes_or_no else shown.counts_text(row.value, noun(found.definition))),
            Num(shown.share_text(group.value)),
            Num(shown.share_text(found.county)),
            origin_of(row) or "",
        ],
        href=reverse("programme:indicator", args=[found.definition.id]) + f"?kommun={place.slug}",
    )
