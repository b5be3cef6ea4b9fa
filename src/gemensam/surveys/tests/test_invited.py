"""Pasted lists: in any order, from any spreadsheet, and what is wrong with a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.surveys.rules.invited import BadLine, Fault, Line, read

PLACES = {"munkedal": "1430", "lidköping": "1494", "göteborg": "1480"}
ASKED = ["1430", "1494"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Munkedal;eva@example.org", Line("1430", "eva@example.org", True)),
        ("Eva Ek\tMunkedals kommun\tEva@Example.org", Line("1430", "eva@example.org", True, "Eva Ek")),
        ("1494, 070-174 06 05", Line("1494", "+46701740605", False)),
        ("lidköping;+46 70 174 06 05;Kurt", Line("1494", "+46701740605", False, "Kurt")),
        ('"Ek, Eva";Munkedal;e@x.se', Line("1430", "e@x.se", True, "Ek, Eva")),
    ],
)  # fmt: skip
def test_a_line_is_read_in_any_order_and_however_it_is_parted(text, line):
    assert read(text, PLACES, asked=ASKED).lines == [line]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Munkedal;Eva Ek", Fault.NO_ADDRESS),
        ("eva@example.org", Fault.NO_MUNICIPALITY),
        ("Göteborg;eva@example.org", Fault.NOT_ASKED_THERE),
        (f"Munkedal;a@b.se;{'n' * 121}", Fault.NAME_TOO_LONG),
        ("Munkedal;123", Fault.NO_ADDRESS),
    ],
)
def test_a_line_that_cannot_be_read_is_told_by_its_number(text, fault):
    found = read(f"Munkedal;x@example.org\n\n{text}", PLACES, asked=ASKED)
    assert found.bad == [BadLine(3, text[:120], fault)]


def test_the_head_of_a_table_is_passed_over_and_an_address_stands_once():
    text = "Kommun;E-post\nMunkedal;a@b.se\nMunkedal;A@B.se"
    found = read(text, PLACES, asked=ASKED)
    assert found.lines == [Line("1430", "a@b.se", True)]
    assert found.bad == [BadLine(3, "Munkedal;A@B.se", Fault.TWICE)]


def test_where_only_one_municipality_is_asked_it_need_not_be_said():
    assert read("a@b.se", PLACES, asked=["1430"]).lines == [Line("1430", "a@b.se", True)]


@given(st.text(alphabet='ab@.;\t,"\n0+ \0Munkedl', max_size=60))
def test_whatever_is_pasted_is_read_or_told(text):
    found = read(text, PLACES, asked=["1430"])
    assert all(line.address and line.municipality_code == "1430" for line in found.lines)
    assert all(bad.number >= 1 for bad in found.bad)
