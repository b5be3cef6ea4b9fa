"""Programs: their order, circles named as they run, all faults at once, and what speaks of what."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.compiling import (
    ALWAYS,
    TODAY,
    DoesNotCompile,
    cells_read,
    compile_form,
    page_key,
)
from gemensam.questionnaires.tests.examples import (
    WORDS,
    a_field,
    a_form,
    a_form_of,
    form_by_chance,
    rows,
)

SOME_RANDOM = st.randoms(use_true_random=False)


def _compiled(data):
    return compile_form(schema_json.read(data))


def _misfits(data):
    with pytest.raises(DoesNotCompile) as refusal:
        _compiled(data)
    return [str(one) for one in refusal.value.misfits]


def test_a_small_form_has_this_program():
    form = a_form(
        a_field("fallen", "yes_no"), a_field("details", show_when='fallen = "yes"', checks=[])
    )
    assert _compiled(form) == {
        "format": 1,
        "cells": 5,
        "steps": [
            [2, ALWAYS, ["all", ["=", ["v", 1], ["t", "yes"]]]],
            [4, ALWAYS, ["when", ["v", 2], ["v", 3]]],
        ],
        "fields": {"fallen": [1, "k", 1, ALWAYS], "details": [3, "t", 4, 2]},
        "groups": {},
        "shown": {},
        "required": {},
        "checks": [],
        "tables": {},
    }


def test_a_repeated_group_has_its_rows_and_steps_for_each():
    form = a_form_of(
        {"id": "g", "fields": [a_field("any", "yes_no")]},
        rows("costs", a_field("amount", "number", required_when="any"), show_when="any"),
    )
    program = _compiled(form)

    assert program["groups"] == {"costs": [3, 4]}
    assert program["fields"]["amount"] == [5, "n", 6, 2, "costs", False]
    assert program["shown"] == {"costs": 2}
    assert [4, ALWAYS, ["when", ["v", 2], ["v", 3]]] in program["steps"]
    assert [6, 4, ["when", ["v", 2], ["r", 5]]] in program["steps"]
    assert [7, 4, ["yes", ["v", 1]]] in program["steps"]


@given(SOME_RANDOM)
def test_a_step_only_looks_at_answers_and_at_what_steps_before_it_filled(random):
    program = compile_form(form_by_chance(random))
    inputs = {row[0] for row in program["fields"].values()} | {TODAY}
    inputs |= {row[0] for row in program["groups"].values()}
    filled = set(inputs)
    for target, over, code in program["steps"]:
        assert {*cells_read(code), over} - {ALWAYS} <= filled
        assert target not in filled
        filled.add(target)
    assert filled - {ALWAYS} == set(range(program["cells"]))


@given(SOME_RANDOM)
def test_a_program_is_plain_json(random):
    program = compile_form(form_by_chance(random))
    assert json.loads(json.dumps(program)) == json.loads(json.dumps(program, allow_nan=False))
    assert json.loads(json.dumps(program))["steps"] == program["steps"]


def test_a_rule_may_look_at_what_is_asked_later():
    form = a_form(
        a_field("first", show_when="late > 3"),
        a_field("total", "calculated", value="late * 2"),
        a_field("late", "number"),
    )
    assert [step[0] for step in _compiled(form)["steps"]] == [1, 4, 3]


CIRCLE = "1:1: These hang on each other in a circle: {}."


@pytest.mark.parametrize(
    ("form", "misfit"),
    [
        (a_form(a_field("q", show_when="answered(q)")),
         f"q.show_when {CIRCLE.format('q → q')}"),
        (a_form(a_field("a", show_when="answered(b)"), a_field("b", show_when="answered(a)")),
         f"a.show_when {CIRCLE.format('a → b → a')}"),
        (a_form(a_field("a", "calculated", value="b"), a_field("b", "calculated", value="c"),
                a_field("c", "calculated", value="a")),
         f"a.value {CIRCLE.format('a → b → c → a')}"),
        (a_form(a_field("n", "number", show_when="sum > 3"),
                a_field("sum", "calculated", value="n + 1")),
         f"n.show_when {CIRCLE.format('n → sum → n')}"),
        (a_form_of({"id": "g", "fields": [a_field("q", "yes_no")], "show_when": "q"}),
         f"g.show_when {CIRCLE.format('g → q → g')}"),
        (a_form_of(rows("g", a_field("q", "yes_no"), show_when="any(g, q)")),
         f"g.show_when {CIRCLE.format('g → g')}"),
        (a_form_of(rows("g", a_field("q"), show_when="count(g) > 1")),
         f"g.show_when {CIRCLE.format('g → g')}"),
    ],
)  # fmt: skip
def test_a_circle_is_named_with_its_elements_in_order(form, misfit):
    assert _misfits(form) == [misfit]


def test_a_circle_through_a_page_is_named_by_its_page():
    form = a_form(a_field("q", "yes_no"))
    form["pages"][0]["show_when"] = "q"

    assert _misfits(form) == [f"/p.show_when {CIRCLE.format('/p → q → /p')}"]


def test_every_fault_is_told_at_once():
    form = a_form_of(
        {"id": "g", "fields": [
            a_field("a", show_when="gone"),
            a_field("b", required_when="1"),
            a_field("c", checks=[{"holds": "c = c", "message": WORDS}, {"holds": "c +", "message": WORDS}]),
            a_field("d", "calculated", value=""),
        ]},
        rows("r", a_field("e"), show_when="e = 1"),
    )  # fmt: skip
    form["pages"][0]["show_when"] = "f("

    assert _misfits(form) == [
        "/p.show_when 1:3: The rule ends too early: … is missing.",
        "a.show_when 1:1: There is no question “gone”.",
        "b.required_when 1:1: This is a number; it must be a condition.",
        "c.checks 2 1:4: The rule ends too early: … is missing.",
        "d.value 1:1: The rule ends too early: … is missing.",
        "r.show_when 1:1: “e” is asked several times: say sum(r, e) or so.",
    ]


def test_a_page_may_have_the_id_of_a_field():
    form = a_form(a_field("p", "yes_no"), a_field("q", show_when="p"))
    form["pages"].append(
        {
            "id": "q",
            "title": WORDS,
            "show_when": "p",
            "groups": [{"id": "h", "fields": [a_field("z")]}],
        }
    )
    schema = schema_json.read(form)

    assert page_key(schema.pages[1]) == "/q"
    assert set(compile_form(schema)["shown"]) == {"/q", "h"}
