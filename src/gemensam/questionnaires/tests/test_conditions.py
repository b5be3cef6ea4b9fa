"""Conditions as rows that a person builds, written back the same; and why a field is hidden."""

from dataclasses import is_dataclass, replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemensam.questionnaires.rules import schema_json, trees
from gemensam.questionnaires.rules.answering import fill
from gemensam.questionnaires.rules.conditions import (
    SIGNS,
    CannotBeWritten,
    Mode,
    Reason,
    Row,
    Seen,
    Simple,
    as_simple,
    as_text,
    why_hidden,
    written,
)
from gemensam.questionnaires.rules.kinds import Sort
from gemensam.questionnaires.rules.language import Place, Tree, parse
from gemensam.questionnaires.rules.looking import RULES
from gemensam.questionnaires.rules.trees import Part, Ref
from gemensam.questionnaires.tests.examples import (
    a_field,
    a_form,
    a_form_of,
    answers_by_chance,
    form_by_chance,
    rows,
)

DAY = date(2026, 11, 22)
quick = settings(deadline=None, max_examples=40)
seeds = st.integers(0, 2**32)


@pytest.mark.parametrize(
    ("expression", "simple"),
    [
        ("", Simple(Mode.ALL, ())),
        ('home = "flat"', Simple(Mode.ALL, (Row("home", "=", "flat"),))),
        (
            'home != "flat" and age >= 65 and answered(name)',
            Simple(Mode.ALL, (
                Row("home", "!=", "flat"), Row("age", ">=", "65", Sort.NUMBER), Row("name", "answered"),
            )),
        ),
        (
            'needs includes "sight" or not answered(name) or debt < -2.5',
            Simple(Mode.ANY, (
                Row("needs", "includes", "sight"), Row("name", "not answered"),
                Row("debt", "<", "-2.5", Sort.NUMBER),
            )),
        ),
        (
            "born > 2000-02-29 and born < today and at = 8:30",
            Simple(Mode.ALL, (
                Row("born", ">", "2000-02-29", Sort.DATE), Row("born", "<", "today", Sort.DATE),
                Row("at", "=", "8:30", Sort.TIME),
            )),
        ),
    ],
)  # fmt: skip
def test_a_condition_of_comparisons_is_rows_and_is_written_back(expression, simple):
    assert as_simple(expression) == simple
    assert written(simple) == expression


@pytest.mark.parametrize(
    "expression",
    [
        "spare_key", "not spare_key", 'a in ("x", "y")', "a = b", "1 = a", "age(born) > 65",
        'a = "x" and (b = "y" or c = "z")', "sum(costs, amount) > 5", "a > 1 + 2", "a = ", "§",
        "not not answered(a)", "answered(a) = 1",
    ],
)  # fmt: skip
def test_a_richer_condition_is_no_rows(expression):
    assert as_simple(expression) is None


@pytest.mark.parametrize(
    "row",
    [
        Row("home", "=", 'fl"at'), Row("age", ">", "x", Sort.NUMBER), Row("age", ">", "", Sort.NUMBER),
        Row("age", ">", "1 or b = 2", Sort.NUMBER), Row("and", "=", "x"), Row("home", "in", "x"),
        Row("today", "=", "x\n"),
    ],
)  # fmt: skip
def test_a_row_that_no_expression_says_is_not_written(row):
    with pytest.raises(CannotBeWritten):
        written(Simple(Mode.ANY, (row, Row("b", "answered"))))


_VALUES = {
    Sort.TEXT: st.text("abcåäö 123=()", max_size=8),
    Sort.NUMBER: st.decimals(-999, 999, places=2).map(str),
    Sort.DATE: st.dates(date(1900, 1, 1)).map(str) | st.just("today"),
    Sort.TIME: st.times().map(lambda one: f"{one:%H:%M}"),
}
_VALUE_OF = {Sort.PICK: Sort.TEXT, Sort.PICKS: Sort.TEXT}


@st.composite
def some_rows(draw):
    sort = draw(st.sampled_from([sort for sort in SIGNS if SIGNS[sort]]))
    sign, field = (
        draw(st.sampled_from(SIGNS[sort])),
        draw(st.sampled_from(["a", "b_2"])),
    )
    if "answered" in sign:
        return Row(field, sign)
    of_value = _VALUE_OF.get(sort, sort)
    return Row(field, sign, draw(_VALUES[of_value]), of_value)


@given(st.sampled_from(Mode), st.lists(some_rows(), min_size=2, max_size=5))
@quick
def test_any_rows_are_read_back_as_they_were_written(mode, some):
    simple = Simple(mode, tuple(some))

    assert as_simple(written(simple)) == simple


def _placeless(tree: Tree) -> object:
    """Give a tree without where in the text its parts stand."""
    if isinstance(tree, tuple):
        return tuple(_placeless(one) for one in tree)
    if not is_dataclass(tree) or isinstance(tree, Place):
        return tree
    inner = {key: _placeless(getattr(tree, key)) for key in tree.__slots__ if key != "place"}
    return replace(tree, place=Place(1, 1), **inner)


@given(seeds)
@quick
def test_a_tree_is_written_so_that_it_is_read_the_same(seed):
    for element in trees.elements(schema_json.write(form_by_chance(Random(seed)))).values():
        for tree in [
            parse(element.attributes[rule]) for rule in RULES if rule in element.attributes
        ]:
            assert _placeless(parse(as_text(tree))) == _placeless(tree)


@pytest.mark.parametrize(
    "text",
    [
        "a - (b - c)", "a - b - c", "(a + b) * c", "a / (b * c)", "-(a + b)", "--a", "not (a or b) and c",
        "(a or b) and c", "a and b or c", "(a and b) and c", "not a = b", "(a = b) = c", 'x in ("å", "b")',
    ],
)  # fmt: skip
def test_parentheses_are_kept_where_they_mean_something(text):
    assert as_text(parse(text)) == text


PICK = a_field("home", "choice")
ASKED = [PICK, a_field("age", "number")]


def _filled(form: dict, **answers: object):
    return fill(schema_json.read(form), answers, today=DAY)


def test_each_part_of_what_hides_a_field_is_told_with_the_answer_that_it_looked_at():
    form = a_form(*ASKED, a_field("q", show_when='home = "a" and age > 65 and today > 2020-01-01'))

    assert why_hidden(_filled(form, home="b"), "q") == (
        Reason(Ref(Part.FIELD, "q"), False, Mode.ALL, (
            Seen('home = "a"', False, (("home", "b"),)),
            Seen("age > 65", None, (("age", None),)),
            Seen("today > 2020-01-01", True, (("today", "2026-11-22"),)),
        )),
    )  # fmt: skip


def test_of_all_that_a_field_stands_in_what_is_not_true_is_told_from_the_page_inwards():
    group = {"id": "g", "show_when": 'home = "a"', "fields": [a_field("q", show_when='home = "b"')]}
    page = {
        "id": "p2",
        "title": {"sv": "Ord"},
        "show_when": "age > 3 or not answered(age)",
        "groups": [group],
    }
    form = a_form_of({"id": "first", "fields": ASKED})
    form["pages"].append(page)
    home = (("home", "a"),)

    assert why_hidden(_filled(form, home="a", age="2"), "q") == (
        Reason(Ref(Part.PAGE, "p2"), False, Mode.ANY, (
            Seen("age > 3", False, (("age", "2"),)), Seen("not answered(age)", False, (("age", "2"),)),
        )),
        Reason(Ref(Part.FIELD, "q"), False, Mode.ALL, (Seen('home = "b"', False, home),)),
    )  # fmt: skip
    assert why_hidden(_filled(form, home="b"), "g") == (
        Reason(Ref(Part.GROUP, "g"), False, Mode.ALL, (
            Seen('home = "a"', False, (("home", "b"),)),
        )),
    )  # fmt: skip


def test_in_a_row_the_rows_own_answers_are_looked_at_and_from_outside_every_rows():
    costs = rows("costs", a_field("amount", "number"), a_field("why", show_when="amount > 5"))
    form = a_form_of(
        costs, {"id": "g", "fields": [a_field("q", show_when="sum(costs, amount) > 9")]}
    )
    answers = {"costs@r1": "yes", "amount@r1": "7", "costs@r2": "yes", "amount@r2": "1"}
    filled = _filled(form, **answers)

    assert why_hidden(filled, "why@r1") == ()
    assert why_hidden(filled, "why@r2") == (
        Reason(Ref(Part.FIELD, "why"), False, Mode.ALL, (
            Seen("amount > 5", False, (("amount@r2", "1"),)),
        )),
    )  # fmt: skip
    assert why_hidden(filled, "q") == (
        Reason(Ref(Part.FIELD, "q"), False, Mode.ALL, (
            Seen("sum(costs, amount) > 9", False, (("amount@r1", "7"), ("amount@r2", "1"))),
        )),
    )  # fmt: skip


@given(seeds)
@quick
def test_a_field_has_reasons_to_be_hidden_just_when_it_is(seed):
    random = Random(seed)
    schema = form_by_chance(random)
    filled = fill(schema, answers_by_chance(random, schema), today=DAY)

    hidden = {
        one.id for group in schema.groups() if not group.repeat
        for one in group.fields if one.id not in filled.shown
    }  # fmt: skip
    plain = [one.id for group in schema.groups() if not group.repeat for one in group.fields]
    assert {name for name in plain if why_hidden(filled, name)} == hidden
