"""What fits a form: every function and operator with one use that is taken and one that is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.checking import FUNCTION_NAMES
from gemensam.questionnaires.rules.compiling import DoesNotCompile, compile_form
from gemensam.questionnaires.rules.language import BadExpression, parse
from gemensam.questionnaires.tests.examples import a_field, a_form_of, rows

TABLES = [
    {
        "id": "norm",
        "columns": [{"id": "who", "sort": "text"}, {"id": "amount"}, {"id": "since", "sort": "date"}],
        "rows": [["a", "100", "2024-01-01"]],
    },
    {"id": "ages", "columns": [{"id": "age"}, {"id": "amount"}], "rows": [["0", "10"]]},
]  # fmt: skip
FIELDS = [
    a_field("n", "number"), a_field("m", "money"), a_field("d", "date"), a_field("c", "time"),
    a_field("t"), a_field("k", "choice"), a_field("s", "many_choice"), a_field("y", "yes_no"),
    a_field("p", "period"), a_field("o", "person"), a_field("f", "file"),
]  # fmt: skip


def _faults(text, *, result=None):
    """Give what is wrong with a rule: a condition, or what a field is calculated from."""
    asked = a_field("q", show_when=text)
    if result:
        asked = a_field("q", "calculated", value=text, result=result)
    costs = rows("costs", a_field("amount", "number"), a_field("paid", "yes_no"))
    others = rows("others", a_field("other", "number"))
    form = a_form_of({"id": "g", "fields": [*FIELDS, asked]}, costs, others, tables=TABLES)
    try:
        compile_form(schema_json.read(form))
    except DoesNotCompile as error:
        return [str(one).partition(" ")[2] for one in error.misfits]
    return []


CONDITIONS = [
    'k = "a"', '"a" = k', 't = "x"', 'k != "b"', "k = t", "n = 17", "d = 2024-02-29", "c = 8:30",
    "n < 17", "m >= n", "d <= today", "c > 8:30", "y", "not y", "y and n > 1 or y", 'y = "yes"',
    'k in ("a", "b")', "n in (1, 2.5)", "d in (2024-01-01)", 't in ("x")', "c in (8:30)",
    's includes "a"', "s includes t", 'f includes "x"', "answered(n)", "answered(o)", "answered(costs)",
    "any(costs, paid)", "every(costs, amount > 1)", "any(costs, any(others, other > 1))",
    "if(y, y, n > 1)", "known(y, y)", "known(y, n > 1)", 'known(k, k) = "a"',
]  # fmt: skip


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_fits(text):
    assert _faults(text) == []


CALCULATIONS = [
    ("n + m - 2.5", "number"), ("-n * 2 / m", "number"), ("d - today", "number"), ("c - 8:30", "number"),
    ("d + 3", "date"), ("d - n", "date"), ("today", "date"), ("age(d)", "number"),
    ("years(d, today)", "number"), ("year(d) + month(d)", "number"), ("start(p)", "date"),
    ("end(p)", "date"), ("days(p)", "number"), ("length(t) + length(k)", "number"), ("round(n)", "number"),
    ("count(s) + count(f)", "number"), ("count(costs)", "number"), ("count(costs, paid)", "number"),
    ("sum(costs, amount * n)", "number"), ("sum(costs, sum(others, other))", "number"),
    ("min(costs, amount)", "number"), ("max(others, other)", "number"), ("min(n, 3)", "number"),
    ("max(d, today)", "date"), ("if(y, n, 0)", "number"), ("if(y, k, t)", "text"), ("known(n, 0)", "number"),
    ("known(d, today)", "date"), ("lookup(norm, k, amount)", "number"), ("lookup(norm, t, since)", "date"),
    ("band(ages, n, amount)", "number"), ("y", "truth"), ("n > 3", "truth"), ("k", "text"), ("t", "text"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "result"), CALCULATIONS)
def test_a_calculation_fits(text, result):
    assert _faults(text, result=result) == []


A_NUMBER, A_TEXT, A_DATE = "a number", "a text", "a date"
IS = "This is {}; it must be {}."


def _is(place, found, wanted):
    return f"{place}: {IS.format(found, wanted)}"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("n", _is("1:1", A_NUMBER, "a condition")),
        ("k", _is("1:1", "a choice", "a condition")),
        ("not n", _is("1:5", A_NUMBER, "a condition")),
        ("y and t", _is("1:7", A_TEXT, "a condition")),
        ("y or d", _is("1:6", A_DATE, "a condition")),
        ('n = "a"', _is("1:5", A_TEXT, A_NUMBER)),
        ("d != n", _is("1:6", A_NUMBER, A_DATE)),
        ("p = p", _is("1:1", "a period", A_TEXT)),
        ("(y or y) = (n > 1)", _is("1:2", "a condition", A_TEXT)),
        ('s = "a"', _is("1:1", "several choices", A_TEXT)),
        ("o = t", _is("1:1", "an answer in parts", A_TEXT)),
        ('k = "z"', "1:5: “z” is none of the choices: a, b, c."),
        ('"z" = k', "1:1: “z” is none of the choices: a, b, c."),
        ('y = "maybe"', "1:5: “maybe” is none of the choices: no, yes."),
        ("t < t", _is("1:1", A_TEXT, A_NUMBER)),
        ("n > d", _is("1:5", A_DATE, A_NUMBER)),
        ("c <= n", _is("1:6", A_NUMBER, "a time")),
        ("n = 1 + d", _is("1:9", A_DATE, A_NUMBER)),
        ("d = d + d", _is("1:5", A_DATE, A_NUMBER)),
        ("n = d - c", _is("1:5", A_DATE, A_NUMBER)),
        ("n = c * 2", _is("1:5", "a time", A_NUMBER)),
        ("n = t / 2", _is("1:5", A_TEXT, A_NUMBER)),
        ("n = -d", _is("1:5", A_DATE, A_NUMBER)),
        ("k in (1)", _is("1:7", A_NUMBER, A_TEXT)),
        ('k in ("a", "z")', "1:12: “z” is none of the choices: a, b, c."),
        ('s in ("a")', _is("1:7", A_TEXT, "several choices")),
        ('k includes "a"', _is("1:1", "a choice", "several choices")),
        ("s includes n", _is("1:12", A_NUMBER, A_TEXT)),
        ('s includes "z"', "1:12: “z” is none of the choices: a, b, c."),
        ("d = 2024-02-30", "1:5: “2024-02-30” is no date or time."),
        ("c = 24:00", "1:5: “24:00” is no date or time."),
        ("gone", "1:1: There is no question “gone”."),
        ("costs", "1:1: “costs” is a group: ask count(), sum() or any() of it."),
        ("amount > 1", "1:1: “amount” is asked several times: say sum(costs, amount) or so."),
        ("any(others, amount > 1)",
         "1:13: “amount” is asked several times: say sum(costs, amount) or so."),
        ("answered(n + 1)", "1:12: answered() asks of one question."),
        ("answered(gone)", "1:10: There is no question “gone”."),
        ("answered(n, n)", "1:1: answered() takes another number of things: 1 to 1."),
        ("any(g, y)", "1:5: any() goes over a group that is asked several times."),
        ("every(costs, amount)", _is("1:14", A_NUMBER, "a condition")),
        ("every(n > 1, y)", "1:9: every() goes over a group that is asked several times."),
        ("if(n, y, y)", _is("1:4", A_NUMBER, "a condition")),
        ("if(y, y, n)", _is("1:10", A_NUMBER, "a choice")),
        ("if(y, y)", "1:1: if() takes another number of things: 3 to 3."),
        ("known(n, d) = 1", _is("1:10", A_DATE, A_NUMBER)),
    ],
)  # fmt: skip
def test_a_condition_that_does_not_fit_is_told_why_and_where(text, fault):
    assert _faults(text) == [fault]


FUNCTIONS = (
    "age, answered, any, band, count, days, end, every, if, known, length, lookup, max, min, month,"
    " round, start, sum, year, years"
)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("d", _is("1:1", A_DATE, A_NUMBER)),
        ("age(n)", _is("1:5", A_NUMBER, A_DATE)),
        ("age(d, d)", "1:1: age() takes another number of things: 1 to 1."),
        ("years(d, n)", _is("1:10", A_NUMBER, A_DATE)),
        ("year(c)", _is("1:6", "a time", A_DATE)),
        ("month(t)", _is("1:7", A_TEXT, A_DATE)),
        ("days(start(d))", _is("1:12", A_DATE, "a period")),
        ("days(end(n))", _is("1:10", A_NUMBER, "a period")),
        ("days(d)", _is("1:6", A_DATE, "a period")),
        ("length(n)", _is("1:8", A_NUMBER, A_TEXT)),
        ("round(d)", _is("1:7", A_DATE, A_NUMBER)),
        ("round(n, 2)", "1:1: round() takes another number of things: 1 to 1."),
        ("count(n)", _is("1:7", A_NUMBER, "several choices")),
        ("count(s, y)", "1:1: count() takes another number of things: 1 to 1."),
        ("count(costs, amount)", _is("1:14", A_NUMBER, "a condition")),
        ("sum(costs, paid)", _is("1:12", "a choice", A_NUMBER)),
        ("sum(n, n)", "1:5: sum() goes over a group that is asked several times."),
        ("sum(costs)", "1:1: sum() takes another number of things: 2 to 2."),
        ("min(costs, paid)", _is("1:12", "a choice", A_NUMBER)),
        ("max(t, t)", _is("1:1", A_TEXT, A_NUMBER)),
        ("max(n, d)", _is("1:8", A_DATE, A_NUMBER)),
        ("lookup(gone, k, amount)", "1:8: The form has no such table."),
        ("lookup(norm, k, who)", "1:17: The table has these columns: amount, since."),
        ("lookup(norm, n, amount)", _is("1:14", A_NUMBER, A_TEXT)),
        ("band(norm, k, amount)", _is("1:12", "a choice", A_NUMBER)),
        ("sqrt(n)", f"1:1: There is no function “sqrt”. There are: {FUNCTIONS}."),
        ("n +\n  sqrt(n)", f"2:3: There is no function “sqrt”. There are: {FUNCTIONS}."),
    ],
)
def test_a_calculation_that_does_not_fit_is_told_why_and_where(text, fault):
    assert _faults(text, result="number") == [fault]


def test_every_function_is_tried_above():
    tried = " ".join([*CONDITIONS, *(text for text, _result in CALCULATIONS)])
    assert [name for name in FUNCTION_NAMES if f"{name}(" not in tried] == []


_NAMES = st.sampled_from(
    [*"nmdctksypof", "costs", "amount", "paid", "norm", "ages", "today", "gone"]
)
_PLAIN = st.sampled_from(["17", "2024-01-01", "8:30", '"a"', "25:00"])


def _more(parts):
    two = st.tuples(
        parts, st.sampled_from(["+", "-", "*", "/", "=", "<", "and", "or", "includes"]), parts
    )
    calls = st.tuples(st.sampled_from(FUNCTION_NAMES), st.lists(parts, min_size=1, max_size=3))
    return st.one_of(
        two.map(lambda one: f"({one[0]} {one[1]} {one[2]})"),
        calls.map(lambda one: f"{one[0]}({', '.join(one[1])})"),
        parts.map(lambda one: f"(not {one})"),
    )


@given(st.recursive(st.one_of(_NAMES, _PLAIN), _more, max_leaves=8))
def test_whatever_can_be_read_fits_or_is_told_where_it_does_not(text):
    try:
        parse(text)
    except BadExpression:
        return
    for fault in (*_faults(text), *_faults(text, result="number")):
        place, _colon, _words = fault.partition(": ")
        line, column = map(int, place.split(":"))
        assert line == 1
        assert 1 <= column <= len(text) + 1
