"""One municipality: its value in every indicator, beside its association's and the county's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from gemensam.organisations.api import Place
from gemensam.programme.pages import shown
from gemensam.programme.pages.standing import noun, origin_of
from gemensam.programme.queries import HoursLine, cofunding_of
from gemensam.programme.rules.standing import Standing
from gemensam.ui import formats
from gemensam.ui.parts import Column, Figure, Link, Num, Row, Table


@dataclass(frozen=True, slots=True)
class MunicipalityPage:
    """Everything about one municipality."""

    place: Place
    services: Sequence[Link]
    table: Table
    is_made_up: bool
    figures: Sequence[Figure]
    year: int


def build(
    place: Place, standings: Mapping[str, Standing], hours: Sequence[HoursLine], *, year: int
) -> MunicipalityPage:
    """Put the municipality's lines together, as they may be shown."""
    own = [line for line in hours if line.municipality_id == place.organisation_id]
    cofunding = cofunding_of(own, year=year)
    figures = [
        Figure(
            f"Medfinansiering {year}, attesterad tid",
            formats.number(cofunding.attested.kronor, 2 if cofunding.attested.ore % 100 else 0),
            "kr",
            f"{formats.number(cofunding.attested_minutes // 60)} timmar",
        )
    ]
    return MunicipalityPage(
        place=place,
        services=(
            Link("Alla tjänster", f"/{place.slug}/", icon="arrow-right"),
            Link(
                "Ansök om trygghetslarm", f"/{place.slug}/ansok/trygghetslarm/", icon="arrow-right"
            ),
            Link("Mina sidor", f"/{place.slug}/mina-sidor/", icon="arrow-right"),
        ),
        table=Table(
            caption=f"Så står det till i {place.name}",
            columns=[
                Column("Mått"),
                Column(place.name, num=True),
                Column("Antal", num=True),
                Column(place.association_name, num=True),
                Column("Länet", num=True),
                Column("Källa"),
            ],
            rows=[_row(place, one) for one in standings.values()],
        ),
        is_made_up=any(one.row_of(place.code).is_synthetic for one in standings.values()),
        figures=figures if own else [],
        year=year,
    )


def _row(place: Place, found: Standing) -> Row:
    row = found.row_of(place.code)
    group = next(one for one in found.groups if one.name == place.association_name)
    yes_or_no = found.definition.counts_municipalities
    return Row(
        [
            found.definition.name_sv,
            Num(
                shown.share_text(row.value, yes_or_no=yes_or_no),
                muted=not shown.is_measured(row.value),
            ),
            Num("" if yes_or_no else shown.counts_text(row.value, noun(found.definition))),
            Num(shown.share_text(group.value)),
            Num(shown.share_text(found.county)),
            origin_of(row) or "",
        ],
        href=reverse("programme:indicator", args=[found.definition.id]),
    )
