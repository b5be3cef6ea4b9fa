"""Margit has meals, and her unit a menu: as the case's page shows it."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from gemensam.cases import api as cases
from gemensam.cases.tests.acting import the_world
from gemensam.eservices.tests.browsing import MINE
from gemensam.organisations import api as organisations
from gemensam.performers import api as performers
from gemensam.tenancy.context import tenant_context
from gemensam.ui.formats import local_day

DAY = timedelta(days=1)
DISHES = {1: "Fisk <i>ugn</i>", 2: "Soppa"}


def with_food():
    """Grant Margit meals every day from today, by a unit with two dishes on most days."""
    world = the_world()
    world.now = datetime.now(UTC)
    today = local_day(world.now)
    with transaction.atomic(), tenant_context(world.home):
        margit = world.actor("margit")
        world.case_id = cases.open_case(
            actor=margit,
            kind="meals",
            resident_id=world.resident("margit").id,
            applicant_person_id=margit.person_id,
            representative_person_id=None,
            application_id=None,
            title="Mat hem",
            answers=(),
            now=world.now,
        ).id
        world.unit = next(one.id for one in organisations.units() if one.name == "Hemtjänst Norr")
        terms = {
            "days": list(cases.WEEKDAYS), "portions": ["one"], "diet": ["ordinary"], "texture": ["whole"],
        }  # fmt: skip
        cases.decide(
            actor=world.actor("cecilia"),
            case_id=world.case_id,
            version=1,
            wanted=cases.Wanted(cases.Outcome.GRANT, "Ja.", today, world.unit, terms),
            now=world.now,
        )
    world.today, world.path = today, f"{MINE}arenden/{world.case_id}/"
    write(world, dict.fromkeys(range(5), DISHES) | {5: {1: "Gröt"}})
    return world


def write(world, menu):
    """Write the unit's menu by how many days ahead; nothing else stands."""
    with transaction.atomic(), tenant_context(world.home):
        for n in (0, 7):
            week = performers.week_of(world.today + n * DAY)
            wanted = {day: menu[k] for day in week if (k := (day - world.today).days) in menu}
            seen = performers.digest_of(performers.menu_of(world.unit, week))
            performers.write_week(
                unit_id=world.unit, week=week, menu=wanted, seen=seen, now=world.now
            )


def name_of(world, ahead):
    """Give the name of a day's field, by how many days ahead."""
    return f"ratt-{(world.today + ahead * DAY).isoformat()}"
