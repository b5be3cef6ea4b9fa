"""The published JSON Schema: it lets every form through, and nothing that the reader refuses."""

import re
from random import Random

import pytest
from jsonschema import Draft202012Validator

from gemensam.questionnaires.library import shipped_forms
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.kinds import KINDS, FieldKind
from gemensam.questionnaires.rules.reading import UnreadableForm
from gemensam.questionnaires.rules.schema_publication import json_schema
from gemensam.questionnaires.tests.breaking import at, broken, copy, paths
from gemensam.questionnaires.tests.examples import (
    WORDS,
    a_field,
    a_form,
    a_form_of,
    form_by_chance,
    rows,
)

VALIDATOR = Draft202012Validator(json_schema())
CASE = {"id": "t", "title": "T", "today": "2026-11-22", "answers": {}, "expect": {}}
TABLE = {"id": "t", "columns": [{"id": "a"}, {"id": "b"}], "rows": [["1", 2.5]]}
# Every key that any part of a form may say.
EVERYTHING = a_form_of(
    {
        "id": "g",
        "title": WORDS,
        "show_when": "answered(f1)",
        "fields": [
            a_field(
                "f1", "number", help=WORDS, purpose=WORDS, retention="until_reported", unit=WORDS,
                required=False, sensitive=False, show_when="1 = 1", required_when="1 = 1",
                checks=[{"holds": "f1 > 0", "message": WORDS}], prefill="previous",
                decimals=4, least="0", most="9",
            ),
            a_field("f2", "text", longest=5000),
            a_field("f3", "yes_no", dont_know=True),
            a_field("f4", "file", accept=["pdf"], files=20),
            a_field("f5", "statement", accept_label=WORDS),
            a_field("f6", "calculated", value='"x"', result="text", unit=WORDS, decimals=0),
            a_field("f7", "choice"),
        ],
    },
    rows("h", a_field("f8")),
    tables=[{**TABLE, "columns": [{"id": "a", "sort": "date"}, {"id": "b", "sort": "text"}]}],
    tests=[
        {
            **CASE,
            "answers": {"f1": "1", "f4": ["x"], "f9": {"name": "x"}},
            "expect": {"shown": ["f1"], "hidden": [], "values": {"f6": "x", "f1": 1}, "problems": []},
        }
    ],
)  # fmt: skip


def accepts(data) -> bool:
    return VALIDATOR.is_valid(data)


def is_read(data) -> bool:
    try:
        schema_json.read(data)
    except UnreadableForm:
        return False
    return True


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("form", shipped_forms(), ids=lambda form: form.key)
def test_a_shipped_form_passes(form):
    assert list(VALIDATOR.iter_errors(schema_json.write(form))) == []


@pytest.mark.parametrize("seed", range(60))
def test_a_form_by_chance_passes(seed):
    form = form_by_chance(Random(seed))
    assert list(VALIDATOR.iter_errors(schema_json.write(form))) == []


def test_a_form_that_says_everything_passes_and_is_read():
    assert list(VALIDATOR.iter_errors(EVERYTHING)) == []
    assert is_read(EVERYTHING)


@pytest.mark.parametrize("kind", FieldKind)
def test_a_kind_takes_its_own_attributes_and_no_other_kinds(kind):
    whole = {
        name: value
        for field in EVERYTHING["pages"][0]["groups"][0]["fields"]
        for name, value in field.items()
        if name in {one for facts in KINDS.values() for one in facts.attributes}
    }
    needed = {"choices": whole["choices"]} if "choices" in KINDS[kind].attributes else {}
    taken = {
        name
        for name, value in whole.items()
        if accepts(a_form({"id": "f", "kind": kind.value, "label": WORDS, **needed, name: value}))
    }
    assert taken == KINDS[kind].attributes


# Free mappings, whose keys the form's author chooses.
FREE = {"answers", "values", "f9"}


def test_no_part_takes_a_key_that_nobody_defined():
    parts = [
        path for path in paths(EVERYTHING)
        if not (path and path[-1] in FREE) and isinstance(at(EVERYTHING, path), dict)
    ]  # fmt: skip
    misspelt = [copy(EVERYTHING) for _ in parts]
    for path, form in zip(parts, misspelt, strict=True):
        at(form, path)["Misspelt"] = {}
    assert len(parts) > 30
    assert [(accepts(one), is_read(one)) for one in misspelt] == [(False, False)] * len(parts)


BROKEN = {
    "another format": a_form(a_field("f"), format=3),
    "no pages": a_form(a_field("f")) | {"pages": []},
    "no fields": a_form(),
    "a capital in an id": a_form(a_field("Field")),
    "an id too long": a_form(a_field("f" * 41)),
    "no label": a_form({"id": "f", "kind": "text"}),
    "a label without Swedish": a_form(a_field("f", label={"en": "Word"})),
    "a label of blanks": a_form(a_field("f", label={"sv": "  "})),
    "a language in capitals": a_form(a_field("f", label={"sv": "Ord", "EN": "Word"})),
    "an unknown kind": a_form(a_field("f", "slider")),
    "a choice without choices": a_form({"id": "f", "kind": "choice", "label": WORDS}),
    "choices of a text": a_form(a_field("f", "text", choices=[{"id": "a", "label": WORDS}])),
    "five decimals": a_form(a_field("f", "number", decimals=5)),
    "a bound that is a number": a_form(a_field("f", "number", least=1)),
    "no files at all": a_form(a_field("f", "file", files=0)),
    "a file of another sort": a_form(a_field("f", "file", accept=["sound"])),
    "required in words": a_form(a_field("f", required="yes")),
    "an unknown retention": a_form(a_field("f"), retention="for_ever"),
    "an unknown prefill": a_form(a_field("f", prefill="shoe_size")),
    "a rule that is no text": a_form(a_field("f", show_when=True)),
    "too many rows": a_form_of(
        {"id": "g", "fields": [a_field("f")], "repeat": {"most": 51, "one": WORDS}}
    ),
    "a row that is no list": a_form(a_field("f"), tables=[{**TABLE, "rows": ["1"]}]),
    "a test that expects nothing": a_form(
        a_field("f"), tests=[{key: CASE[key] for key in CASE if key != "expect"}]
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_form_is_refused_by_the_schema_and_by_the_reader(name):
    assert (accepts(BROKEN[name]), is_read(BROKEN[name])) == (False, False)


@pytest.mark.parametrize("over", [{False: "x"}, {"label": {False: "Nei", "sv": "Nej"}}])
def test_a_key_that_yaml_took_for_false_is_refused_by_the_reader(over):
    assert not is_read(a_form({**a_field("f"), **over}))


UNSAYABLE = {
    "an id twice": a_form(a_field("f"), a_field("f")),
    "more rows at least than at most": a_form_of(
        {"id": "g", "fields": [a_field("f")], "repeat": {"least": 2, "most": 1, "one": WORDS}}
    ),
    "a row with too few cells": a_form(a_field("f"), tables=[{**TABLE, "rows": [["1"]]}]),
    "a whole number written with a point": a_form(a_field("f", "number", decimals=2.0)),
}


@pytest.mark.parametrize("name", UNSAYABLE)
def test_what_no_schema_can_say_the_reader_refuses(name):
    assert (accepts(UNSAYABLE[name]), is_read(UNSAYABLE[name])) == (True, False)


@pytest.mark.parametrize("seed", range(12))
def test_what_the_schema_lets_through_the_reader_reads(seed):
    random = Random(seed)
    forms = [broken(random, EVERYTHING, times=1) for _ in range(60)]
    refusals = [_refusal(data) for data in forms if accepts(data)]
    assert [why for why in refusals if why and not NO_SCHEMA_SAYS.search(why)] == []


NO_SCHEMA_SAYS = re.compile("used twice|as many cells|least must be a whole number")


def _refusal(data) -> str:
    try:
        schema_json.read(data)
    except UnreadableForm as error:
        return str(error)
    return ""
