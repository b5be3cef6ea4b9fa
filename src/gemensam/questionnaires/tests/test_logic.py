"""Conditions in three values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.questionnaires import logic, rules
from gemensam.questionnaires.logic import All, Answered, AnyOf, Includes, Is, Not
from gemensam.questionnaires.tests.examples import filled_forms

YES, NO, UNKNOWN = Is("q", "yes"), Is("q", "no"), Is("unanswered", "yes")
COUNTING = {"q": "yes", "many": ("a", "b")}


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (YES, True),
        (NO, False),
        (UNKNOWN, None),
        (Not(YES), False),
        (Not(NO), True),
        (Not(UNKNOWN), None),
        (Includes("many", "a"), True),
        (Includes("many", "c"), False),
        (Includes("unanswered", "a"), None),
        (Answered("q"), True),
        (Answered("unanswered"), False),
        (All((YES, YES)), True),
        (All((YES, UNKNOWN)), None),
        (All((NO, UNKNOWN)), False),
        (AnyOf((NO, UNKNOWN)), None),
        (AnyOf((YES, UNKNOWN)), True),
        (AnyOf((NO, NO)), False),
    ],
)
def test_a_condition_is_true_false_or_unknown(condition, truth):
    assert logic.evaluate(condition, COUNTING) is truth


LEAVES = st.sampled_from([YES, NO, UNKNOWN, Answered("q"), Answered("unanswered")])
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: (
        inner.map(Not)
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
    ),
    max_leaves=8,
)


@given(CONDITIONS)
def test_a_condition_that_is_written_is_read_back_the_same(condition):
    assert logic.read(logic.write(condition)) == condition


@given(st.lists(CONDITIONS, min_size=1, max_size=3))
def test_not_all_is_the_same_as_any_not_in_three_values(parts):
    some_fails = AnyOf(tuple(Not(part) for part in parts))
    assert logic.evaluate(Not(All(tuple(parts))), COUNTING) is logic.evaluate(some_fails, COUNTING)


@pytest.mark.parametrize(
    "data",
    [
        None,
        "q",
        {},
        {"field": "q"},
        {"field": "q", "is": True},
        {"field": "q", "is": "yes", "includes": "a"},
        {"field": "q", "answered": False},
        {"all": []},
        {"any": "q"},
        {"not": {"field": "q"}},
        {"field": "q", "greater": "1"},
    ],
)
def test_a_condition_that_nobody_defined_is_refused(data):
    with pytest.raises(logic.UnreadableCondition):
        logic.read(data)


@given(filled_forms())
def test_a_hidden_answer_changes_nothing_that_is_shown(filled):
    form, answers = filled
    shown = rules.visible(form, answers)
    without_hidden = {key: value for key, value in answers.items() if key in shown}

    assert rules.visible(form, without_hidden) == shown
    assert rules.counting(form, without_hidden) == rules.counting(form, answers)


@given(filled_forms())
def test_only_answers_of_shown_fields_count_and_the_answers_are_left_alone(filled):
    form, answers = filled
    before = dict(answers)

    assert set(rules.counting(form, answers)) <= rules.visible(form, answers)
    assert answers == before


@given(filled_forms())
def test_a_field_without_condition_is_always_shown(filled):
    form, answers = filled
    always = {field.id for field in form.fields() if field.show_when is None}

    assert always <= rules.visible(form, answers)


@given(filled_forms(), st.data())
def test_answering_a_field_never_moves_what_comes_before_it(filled, data):
    form, answers = filled
    fields = list(form.fields())
    changed = data.draw(st.integers(0, len(fields) - 1))
    fewer = {key: value for key, value in answers.items() if key != fields[changed].id}
    before = {field.id for field in fields[: changed + 1]}

    assert rules.visible(form, fewer) & before == rules.visible(form, answers) & before


@given(filled_forms())
def test_problems_are_only_about_shown_fields_in_the_forms_order(filled):
    form, answers = filled
    order = [field.id for field in form.fields() if field.id in rules.visible(form, answers)]
    places = [order.index(problem.field_id) for problem in rules.problems(form, answers)]

    assert places == sorted(places)
