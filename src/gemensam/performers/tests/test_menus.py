"""Menus: a week at a time, written by two without losing either, and copied from."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gemensam.organisations import api as organisations
from gemensam.performers import api as performers
from gemensam.performers.models import MenuDish
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant

DAY = timedelta(days=1)
# So far ahead that the demo has written nothing there.
WEEK = [date(2031, 1, 6) + n * DAY for n in range(7)]
EMPTY = performers.digest_of({})
MENU = {WEEK[0]: {1: "Fisk", 2: "Soppa"}, WEEK[2]: {1: "Gryta", 3: "Paj"}}
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture
def unit(db):
    """A unit in Munkedal, in whose municipality the test works."""
    with tenant_context(Tenant.objects.get(slug="munkedal").id):
        yield next(one.id for one in organisations.units() if one.name == "Hemtjänst Norr")


def test_a_week_is_from_monday_to_sunday():
    assert [performers.week_of(day) for day in WEEK] == [WEEK] * 7


def test_a_menu_is_what_was_written_and_nothing_of_another_week(unit):
    performers.write_week(unit_id=unit, week=WEEK, menu=MENU, seen=EMPTY, now=NOW)
    assert performers.menu_of(unit, WEEK) == MENU
    assert performers.menu_of(unit, [WEEK[6] + DAY]) == {}
    performers.write_week(
        unit_id=unit,
        week=WEEK,
        menu={WEEK[2]: {1: "Gryta"}},
        seen=performers.digest_of(MENU),
        now=NOW,
    )
    assert performers.menu_of(unit, WEEK) == {WEEK[2]: {1: "Gryta"}}


def test_the_same_again_writes_nothing_and_another_after_it_is_told_that_it_has_changed(unit):
    performers.write_week(unit_id=unit, week=WEEK, menu=MENU, seen=EMPTY, now=NOW)
    rows = set(MenuDish.objects.filter(unit_id=unit).values_list("id", flat=True))
    performers.write_week(unit_id=unit, week=WEEK, menu=MENU, seen=EMPTY, now=NOW)
    assert set(MenuDish.objects.filter(unit_id=unit).values_list("id", flat=True)) == rows
    with pytest.raises(performers.MenuHasChanged):
        performers.write_week(unit_id=unit, week=WEEK, menu={}, seen=EMPTY, now=NOW)
    assert performers.menu_of(unit, WEEK) == MENU


def test_a_day_with_other_dishes_needs_the_first(unit):
    with pytest.raises(performers.FirstDishMissing):
        performers.write_week(
            unit_id=unit, week=WEEK, menu={WEEK[1]: {2: "Paj"}}, seen=EMPTY, now=NOW
        )
    assert performers.menu_of(unit, WEEK) == {}


def test_the_latest_weeks_that_are_written_come_first(unit):
    for n in (0, 7, 21):
        week = [day + n * DAY for day in WEEK]
        performers.write_week(
            unit_id=unit, week=week, menu={week[4]: {1: "Fisk"}}, seen=EMPTY, now=NOW
        )
    later = WEEK[0] + 28 * DAY
    assert performers.weeks_written(unit, before=later, most=2) == [
        WEEK[0] + 21 * DAY,
        WEEK[0] + 7 * DAY,
    ]
    assert performers.weeks_written(unit, before=WEEK[0] + 7 * DAY, most=1) == [WEEK[0]]


def test_the_menus_of_a_municipality_stand_by_the_units_names_and_are_its_own(unit):
    performers.write_week(unit_id=unit, week=WEEK, menu=MENU, seen=EMPTY, now=NOW)
    assert performers.menus(WEEK) == [performers.UnitMenu("Hemtjänst Norr", MENU)]
    with tenant_context(Tenant.objects.get(slug="skara").id):
        assert performers.menus(WEEK) == []
        assert performers.menu_of(unit, WEEK) == {}
