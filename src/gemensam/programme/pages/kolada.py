"""Kolada's figures as they came: no sum, no average, no order of ours; the source at every table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.organisations.api import Place
from gemensam.programme.pages import shown
from gemensam.programme.queries.kolada import KpiRow
from gemensam.programme.rules.workings import gettext_noop
from gemensam.ui import formats
from gemensam.ui.parts import Column, Fact, Lines, Link, Num, Row, Table

# As many years as fit beside each other; the file has all.
MOST_YEARS = 6
GENDER_WORDS = {
    "T": gettext_noop("Everybody"),
    "K": gettext_noop("Women"),
    "M": gettext_noop("Men"),
}


@dataclass(frozen=True, slots=True)
class KpiPage:
    """One key figure."""

    title: str
    description: str
    facts: Sequence[Fact]
    genders: Sequence[Link]
    table: Table
    csv_href: str
    is_renamed: bool
    first_title: str


def listing(rows: Sequence[KpiRow]) -> Table:
    """List the key figures that were fetched."""
    return Table(
        caption=_("Key figures from Kolada"),
        columns=[
            Column(_("Key figure")),
            Column(_("Latest year"), num=True),
            Column(_("Fetched")),
        ],
        rows=[
            Row(
                [
                    Lines(row.title, row.kpi),
                    Num(str(row.latest_year) if row.latest_year else _("No values")),
                    formats.day(row.fetched_at),
                ],
                href=reverse("programme:kolada_kpi", args=[row.kpi]),
            )
            for row in rows
        ],
    )


def build(
    row: KpiRow,
    places: Sequence[Place],
    values: Mapping[UUID, Mapping[int, Decimal | None]],
    *,
    genders: Sequence[str],
    gender: str,
) -> KpiPage:
    """Put the latest years beside each other, in the county's own order of municipalities."""
    years = sorted({year for by_year in values.values() for year in by_year})[-MOST_YEARS:]
    here = reverse("programme:kolada_kpi", args=[row.kpi])
    return KpiPage(
        title=row.title,
        description=row.description,
        facts=_facts(row),
        genders=[
            Link(_(GENDER_WORDS[one]), f"{here}?{urlencode({'kon': one})}", current=one == gender)
            for one in genders
        ],
        table=Table(
            caption=row.title,
            columns=[Column(_("Municipality")), *(Column(str(year), num=True) for year in years)],
            rows=[
                Row([place.name, *_cells(values.get(place.organisation_id, {}), years)])
                for place in places
            ],
            cards=False,
        ),
        csv_href=reverse("programme:kolada_csv", args=[row.kpi]),
        is_renamed=row.is_renamed,
        first_title=row.first_title,
    )


def _facts(row: KpiRow) -> list[Fact]:
    found = [Fact(_("Key figure"), row.kpi)]
    if row.auspice:
        found.append(Fact(_("Who makes the figure"), shown.in_swedish(row.auspice)))
    if row.published_on:
        found.append(Fact(_("Published"), formats.day(row.published_on)))
    return [*found, Fact(_("Fetched"), formats.moment(row.fetched_at))]


def _cells(by_year: Mapping[int, Decimal | None], years: Sequence[int]) -> list[Num]:
    return [
        Num(_("No value"), muted=True)
        if (value := by_year.get(year)) is None
        else Num(written(value))
        for year in years
    ]


def written(value: Decimal) -> str:
    """Write a value as Kolada gives it, without the noughts that our table adds."""
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    return formats.number(plain, -exponent if isinstance(exponent, int) and exponent < 0 else 0)


def csv_rows(
    row: KpiRow,
    places: Sequence[Place],
    by_gender: Mapping[str, Mapping[UUID, Mapping[int, Decimal | None]]],
    attribution: str,
) -> list[Sequence[object]]:
    """Give every value for a file; each row says where it comes from."""
    rows: list[Sequence[object]] = [
        (
            _("code"),
            _("municipality"),
            _("year"),
            _("of whom"),
            _("value"),
            _("key figure"),
            _("source"),
        )
    ]
    for gender, values in by_gender.items():
        for place in places:
            for year, value in sorted(values.get(place.organisation_id, {}).items()):
                text = "" if value is None else shown.plain(value.normalize())
                words = _(GENDER_WORDS[gender])
                rows.append((place.code, place.name, year, words, text, row.kpi, attribution))
    return rows
