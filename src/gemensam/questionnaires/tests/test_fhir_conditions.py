"""Our rules as FHIR's `enableWhen`, wherever it can say the same."""

import pytest

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.fhir.conditions import enabled
from gemensam.questionnaires.tests.examples import a_field, a_form

ASKED = a_form(
    a_field("t"), a_field("n", "number"), a_field("d", "date"), a_field("c", "time"),
    a_field("k", "choice"), a_field("m", "many_choice"), a_field("y", "yes_no"),
    a_field("z", "yes_no", dont_know=True), a_field("p", "person"),
    a_field("b", "calculated", result="truth", value="n > 1"),
)  # fmt: skip


def there(question, *, exists=True):
    return {"question": question, "operator": "exists", "answerBoolean": exists}


def said(question, operator, kind, value):
    if kind == "Coding":
        system = (
            "urn:gemensam:yes-no" if question == "z" else f"urn:gemensam:form:sample:{question}"
        )
        value = {"system": system, "code": value}
    return {"question": question, "operator": operator, f"answer{kind}": value}


@pytest.mark.parametrize(
    ("rule", "conditions", "behavior"),
    [
        ("answered(n)", [there("n")], None),
        ("not answered(n)", [there("n", exists=False)], None),
        ('y = "no"', [said("y", "=", "Boolean", False)], None),
        ("y", [said("y", "=", "Boolean", True)], None),
        ("not y", [said("y", "=", "Boolean", False)], None),
        ('z = "dont_know"', [said("z", "=", "Coding", "dont_know")], None),
        ("b", [said("b", "=", "Boolean", True)], None),
        ("not b", [said("b", "=", "Boolean", False)], None),
        ("n > -2.5", [said("n", ">", "Decimal", -2.5)], None),
        ("2 > n", [said("n", "<", "Decimal", 2)], None),
        ("not n < 2", [said("n", ">=", "Decimal", 2)], None),
        ("d <= 2026-01-02", [said("d", "<=", "Date", "2026-01-02")], None),
        ("c = 8:05", [said("c", "=", "Time", "08:05:00")], None),
        ('t = "x"', [said("t", "=", "String", "x")], None),
        ('k != "a"', [there("k"), said("k", "!=", "Coding", "a")], "all"),
        ('not m includes "a"', [there("m"), said("m", "!=", "Coding", "a")], "all"),
        ('m includes "a" and y', [said("m", "=", "Coding", "a"), said("y", "=", "Boolean", True)], "all"),
        ('k in ("a", "b")', [said("k", "=", "Coding", "a"), said("k", "=", "Coding", "b")], "any"),
        ('k in ("a", "b") or n = 1', [said("k", "=", "Coding", "a"), said("k", "=", "Coding", "b"), said("n", "=", "Decimal", 1)], "any"),
        ("(n = 1 and y) and answered(d)", [said("n", "=", "Decimal", 1), said("y", "=", "Boolean", True), there("d")], "all"),
    ],
)  # fmt: skip
def test_a_plain_rule_becomes_conditions(rule, conditions, behavior):
    found = enabled(rule, schema_json.read(ASKED))
    expected = {"enableWhen": conditions} | ({"enableBehavior": behavior} if behavior else {})
    assert found is not None
    assert found.write() == expected


@pytest.mark.parametrize(
    "rule",
    [
        "age(d) > 2", "n = n", "d > today", "answered(p)", "n + 1 = 2", "not (y and z)", "y and (z or b)",
        'k in ("a", "b") and y', 'k != "a" or y', 'k = "unheard"', 'n = "1"', 't = " "', "n > 2 and", "missing",
    ],
)  # fmt: skip
def test_what_says_more_is_left_to_our_own_extension(rule):
    assert enabled(rule, schema_json.read(ASKED)) is None
