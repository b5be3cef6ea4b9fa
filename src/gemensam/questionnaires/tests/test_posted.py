"""What a page sends, read without trust; and rows that are named so that they sort as they were added."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.questionnaires.actions import Typed
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.answering import fill
from gemensam.questionnaires.rules.schema import ROW_ID
from gemensam.questionnaires.rules.values import Parts
from gemensam.questionnaires.runner.posted import (
    Pressed,
    new_row,
    pressed,
    read_typed,
    with_revisions,
    writer_of,
)
from gemensam.questionnaires.tests.examples import a_field, a_form, a_form_of, rows

FORM = schema_json.read(
    a_form_of(
        {"id": "g", "fields": [
            a_field("line"), a_field("lines", "long_text"), a_field("pick", "choice"), a_field("y", "yes_no"),
            a_field("many", "many_choice"), a_field("who", "person"), a_field("file", "file"),
            a_field("sum", "calculated", value="1"), a_field("told", "statement"),
            a_field("agree", "statement", accept_label={"sv": "Ja"}), a_field("left"),
        ]},
        rows("r", a_field("cell")),
    )
)  # fmt: skip


def test_what_was_asked_is_read_kind_by_kind_and_tidied():
    posted = {
        "asked": ["line", "lines", "pick", "y", "many", "who", "agree", "cell@1a", "cell@1b"],
        "line": ["  a \x00 b\nc "], "lines": [" a\r\n\r\nb "], "pick": ["z", "b"], "y": ["dont_know"],
        "many": ["c", "z", "a"], "who.name": [" Eva \x00 Lind "], "who.phone": [""], "who.age": ["7"],
        "agree": ["yes"], "cell@1a": ["x"], "left": ["not asked"],
    }  # fmt: skip
    assert read_typed([FORM], posted) == {
        "line": "a b c", "lines": "a\n\nb", "pick": "b", "y": "", "many": ("a", "c"),
        "who": Parts.of(name="Eva Lind"), "agree": "yes", "cell@1a": "x", "cell@1b": "",
    }  # fmt: skip


def test_what_was_asked_and_left_empty_is_empty_in_its_own_shape():
    assert read_typed([FORM], {"asked": ["many", "who", "line"]}) == {
        "many": (),
        "who": Parts(),
        "line": "",
    }


def test_what_is_not_asked_of_a_page_is_not_taken():
    keys = ["file", "sum", "told", "r@1a", "cell", "line@1a", "gone", "cell@", "cell@A", ""]
    posted = {"asked": keys, **{key: ["yes"] for key in keys}}
    assert read_typed([FORM], posted) == {}


def test_what_the_own_version_cannot_take_is_read_as_the_one_before_did():
    choice = {"choices": [{"id": one, "label": {"sv": "Ord"}} for one in "abcd"]}
    before = schema_json.read(a_form(a_field("pick", "choice", **choice), a_field("who")))
    posted = {"asked": ["pick", "who", "y"], "pick": ["d"], "who": ["Eva"], "y": ["z"]}
    assert read_typed([FORM, before], posted) == {"pick": "d", "who": "Eva", "y": ""}


def test_a_question_of_a_version_before_is_read_as_it_was_then():
    before = schema_json.read(
        a_form(a_field("gone", "many_choice"), a_field("line", "many_choice"))
    )
    posted = {"asked": ["gone", "line"], "gone": ["a"], "line": ["a"]}
    assert read_typed([FORM, before], posted) == {"gone": ("a",), "line": "a"}


@pytest.mark.parametrize(
    ("words", "revision"), [("3", 3), ("", 0), ("-1", 0), ("٣", 0), ("9" * 5000, 0), ("1 ", 0)]
)
def test_a_revision_that_is_no_number_of_ours_is_none(words, revision):
    assert with_revisions({"q": "x"}, {"seen.q": [words]}) == {"q": Typed("x", revision)}
    assert with_revisions({"q": "x"}, {}) == {"q": Typed("x", 0)}


def test_the_button_and_the_writer_are_read():
    assert [pressed(one) for one in ({}, {"go": ["back"]}, {"go": ["drop:r:1a"]})] == [
        Pressed("next"),
        Pressed("back"),
        Pressed("drop", "r", "1a"),
    ]
    assert writer_of({"writer": [str(UUID(int=7))]}) == UUID(int=7)
    assert [writer_of(one) for one in ({}, {"writer": ["x"]})] == [None, None]


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2058, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CHANCE = st.integers(0, 36 * 36 - 1)


@given(MOMENTS, st.integers(1, 10**9), CHANCE, CHANCE)
def test_rows_are_named_so_that_they_sort_as_they_were_added(now, milliseconds, one, other):
    first, second = new_row(now, one), new_row(now + timedelta(milliseconds=milliseconds), other)
    assert ROW_ID.fullmatch(first)
    assert first < second
    assert (new_row(now, one) == new_row(now, other)) == (one == other)


@given(st.permutations(["r@1a", "r@1b", "r@2a", "cell@1b", "r2@0"]))
def test_rows_come_in_that_order_however_the_answers_are_stored(keys):
    filled = fill(FORM, dict.fromkeys(keys, "yes") | {"r@1c": "no"}, today=date(2026, 11, 22))
    assert filled.rows(FORM.repeats["r"]) == ("1a", "1b", "2a")
    assert [key for key in filled.entries if "@" in key] == ["cell@1a", "cell@1b", "cell@2a"]
