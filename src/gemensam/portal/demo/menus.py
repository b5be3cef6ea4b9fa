"""An invented menu of one unit for last week, this and the next, and what one resident chooses of it."""

from datetime import datetime, timedelta
from uuid import UUID

from gemensam.cases import api as cases
from gemensam.kernel.actor import Actor
from gemensam.performers import api as performers
from gemensam.ui.formats import local_day

WEEK = timedelta(days=7)
CHOSEN_DAYS = 2
# One dish or several for each day from Monday; the weeks follow each other by turns.
DISHES = (
    (
        ("Stekt strömming med potatismos", "Grönsakslasagne"),
        ("Köttfärslimpa med gräddsås", "Ärtsoppa och pannkaka"),
        ("Fiskgratäng med dillsås", "Kycklinggryta med ris", "Rotfruktsgratäng"),
        ("Kalops med rödbetor", "Broccolisoppa och smörgås"),
        ("Kokt torsk med äggsås", "Pasta med svampsås"),
        ("Kåldolmar med lingon",),
        ("Kycklingstek med pressgurka",),
    ),
    (
        ("Korv stroganoff med ris", "Morotsbiffar med yoghurtsås"),
        ("Sejbiff med remoulad", "Blomkålsgratäng"),
        ("Pannbiff med lök", "Linsgryta", "Fisksoppa"),
        ("Ärtsoppa och pannkaka", "Ugnsomelett med spenat"),
        ("Laxpudding med skirat smör", "Kikärtsgryta"),
        ("Köttbullar med potatismos",),
        ("Söndagsstek med gelé",),
    ),
)


def write(unit_id: UUID, *, now: datetime) -> None:
    """Write three weeks of a unit's menu."""
    for n in (-1, 0, 1):
        week = performers.week_of(local_day(now) + n * WEEK)
        menu = {
            day: dict(enumerate(dishes, start=1))
            for day, dishes in zip(week, DISHES[n % len(DISHES)], strict=True)
        }
        performers.write_week(
            unit_id=unit_id, week=week, menu=menu, seen=performers.digest_of({}), now=now
        )


def choose(case_id: UUID, actor: Actor, service: cases.CareServiceRow, *, now: datetime) -> None:
    """Let a resident choose the second dish of the next few days that still can be chosen."""
    open_days = [
        one.day
        for one in cases.food_days(service, now=now)
        if not one.is_fixed and len(one.dishes) > 1
    ]
    chosen = dict.fromkeys(open_days[:CHOSEN_DAYS], 2)
    cases.choose_dishes(actor=actor, case_id=case_id, chosen=chosen, now=now)
