"""The forms that come with the platform: each can be published as it is, and says what it should."""

from datetime import date

import pytest

from gemensam.questionnaires.library import shipped_forms
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.answering import fill
from gemensam.questionnaires.rules.compiling import compile_form
from gemensam.questionnaires.rules.evaluating import Program
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.linting import lint
from gemensam.questionnaires.rules.schema import Retention
from gemensam.questionnaires.rules.testing import run_tests

FORMS = {form.key: form for form in shipped_forms()}
SURVEYS = ("eservice_maturity", "it_coach_needs")
TODAY = date(2026, 11, 22)
# What says who somebody is, or how they are reached.
PERSONAL = frozenset(
    {FieldKind.PERSONAL_NUMBER, FieldKind.PERSON, FieldKind.ADDRESS, FieldKind.PHONE,
     FieldKind.EMAIL, FieldKind.SIGNATURE, FieldKind.FILE}
)  # fmt: skip


def _each():
    return pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())


def test_these_forms_are_shipped():
    assert list(FORMS) == [
        "eservice_maturity",
        "financial_assistance_application",
        "financial_assistance_renewal",
        "home_care_application",
        "it_coach_needs",
        "meals_application",
        "safety_alarm_application",
    ]


@_each()
def test_a_shipped_form_compiles_and_its_own_tests_hold(form):
    outcomes = run_tests(form, Program(compile_form(form)))
    assert [(one.case.id, one.misses) for one in outcomes if one.misses] == []


@_each()
def test_a_shipped_form_has_nothing_to_remark_on_that_shuts_somebody_out(form):
    remarks = lint(schema_json.write(form))
    assert [(str(one.ref), str(one)) for one in remarks if one.severity == "must"] == []


@pytest.mark.parametrize("key", SURVEYS)
def test_a_shipped_survey_asks_nobody_who_they_are_and_is_kept_until_its_report(key):
    form = FORMS[key]
    assert {field.kind for field in form.fields()} & PERSONAL == set()
    assert {field.prefill for field in form.fields()} == {None}
    assert {field.retention for field in form.fields()} == {Retention.UNTIL_REPORTED}
    assert (form.languages, len(form.tests) >= 2) == (("sv", "en"), True)


@pytest.mark.parametrize(
    ("answer", "is_asked"), [("ja", True), ("kanske", True), ("nej", False), ("vet_inte", False)]
)
def test_only_whoever_may_want_a_coach_is_asked_how(answer, is_asked):
    form = FORMS["it_coach_needs"]
    filled = fill(form, {"vill_du_ha_hjalp_av_en_it_coach": answer}, today=TODAY)
    assert ("sa_vill_du_ha_hjalpen" in {page.id for page in filled.pages}) is is_asked
