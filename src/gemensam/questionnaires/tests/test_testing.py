"""A form's own test cases: each way of not holding, and what holds."""

import pytest

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.compiling import compile_form
from gemensam.questionnaires.rules.evaluating import Program
from gemensam.questionnaires.rules.testing import run_tests
from gemensam.questionnaires.tests.examples import WORDS, a_field, a_form_of, rows

GROUPS = (
    {"id": "g", "fields": [
        a_field("born", "date"), a_field("q", show_when="age(born) >= 18"), a_field("p", "period"),
        a_field("days", "calculated", value="days(p)"),
    ]},
    rows("costs", a_field("amount", "number"), repeat={"least": 1, "most": 9, "one": WORDS}),
    {"id": "h", "fields": [a_field("total", "calculated", value="sum(costs, amount)")]},
)  # fmt: skip
GOOD = {
    "born": "2008-11-22", "q": "Ord", "costs@a": "yes", "amount@a": "1 250", "costs@b": "yes",
    "p": {"from": "2026-11-01", "to": "2026-11-30"},
}  # fmt: skip


def _misses(answers, expect, today="2026-11-22"):
    case = {"id": "t", "title": "Prov", "today": today, "answers": answers, "expect": expect}
    form = schema_json.read(a_form_of(*GROUPS, tests=[case]))
    (outcome,) = run_tests(form, Program(compile_form(form)))
    assert outcome.case == form.tests[0]
    return [str(miss) for miss in outcome.misses]


def test_a_case_that_holds_has_no_misses():
    expect = {
        "shown": ["q", "amount@b", "total"],
        "hidden": ["amount@c"],
        "values": {"total": "1250", "days": "30", "amount@a": "1 250"},
        "problems": ["amount@b"],
    }
    assert _misses(GOOD, expect) == []
    young = GOOD | {"born": "2008-11-23"}
    assert _misses(young, {"hidden": ["q"], "values": {"q": ""}}) == []


@pytest.mark.parametrize(
    ("answers", "expect", "misses"),
    [
        ({}, {"shown": ["q"]}, ["“q” should be shown but is hidden."]),
        (GOOD, {"hidden": ["q"]}, ["“q” should be hidden but is shown."]),
        (GOOD, {"values": {"total": "1251"}}, ["“total” should be 1251 but is 1250."]),
        (GOOD, {"values": {"total": ""}}, ["“total” should be – but is 1250."]),
        ({}, {"values": {"days": "1"}}, ["“days” should be 1 but is –."]),
        (GOOD, {"problems": ["amount@b", "born", "costs"]},
         ["“born” should need mending but does not.", "“costs” should need mending but does not."]),
        (GOOD, {"problems": []}, ["“amount@b” needs mending but should not."]),
        ({}, {"problems": ["born", "p"]}, ["“costs” needs mending but should not."]),
        (GOOD | {"born": 20081122}, {}, ["An answer of the test cannot be read."]),
        (GOOD | {"born": [1]}, {}, ["An answer of the test cannot be read."]),
        (GOOD | {"p": {"from": 1}}, {}, ["An answer of the test cannot be read."]),
        # A misspelt key would be hidden, and without an answer, for ever.
        (GOOD | {"bron": "x"}, {"hidden": ["qq"], "shown": ["amount"], "values": {"r": ""}, "problems": ["amount@b", "z"]},
         ["There is no question “bron”.", "There is no question “amount”.", "There is no question “qq”.",
          "There is no question “r”.", "There is no question “z”.",
          "“amount” should be shown but is hidden.", "“z” should need mending but does not."]),
    ],
)  # fmt: skip
def test_a_case_that_does_not_hold_says_what_came_out_otherwise(answers, expect, misses):
    assert _misses(answers, expect) == misses


def test_a_case_on_a_day_that_is_none_says_so():
    assert _misses({}, {}, today="2026-02-30") == ["The test's day 2026-02-30 is no date."]


@pytest.mark.parametrize("period", ["2026-11-01", ["2026-11-01", "2026-11-02"], {"cls": "x"}])
def test_an_answer_of_another_shape_is_a_miss_and_not_a_crash(period):
    assert _misses(GOOD | {"p": period}, {"values": {"days": "2"}}) == [
        "“days” should be 2 but is –."
    ]
