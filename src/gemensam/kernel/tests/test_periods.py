"""Half-open periods, checked against the plain definition on whole minutes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.periods import Period, UnusablePeriod

ZERO = datetime(2026, 1, 1, tzinfo=UTC)
HORIZON = 12


def minute(number: int) -> datetime:
    return ZERO + timedelta(minutes=number)


def of_minutes(bounds: tuple[int, int | None]) -> Period:
    start, length = bounds
    return Period(minute(start), None if length is None else minute(start + length))


bounds = st.tuples(st.integers(0, 6), st.none() | st.integers(0, 5))
periods = bounds.map(of_minutes)


def minutes_in(period: Period) -> set[int]:
    return {number for number in range(HORIZON) if period.contains(minute(number))}


def test_start_is_inside_and_end_is_outside() -> None:
    assert minutes_in(Period(minute(2), minute(4))) == {2, 3}


def test_period_without_an_end_goes_on() -> None:
    assert minutes_in(Period(minute(9))) == {9, 10, 11}


@given(periods)
def test_empty_exactly_when_it_contains_nothing(period: Period) -> None:
    assert period.is_empty == (minutes_in(period) == set())


@given(periods, periods)
def test_overlap_exactly_when_some_instant_lies_in_both(one: Period, other: Period) -> None:
    assert one.overlaps(other) == bool(minutes_in(one) & minutes_in(other))


@given(periods, periods)
def test_overlap_is_mutual(one: Period, other: Period) -> None:
    assert one.overlaps(other) == other.overlaps(one)


@given(periods, periods)
def test_what_lies_within_another_is_what_both_hold(one: Period, other: Period) -> None:
    assert minutes_in(one.within(other)) == minutes_in(one) & minutes_in(other)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (ZERO.replace(tzinfo=None), None),
        (ZERO, ZERO.replace(tzinfo=None)),
        (minute(1), minute(0)),
    ],
)
def test_bounds_without_zone_or_in_wrong_order_are_refused(
    start: datetime, end: datetime | None
) -> None:
    with pytest.raises(UnusablePeriod):
        Period(start, end)
