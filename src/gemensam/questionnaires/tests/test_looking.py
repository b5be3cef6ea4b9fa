"""What looks at what in a form: rules that name it, tests that answer it, tables that are looked up."""

import pytest

from gemensam.questionnaires.rules import trees
from gemensam.questionnaires.rules.looking import lookers
from gemensam.questionnaires.rules.trees import Part, Ref
from gemensam.questionnaires.tests.examples import WORDS, a_field, a_form_of, rows

FORM = a_form_of(
    {"id": "g", "fields": [
        a_field("a", "yes_no"),
        a_field("pick", "choice", choices=[{"id": "hus", "label": WORDS}, {"id": "rum", "label": WORDS}],
                checks=[{"id": "c", "holds": 'pick != "rum"', "message": WORDS}]),
        a_field("b", show_when='a = "yes" and a != "no" and count(r) > 0', required_when="a"),
        a_field("v", "calculated", value="sum(r, d)"),
        a_field("l", "calculated", value="lookup(norm, pick, amount) + band(norm, v, amount)"),
        a_field("e", checks=[{"holds": 'pick in ("hus", "rum")', "message": WORDS}], show_when="not ("),
    ]},
    rows("r", a_field("d", "number"), a_field("amount", "number"), show_when="a"),
    tables=[{"id": "norm", "columns": [{"id": "k", "sort": "text"}, {"id": "amount"}], "rows": [["hus", "1"]]}],
    tests=[{"id": "t", "title": "T", "today": "2026-11-22", "answers": {"d@01": "1", "pick": "hus"},
            "expect": {"hidden": ["b"]}}],
)  # fmt: skip
FORM["pages"][0]["show_when"] = "answered(d)"


def _field(name):
    return Ref(Part.FIELD, name)


PAGE, TEST, R = Ref(Part.PAGE, "p"), Ref(Part.TEST, "t"), Ref(Part.GROUP, "r")


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (_field("a"), (_field("b"), R)),
        (_field("d"), (PAGE, _field("v"), TEST)),
        (_field("b"), (TEST,)),
        (_field("v"), (_field("l"),)),
        # A column's name is no question's, whatever they are called.
        (_field("amount"), ()),
        (R, (PAGE, _field("b"), _field("v"), TEST)),
        (_field("pick"), (_field("l"), _field("e"), TEST)),
        (Ref(Part.CHOICE, "hus", "pick"), (_field("e"), TEST)),
        (Ref(Part.CHOICE, "rum", "pick"), (_field("pick"), _field("e"))),
        (Ref(Part.TABLE, "norm"), (_field("l"),)),
        (PAGE, (TEST,)),
        (TEST, ()),
    ],
)
def test_what_looks_at_an_element_or_at_what_stands_in_it_is_found_once(ref, expected):
    found = trees.elements(FORM)

    assert lookers(found, trees.under(found, ref)) == expected


def test_half_a_form_has_what_looks_as_far_as_it_can_be_read():
    data = {
        "pages": [{"id": "p", "show_when": "q", "groups": [{"id": "g", "fields": [{"id": "q"}]}]}]
    }
    found = trees.elements(
        {**data, "tests": [{"id": "t", "answers": 3, "expect": {"shown": None}}]}
    )

    assert lookers(found, [_field("q")]) == (PAGE,)
