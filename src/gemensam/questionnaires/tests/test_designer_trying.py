"""Trying a form in the making: what is kept as a test, and what a hidden page shows."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from tests.cast_at_work import log_in

from gemensam.organisations import api as organisations
from gemensam.questionnaires.designer import drafts
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.tests.examples import a_field, a_form, rows
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def place(db):
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    return place


@pytest.fixture
def lena(db):
    return log_in("lena").client()


@pytest.fixture
def draft_id(lena):
    """A form where a page, and a group that is asked several times, are hidden by an answer."""
    form = a_form(a_field("go_on", "yes_no", required=False))
    costs = rows("costs", a_field("amount", "money", required=False))
    costs["show_when"] = 'go_on = "yes"'
    form["pages"][0]["groups"].append(costs)
    page = {"id": "more", "title": {"sv": "Mer om det"}, "show_when": 'go_on = "yes"'}
    page["groups"] = [{"id": "rest", "fields": [a_field("why", required=False)]}]
    form["pages"].append(page)
    content = schema_json.write(schema_json.read(form))
    sent = SimpleUploadedFile("form.json", json.dumps(content).encode())
    return lena.post("/formular/las-in/", {"file": sent})["Location"].split("/")[2]


def _tests(place, draft_id):
    with tenant_context(place.tenant_id):
        return drafts.draft(draft_id).content.get("tests", [])


ASKED = {"asked": ["go_on", "why"], "test_title": "Så ska det bli"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("yes", {"shown": ["amount@01", "why"]}),
        ("no", {"hidden": ["amount@01", "why"]}),
    ],
)
def test_a_kept_test_knows_what_a_page_or_a_group_hides(place, lena, draft_id, answer, expected):
    sent = {**ASKED, "go_on": answer, "row": ["costs@01"], "go": "keep"}
    lena.post(f"/formular/{draft_id}/prova/", sent)
    (kept,) = _tests(place, draft_id)

    assert kept["expect"] == {**expected, "problems": []}


@pytest.mark.parametrize(("answer", "hidden"), [("no", ["Mer om det"]), ("yes", [])])
def test_a_hidden_page_hides_its_heading_too(lena, draft_id, answer, hidden):
    sent = {**ASKED, "go_on": answer, "go": "see"}
    shown = html.fromstring(lena.post(f"/formular/{draft_id}/prova/", sent).content.decode())

    assert shown.xpath("//section[@data-page][@hidden]/h2/text()") == hidden


def test_the_answers_stay_when_a_test_is_kept_and_the_test_can_be_changed_and_renamed(
    place, lena, draft_id
):
    here = f"/formular/{draft_id}/prova/"
    sent = {**ASKED, "go_on": "yes", "why": "Därför", "row": ["costs@01"], "go": "keep"}
    there = lena.post(here, sent)["Location"]
    (kept,) = _tests(place, draft_id)
    page = html.fromstring(lena.get(there).content.decode())

    assert there == f"{here}?prov={kept['id']}#keep"
    assert page.xpath("//input[@name='why']/@value") == ["Därför"]
    assert page.xpath("//input[@name='test_title']/@value") == ["Så ska det bli"]
    lena.post(there, {**sent, "go_on": "no", "test_title": "Inget mer frågas"})
    (changed,) = _tests(place, draft_id)
    assert (changed["id"], changed["title"]) == (kept["id"], "Inget mer frågas")
    assert changed["expect"] == {"hidden": ["amount@01", "why"], "problems": []}
    lena.post(there, {**sent, "test_title": "Allt frågas", "go": "keep:new"})
    assert [one["title"] for one in _tests(place, draft_id)] == ["Inget mer frågas", "Allt frågas"]
