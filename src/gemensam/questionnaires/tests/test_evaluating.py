"""What rules come to: three values, rows, exact sums, dates; and a change against the whole again."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemensam.questionnaires.rules import amounts, schema_json
from gemensam.questionnaires.rules.answering import fill
from gemensam.questionnaires.rules.compiling import compile_form
from gemensam.questionnaires.rules.evaluating import Evaluation, Program
from gemensam.questionnaires.rules.kinds import FieldKind
from gemensam.questionnaires.rules.values import Parts
from gemensam.questionnaires.tests.examples import (
    ROW_IDS,
    WORDS,
    a_field,
    a_form,
    a_form_of,
    answer_by_chance,
    answers_by_chance,
    form_by_chance,
    rows,
)

TODAY = date(2026, 11, 22)
YES_NO = {"T": "yes", "F": "no", "?": ""}


def _form(*fields, **over):
    return schema_json.read(a_form(*fields, **over))


def _value(text, answers=None, result="number", *, decimals=4, today=TODAY, fields=(), **over):
    """Give what a rule comes to, written; None when it is not known."""
    asked = [*fields, a_field("q", "calculated", value=text, result=result, decimals=decimals)]
    filled = fill(_form(*asked, **over), answers or {}, today=today)
    return filled.counting.get("q")


@pytest.mark.parametrize(
    ("text", "table"),
    [
        # Down: a is true, false, unknown; across: b is.
        ("a and b", "TF? FFF ?F?"),
        ("a or b", "TTT TF? T??"),
        ("not a", "FFF TTT ???"),
        ("if(a, b, not b)", "TF? FT? ???"),
        ("known(a, b)", "TTT FFF TF?"),
        ("a = b", "TF? FT? ???"),
        ("a != b", "FT? TF? ???"),
        ("answered(a)", "TTT TTT FFF"),
        ('a in ("yes", "no")', "TTT TTT ???"),
    ],
)  # fmt: skip
def test_conditions_have_three_values(text, table):
    fields = [a_field("a", "yes_no"), a_field("b", "yes_no")]
    signs = {"yes": "T", "no": "F", None: "?"}
    found = [
        "".join(
            signs[_value(text, {"a": YES_NO[a], "b": YES_NO[b]}, "truth", fields=fields)]
            for b in "TF?"
        )
        for a in "TF?"
    ]
    assert " ".join(found) == table


def test_dont_know_is_neither_yes_nor_no_but_is_an_answer():
    fields = [a_field("a", "yes_no", dont_know=True)]
    given = {"a": "dont_know"}
    found = [
        _value(text, given, "truth", fields=fields)
        for text in ("a", "not a", 'a = "dont_know"', "answered(a)")
    ]
    assert found == [None, None, "yes", "yes"]


def test_what_is_unknown_shows_nothing():
    form = _form(
        a_field("a", "yes_no"), a_field("if_a", show_when="a"), a_field("if_not", show_when="not a")
    )
    shown = [
        sorted(fill(form, {"a": answer}, today=TODAY).shown - {"a"}) for answer in ("", "yes", "no")
    ]
    assert shown == [[], ["if_a"], ["if_not"]]


def test_a_hidden_answer_is_kept_but_moves_nothing():
    form = _form(
        a_field("a", "yes_no"),
        a_field("b", "yes_no", show_when="a"),
        a_field("c", show_when="b"),
        a_field("total", "calculated", value="known(n, 0) + 1"),
        a_field("n", "number", show_when="b"),
    )
    answers = {"a": "no", "b": "yes", "c": "Ord", "n": "17"}
    hidden, shown = (fill(form, one, today=TODAY) for one in (answers, answers | {"a": "yes"}))

    assert (hidden.counting, hidden.answers) == ({"a": "no", "total": "1"}, answers)
    assert shown.counting == answers | {"a": "yes", "total": "18"}


def test_a_page_or_group_hides_all_that_stands_in_it():
    form = a_form_of(
        {"id": "g", "fields": [a_field("a", "yes_no")]},
        {"id": "h", "show_when": "a", "fields": [
            a_field("n", "number"), a_field("twice", "calculated", value="n * 2")]},
        rows("r", a_field("m", "number"), show_when="n > 1"),
    )  # fmt: skip
    form["pages"].append(
        {"id": "p2", "title": WORDS, "show_when": "answered(m_sum)", "groups": [
            {"id": "i", "fields": [a_field("z")]}]}
    )  # fmt: skip
    form["pages"][0]["groups"][0]["fields"].append(
        a_field("m_sum", "calculated", value="if(count(r) > 0, sum(r, m), n)")
    )
    answers = {"a": "yes", "n": "2", "r@r1": "yes", "m@r1": "3", "z": "Ord"}
    schema = schema_json.read(form)
    open_, closed = (fill(schema, answers | {"a": one}, today=TODAY) for one in ("yes", "no"))

    assert open_.counting == {"a": "yes", "m_sum": "3", "n": "2", "twice": "4", "m@r1": "3", "z": "Ord"}  # fmt: skip
    # A calculated field always comes to something written, if only to nothing.
    assert closed.counting == {"a": "no"}
    assert [page.id for page in closed.pages] == ["p"]


@pytest.mark.parametrize("hidden", ["", "a", "b", "c", "ab", "bc", "abc"])
def test_a_field_is_shown_when_its_page_its_group_and_itself_are(hidden):
    form = a_form(*(a_field(name, "yes_no") for name in "abc"))
    inner = {"show_when": "b", "fields": [a_field("q", show_when="c"), a_field("plain")]}
    repeated = rows("r", a_field("cell", show_when="c"), a_field("bare"), show_when="b")
    page = {
        "id": "p2",
        "title": WORDS,
        "show_when": "a",
        "groups": [{"id": "h", **inner}, repeated],
    }
    form["pages"].append(page)
    schema = schema_json.read(form)
    answers = {name: "no" if name in hidden else "yes" for name in "abc"} | {"r@1": "yes"}
    filled = fill(schema, answers, today=TODAY)

    is_there = not set("ab") & set(hidden)
    wanted = {"plain", "bare@1"} if is_there else set()
    wanted |= {"q", "cell@1"} if not hidden else set()
    assert filled.shown - set("abc") == wanted
    assert [filled.shows_group(group) for group in schema.groups()] == [True, is_there, is_there]
    assert len(filled.pages) == 1 + is_there


COSTS = a_form_of(
    rows("costs", a_field("n", "number"), a_field("y", "yes_no")),
    {"id": "g", "fields": [a_field("q", "calculated", value="0", decimals=4)]},
)
GIVEN = {
    "costs@r1": "yes", "n@r1": "1,5", "y@r1": "yes", "costs@r2": "yes", "n@r2": "x", "y@r2": "no",
    "costs@r3": "yes", "n@r3": "-4", "costs@r4": "no", "n@r4": "100", "y@r4": "yes",
    # What was typed in a row that never was.
    "n@r5": "1000",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "result", "over_three", "over_none"),
    [
        ("count(costs)", "number", "3", "0"),
        ("count(costs, y)", "number", "1", "0"),
        ("count(costs, n < 2)", "number", "2", "0"),
        ("sum(costs, n)", "number", "-2.5", "0"),
        ("min(costs, n)", "number", "-4", None),
        ("max(costs, n)", "number", "1.5", None),
        ("any(costs, y)", "truth", "yes", "no"),
        ("any(costs, n > 2)", "truth", None, "no"),
        ("every(costs, y)", "truth", "no", "yes"),
        ("every(costs, n < 2)", "truth", None, "yes"),
        ("answered(costs)", "truth", "yes", "no"),
        ("sum(costs, sum(costs, n))", "number", "-7.5", "0"),
    ],
)
def test_over_rows_what_is_unknown_is_left_out_and_removed_rows_do_not_count(
    text, result, over_three, over_none
):
    form = schema_json.read(COSTS)
    data = schema_json.write(form)
    data["pages"][0]["groups"][1]["fields"][0] |= {"value": text, "result": result}
    form = schema_json.read(data)
    found = [fill(form, given, today=TODAY).counting.get("q") for given in (GIVEN, {})]
    assert found == [over_three, over_none]


def test_a_row_has_its_own_demands_checks_and_values():
    data = a_form_of(
        rows(
            "r",
            a_field(
                "n", "number", required_when="y", checks=[{"holds": "n < 10", "message": WORDS}]
            ),
            a_field("y", "yes_no", required=False),
            a_field("twice", "calculated", value="n * 2", show_when="n > 1"),
        ),
        {"id": "g", "fields": [a_field("all", "calculated", value="sum(r, twice)")]},
    )
    given = {
        "r@a": "yes",
        "n@a": "12",
        "r@b": "yes",
        "y@b": "yes",
        "r@c": "yes",
        "n@c": "1",
        "r@d": "yes",
    }
    filled = fill(schema_json.read(data), given, today=TODAY)

    assert [problem.key for problem in filled.problems()] == ["n@a", "n@b"]
    assert filled.counting == {"n@a": "12", "twice@a": "24", "y@b": "yes", "n@c": "1", "all": "24"}
    assert filled.shown == {*(f"{f}@{row}" for row in "abcd" for f in "ny"), "twice@a", "all"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "0.3333"),
        ("2 / 3", "0.6667"),
        ("0.0001 / 2", "0.0001"),
        ("-0.0001 / 2", "-0.0001"),
        ("0.0001 / 4", "0"),
        ("1 / 0", None),
        ("0 / 0", None),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(2.4999)", "2"),
        ("round(0.5) + round(1.5)", "3"),
        ("7 - -3", "10"),
        ("-2 * -3", "6"),
        ("999999999999.9999 + 0.0001", "1000000000000"),
        ("100000 * 100000 * 10000", "100000000000000"),
        # A thousand times what can be typed is the most that a number can be.
        ("100000 * 100000 * 100000", "1000000000000000"),
        ("100000 * 100000 * 100000 + 0.0001", None),
        ("0 - 100000 * 100000 * 100000 - 0.0001", None),
    ],
)
def test_numbers_are_exact_and_round_half_away_from_zero(text, value):
    assert _value(text) == value


@pytest.mark.parametrize(("decimals", "value"), [(0, "2"), (1, "2.5"), (2, "2.45"), (4, "2.45")])
def test_a_calculated_number_is_rounded_to_its_decimals_so_that_sums_add_up(decimals, value):
    fields = [a_field("half", "calculated", value="2.45", decimals=decimals)]
    assert _value("half + 0", fields=fields) == value


def test_squaring_again_and_again_ends_in_not_known():
    squares = [a_field(f"c{n}", "calculated", value=f"c{n - 1} * c{n - 1}") for n in range(1, 40)]
    form = _form(a_field("c0", "number"), *squares)
    assert fill(form, {"c0": "999999999999"}, today=TODAY).counting == {"c0": "999999999999"}


@pytest.mark.parametrize(
    ("text", "result", "value"),
    [
        ("2024-03-01 - 2024-02-28", "number", "2"),
        ("2024-02-28 + 1.9", "date", "2024-02-29"),
        ("2024-03-01 - 1", "date", "2024-02-29"),
        ("2024-03-01 + (0 - 1.9)", "date", "2024-02-29"),
        ("9999-12-31 + 1", "date", None),
        ("0001-01-01 - 1", "date", None),
        ("16:30 - 8:05", "number", "505"),
        ("year(2024-02-29) * 100 + month(2024-02-29)", "number", "202402"),
        ("years(2000-11-22, 2026-11-22)", "number", "26"),
        ("years(2000-11-23, 2026-11-22)", "number", "25"),
        ("years(2000-02-29, 2026-02-28)", "number", "26"),
        ("years(2000-02-29, 2026-02-27)", "number", "25"),
        ("years(2000-02-29, 2024-02-28)", "number", "23"),
        ("years(2000-02-29, 2024-02-29)", "number", "24"),
        ("years(2000-02-29, 1900-02-28)", "number", "-100"),
        ("age(2000-01-01)", "number", "26"),
        ("max(2024-01-01, today)", "date", "2026-11-22"),
        ("min(2024-01-01, today)", "date", "2024-01-01"),
        ('length("å🙂")', "number", "2"),
    ],
)
def test_dates_times_and_texts(text, result, value):
    assert _value(text, result=result) == value


def test_a_period_has_a_start_an_end_and_days_that_both_count():
    fields = [a_field("p", "period")]
    given = {"p": Parts.of(**{"from": "2024-02-28", "to": "2024-03-01"})}
    found = [
        _value(text, given, result, fields=fields)
        for text, result in [("start(p)", "date"), ("end(p)", "date"), ("days(p)", "number")]
    ]
    assert found == ["2024-02-28", "2024-03-01", "3"]
    half = {"p": Parts.of(**{"from": "2024-02-28"})}
    assert _value("days(p)", half, fields=fields) is None


TABLES = [
    {"id": "norm", "columns": [{"id": "who", "sort": "text"}, {"id": "amount"}],
     "rows": [["a", "100,5"], ["b", "no number"], ["c", ""]]},
    {"id": "ages", "columns": [{"id": "age"}, {"id": "amount"}],
     "rows": [["0", "10"], ["18", "20"], ["65", "1.25"]]},
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "given", "value"),
    [
        ("lookup(norm, k, amount)", "a", "100.5"),
        ("lookup(norm, k, amount)", "b", None),
        ("lookup(norm, k, amount)", "c", None),
        ("lookup(norm, k, amount)", "", None),
        ("lookup(ages, n, amount)", "18", "20"),
        ("lookup(ages, n, amount)", "19", None),
        ("band(ages, n, amount)", "-1", None),
        ("band(ages, n, amount)", "0", "10"),
        ("band(ages, n, amount)", "17,9999", "10"),
        ("band(ages, n, amount)", "18", "20"),
        ("band(ages, n, amount)", "99", "1.25"),
        ("band(ages, n, amount)", "x", None),
    ],
)
def test_tables_are_looked_up_by_key_or_by_band(text, given, value):
    fields = [a_field("k", "choice", required=False), a_field("n", "number")]
    assert _value(text, {"k": given, "n": given}, fields=fields, tables=TABLES) == value


@pytest.mark.parametrize("kind", [kind for kind in FieldKind if kind is not FieldKind.CALCULATED])
@pytest.mark.parametrize(
    "value", ["x", ("a", "b"), Parts.of(name="x")], ids=["line", "many", "parts"]
)
def test_an_answer_of_another_shape_is_not_known_rather_than_a_crash(kind, value):
    field = a_field("f", kind.value)
    sort = next(schema_json.read(a_form(field)).fields()).sort.value
    rules = {
        "n": "f + 1 > 0", "t": "length(f) > 0", "d": "age(f) > 0", "c": "f > 8:00",
        "p": "days(f) > 0", "k": 'f = "a"', "s": "count(f) > 0", "o": "answered(f)",
    }  # fmt: skip
    rule = 'f = "yes"' if kind is FieldKind.YES_NO else rules[sort]
    found = _value(rule, {"f": value}, "truth", fields=[field])
    fits = isinstance(value, {"s": tuple, "p": Parts, "o": object}.get(sort, str))
    assert fits or found is None


SOME_RANDOM = st.randoms(use_true_random=False)


def _change_by_chance(random, form, answers):
    """Change one answer, or add, remove or bring back a row; give the key."""
    repeats = list(form.repeats)
    if repeats and random.random() < 0.4:
        key = f"{random.choice(repeats)}@{random.choice(ROW_IDS)}"
        answers[key] = "no" if answers.get(key) == "yes" else "yes"
        return key
    field = random.choice([one for one in form.fields() if one.kind is not FieldKind.CALCULATED])
    row = f"@{random.choice(ROW_IDS)}" if form.group_of[field.id].repeat else ""
    key = field.id + row
    if random.random() < 0.15:
        answers.pop(key, None)
    else:
        answers[key] = answer_by_chance(random, field)
    return key


@given(SOME_RANDOM)
@settings(max_examples=150)
def test_after_any_changes_the_cells_are_as_if_all_were_evaluated_anew(random):
    form = form_by_chance(random)
    if all(one.kind is FieldKind.CALCULATED for one in form.fields()):
        return
    program = Program(compile_form(form))
    answers = answers_by_chance(random, form)
    day = TODAY.toordinal() - amounts.EPOCH
    followed = Evaluation(program, answers, today=day)
    for _ in range(12):
        key = _change_by_chance(random, form, answers)
        followed.change(answers, key)
        assert followed.cells == Evaluation(program, answers, today=day).cells, key
