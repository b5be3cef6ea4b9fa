"""The language of definitions: what it takes, what it refuses and where, what it calculates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.programme.rules.indicators_expressions import (
    MOST_LETTERS,
    Added,
    BadExpression,
    Condition,
    Constant,
    Use,
    evaluate,
    parse,
    uses,
)

GRANTED = Use("alarms.granted", ())


def test_an_expression_is_read_as_it_is_written() -> None:
    digital = Use("alarms.granted", (Condition("kind", "digital", is_equal=True),))
    broken = Use("alarms.granted", (Condition("works", "yes", is_equal=False),))
    assert parse("count(alarms.granted, kind = digital) - (count(alarms.granted)\n + 3)") == Added(
        digital, Added(GRANTED, Constant(3), is_minus=False), is_minus=True
    )
    assert parse("count(alarms.granted, works != yes)") == broken


def test_minus_binds_to_the_left() -> None:
    assert evaluate(parse("10 - 3 - 2"), lambda _use: None) == 5
    assert evaluate(parse("10 - (3 - 2)"), lambda _use: None) == 9


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1: Expected count(…), sum(…) or a number, but it ends here."),
        ("5 +", "1:4: Expected count(…), sum(…) or a number, but it ends here."),
        ("3 3", "1:3: Expected +, - or the end, found “3”."),
        ("(3", "1:3: Expected ), but it ends here."),
        ("count(alarms.granted", "1:21: Expected a comma or ), but it ends here."),
        (
            "count(alarms.granted, kind = digtal)",
            "1:30: Expected analogue, digital, found “digtal”.",
        ),
        ("count(alarms.granted,\n sort = digital)", "2:2: Expected kind, works, found “sort”."),
        ("count(alarms.granted, kind < digital)", "1:28: “<” means nothing here."),
        ("count(alarms.granted, kind digital)", "1:28: Expected = or !=, found “digital”."),
        (
            "sum(alarms.granted)",
            "1:5: alarms.granted is used with count(…), not sum(…).",
        ),
        (
            "sum(reported.numerator, part = school)",
            "1:32: Expected no part: the indicator has none, found “school”.",
        ),
        ("1" * (MOST_LETTERS + 1), "1:1: An expression has at most 500 letters."),
    ],
)
def test_a_bad_expression_is_refused_with_the_place_and_what_was_expected(
    text: str, said: str
) -> None:
    with pytest.raises(BadExpression) as refused:
        parse(text)
    assert str(refused.value) == said


def test_an_unknown_measure_is_answered_with_those_there_are() -> None:
    with pytest.raises(BadExpression) as refused:
        parse("count(alarms)")
    assert str(refused.value) == (
        "1:7: Expected alarms.granted, eservices.offered, observed.denominator, "
        "observed.numerator, reported.denominator, reported.numerator, staff.concerned, found “alarms”."
    )


def test_what_is_missing_makes_a_sum_missing_and_a_zero_does_not() -> None:
    expression = parse("count(alarms.granted) + count(alarms.granted, kind = digital)")
    assert evaluate(expression, lambda _: 0) == 0
    assert evaluate(expression, lambda use: None if use.conditions else 7) is None


trees = st.recursive(
    st.one_of(st.integers(0, 99).map(Constant), st.just(GRANTED)),
    lambda inner: st.builds(Added, inner, inner, st.booleans()),
    max_leaves=8,
)


def _written(tree: object) -> str:
    match tree:
        case Constant(number):
            return str(number)
        case Added(left, right, is_minus):
            return f"({_written(left)} {'-' if is_minus else '+'} {_written(right)})"
        case _:
            return "count(alarms.granted)"


@given(tree=trees, granted=st.integers(0, 1000))
def test_whatever_is_written_calculates_as_python_does(tree: object, granted: int) -> None:
    text = _written(tree)
    expression = parse(text)
    expected = eval(text.replace("count(alarms.granted)", str(granted)))
    assert evaluate(expression, lambda _use: granted) == expected
    assert bool(uses(expression)) is ("count" in text)


@given(text=st.text(alphabet="abcount(alrms.gnted,kind =!+-)0123 \n", max_size=60))
def test_any_text_is_read_or_refused_at_a_place_inside_it(text: str) -> None:
    lines = text.split("\n")
    try:
        parse(text)
    except BadExpression as refused:
        line, column = refused.fault.line, refused.fault.column
    else:
        line, column = 1, 1
    assert 1 <= line <= len(lines)
    assert 1 <= column <= len(lines[line - 1]) + 1
