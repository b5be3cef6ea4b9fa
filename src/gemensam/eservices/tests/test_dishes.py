"""Menus on the web: everybody reads them, and whoever has meals chooses dishes on the case's page."""

import re

import pytest
from django.db import transaction
from tests.cast_at_work import log_in
from tests.english import in_english, leftovers, names_in

from gemensam.audit import api as audit
from gemensam.cases.models import CareService, CaseEvent, DishChoice
from gemensam.eservices.tests.browsing import Visitor
from gemensam.eservices.tests.margits_food import DAY, name_of, with_food, write
from gemensam.kernel.actor import Activity
from gemensam.people.models import Mandate
from gemensam.tenancy.context import tenant_context
from gemensam.ui import formats

MENU = "/munkedal/matsedel/"


def test_everybody_reads_this_weeks_and_the_next_ones_menu_of_those_who_have_one(real_db):
    text = Visitor().get(MENU).content.decode()
    assert re.findall(r'<h2 id="unit-\d+" lang="sv">([^<]+)</h2>', text) == ["Hemtjänst Söder"]
    # The demo's two weeks have every day, some with several dishes.
    assert (text.count("<dt>"), 'lang="sv">1. ' in text) == (14, True)
    assert "Orust har ingen matsedel än" in Visitor().get("/orust/matsedel/").content.decode()


def test_in_english_only_the_dishes_are_swedish_and_they_say_so(margits):
    names = names_in(margits.home)
    margit = Visitor("margit")
    in_english(margit.client)
    assert leftovers(margit.get(MENU).content.decode(), names) == []
    margit.get(margits.path)
    assert "The food of the next few days" in margit.text
    assert leftovers(_section(margit.text), names) == []


def test_the_page_of_meals_leads_to_the_menu_and_no_other_does(real_db):
    visitor = Visitor()
    assert MENU in visitor.get("/munkedal/ansok/mat-hem/").content.decode()
    assert MENU not in visitor.get("/munkedal/ansok/hemtjanst/").content.decode()


@pytest.fixture
def margits(real_db):
    """Margit's case with meals every day from today."""
    return with_food()


def _told(world):
    with tenant_context(world.home):
        rows = CaseEvent.objects.filter(case_id=world.case_id, kind="NOTICE")
        return [one.text for one in rows]


def _section(text):
    return re.search(r'<section[^>]*id="maten".*?</section>', text, re.DOTALL)[0]


def test_margit_chooses_dishes_with_one_button_and_a_second_click_does_nothing_more(margits):
    margit = Visitor("margit")
    margit.get(margits.path)
    section = _section(margit.text)
    # Today is being eaten, three days have a choice at least, one has a single dish.
    assert "Går inte att ändra längre." in section
    assert name_of(margits, 0) not in section
    assert "Om du inte väljer kommer den första rätten." in section
    assert 'lang="sv">Fisk &lt;i&gt;ugn&lt;/i&gt;</span>' in section
    assert (name_of(margits, 5) in section, "Gröt" in section) == (False, True)
    before = margit.form(name_of(margits, 3)).values
    assert before[name_of(margits, 3)] == ["1"]
    page = margit.page
    assert margit.send(name_of(margits, 3), **{name_of(margits, 3): "2"}).status_code == 303
    margit.follow()
    assert "Dina val är sparade." in margit.text
    assert margit.form(name_of(margits, 3)).values[name_of(margits, 3)] == ["2"]
    day = formats.day(margits.today + 3 * DAY, weekday=True, year=False)
    assert _told(margits) == [f"Val av mat. {day}: Soppa."]
    margit.page, margit.path = page, margits.path
    margit.send(name_of(margits, 3), **{name_of(margits, 3): "2"})
    assert len(_told(margits)) == 1


def test_a_page_that_is_too_old_says_which_day_is_late_and_keeps_the_rest_until_it_is_saved(
    margits,
):
    margit = Visitor("margit")
    margit.get(margits.path)
    late = {name_of(margits, 0): "2", name_of(margits, 3): "2"}
    answer = margit.send(name_of(margits, 3), **late)
    day = formats.day(margits.today, weekday=True, year=False)
    assert answer.status_code == 422
    assert f"Det är för sent att ändra {day}. Resten är inte sparat än" in margit.text
    assert _told(margits) == []
    assert margit.form(name_of(margits, 3)).values[name_of(margits, 3)] == ["2"]
    assert margit.send(name_of(margits, 3)).status_code == 303
    assert len(_told(margits)) == 1


def test_a_dish_that_went_is_refused_when_chosen_and_replaced_by_the_first_when_it_was(margits):
    margit = Visitor("margit")
    margit.get(margits.path)
    margit.send(name_of(margits, 3), **{name_of(margits, 3): "2"})
    margit.follow()
    write(margits, {3: {1: "Gröt", 3: "Paj"}, 4: {1: "Gröt", 3: "Paj"}})
    answer = margit.send(name_of(margits, 3), **{name_of(margits, 4): "2"})
    assert answer.status_code == 422
    assert "Rätten finns inte längre. Välj en annan." in margit.text
    margit.get(margits.path)
    assert "Rätten du valde har tagits bort. Du får Gröt i stället." in _section(margit.text)
    for wrong in ("9", "x", ""):
        assert margit.send(name_of(margits, 3), **{name_of(margits, 4): wrong}).status_code == 422


def test_without_a_menu_the_page_says_that_the_food_comes_all_the_same(margits):
    write(margits, {})
    margit = Visitor("margit")
    margit.get(margits.path)
    assert "Ingen matsedel är skriven än. Maten kommer ändå." in _section(margit.text)
    with transaction.atomic(), tenant_context(margits.home):
        later = margits.today + 30 * DAY
        CareService.objects.filter(decision__case_id=margits.case_id).update(starts_on=later)
    margit.get(margits.path)
    assert 'id="maten"' not in margit.text


def test_eva_without_the_mandate_chooses_nothing_and_another_municipality_has_no_such_case(margits):
    sent = {name_of(margits, 3): "2"}
    elsewhere = f"/skara/mina-sidor/arenden/{margits.case_id}/ratter/"
    for who, path in (("eva", f"{margits.path}ratter/"), ("margit", elsewhere)):
        assert log_in(who).client().post(path, sent).status_code == 404
    with tenant_context(margits.home):
        mine = DishChoice.objects.filter(care_service__decision__case_id=margits.case_id)
        assert mine.count() == 0


def test_eva_with_the_mandate_chooses_on_the_page_and_it_stands_in_the_access_log(margits):
    with transaction.atomic(), tenant_context(margits.home):
        resident_id = margits.resident("margit").id
        mandate = Mandate.objects.filter(resident_id=resident_id)
        mandate.update(scopes=["meals:Läsa", "meals:Skriva"])
    eva = Visitor("eva")
    eva.get(margits.path)
    assert eva.send(name_of(margits, 3), **{name_of(margits, 3): "2"}).status_code == 303
    with transaction.atomic(), tenant_context(margits.home):
        rows = audit.accesses_to_resident(resident_id, limit=1)
        person_id = margits.actor("eva").person_id
    assert [
        (one.actor_person_id, one.activity, one.is_allowed, one.resource_id) for one in rows
    ] == [(person_id, Activity.WRITE, True, margits.case_id)]
