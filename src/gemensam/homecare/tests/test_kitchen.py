"""The kitchen list: portions by food and day, without names, and without those who have paused."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast_at_work import log_in

from gemensam.cases import api as cases
from gemensam.cases.models import CareService
from gemensam.homecare import kitchen
from gemensam.homecare.kitchen import DishRow, KitchenRow
from gemensam.organisations import api as organisations
from gemensam.performers import api as performers

DAY = timedelta(days=1)


@pytest.fixture
def margits(munkedal, actor, resident, now):
    """Meals granted to Margit on Mondays and Tuesdays, two portions, and where they are counted."""
    margit = actor("margit")
    case_id = cases.open_case(
        actor=margit,
        kind="meals",
        resident_id=resident("Margit Lindgren"),
        applicant_person_id=margit.person_id,
        representative_person_id=None,
        application_id=None,
        title="Mat hem",
        answers=(),
        now=now,
    ).id
    terms = {
        "days": ["mon", "tue"], "portions": ["two"], "diet": ["vegetarian"], "texture": ["whole"],
        "allergies": ["nuts"],
    }  # fmt: skip
    unit = next(one.id for one in organisations.units() if one.name == "Hemtjänst Norr")
    wanted = cases.Wanted(cases.Outcome.GRANT, "Ja.", timezone.localdate(now), unit, terms)
    cases.decide(actor=actor("cecilia"), case_id=case_id, version=1, wanted=wanted, now=now)
    return case_id, unit, margit, now


def _another_eater(resident_id, unit, monday):
    """Grant somebody else a portion of ordinary food on Mondays, by Margit's decision's own row."""
    first = CareService.objects.get(performer_id=unit, kind="meals")
    CareService.objects.create(
        resident_id=resident_id,
        decision_id=first.decision_id,
        kind="meals",
        starts_on=monday,
        performer_id=unit,
        terms={"days": ["mon"], "portions": ["one"], "diet": ["ordinary"], "texture": ["whole"]},
    )


FOOD = "utan kött och fisk; som vanligt; tål inte: nötter"


def _list(unit, week):
    return kitchen.kitchen_list(kitchen.served(unit, week), week)


def test_portions_are_counted_on_the_granted_days_of_the_unit_that_brings_them(margits):
    _case_id, unit, _margit, now = margits
    week = performers.week_of(timezone.localdate(now) + 8 * DAY)
    assert _list(unit, week) == [KitchenRow(FOOD, (2, 2, 0, 0, 0, 0, 0))]
    south = next(one.id for one in organisations.units() if one.name == "Hemtjänst Söder")
    # The demo's only other meal is Ture's, which the other unit brings.
    assert _list(south, week) == [
        KitchenRow("vanlig mat; mjuk; tål inte: gluten", (1, 1, 1, 1, 1, 0, 0))
    ]


def test_whoever_has_paused_a_day_is_not_cooked_for(margits):
    case_id, unit, margit, now = margits
    week = performers.week_of(timezone.localdate(now) + 14 * DAY)
    cases.pause(actor=margit, case_id=case_id, starts_on=week[0], ends_on=week[0], now=now)
    assert _list(unit, week) == [KitchenRow(FOOD, (0, 2, 0, 0, 0, 0, 0))]


def test_each_dish_is_counted_by_sort_of_food_and_what_was_taken_away_is_the_first(
    margits, resident
):
    case_id, unit, margit, now = margits
    week = performers.week_of(timezone.localdate(now) + 8 * DAY)
    monday, tuesday, wednesday = week[:3]
    menu = {
        monday: {1: "Fisk", 2: "Soppa", 3: "Paj"},
        tuesday: {1: "Gryta", 2: "Lax"},
        wednesday: {1: "Korv"},
    }
    performers.write_week(
        unit_id=unit, week=week, menu=menu, seen=performers.digest_of({}), now=now
    )
    cases.choose_dishes(actor=margit, case_id=case_id, chosen={monday: 2, tuesday: 2}, now=now)
    # Another in the same house of the same unit: one portion, nothing chosen, Mondays only.
    _another_eater(resident("David Holm"), unit, monday)
    fewer = {**menu, tuesday: {1: "Gryta"}}
    performers.write_week(
        unit_id=unit, week=week, menu=fewer, seen=performers.digest_of(menu), now=now
    )
    assert kitchen.dish_list(kitchen.served(unit, week), performers.menu_of(unit, week)) == [
        DishRow(monday, "Fisk", "vanlig mat; som vanligt", 1),
        # Two portions are both the same dish.
        DishRow(monday, "Soppa", FOOD, 2),
        DishRow(monday, "Paj"),
        DishRow(tuesday, "Gryta", FOOD, 2),
        DishRow(wednesday, "Korv"),
    ]
    cases.pause(actor=margit, case_id=case_id, starts_on=monday, ends_on=monday, now=now)
    rows = kitchen.dish_list(kitchen.served(unit, [monday]), performers.menu_of(unit, [monday]))
    assert rows[1:] == [DishRow(monday, "Soppa"), DishRow(monday, "Paj")]


def test_the_page_sums_each_day_counts_dishes_and_names_nobody(real_db):
    page = log_in("farid").client().get("/hemtjanst/matlista/?vecka=nasta").content.decode()
    assert "vanlig mat; mjuk; tål inte: gluten" in page
    assert "Sammanlagt" in page
    assert "Varje dags rätter" in page
    assert "Sand" not in page
