"""The kitchen list: portions by food and day, without names, and without those who have paused."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.cast_at_work import log_in

from gemensam.cases import api as cases
from gemensam.homecare.kitchen import KitchenRow, kitchen_list, week_of
from gemensam.organisations import api as organisations

DAY = timedelta(days=1)


def test_a_week_is_from_monday_to_sunday():
    week = [date(2026, 11, 23) + n * DAY for n in range(7)]
    assert [week_of(day) for day in week] == [week] * 7


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


FOOD = "utan kött och fisk; som vanligt; tål inte: nötter"


def test_portions_are_counted_on_the_granted_days_of_the_unit_that_brings_them(margits):
    _case_id, unit, _margit, now = margits
    week = week_of(timezone.localdate(now) + 7 * DAY)
    assert kitchen_list(unit, week) == [KitchenRow(FOOD, (2, 2, 0, 0, 0, 0, 0))]
    south = next(one.id for one in organisations.units() if one.name == "Hemtjänst Söder")
    # The demo's only other meal is Ture's, which the other unit brings.
    assert kitchen_list(south, week) == [
        KitchenRow("vanlig mat; mjuk; tål inte: gluten", (1, 1, 1, 1, 1, 0, 0))
    ]


def test_whoever_has_paused_a_day_is_not_cooked_for(margits):
    case_id, unit, margit, now = margits
    week = week_of(timezone.localdate(now) + 14 * DAY)
    cases.pause(actor=margit, case_id=case_id, starts_on=week[0], ends_on=week[0], now=now)
    assert kitchen_list(unit, week) == [KitchenRow(FOOD, (0, 2, 0, 0, 0, 0, 0))]


def test_the_page_sums_each_day_and_names_nobody(real_db):
    page = log_in("farid").client().get("/hemtjanst/matlista/?vecka=nasta").content.decode()
    assert "vanlig mat; mjuk; tål inte: gluten" in page
    assert "Sammanlagt" in page
    assert "Sand" not in page
