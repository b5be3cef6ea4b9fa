"""Dishes: chosen until ten the day before, the first without a choice, and told once a press."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from gemensam.cases import api as cases
from gemensam.cases import handlers
from gemensam.cases.models import CareService, Case, CaseEvent, DishChoice
from gemensam.organisations import api as organisations
from gemensam.outbox.models import Event
from gemensam.people import api as people
from gemensam.people.models import Mandate
from gemensam.performers import api as performers
from gemensam.tenancy.context import tenant_context

ZONE = ZoneInfo("Europe/Stockholm")
DAY = timedelta(days=1)
EVERY_DAY = list(cases.WEEKDAYS)
TERMS = {"days": EVERY_DAY, "portions": ["one"], "diet": ["ordinary"], "texture": ["whole"]}
DISHES = {1: "Fisk", 2: "Soppa"}


@pytest.fixture
def margits(world):
    """Margit's meals every day from tomorrow, early in the day, with a menu of two dishes a day."""
    world.now = world.now.replace(hour=6)
    world.margit, world.today = world.actor("margit"), world.now.date()
    world.unit = next(one.id for one in organisations.units() if one.name == "Hemtjänst Norr")
    world.case_id = cases.open_case(
        actor=world.margit,
        kind="meals",
        resident_id=world.resident("margit").id,
        applicant_person_id=world.margit.person_id,
        representative_person_id=None,
        application_id=None,
        title="Mat hem",
        answers=(),
        now=world.now,
    ).id
    wanted = cases.Wanted(cases.Outcome.GRANT, "Ja.", world.today + DAY, world.unit, TERMS)
    cases.decide(
        actor=world.actor("cecilia"),
        case_id=world.case_id,
        version=1,
        wanted=wanted,
        now=world.now,
    )
    _write(world, dict.fromkeys(range(8), DISHES))
    return world


def _write(world, menu):
    """Write the menu of the coming days, by how many days ahead; nothing else stands."""
    for n in (0, 7):
        week = performers.week_of(world.today + n * DAY)
        wanted = {day: menu[k] for day in week if (k := (day - world.today).days) in menu}
        seen = performers.digest_of(performers.menu_of(world.unit, week))
        performers.write_week(unit_id=world.unit, week=week, menu=wanted, seen=seen, now=world.now)


def _choose(world, *, actor=None, now=None, **numbers):
    """Choose by how many days ahead: d2=2 is the second dish the day after tomorrow."""
    chosen = {world.today + int(key[1:]) * DAY: number for key, number in numbers.items()}
    cases.choose_dishes(
        actor=actor or world.margit, case_id=world.case_id, chosen=chosen, now=now or world.now
    )


def _days(world, now=None):
    service = cases.care_services_of(world.resident("margit").id)[0]
    found = cases.food_days(service, now=now or world.now)
    return {(one.day - world.today).days: one for one in found}


def _notices(world):
    return [one.text for one in CaseEvent.objects.filter(case_id=world.case_id, kind="NOTICE")]


def test_food_comes_on_granted_days_that_are_not_paused_two_weeks_ahead(margits):
    day = margits.today + 3 * DAY
    cases.pause(
        actor=margits.margit, case_id=margits.case_id, starts_on=day, ends_on=day, now=margits.now
    )
    CareService.objects.filter(decision__case_id=margits.case_id).update(
        ends_on=margits.today + 9 * DAY
    )
    found = _days(margits)
    assert list(found) == [1, 2, 4, 5, 6, 7, 8, 9]
    assert found[7].dishes == DISHES
    assert (found[8].dishes, found[8].dish) == ({}, "")


def test_without_a_choice_the_first_dish_comes_and_a_choice_is_told_once_for_a_press(margits):
    assert [one.dish for one in _days(margits).values()][:2] == ["Fisk", "Fisk"]
    _choose(margits, d2=2, d3=2, d4=1)
    # A second click.
    _choose(margits, d2=2, d3=2, d4=1)
    assert {n: one.dish for n, one in _days(margits).items() if n in range(2, 5)} == {
        2: "Soppa", 3: "Soppa", 4: "Fisk",
    }  # fmt: skip
    (told,) = _notices(margits)
    assert (told.startswith("Val av mat. "), told.count("Soppa"), "Fisk" in told) == (
        *(True, 2, False),
    )
    assert DishChoice.objects.filter(care_service__decision__case_id=margits.case_id).count() == 2
    _choose(margits, d2=1)
    assert _days(margits)[2].dish == "Fisk"
    assert len(_notices(margits)) == 2


@pytest.mark.parametrize(
    ("clock", "first"), [(time(10), 1), (time(10, 0, 1), 2), (time(23, 59), 2)]
)
def test_a_day_is_chosen_until_ten_the_day_before_and_not_a_second_longer(margits, clock, first):
    now = datetime.combine(margits.today, clock, ZONE).astimezone(UTC)
    margit = replace(margits.margit, authenticated_at=now)
    assert [n for n, one in _days(margits, now).items() if one.is_fixed] == list(range(1, first))
    for n in range(1, first):
        with pytest.raises(cases.TooLateToChoose):
            _choose(margits, actor=margit, now=now, **{f"d{n}": 2, f"d{first}": 2})
        # What comes already is no change: the page sends it with the rest.
        _choose(margits, actor=margit, now=now, **{f"d{n}": 1})
    assert _notices(margits) == []
    _choose(margits, actor=margit, now=now, **{f"d{first}": 2})
    assert _days(margits, now)[first].dish == "Soppa"


@pytest.mark.parametrize("chosen", [{"d2": 3}, {"d9": 2}, {"d0": 2}, {"d2": 2, "d3": 9}])
def test_what_is_not_on_the_menu_chooses_nothing_at_all(margits, chosen):
    with pytest.raises(cases.NoSuchDish):
        _choose(margits, **chosen)
    assert (_notices(margits), _days(margits)[2].chosen) == ([], 1)


def test_a_dish_that_is_taken_away_after_the_choice_falls_back_to_the_first(margits):
    _choose(margits, d2=2, d3=2)
    _write(margits, {2: {1: "Fisk"}, 3: DISHES})
    found = _days(margits)
    assert [(found[n].is_gone, found[n].dish) for n in (2, 3)] == [(True, "Fisk"), (False, "Soppa")]
    # To choose the first is to have seen it.
    _choose(margits, d2=1)
    assert _days(margits)[2].is_gone is False


def test_somebody_else_a_mandate_for_something_else_and_a_case_without_meals_choose_nothing(
    margits,
):
    for key in ("david", "eva"):
        with pytest.raises(cases.NoSuchCase):
            _choose(margits, actor=margits.actor(key), d2=2)
    Mandate.objects.filter(resident_id=margits.resident("margit").id).update(scopes=["meals:Läsa"])
    with pytest.raises(cases.NoSuchCase):
        _choose(margits, actor=margits.actor("eva"), d2=2)
    other = margits.open_case()
    with pytest.raises(cases.NoSuchPause):
        cases.choose_dishes(actor=margits.margit, case_id=other, chosen={}, now=margits.now)
    assert _notices(margits) == []


def test_a_representative_with_the_mandate_chooses_and_it_stands_in_the_journal(margits):
    Mandate.objects.filter(resident_id=margits.resident("margit").id).update(
        scopes=["meals:Skriva"]
    )
    _choose(margits, actor=margits.actor("eva"), d2=2)
    (event,) = CaseEvent.objects.filter(case_id=margits.case_id, kind="NOTICE")
    assert (event.side, event.is_on_behalf) == ("RESIDENT", True)
    resident = margits.resident("margit").id
    mandate = Mandate.objects.get(resident_id=resident)
    assert "Soppa" in people.journal(mandate.id)[-1].what


def test_another_municipality_has_neither_the_case_nor_the_menu(margits):
    with tenant_context(margits.other), pytest.raises(cases.NoSuchCase):
        _choose(margits, d2=2)
    assert Case.objects.get(id=margits.case_id).version == 2


def _told(world):
    event = performers.MenuWritten(
        world.unit, performers.week_of(world.today + 2 * DAY)[0], world.now
    )
    for _ in range(2):
        handlers.tell_dishes_reworded(event, world.now)
    rows = CaseEvent.objects.filter(case_id=world.case_id, kind="NOTICE", side="SYSTEM")
    return list(rows.values_list("text", flat=True))


def test_whoever_chose_a_dish_is_told_once_that_it_is_another_now(margits):
    _choose(margits, d2=2)
    _write(margits, dict.fromkeys(range(8), DISHES))
    assert _told(margits) == []
    _write(margits, {key: {1: "Fisk", 2: "Pannkakor"} for key in range(8)})
    (said,) = _told(margits)
    assert "Soppa, som du valde, är nu Pannkakor." in said
    assert Event.objects.filter(name="performers.menu.written").exists()


def test_whoever_chose_a_dish_is_told_that_it_is_gone(margits):
    _choose(margits, d2=2)
    _write(margits, {key: {1: "Fisk"} for key in range(8)})
    (said,) = _told(margits)
    assert "Soppa, som du valde, är borttagen." in said


def test_whoever_did_not_choose_hears_nothing_of_another_dish(margits):
    _write(margits, {key: {1: "Korv", 2: "Pannkakor"} for key in range(8)})
    assert _told(margits) == []
