"""Home care's part of the demo: the rounds of three units among invented residents.

Visits are planned for a fortnight, so that the demo has a round whatever day it is opened; what lies
behind the present is done, and some of it written about, by the people of the cast.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from gemensam.homecare import api as homecare
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.people import api as people
from gemensam.portal.demo.cast import HOME_MUNICIPALITY, Cast
from gemensam.tenancy.context import tenant_context

CARED_FOR = timedelta(days=200)
DAYS_AHEAD = 13
VISIT_LASTS = timedelta(minutes=35)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody with home care, and what is done when."""

    given_name: str
    family_name: str
    born: date
    unit: str
    street: str
    town: str
    key: str
    notice: tuple[str, str]
    kin: tuple[str, str]
    visits: tuple[tuple[str, tuple[str, ...]], ...]
    note: str = ""


NEIGHBOURS: Sequence[Neighbour] = (
    Neighbour(
        "Gunnar", "Ek", date(1938, 2, 4), "Hemtjänst Norr", "Bruksvägen 21", "Munkedal",
        "Nyckel 14 på kontoret", ("Går", "Med rullator. Trösklarna är höga."), ("Lena Ek", "dotter"),
        (("07.30", ("Hjälp upp", "Frukost", "Stödstrumpor")), ("18.30", ("Kvällsmål", "Tillsyn"))),
        "Hade sovit dåligt men åt hela frukosten. Stödstrumporna sitter bra i dag.",
    ),
    Neighbour(
        "Birgit", "Olsson", date(1941, 9, 30), "Hemtjänst Norr", "Kapellvägen 2", "Dingle",
        "Kodlås, koden finns på kontoret", ("Ser", "Dåligt. Säg vem du är i dörren."),
        ("Per Olsson", "son"), (("08.15", ("Dusch", "Frukost")),),
        "Duschade utan besvär. Rodnad på höger häl, smord och avlastad. Meddelat sjuksköterskan.",
    ),
    Neighbour(
        "Åke", "Berglund", date(1944, 12, 1), "Hemtjänst Norr", "Torggatan 5 B", "Munkedal",
        "Nyckelskåp 87", ("Minne", "Glömmer spisen. Kontrollera innan du går."),
        ("Siv Berglund", "hustru"), (("10.50", ("Promenad", "Inköp")),),
        "Promenad till torget och tillbaka. Pratade mycket om sin tid på bruket.",
    ),
    Neighbour(
        "Inga", "Ros", date(1936, 6, 17), "Hemtjänst Norr", "Lagmansgatan 9", "Munkedal",
        "Öppnar själv, vänta vid dörren", ("Lyft", "Alltid två personer med taklift."),
        ("Bengt Ros", "brorson"), (("11.40", ("Lunch", "Toalettbesök, två personer")),),
    ),
    Neighbour(
        "Sven", "Hult", date(1947, 4, 22), "Hemtjänst Norr", "Strandvägen 31", "Dingle",
        "Nyckelskåp 209", ("Sår", "Vänster underben. Sjuksköterskan lägger om tisdag och fredag."),
        ("Karin Hult", "syster"), (("13.15", ("Tillsyn av förband", "Mellanmål")),),
    ),
    Neighbour(
        "Maj-Britt", "Fors", date(1933, 1, 9), "Hemtjänst Norr", "Hällevägen 4", "Hedekas",
        "Nyckel 22 på kontoret", ("Hör", "Har hörapparat. Byt batteri på måndagar."),
        ("Ulf Fors", "son"), (("16.00", ("Middag", "Dusch")), ("20.15", ("Hjälp i säng",))),
    ),
    Neighbour(
        "Rune", "Alm", date(1940, 8, 13), "Hemtjänst Söder", "Gamla vägen 3", "Torreby",
        "Nyckelskåp 41", ("Diabetes", "Ska äta senast halv nio."), ("Anita Alm", "hustru"),
        (("08.00", ("Frukost", "Morgonhjälp")), ("17.30", ("Kvällsmål",))),
    ),
    Neighbour(
        "Elsa", "Nord", date(1937, 11, 27), "Hemtjänst Söder", "Fjordvägen 12", "Gårvik",
        "Öppnar själv", ("Balans", "Gå bredvid henne i trappan."), ("Maria Nord", "dotterdotter"),
        (("09.30", ("Städning", "Tvätt")), ("14.30", ("Promenad",))),
    ),
    Neighbour(
        "Holger", "Vik", date(1939, 5, 5), "Nattpatrullen", "Åtorpsvägen 7", "Munkedal",
        "Nyckelskåp 118", ("Oro", "Vaknar ofta. Tala lugnt, tänd sänglampan."),
        ("Eivor Vik", "syster"), (("23.00", ("Tillsyn",)), ("04.30", ("Tillsyn", "Vändning"))),
        "Sov vid tillsynen. Vände honom till höger sida.",
    ),
    Neighbour(
        "Sonja", "Lid", date(1935, 10, 19), "Nattpatrullen", "Lagmansgatan 11", "Munkedal",
        "Nyckel 5 i patrullbilen", ("Toalett", "Behöver hjälp kring klockan tre."),
        ("Ove Lid", "son"), (("03.00", ("Toalettbesök",)),),
    ),
)  # fmt: skip
# Who writes of what lies behind, in each unit.
_WORKERS = {"Hemtjänst Norr": "anna", "Hemtjänst Söder": "farid", "Nattpatrullen": "nils"}


def _at(day: date, clock: str) -> datetime:
    hour, minute = clock.split(".")
    zone = timezone.get_current_timezone()
    return datetime.combine(day, time(int(hour), int(minute)), zone)


def _settle(cast: Cast, order: int, one: Neighbour, *, now: datetime) -> UUID:
    resident_id = people.register_resident(
        identity_number=number_for_tests(one.born, 0),
        given_name=one.given_name,
        family_name=one.family_name,
        is_protected=False,
        home=people.HomeRow(
            one.street, "455 30", one.town, "", f"070-174 06 {20 + order:02d}", one.key
        ),
        kin=(people.KinRow(one.kin[0], one.kin[1], f"070-174 06 {60 + order:02d}"),),
        notices=(people.NoticeRow(one.notice[0], one.notice[1], is_urgent=True),),
    )
    people.relate(
        resident_id=resident_id,
        unit_id=cast.units[HOME_MUNICIPALITY, one.unit],
        basis=people.CareRelationBasis.CARE_SERVICE,
        now=now - CARED_FOR,
    )
    return resident_id


def _plan(cast: Cast, one: Neighbour, resident_id: UUID, *, now: datetime) -> None:
    today = timezone.localtime(now).date()
    worker = _WORKERS[one.unit]
    # As if logged in all along: what lies behind was done by somebody at work.
    actor = replace(cast.actor(worker), authenticated_at=now - CARED_FOR)
    for ahead in range(-1, DAYS_AHEAD + 1):
        for clock, tasks in one.visits:
            starts_at = _at(today + timedelta(days=ahead), clock)
            # The evenings are a colleague's; the days ahead are not yet given to anybody.
            mine = ahead <= 0 and clock < "17"
            visit_id = homecare.plan_visit(
                resident_id=resident_id,
                unit_id=cast.units[HOME_MUNICIPALITY, one.unit],
                starts_at=starts_at,
                ends_at=starts_at + VISIT_LASTS,
                tasks=tasks,
                assigned_person_id=cast.persons[worker] if mine else None,
            )
            if starts_at + VISIT_LASTS < now:
                homecare.finish_visit(actor, visit_id, at=starts_at + VISIT_LASTS)
                if one.note and clock == one.visits[0][0]:
                    homecare.write_of_visit(
                        actor, visit_id, body=one.note, now=starts_at + VISIT_LASTS
                    )


def load(cast: Cast, *, now: datetime) -> None:
    """Write down ten neighbours of Margit's, their visits and what was written of them."""
    with tenant_context(cast.home):
        for order, one in enumerate(NEIGHBOURS):
            _plan(cast, one, _settle(cast, order, one, now=now), now=now)
