"""Forms as data: what is read, what is refused and where, and the digest."""

import json
from importlib import resources

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.reading import UnreadableForm
from gemensam.questionnaires.rules.schema import Accept, Prefill, Retention
from gemensam.questionnaires.tests.examples import (
    KEPT,
    WORDS,
    a_field,
    a_form,
    a_form_of,
    form_by_chance,
    rows,
)

SOME_RANDOM = st.randoms(use_true_random=False)
FULL = a_form_of(
    {"id": "g", "title": WORDS, "show_when": 'y = "yes"', "fields": [
        a_field("n", "number", unit=WORDS, decimals=2, least="0", most="1 000,5", help=WORDS),
        a_field("d", "date", least="2020-01-01", most="today", prefill="previous"),
        a_field("t", longest=80, required_when="answered(n)", prefill="resident.name"),
        a_field("f", "file", accept=["pdf"], files=3, retention="until_case_closed"),
        a_field("s", "statement", accept_label=WORDS, required=False, sensitive=False),
        a_field("y", "yes_no", dont_know=True, purpose={"sv": "Ett annat ändamål"}),
        a_field("v", "calculated", value="today + 1", result="date",
                checks=[{"holds": "v > today", "message": WORDS}]),
    ]},
    rows("r", a_field("k", "choice"), repeat={"least": 1, "most": 3, "one": {"sv": "sak", "fi": "asia"}}),
    languages=["sv", "en", "fi"],
    tables=[{"id": "t1", "columns": [{"id": "a", "sort": "number"}, {"id": "b", "sort": "text"}], "rows": [["1", "x"]]}],
    tests=[{"id": "c", "title": "Prov", "today": "2026-11-22", "answers": {"n": "1", "f": ["x"], "p": {"a": "b"}},
            "expect": {"shown": ["n"], "hidden": ["d"], "values": {"v": "1"}, "problems": []}}],
)  # fmt: skip


@given(SOME_RANDOM)
def test_a_form_that_is_written_is_read_back_the_same(random):
    form = form_by_chance(random)
    assert schema_json.read(schema_json.write(form)) == form


@given(SOME_RANDOM)
def test_the_canonical_text_is_the_same_however_often_it_is_made(random):
    once = schema_json.canonical(form_by_chance(random))
    again = schema_json.canonical(schema_json.read(json.loads(once)))

    assert again == once


def test_everything_that_a_form_can_say_is_written_as_it_was_read():
    assert schema_json.write(schema_json.read(FULL)) == FULL


def test_what_is_left_out_is_as_usual():
    field = schema_json.read(a_form(a_field("q", "file"))).by_id["q"]
    assert (field.is_required, field.is_sensitive, field.files, field.accept) == (
        True, True, 1, (Accept.PICTURE, Accept.PDF),
    )  # fmt: skip
    assert (field.purpose.write(), field.retention) == (WORDS, Retention(KEPT))


def test_the_digest_is_sha256_over_the_canonical_text():
    assert (
        schema_json.digest("å")
        == "e83979df9d36090142f23051f8e8d7ad48e5c20dff5c9e7b92ca3454f67469f9"
    )


Q, P = "form.pages[p].groups[g].fields[q]", a_field("q")


def _q(kind="text", **over):
    return a_form(a_field("q", kind, **over))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "form: must be a mapping of names to values"),
        ({}, "form: not a form of format 1"),
        (a_form(P, format=3), "form: format must be a whole number, 2 to 2"),
        (a_form(P, colour="red"), "form: unknown: colour"),
        (a_form(P) | {True: 1}, "form: unknown: True"),
        (a_form(P, key="Stor"), "form: key must be small letters, digits and _"),
        (a_form(P, title={"en": "Word"}), "form: title must have words in sv"),
        (a_form(P, title={"svenska": "Ord"}), "form: title must have sv, en or another language"),
        (a_form(P, title={True: "Ord"}), "form: title must have sv, en or another language"),
        (a_form(P, pages=[]), "form: pages must be a list with something in it"),
        (a_form(P, pages=[3]), "form.pages[1]: must be a mapping of names to values"),
        (a_form(P, retention="for_ever"),
         "form: retention must be one of five_years_after_last_note, until_case_closed, until_reported"),
        (_q("colour"), f"{Q}: kind must be one of " + ", ".join(FieldKind)),
        (_q(required="no"), f"{Q}: required must be true or false"),
        (_q(choices=[{"id": "a", "label": WORDS}]), f"{Q}: unknown: choices"),
        (_q("choice", choices=[]), f"{Q}: choices must be a list with something in it"),
        (_q("choice", choices=[{"id": "a", "label": WORDS}] * 2), "form: choice of q id used twice: a"),
        (_q("date", unit=WORDS), f"{Q}: unknown: unit"),
        (_q("number", decimals=5), f"{Q}: decimals must be a whole number, 0 to 4"),
        (_q("number", decimals=True), f"{Q}: decimals must be a whole number, 0 to 4"),
        (_q("number", least="några"), f"{Q}: least must be written as the field's answers are"),
        (_q("number", most="today"), f"{Q}: most must be written as the field's answers are"),
        (_q("date", most="i dag"), f"{Q}: most must be written as the field's answers are"),
        (_q("time", least="25:00"), f"{Q}: least must be written as the field's answers are"),
        (_q("number", least=3), f"{Q}: least must be words in quotes"),
        (_q("file", accept=["exe"]), f"{Q}: accept must be among picture, pdf"),
        (_q("file", files=0), f"{Q}: files must be a whole number, 1 to 20"),
        (_q(longest=5001), f"{Q}: longest must be a whole number, 1 to 5000"),
        (_q(prefill="weather"),
         f"{Q}: prefill must be one of {', '.join(Prefill)}"),
        (_q(show_when={"field": "q"}), f"{Q}: show_when must be words in quotes"),
        (_q(checks=[{"holds": "q"}]), f"{Q}.checks[1]: message is missing"),
        (_q("calculated", result="time"), f"{Q}: result must be one of number, date, text, truth"),
        (a_form(P, P), "form: field or group id used twice: q"),
        (a_form(a_field("g")), "form: field or group id used twice: g"),
        (a_form(a_field("today"), a_field("and")), "form: an id is a word of the rules: and, today"),
        (a_form_of(rows("r", P, repeat={"least": 4, "most": 3, "one": WORDS})),
         "form.pages[p].groups[r].repeat: least must be a whole number, 0 to 3"),
        (a_form_of(rows("r", P, repeat={"most": 51, "one": WORDS})),
         "form.pages[p].groups[r].repeat: most must be a whole number, 1 to 50"),
        (a_form(P, tables=[{"id": "t", "columns": [{"id": "a"}], "rows": [["1", "2"]]}]),
         "form.tables[t]: every row needs as many cells as there are columns"),
        (a_form(P, tables=[{"id": "t", "columns": [{"id": "a"}] * 2, "rows": [["1", "2"]]}]),
         "form: column of t id used twice: a"),
        (a_form(P, tests=[{"id": "t", "title": "Prov", "today": "2026-11-22"}]),
         "form.tests[t].expect: must be a mapping of names to values"),
        (a_form(P, tests=[{"id": "t", "expect": {}, "answers": []}, {"id": "t", "expect": {}}]),
         "form: test id used twice: t"),
        (a_form(P, tests=[{"id": "t", "expect": {}, "answers": ["q"]}]),
         "form.tests[t]: answers and values must be mappings of names to values"),
    ],
)  # fmt: skip
def test_a_form_with_a_mistake_is_refused_and_the_place_is_named(data, message):
    with pytest.raises(UnreadableForm) as refusal:
        schema_json.read(data)

    assert str(refusal.value) == message


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.just("q")),
    lambda parts: st.one_of(
        st.lists(parts, max_size=3),
        st.dictionaries(st.sampled_from(["id", "sv", "a", True, 3]), parts, max_size=3),
    ),
    max_leaves=6,
)


def _places(data, path=()):
    yield path
    items = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, part in items:
        yield from _places(part, (*path, key))


@given(st.sampled_from([FULL, {}]), st.data())
def test_whatever_stands_anywhere_in_a_form_is_read_or_refused(form, drawn):
    data = json.loads(json.dumps(form))
    path = drawn.draw(st.sampled_from(list(_places(data))))
    odd = drawn.draw(_JSON)
    if path:
        at = data
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = odd
    else:
        data = odd
    try:
        read = schema_json.read(data)
    except UnreadableForm:
        return
    assert schema_json.read(schema_json.write(read)) == read


FORM = schema_json.read(
    a_form_of({"id": "g", "fields": [a_field("q")]}, rows("r", a_field("a"), a_field("b")))
)


@pytest.mark.parametrize(
    ("key", "fits"),
    [
        ("q", True), ("a@1x", True), ("b@abcdefghijkl", True), ("r@1x", True), ("a", False), ("q@1x", False),
        ("r", False), ("g", False), ("g@1x", False), ("a@", False), ("a@A", False), ("a@1x@2", False),
        ("a@abcdefghijklm", False), ("a@å", False), ("a@1\n", False), ("", False), ("@", False), ("@1x", False),
    ],
)  # fmt: skip
def test_an_answer_is_stored_under_a_field_a_fields_row_or_a_groups_row(key, fits):
    assert FORM.has_key(key) is fits


def _shipped():
    file = resources.files("gemensam.questionnaires") / "data" / "safety_alarm_application.yaml"
    return schema_json.read(yaml.safe_load(file.read_text(encoding="utf-8")))


def test_the_shipped_application_asks_these_fields_in_this_order():
    assert [(page.id, [field.id for field in page.fields()]) for page in _shipped().pages] == [
        ("living", ["lives_alone", "home_kind"]),
        ("need", ["situations", "fallen", "fall_details", "reason"]),
        ("phone", ["mobile_coverage", "landline", "communication", "interpreter_language"]),
        ("door", ["spare_key", "key_help", "way_in"]),
        ("contacts", ["phone_number", "first_contact", "second_contact", "share_with_centre"]),
    ]


def test_the_shipped_application_has_three_conditional_fields():
    assert {field.id: field.show_when for field in _shipped().fields() if field.show_when} == {
        "fall_details": 'fallen = "yes"',
        "interpreter_language": 'communication includes "interpreter"',
        "key_help": 'spare_key = "no"',
    }
