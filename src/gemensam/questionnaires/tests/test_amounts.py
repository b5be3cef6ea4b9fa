"""Exact values: what can be typed, what cannot, and that what is written is read the same."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.questionnaires.rules import amounts
from gemensam.questionnaires.rules.kinds import Sort
from gemensam.questionnaires.rules.values import Parts

MOST = 10**12 * amounts.ONE - 1


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("0", 0), ("-0", 0), ("17", 170_000), ("1 250,50", 12_505_000), ("1\u00a0250", 12_500_000),
        ("1\u202f250.5", 12_505_000), ("−4", -40_000), ("-0,0001", -1), ("007", 70_000),
        ("999999999999,9999", MOST), ("1000000000000", None), ("1,23456", None), ("", None), ("-", None),
        ("1,", None), (",5", None), ("1.250,50", None), ("1e3", None), ("12 kr", None), ("٣", None),
        ("--1", None), ("1\n", None), ("+1", None), ("1,250", None), ("-12,500", None), ("125 , 000", None),
        ("0,125", 1_250), ("1.250", 12_500), ("1 250,125", 12_501_250), ("1,2500", 12_500), ("1,25", 12_500),
    ],
)  # fmt: skip
def test_a_number_is_read_in_ten_thousandths(text, exact):
    assert amounts.number(text) == exact


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("1,250", ("1250", "1,25")), ("−12,500", ("-12500", "-12,5")), ("999,000", ("999000", "999")),
        ("12,125", ("12125", "12,1250")), ("1,25", None), ("0,125", None), ("1.250", None), ("1 250,125", None),
        ("1,250,000", None), ("1\u202f250", None), ("", None),
    ],
)  # fmt: skip
def test_a_comma_before_three_digits_is_asked_about(text, both):
    assert amounts.either(text) == both


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(["", "-", "−"]))
def test_what_is_offered_instead_is_read_as_what_it_stands_for(whole, part, sign):
    either = amounts.either(f"{sign}{whole},{part:03}")
    large, small = (amounts.number(one) for one in either)
    minus = -1 if sign else 1
    thousandths = whole * 1000 + part
    assert (large, small) == (minus * thousandths * amounts.ONE, minus * thousandths * 10)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2024-02-29", 19_782), ("0001-01-01", amounts.FIRST_DAY),
        ("9999-12-31", amounts.LAST_DAY), ("2026-02-29", None), ("0000-01-01", None), ("2026-2-1", None),
        ("20260201", None), ("2026-02-01 ", None), ("٢٠٢٦-٠٢-٠١", None), ("", None),
    ],
)  # fmt: skip
def test_a_date_is_read_in_days(text, day):
    assert amounts.day(text) == day


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("0:00", 0), ("8:05", 485), ("08.05", 485), ("16.30", 990), ("23:59", 1439), ("24:00", None),
        ("12:60", None), ("12", None), ("1230", None), ("", None),
    ],
)  # fmt: skip
def test_a_time_is_read_in_minutes(text, minutes):
    assert amounts.minutes(text) == minutes


@given(st.integers(-MOST, MOST))
def test_a_number_that_is_written_is_read_the_same(exact):
    assert amounts.parsed(Sort.NUMBER, amounts.written(Sort.NUMBER, exact)) == exact


@given(st.dates())
def test_a_date_that_is_written_is_read_the_same(day):
    exact = day.toordinal() - date(1970, 1, 1).toordinal()
    assert amounts.written(Sort.DATE, exact) == day.isoformat()
    assert amounts.parsed(Sort.DATE, day.isoformat()) == exact
    assert amounts.as_date(exact) == day


@given(st.integers(0, 24 * 60 - 1))
def test_a_time_that_is_written_is_read_the_same(exact):
    assert amounts.parsed(Sort.TIME, amounts.written(Sort.TIME, exact)) == exact


@given(st.text(max_size=20), st.sampled_from(list(Sort)))
def test_any_text_is_read_or_is_not_known(text, sort):
    exact = amounts.parsed(sort, text)
    assert exact is None or amounts.parsed(sort, amounts.written(sort, exact) or text) == exact


@pytest.mark.parametrize(
    ("sort", "exact", "text"),
    [
        (Sort.NUMBER, None, ""), (Sort.NUMBER, -5, "-0.0005"), (Sort.NUMBER, 12_505_000, "1250.5"),
        (Sort.TRUTH, True, "yes"), (Sort.TRUTH, False, "no"), (Sort.TEXT, "Ord", "Ord"),
        (Sort.TIME, 5, "00:05"), (Sort.DATE, -719_162, "0001-01-01"),
    ],
)  # fmt: skip
def test_a_value_is_written_the_way_it_is_typed(sort, exact, text):
    assert amounts.written(sort, exact) == text


@pytest.mark.parametrize(
    ("value", "by", "rounded"),
    [(5, 10, 1), (-5, 10, -1), (4, 10, 0), (-4, 10, 0), (15, 10, 2), (25, 10, 3), (5, -10, -1), (-5, -10, 1), (0, -3, 0)],
)  # fmt: skip
def test_a_division_rounds_half_away_from_zero(value, by, rounded):
    assert amounts.rounded(value, by) == rounded


@pytest.mark.parametrize(
    ("sort", "value", "exact"),
    [
        (Sort.PERIOD, Parts.of(**{"from": "1970-01-02", "to": "1970-01-05"}), (1, 4)),
        (Sort.PERIOD, Parts.of(**{"from": "1970-01-02"}), None),
        (Sort.PERIOD, "1970-01-02", None),
        (Sort.THING, Parts.of(name="Eva"), True),
        (Sort.THING, Parts.of(name=""), None),
        (Sort.THING, "yes", True),
        (Sort.PICKS, ("a", "b"), ("a", "b")),
        (Sort.PICKS, (), None),
        (Sort.PICKS, "a", None),
        (Sort.TEXT, ("a",), None),
        (Sort.NUMBER, Parts.of(name="17"), None),
        (Sort.TEXT, " ", " "),
        (Sort.TEXT, None, None),
    ],
)
def test_an_answer_comes_to_this_and_one_of_another_shape_to_nothing(sort, value, exact):
    assert amounts.parsed(sort, value) == exact
