"""What the county's and the associations' coordinators see first: what waits, and the money."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from gemensam.kernel.money import Money, total
from gemensam.organisations.api import Place
from gemensam.programme.pages import shown
from gemensam.programme.pages.hours import clock
from gemensam.programme.queries import ActivityName, GrantRow, HoursLine, cofunding_of
from gemensam.programme.rules.cofunding import HoursCofunding
from gemensam.programme.rules.indicators import ValueState
from gemensam.programme.rules.standing import Standing
from gemensam.ui import formats
from gemensam.ui.parts import Column, Figure, Link, Num, Row, Table, Waiting, Working


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
    activities: Sequence[ActivityName],
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
    names = {one.key: one.name for one in activities}
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
        Link("Hela länet", _address(year, ""), current=not chosen),
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
                f"{len(unattested)} tidsposter är inte attesterade"
                if len(unattested) > 1
                else "En tidspost är inte attesterad",
                f"{formats.amount(total(one.amount for one in unattested))} räknas inte förrän"
                f" kommunen har attesterat. Gäller {', '.join(who)}.",
                Link("Se raderna", "#rader"),
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
            f"Har inte lämnat uppgift för {len(found)} av {len(standings)} mått.",
            Link(
                "Öppna måtten" if len(found) > 1 else "Öppna måttet",
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
            f"Attesterat {found.year}",
            _kronor(found.attested),
            "kr",
            clock(attested) if attested else "Ingen tid är attesterad",
        ),
        Figure(
            "Prognos, om allt attesteras",
            _kronor(found.forecast),
            "kr",
            f"{clock(reported)} rapporterat" if reported else "Ingen tid är rapporterad",
        ),
        Figure(
            "Kommuner som har rapporterat tid",
            str(len({line.municipality_id for line in lines})),
            f"av {members}",
        ),
    ]


def _kronor(amount: Money) -> str:
    return formats.amount(amount).removesuffix(f"{formats.HARD_SPACE}kr")


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
        caption="Medfinansiering per kommun",
        columns=[
            Column("Kommun"), Column("Delregion"), Column("Attesterat", num=True),
            Column("Väntar", num=True), Column("Prognos", num=True),
        ],
        rows=rows,
        foot=["Summa", "", *_sums(lines)],
        empty_text="Ingen kommun har rapporterat tid för året. Det är inte noll: det är okänt.",
    )  # fmt: skip


def _sums(lines: Sequence[HoursLine]) -> list[Num]:
    attested = total(line.amount for line in lines if line.is_attested)
    waiting = total(line.amount for line in lines if not line.is_attested)
    return [Num(formats.amount(one)) for one in (attested, waiting, attested + waiting)]


def _by_activity(lines: Sequence[HoursLine], names: Mapping[str, str]) -> Table:
    of: defaultdict[str, list[HoursLine]] = defaultdict(list)
    for line in lines:
        of[line.activity_key].append(line)
    return Table(
        caption="Medfinansiering per aktivitet",
        columns=[
            Column("Aktivitet"), Column("Attesterat", num=True), Column("Väntar", num=True),
            Column("Prognos", num=True),
        ],
        rows=[Row([name, *_sums(of[key])]) for key, name in names.items() if key in of],
        foot=["Summa", *_sums(lines)],
        empty_text="Ingen tid är rapporterad.",
    )  # fmt: skip


def _rows(
    lines: Sequence[HoursLine], inside: Mapping[UUID, Place], names: Mapping[str, str]
) -> Table:
    return Table(
        caption="Varje rad",
        columns=[
            Column("Dag"), Column("Kommun"), Column("Aktivitet"), Column("Tid", num=True),
            Column("Timkostnad", num=True), Column("Belopp", num=True), Column("Läge"),
        ],
        rows=[
            Row(
                [
                    formats.day(line.worked_on),
                    inside[line.municipality_id].name,
                    names.get(line.activity_key, line.activity_key),
                    Num(clock(line.minutes)),
                    Num(formats.amount(line.rate.per_hour)),
                    Num(formats.amount(line.amount)),
                    f"Attesterad {formats.day(line.attested_at)}"
                    if line.is_attested
                    else "Väntar på attest",
                ]
            )
            for line in lines
        ],
        empty_text="Inga rader.",
        id="rader",
    )  # fmt: skip


def _matching_note(grant: GrantRow | None, year: int) -> str:
    if grant is None:
        return f"Inget bidrag är inlagt för {year}, så det finns inget att matcha mot."
    return f"Bidraget {year} är {formats.amount(grant.amount)}. Jämförelsen står under Pengarna."


def csv_rows(
    lines: Sequence[HoursLine], places: Sequence[Place], activities: Sequence[ActivityName]
) -> list[Sequence[object]]:
    """Give the rows for a file: the same as the page's."""
    by_id = {place.organisation_id: place for place in places}
    names = {one.key: one.name for one in activities}
    head = (
        "dag", "kod", "kommun", "aktivitet", "minuter", "timkostnad", "belopp", "grund", "läge",
    )  # fmt: skip
    return [
        head,
        *(
            (
                line.worked_on.isoformat(),
                by_id[line.municipality_id].code,
                by_id[line.municipality_id].name,
                names.get(line.activity_key, line.activity_key),
                line.minutes,
                str(line.rate.per_hour.kronor).replace(".", ","),
                str(line.amount.kronor).replace(".", ","),
                line.rate.basis,
                "attesterad" if line.is_attested else "väntar",
            )
            for line in lines
        ),
    ]
