"""What was published before expressions were written in words is read as a form of today."""

import copy
from datetime import date

import pytest

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.answering import fill
from gemensam.questionnaires.rules.compiling import compile_form
from gemensam.questionnaires.rules.reading import UnreadableForm
from gemensam.questionnaires.tests.examples import a_field, a_form_of

NONE, WORDS = {"sv": "", "en": ""}, {"sv": "Ord", "en": "Word"}
KEPT = "five_years_after_last_note"


def _field(field_id, kind="text", **over):
    """Write a field the way format 1 did: everything, also what is empty."""
    choices = (
        {"choices": [{"id": one, "label": WORDS} for one in "abc"]} if "choice" in kind else {}
    )
    return {
        "id": field_id, "kind": kind, "label": WORDS, "help": NONE, "purpose": WORDS, "retention": KEPT,
        "required": True, "sensitive": True, **choices, **over,
    }  # fmt: skip


def _group(group_id, *fields):
    return {"id": group_id, "title": NONE, "fields": list(fields)}


FALLEN = {"field": "fallen", "is": "yes"}
OLD = {
    "key": "sample", "title": WORDS, "purpose": WORDS, "retention": KEPT,
    "pages": [
        {"id": "need", "title": WORDS, "intro": NONE, "groups": [
            _group(
                "same",
                _field("fallen", "yes_no"), _field("many", "many_choice"), _field("one", "choice"),
                _field("name"), _field("whom", "person", required=False, sensitive=False),
            ),
        ]},
        {"id": "more", "title": WORDS, "intro": WORDS, "groups": [
            _group(
                "same",
                _field("is_yes", show_when=FALLEN),
                _field("is_b", show_when={"field": "one", "is": "b"}),
                _field("has_b", show_when={"field": "many", "includes": "b"}),
                _field("named", show_when={"field": "name", "answered": True}),
                _field("not_yes", show_when={"not": FALLEN}),
                _field("both", show_when={"all": [FALLEN, {"field": "many", "includes": "b"}]}),
                _field("either", show_when={"any": [FALLEN, {"field": "one", "is": "b"}]}),
                _field("deep", show_when={"not": {"any": [{"all": [FALLEN]}, {"not": {"field": "name", "answered": True}}]}}),
            ),
        ]},
    ],
}  # fmt: skip


def test_a_form_of_format_1_is_this_form_of_today():
    new = a_form_of(
        {"id": "need__same", "fields": [
            a_field("fallen", "yes_no"), a_field("many", "many_choice", choices=_field("", "choice")["choices"]),
            a_field("one", "choice", choices=_field("", "choice")["choices"]), a_field("name"),
            a_field("whom", "person", required=False, sensitive=False),
        ]},
    )  # fmt: skip
    rules = {
        "is_yes": 'fallen = "yes"',
        "is_b": 'one = "b"',
        "has_b": 'many includes "b"',
        "named": "answered(name)",
        "not_yes": 'not (fallen = "yes")',
        "both": '(fallen = "yes") and (many includes "b")',
        "either": '(fallen = "yes") or (one = "b")',
        "deep": 'not (((fallen = "yes")) or (not (answered(name))))',
    }
    fields = [a_field(name, show_when=rule) for name, rule in rules.items()]
    group = {"id": "more__same", "fields": fields}
    new["pages"][0]["id"] = "need"
    new["pages"].append({"id": "more", "title": WORDS, "intro": WORDS, "groups": [group]})

    assert schema_json.read(copy.deepcopy(OLD)) == schema_json.read(new)


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({}, []),
        ({"fallen": "yes"}, ["is_yes", "either"]),
        ({"fallen": "no"}, ["not_yes"]),
        ({"fallen": "yes", "many": ("a", "b")}, ["is_yes", "has_b", "both", "either"]),
        (
            {"fallen": "no", "one": "b", "name": "Eva"},
            ["is_b", "named", "not_yes", "either", "deep"],
        ),
        ({"one": "b"}, ["is_b", "either"]),
    ],
)
def test_its_conditions_show_what_they_showed(answers, shown):
    filled = fill(schema_json.read(OLD), answers, today=date(2026, 11, 22))
    assert [key for key in filled.entries if filled.entries[key].field.show_when] == shown


def test_groups_of_one_id_get_one_each_the_same_one_every_time():
    old = copy.deepcopy(OLD)
    page = "a_page_with_a_very_long_name_indeed_here"
    old["pages"][0] |= {"id": page, "groups": [_group("g", _field(f"f{n}")) for n in range(3)]}
    old["pages"][1]["groups"] = [_group("x", _field("more__x"))]
    form = schema_json.read(old)

    assert [group.id for group in form.groups()] == [
        page,
        f"{page[:37]}_2",
        f"{page[:37]}_3",
        "more__x_2",
    ]
    assert schema_json.read(old) == form
    assert compile_form(form)["fields"]["f2"]


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"pages": None},
        {"pages": [{"groups": 3}]},
        {"pages": [{"id": "p", "groups": [{"id": "g", "fields": ["show_when"]}]}]},
        {"pages": [{"id": "p", "groups": [{"id": "g", "fields": [_field("q", show_when={"when": "rain"})]}]}]},
        {"pages": [{"id": "p", "groups": [{"id": "g", "fields": [_field("q", show_when={"all": 3})]}]}]},
    ],
)  # fmt: skip
def test_what_is_no_form_of_format_1_is_refused(broken):
    with pytest.raises(UnreadableForm):
        schema_json.read(
            {"key": "sample", "title": WORDS, "purpose": WORDS, "retention": KEPT, **broken}
        )
