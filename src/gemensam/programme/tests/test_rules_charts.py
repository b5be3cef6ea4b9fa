"""How sure a share is, who stands where, and what has changed."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.programme.rules.charts import (
    Change,
    Interval,
    Moment,
    Position,
    change,
    position,
    ranking,
    wilson,
)
from gemensam.programme.rules.indicators import MISSING, SUPPRESSED, Direction, ShareValue, share
from gemensam.programme.rules.indicators_figures import Place
from gemensam.programme.rules.standing import StandingRow

AT = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)

shares = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        # Known values: Newcombe 1998, table I (method 3).
        (81, 263, Interval(255, 366)),
        (15, 148, Interval(62, 160)),
        (0, 20, Interval(0, 161)),
        (1, 29, Interval(6, 172)),
        (29, 29, Interval(883, 1000)),
    ],
)
def test_wilsons_interval_is_the_published_one(
    numerator: int, denominator: int, expected: Interval
) -> None:
    assert wilson(numerator, denominator) == expected


@given(counts=shares)
def test_the_interval_holds_the_share_and_stays_within_the_whole(counts: tuple[int, int]) -> None:
    numerator, denominator = counts
    found = wilson(numerator, denominator)
    tenths = numerator * 1000 / denominator
    assert 0 <= found.low <= tenths + 0.5
    assert tenths - 0.5 <= found.high <= 1000


@given(counts=shares, times=st.integers(2, 20))
def test_more_of_the_same_is_never_less_sure(counts: tuple[int, int], times: int) -> None:
    few = wilson(*counts)
    many = wilson(counts[0] * times, counts[1] * times)
    assert many.high - many.low <= few.high - few.low


def test_a_small_place_is_neither_above_nor_below_by_chance_alone() -> None:
    county = share(700, 1000)
    assert position(9, 10, county) is Position.UNCERTAIN
    assert position(900, 1000, county) is Position.ABOVE
    assert position(500, 1000, county) is Position.BELOW
    assert position(900, 1000, SUPPRESSED) is Position.UNCERTAIN


def _row(code: str, value: ShareValue) -> StandingRow:
    return StandingRow(Place(code, code, "Fyrbodal"), value, None, AT, is_synthetic=False)


def test_a_ranking_has_the_best_first_ties_share_and_what_is_not_measured_has_no_place() -> None:
    rows = [
        _row("half", share(50, 100)),
        _row("hidden", SUPPRESSED),
        _row("best", share(90, 100)),
        _row("also half", share(10, 20)),
        _row("silent", MISSING),
        _row("none", share(0, 40)),
    ]
    rising = ranking(rows, share(500, 1000), Direction.INCREASE)
    assert [(one.number, one.row.member.code, one.position) for one in rising] == [
        (1, "best", Position.ABOVE),
        (2, "half", Position.UNCERTAIN),
        (2, "also half", Position.UNCERTAIN),
        (4, "none", Position.BELOW),
    ]
    falling = ranking(rows, share(500, 1000), Direction.DECREASE)
    assert [one.row.member.code for one in falling] == ["none", "half", "also half", "best"]


def _moment(year: int, month: int, value: ShareValue) -> Moment:
    return Moment(date(year, month, 1), date(year, month, 28), value)


def test_a_change_is_from_a_year_ago_and_else_from_the_first_known_value() -> None:
    long = [
        _moment(2024, 10, share(1, 10)),
        _moment(2025, 10, share(2, 10)),
        _moment(2026, 1, share(3, 10)),
        _moment(2026, 7, MISSING),
        _moment(2026, 10, share(7, 10)),
    ]
    assert change(long) == Change(long[1], long[4], 500)
    assert change(long[2:]) == Change(long[2], long[4], 400)
    assert change(long[3:]) is None
    assert change([]) is None
