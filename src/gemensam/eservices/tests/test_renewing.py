"""Last month's answers go along: what has not changed is not asked, and the case gets it whole."""

from datetime import UTC, date, datetime

import pytest

from gemensam.cases.models import SubmittedAnswer
from gemensam.eservices import api as eservices
from gemensam.eservices import months, renewing, signing, together
from gemensam.eservices.tests.household import (
    ALONE,
    DECEMBER,
    NOVEMBER,
    NOW,
    SERVICE,
    UNCHANGED,
    draft,
    fill_in,
    somebody,
)
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.library import shipped_forms
from gemensam.tenancy.context import tenant_context

JANUARY = date(2027, 1, 1)
IN_DECEMBER = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)
PART = "child_name@01", "cost_amount@01", "housing_kind", "lives_with", "my_situation"


@pytest.fixture
def lisa(db):
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    with tenant_context(place.tenant_id):
        yield somebody("Lisa Ek", date(1990, 5, 4))


def _send(who, answers, month, now=NOW):
    application_id = draft(who, answers, month, now=now)
    row = eservices.application(application_id)
    shown = signing.standing_of(row, people.resident(row.resident_id), now=now).digest
    receipt = together.sign(who.at(now), application_id=application_id, shown=shown)
    assert receipt is not None
    return receipt


def _lines(receipt, *keys):
    rows = SubmittedAnswer.objects.filter(case_id=receipt.case_id, field_id__in=keys)
    return {one.field_id: (one.text, one.since, one.is_changed, one.before) for one in rows}


def test_the_parts_of_the_form_are_what_its_questions_of_change_open():
    form = next(one for one in shipped_forms() if one.key == "financial_assistance_renewal")
    found = renewing.parts(form)
    assert {asked: "child_name" in names for asked, names in found.items()} == {
        "household_changed": True,
        "living_changed": False,
        "means_changed": False,
        "situation_changed": False,
    }
    assert {"cost_amount", "costs", "housing_kind"} <= found["living_changed"]
    assert {"assets", "asset_amount", "debts"} <= found["means_changed"]
    # Every field of a part is one of the first application's, so that it can go along.
    first = next(one for one in shipped_forms() if one.key == "financial_assistance_application")
    known = {one.id for one in first.fields()} | {one.id for one in first.groups()}
    assert frozenset().union(*found.values()) - known == set()


def test_the_second_month_asks_what_has_changed_and_begins_with_what_was_told(lisa):
    _send(lisa, ALONE, NOVEMBER)
    row = eservices.begin(lisa.at(), service=SERVICE, resident_id=lisa.resident_id, month=DECEMBER)
    form = questionnaires.version(questionnaires.response(row.response_id).version_id)
    answers = questionnaires.answers(row.response_id)
    assert (form.schema.key, answers["child_name@01"], "reason" in answers) == (
        "financial_assistance_renewal", "Lo", False,
    )  # fmt: skip


def test_the_case_gets_whole_answers_and_since_when_they_are_so(lisa):
    _send(lisa, ALONE, NOVEMBER)
    receipt = _send(lisa, UNCHANGED, DECEMBER)
    assert _lines(receipt, *PART) == {
        "lives_with": ("Ensam", NOVEMBER, False, ""),
        "child_name@01": ("Lo", NOVEMBER, False, ""),
        "housing_kind": ("Hyresrätt", NOVEMBER, False, ""),
        "cost_amount@01": ("7\u202f200\xa0kr", NOVEMBER, False, ""),
        "my_situation": ("Söker arbete", NOVEMBER, False, ""),
    }


def test_what_changed_is_marked_with_what_it_was_and_the_rest_stays(lisa):
    _send(lisa, ALONE, NOVEMBER)
    changed = {**UNCHANGED, "living_changed": "yes", "cost_amount@01": "7500"}
    receipt = _send(lisa, changed, DECEMBER)
    assert _lines(receipt, "cost_amount@01", "cost_kind@01") == {
        "cost_amount@01": ("7\u202f500\xa0kr", DECEMBER, True, "7\u202f200\xa0kr"),
        "cost_kind@01": ("Hyra eller avgift för hemmet", NOVEMBER, False, ""),
    }


def test_the_third_month_still_knows_since_when(lisa):
    _send(lisa, ALONE, NOVEMBER)
    _send(lisa, {**UNCHANGED, "living_changed": "yes", "cost_amount@01": "7500"}, DECEMBER)
    receipt = _send(lisa, UNCHANGED, JANUARY, now=IN_DECEMBER)
    assert _lines(receipt, "cost_amount@01", "child_name@01") == {
        "cost_amount@01": ("7\u202f500\xa0kr", DECEMBER, False, ""),
        "child_name@01": ("Lo", NOVEMBER, False, ""),
    }


def test_what_is_gone_is_said_with_what_it_was(lisa):
    _send(lisa, ALONE, NOVEMBER)
    receipt = _send(lisa, {**UNCHANGED, "household_changed": "yes", "children@01": "no"}, DECEMBER)
    assert _lines(receipt, "child_name@01") == {
        "child_name@01": ("Finns inte längre", None, True, "Lo")
    }


def test_what_was_typed_in_a_part_that_was_closed_again_does_not_go_along(lisa):
    _send(lisa, ALONE, NOVEMBER)
    application_id = draft(
        lisa, {**UNCHANGED, "living_changed": "yes", "cost_amount@01": "1"}, DECEMBER
    )
    fill_in(lisa, application_id, {"living_changed": "no"})
    row = eservices.application(application_id)
    shown = signing.standing_of(row, people.resident(row.resident_id), now=NOW).digest
    receipt = together.sign(lisa.at(), application_id=application_id, shown=shown)
    assert _lines(receipt, "cost_amount@01") == {
        "cost_amount@01": ("7\u202f200\xa0kr", NOVEMBER, False, "")
    }
    # What is stored is whole, too: whoever calculates reads it there.
    assert questionnaires.answers(row.response_id)["cost_amount@01"] == "7200"


def test_whoever_was_here_long_ago_answers_everything(lisa):
    receipt = _send(lisa, ALONE, NOVEMBER)
    earlier = eservices.application(receipt.application_id)
    found = [
        months.previous(service=SERVICE, resident_id=lisa.resident_id, month=month)
        for month in (date(2027, 2, 1), date(2027, 3, 1))
    ]
    assert found == [earlier, None]
