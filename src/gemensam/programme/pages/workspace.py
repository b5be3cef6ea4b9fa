"""What the county's and the associations' coordinators see first: what waits, and the money."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.kernel.money import total
from gemensam.organisations.api import Place
from gemensam.programme.pages import shown
from gemensam.programme.pages.hours import clock, names_of
from gemensam.programme.queries.hours_activities import Choice
from gemensam.programme.queries.overview import GrantRow, HoursLine, cofunding_of
from gemensam.programme.rules.cofunding import HoursCofunding
from gemensam.programme.rules.indicators import ValueState
from gemensam.programme.rules.standing import Standing
from gemensam.ui import formats
from gemensam.ui.parts import Column, Figure, Link, Num, Row, Table, Waiting, Working

type Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class WorkspacePage:
    """Everything in the workspace."""

    year: int
    years: Sequence[Link]
    associations: Sequence[Link]
    waiting: Sequence[Waiting]
    figures: Sequence[Figure]
    by_municipality: Table
    by_activity: Table
    rows: Table
    workings: Sequence[Working]
    matching_note: str
    csv_href: str


def build(
    *,
    lines: Sequence[HoursLine],
    grant: GrantRow | None,
    activities: Sequence[Choice],
    places: Sequence[Place],
    standings: Mapping[str, Standing],
    year: int,
    this_year: int,
    association: str,
) -> WorkspacePage:
    """Put the workspace together for a year, the whole county or one association."""
    slugs = {place.association_slug for place in places}
    chosen = association if association in slugs else ""
    inside = {p.organisation_id: p for p in places if not chosen or p.association_slug == chosen}
    mine = [line for line in lines if line.municipality_id in inside]
    names = names_of(activities)
    found = cofunding_of(mine, year=year)
    return WorkspacePage(
        year=year,
        years=_years(year, this_year, chosen),
        associations=_associations(places, chosen, year),
        waiting=_waiting(mine, inside, standings),
        figures=_figures(mine, found, len(inside)),
        by_municipality=_by_municipality(mine, inside),
        by_activity=_by_activity(mine, names),
        rows=_rows(mine, inside, names),
        workings=shown.workings(found.workings) if found.attested else [],
        matching_note=_matching_note(grant, year),
        csv_href=f"{reverse('programme:cofunding_csv')}?{urlencode({'ar': year})}",
    )


def _address(year: int, association: str) -> str:
    kept = {"ar": str(year)} | ({"del": association} if association else {})
    return f"{reverse('programme:workspace')}?{urlencode(kept)}"


def _years(year: int, this_year: int, association: str) -> list[Link]:
    return [
        Link(str(one), _address(one, association), current=one == year)
        for one in (this_year, this_year - 1)
    ]


def _associations(places: Sequence[Place], chosen: str, year: int) -> list[Link]:
    named = sorted({(place.association_name, place.association_slug) for place in places})
    return [
        Link(_("The whole county"), _address(year, ""), current=not chosen),
        *(Link(name, _address(year, slug), current=slug == chosen) for name, slug in named),
    ]


def _waiting(
    lines: Sequence[HoursLine],
    inside: Mapping[UUID, Place],
    standings: Mapping[str, Standing],
) -> list[Waiting]:
    items = []
    unattested = [line for line in lines if not line.is_attested]
    if unattested:
        who = sorted({inside[line.municipality_id].name for line in unattested})
        items.append(
            Waiting(
                ngettext(
                    "One time entry is not attested",
                    "%(count)d time entries are not attested",
                    len(unattested),
                )
                % {"count": len(unattested)},
                _(
                    "%(amount)s is not counted until the municipality has attested it."
                    " This concerns %(who)s."
                )
                % {
                    "amount": formats.amount(total(one.amount for one in unattested)),
                    "who": ", ".join(who),
                },
                Link(_("See the rows"), "#rader"),
                main=True,
            )
        )
    items += _unreported({place.code for place in inside.values()}, standings)
    return items


def _unreported(codes: set[str], standings: Mapping[str, Standing]) -> list[Waiting]:
    """Say per municipality how many measures lack its report."""
    lacking: defaultdict[str, list[Standing]] = defaultdict(list)
    for standing in standings.values():
        for row in standing.in_state(ValueState.MISSING):
            if row.member.code in codes:
                lacking[row.member.name].append(standing)
    return [
        Waiting(
            name,
            _("Has given no figures for %(count)d of %(all)d measures.")
            % {"count": len(found), "all": len(standings)},
            Link(
                _("Open the measures") if len(found) > 1 else _("Open the measure"),
                reverse("programme:goals")
                if len(found) > 1
                else reverse("programme:indicator", args=[found[0].definition.id]),
            ),
        )
        for name, found in lacking.items()
    ]


def _figures(lines: Sequence[HoursLine], found: HoursCofunding, members: int) -> list[Figure]:
    reported = sum(line.minutes for line in lines)
    attested = found.attested_minutes
    return [
        Figure(
            _("Attested in %(year)d") % {"year": found.year},
            shown.kronor(found.attested),
            _("SEK"),
            clock(attested) if attested else _("No time is attested"),
        ),
        Figure(
            _("Forecast, if everything is attested"),
            shown.kronor(found.forecast),
            _("SEK"),
            _("%(time)s reported") % {"time": clock(reported)}
            if reported
            else _("No time is reported"),
        ),
        Figure(
            _("Municipalities that have reported time"),
            str(len({line.municipality_id for line in lines})),
            _("of %(count)s") % {"count": members},
        ),
    ]


def _by_municipality(lines: Sequence[HoursLine], inside: Mapping[UUID, Place]) -> Table:
    of: defaultdict[UUID, list[HoursLine]] = defaultdict(list)
    for line in lines:
        of[line.municipality_id].append(line)
    rows = [
        Row(
            [
                place.name,
                place.association_name,
                *_sums(of[place.organisation_id]),
            ],
            href=reverse("programme:municipality", args=[place.slug]),
        )
        for place in inside.values()
        if place.organisation_id in of
    ]
    return Table(
        caption=_("Co-funding by municipality"),
        columns=[
            Column(_("Municipality")), Column(_("Sub-region")), *_sum_columns(),
        ],
        rows=rows,
        foot=[_("Sum"), "", *_sums(lines)],
        empty_text=_(
            "No municipality has reported time for the year. That is not zero: it is unknown."
        ),
    )  # fmt: skip


def _sum_columns() -> list[Column]:
    return [Column(text, num=True) for text in (_("Attested so far"), _("Waiting"), _("Forecast"))]


def _sums(lines: Sequence[HoursLine]) -> list[Num]:
    attested = total(line.amount for line in lines if line.is_attested)
    waiting = total(line.amount for line in lines if not line.is_attested)
    return [Num(formats.amount(one)) for one in (attested, waiting, attested + waiting)]


def _by_activity(lines: Sequence[HoursLine], names: Names) -> Table:
    of: defaultdict[tuple[str, str], list[HoursLine]] = defaultdict(list)
    for line in lines:
        of[line.activity].append(line)
    return Table(
        caption=_("Co-funding by activity"),
        columns=[Column(_("Activity")), *_sum_columns()],
        rows=[
            Row([shown.in_swedish(_name(key, names)), *_sums(of[key])])
            for key in (*(key for key in names if key in of), *sorted(of.keys() - names.keys()))
        ],
        foot=[_("Sum"), *_sums(lines)],
        empty_text=_("No time is reported."),
        id="aktiviteter",
    )


def _name(activity: tuple[str, str], names: Names) -> str:
    # One that no plan holds any longer is known by its key.
    return names.get(activity, activity[1])


def _rows(lines: Sequence[HoursLine], inside: Mapping[UUID, Place], names: Names) -> Table:
    return Table(
        caption=_("Every row"),
        columns=[
            Column(_("Day")), Column(_("Municipality")), Column(_("Activity")),
            Column(_("Time"), num=True), Column(_("Cost per hour"), num=True),
            Column(_("Amount"), num=True), Column(_("State")),
        ],
        rows=[
            Row(
                [
                    formats.day(line.worked_on),
                    inside[line.municipality_id].name,
                    shown.in_swedish(_name(line.activity, names)),
                    Num(clock(line.minutes)),
                    Num(formats.amount(line.rate.per_hour)),
                    Num(formats.amount(line.amount)),
                    _("Attested %(day)s") % {"day": formats.day(line.attested_at)}
                    if line.is_attested
                    else _("Waiting to be attested"),
                ]
            )
            for line in lines
        ],
        empty_text=_("No rows."),
        id="rader",
    )  # fmt: skip


def _matching_note(grant: GrantRow | None, year: int) -> str:
    if grant is None:
        return _("No grant is entered for %(year)d, so there is nothing to match against.") % {
            "year": year
        }
    return _("The grant of %(year)d is %(amount)s. The comparison is under The money.") % {
        "year": year,
        "amount": formats.amount(grant.amount),
    }


def csv_rows(
    lines: Sequence[HoursLine], places: Sequence[Place], activities: Sequence[Choice]
) -> list[Sequence[object]]:
    """Give the rows for a file: the same as the page's."""
    by_id = {place.organisation_id: place for place in places}
    names = names_of(activities)
    head = (
        _("day"), _("code"), _("municipality"), _("activity"), _("minutes"), _("cost per hour"),
        _("amount"), _("basis"), _("state"),
    )  # fmt: skip
    return [
        head,
        *(
            (
                line.worked_on.isoformat(),
                by_id[line.municipality_id].code,
                by_id[line.municipality_id].name,
                _name(line.activity, names),
                line.minutes,
                shown.plain(line.rate.per_hour.kronor),
                shown.plain(line.amount.kronor),
                line.rate.basis,
                _("attested") if line.is_attested else _("waiting"),
            )
            for line in lines
        ),
    ]
