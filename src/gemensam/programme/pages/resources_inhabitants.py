"""The contribution per inhabitant, municipality by municipality, from the population of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.organisations.api import Place
from gemensam.programme.pages import shown
from gemensam.programme.rules.contribution import Contribution, contribution
from gemensam.programme.shipped import ContributionRate
from gemensam.ui import formats
from gemensam.ui.parts import Column, Lines, Link, Num, Row, Table, Working


@dataclass(frozen=True, slots=True)
class PerInhabitantPage:
    """Everything on the page."""

    title: str
    source: str
    days: Sequence[Link]
    day: str
    total: str
    is_whole: bool
    missing: str
    workings: Sequence[Working]
    table: Table
    csv_href: str


@dataclass(frozen=True, slots=True)
class Source:
    """What the page is made of. `known` says how many municipalities each day is known for."""

    rate: ContributionRate
    places: Sequence[Place]
    known: Mapping[date, int]
    day: date
    inhabitants: Mapping[UUID, int]


def _paid(source: Source) -> Contribution:
    return contribution(
        per_inhabitant=source.rate.per_inhabitant,
        populations={p.code: source.inhabitants.get(p.organisation_id) for p in source.places},
        source=source.rate.source,
        assumption=None,
    )


def build(source: Source) -> PerInhabitantPage:
    """Put the page together; a missing population is never taken as zero."""
    paid = _paid(source)
    names = {place.code: place.name for place in source.places}
    missing = [names[code] for code in paid.unknown]
    return PerInhabitantPage(
        title=_("%(amount)s per inhabitant")
        % {"amount": formats.amount(source.rate.per_inhabitant)},
        source=shown.source_name(source.rate.source),
        days=[
            Link(
                formats.day(day),
                _address("programme:per_inhabitant", day),
                current=day == source.day,
                count=count,
            )
            for day, count in source.known.items()
        ],
        day=formats.day(source.day),
        total=formats.amount(paid.total) if paid.total is not None else "",
        is_whole=paid.total is not None,
        missing=ngettext(
            "The population of one municipality is not known for this day, so there is no total:"
            " %(names)s.",
            "The population of %(count)d municipalities is not known for this day, so there is no"
            " total: %(names)s.",
            len(missing),
        )
        % {"count": len(missing), "names": ", ".join(missing)}
        if missing
        else "",
        workings=shown.workings(paid.workings),
        table=_table(source, paid),
        csv_href=_address("programme:per_inhabitant_csv", source.day),
    )


def _address(name: str, day: date) -> str:
    return f"{reverse(name)}?{urlencode({'datum': day.isoformat()})}"


def _table(source: Source, paid: Contribution) -> Table:
    rows = []
    for place in source.places:
        count = source.inhabitants.get(place.organisation_id)
        amount = paid.per_municipality[place.code]
        rows.append(
            Row(
                [
                    Lines(place.name, below=place.association_name),
                    Num(_("not known") if count is None else formats.number(count)),
                    Num("" if amount is None else formats.amount(amount)),
                ]
            )
        )
    whole = sum(source.inhabitants.values())
    return Table(
        caption=_("Contribution by municipality"),
        columns=[
            Column(_("Municipality")),
            Column(_("Inhabitants"), num=True),
            Column(_("Contribution"), num=True),
        ],
        rows=rows,
        foot=[
            _("Sum") if paid.total is not None else _("Sum of what is known, not the total"),
            Num(formats.number(whole)),
            Num(formats.amount(source.rate.per_inhabitant.times(whole))),
        ],
        id="rader",
    )


def csv_rows(source: Source) -> list[Sequence[object]]:
    """Give the rows for a file: the same as the page's; an unknown one is empty."""
    paid = _paid(source)
    head = (
        _("code"), _("municipality"), _("sub-region"), _("population on"), _("inhabitants"),
        _("kronor per inhabitant"), _("kronor"),
    )  # fmt: skip
    rows: list[Sequence[object]] = [head]
    for place in source.places:
        amount = paid.per_municipality[place.code]
        rows.append(
            (
                place.code,
                place.name,
                place.association_name,
                source.day.isoformat(),
                source.inhabitants.get(place.organisation_id),
                shown.plain(source.rate.per_inhabitant.kronor),
                None if amount is None else shown.plain(amount.kronor),
            )
        )
    return rows
