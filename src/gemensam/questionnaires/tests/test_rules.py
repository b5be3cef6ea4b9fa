"""Reading what was typed, and what needs mending, in plain words."""

import pytest

from gemensam.questionnaires import rules, schema
from gemensam.questionnaires.reading import Text
from gemensam.questionnaires.rules import Problem
from gemensam.questionnaires.tests.examples import a_field, a_form
from gemensam.questionnaires.values import PersonAnswer, UnreadableAnswer, from_json, to_json


def _field(kind: str, **over: object) -> schema.Field:
    return next(schema.read(a_form(a_field("q", kind, **over))).fields())


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", {"q": ["  Eva   Lind "]}, "Eva Lind"),
        ("text", {}, ""),
        ("long_text", {"q": [" Rad 1\r\n\r\nRad 2 "]}, "Rad 1\n\nRad 2"),
        ("long_text", {"q": ["a\x00b"]}, "ab"),
        ("choice", {"q": ["b"]}, "b"),
        ("choice", {"q": ["elsewhere"]}, ""),
        ("many_choice", {"q": ["c", "a", "elsewhere"]}, ("a", "c")),
        ("many_choice", {}, ()),
        ("yes_no", {"q": ["yes"]}, "yes"),
        ("yes_no", {"q": ["kanske"]}, ""),
        ("date", {"q": ["2026-11-21"]}, "2026-11-21"),
        ("phone", {"q": ["070-174 06 05"]}, "070-174 06 05"),
        ("person", {"q.name": [" Eva "], "q.phone": ["070"]}, PersonAnswer("Eva", "", "070")),
        ("person", {}, PersonAnswer()),
    ],
)
def test_what_was_typed_is_read(kind, typed, value):
    assert rules.from_typed(_field(kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("text", None, "Fyll i: Ord"),
        ("text", "", "Fyll i: Ord"),
        ("text", "x" * 201, "Skriv kortare: Ord (ta bort 1 tecken)"),
        ("long_text", "x" * 5002, "Skriv kortare: Ord (ta bort 2 tecken)"),
        ("choice", None, "Välj ett svar: Ord"),
        ("many_choice", (), "Välj ett svar: Ord"),
        ("yes_no", "", "Välj ett svar: Ord"),
        ("date", "21/11", "Skriv datumet som år-månad-dag, till exempel 2026-11-21: Ord"),
        ("date", "20261121", "Skriv datumet som år-månad-dag, till exempel 2026-11-21: Ord"),
        ("phone", "ring mig", "Skriv telefonnumret med siffror, till exempel 070-174 06 05: Ord"),
        ("phone", "112", "Skriv telefonnumret med siffror, till exempel 070-174 06 05: Ord"),
        ("person", None, "Skriv namn och telefon: Ord"),
    ],
)
def test_an_answer_that_will_not_do_gets_words_that_say_what_to_do(kind, value, words):
    assert [problem.text.sv for problem in rules.problems_of(_field(kind), value)] == [words]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "x" * 200),
        ("date", "2026-02-28"),
        ("phone", "+46 (0)70-174 06 05"),
        ("phone", "0524-18 000"),
        ("person", PersonAnswer("Eva", "dotter", "070-174 06 05")),
        ("yes_no", "no"),
    ],
)
def test_an_answer_that_will_do_has_no_problem(kind, value):
    assert rules.problems_of(_field(kind), value) == ()


def test_an_optional_field_may_be_left_but_not_filled_in_badly():
    field = _field("phone", required=False)
    assert rules.problems_of(field, "") == ()
    assert [problem.field_id for problem in rules.problems_of(field, "x")] == ["q"]


def test_a_persons_problems_say_which_part_to_mend():
    found = rules.problems_of(_field("person"), PersonAnswer("", "dotter", "x"))
    assert found == (
        Problem("q", Text("Skriv namnet: Ord", "Write the name: Word"), "name"),
        Problem(
            "q",
            Text(
                "Skriv telefonnumret med siffror, till exempel 070-174 06 05: Ord",
                "Write the phone number in digits, such as 070-174 06 05: Word",
            ),
            "phone",
        ),
    )


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("yes_no", "yes", "Ja"),
        ("choice", "a", "Ord"),
        ("many_choice", ("a", "b"), "Ord; Ord"),
        ("person", PersonAnswer("Eva", "", "070"), "Eva, 070"),
        ("text", "yes", "yes"),
    ],
)
def test_an_answer_is_written_for_people(kind, value, words):
    assert rules.in_words(_field(kind), value, "sv") == words


def test_a_page_whose_fields_are_all_hidden_is_passed_over():
    second = a_field("b", show_when={"field": "a", "is": "yes"})
    data = a_form(a_field("a", "yes_no"))
    data["pages"].append(a_form(second)["pages"][0] | {"id": "p2"})
    form = schema.read(data)

    assert [page.id for page in rules.shown_pages(form, {"a": "no"})] == ["p"]
    assert [page.id for page in rules.shown_pages(form, {"a": "yes"})] == ["p", "p2"]


@pytest.mark.parametrize("value", ["x", ("a", "b"), (), PersonAnswer("Eva", "dotter", "070")])
def test_an_answer_that_is_written_is_read_back_the_same(value):
    assert from_json(to_json(value)) == value


@pytest.mark.parametrize("data", [None, 1, True, [1], {"name": 1}, {"age": "7"}])
def test_an_answer_of_another_shape_is_refused(data):
    with pytest.raises(UnreadableAnswer):
        from_json(data)
