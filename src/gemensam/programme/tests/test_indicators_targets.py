"""Targets: a number alone is not enough where the plan words a second condition."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.programme.queries.indicators_sql import divided
from gemensam.programme.rules.indicators import ValueState
from gemensam.programme.rules.indicators_figures import Total
from gemensam.programme.rules.indicators_targets import (
    Comparison,
    Fulfilment,
    Least,
    SecondCondition,
    Target,
    assess,
)

DAY = timedelta(days=1)


def total(numerator: int | None, denominator: int | None = None, *, missing: int = 0) -> Total:
    state = ValueState.MISSING if numerator is None else ValueState.MEASURED
    return Total("", state, numerator, denominator, 1, missing, 0)


EIGHT = Target(Comparison.AT_LEAST, Least(8), SecondCondition("uppskattade"))
HALF = Target(Comparison.MORE_THAN, Least(1, 2))


@pytest.mark.parametrize(
    ("target", "value", "whole"),
    [
        # Eight seminars are held, but nobody has measured whether they were appreciated.
        (EIGHT, total(8), Fulfilment.NOT_ASSESSABLE),
        # Seven are too few, however appreciated.
        (EIGHT, total(7), Fulfilment.NOT_MET),
        (EIGHT, total(None), Fulfilment.NOT_ASSESSABLE),
        (HALF, total(51, 100), Fulfilment.MET),
        (HALF, total(50, 100), Fulfilment.NOT_MET),
        (HALF, total(51, 100, missing=1), Fulfilment.NOT_ASSESSABLE),
        # A number is compared with a number.
        (HALF, total(51), Fulfilment.NOT_ASSESSABLE),
        # What is missing can only add to a number.
        (Target(Comparison.AT_LEAST, Least(5)), total(5, missing=40), Fulfilment.MET),
        (Target(Comparison.AT_LEAST, Least(5)), total(4, missing=1), Fulfilment.NOT_ASSESSABLE),
        (Target(Comparison.AT_LEAST, Least(5)), total(0), Fulfilment.NOT_MET),
        (Target(Comparison.NARRATIVE), total(49, 49), Fulfilment.NOT_ASSESSABLE),
        (Target(Comparison.INCREASE), total(9), Fulfilment.NOT_ASSESSABLE),
    ],
)
def test_a_target_is_met_only_when_all_of_it_is_known(target, value, whole):
    assert assess(target, value).whole is whole


def test_a_measured_second_condition_decides_with_the_first():
    target = Target(
        Comparison.AT_LEAST, Least(8), SecondCondition("uppskattade", "noje", Least(4, 5))
    )
    assert assess(target, total(8), second=total(90, 100)).whole is Fulfilment.MET
    assert assess(target, total(8), second=total(70, 100)).whole is Fulfilment.NOT_MET
    assert assess(target, total(8), second=None).whole is Fulfilment.NOT_ASSESSABLE


def test_an_increase_is_by_numerator_and_denominator():
    target = Target(Comparison.INCREASE)
    assert assess(target, total(6, 10), before=total(60, 110)).whole is Fulfilment.MET
    assert assess(target, total(6, 10), before=total(6, 10)).whole is Fulfilment.NOT_MET


def test_of_municipalities_the_silent_decide_only_where_it_hangs_on_them():
    all_of_them = Target(Comparison.AT_LEAST, Least(1, 1))
    assert assess(all_of_them, total(47, 48, missing=1), each_is_one=True).whole is (
        Fulfilment.NOT_MET
    )
    assert assess(all_of_them, total(48, 48, missing=1), each_is_one=True).whole is (
        Fulfilment.NOT_ASSESSABLE
    )
    any_of_them = Target(Comparison.MORE_THAN, Least(0, 49))
    assert assess(any_of_them, total(1, 2, missing=47), each_is_one=True).whole is Fulfilment.MET


@given(
    starts_on=st.dates(date(2020, 1, 1), date(2026, 12, 31)), days=st.integers(min_value=0, max_value=900)
)  # fmt: skip
def test_months_and_edges_are_every_day_of_a_period_once(starts_on, days):
    ends_on = starts_on + days * DAY
    whole, edges = divided(starts_on, ends_on)
    found = []
    if whole is not None:
        after = (whole[1] + 31 * DAY).replace(day=1)
        found += [whole[0] + n * DAY for n in range((after - whole[0]).days)]
    for first, last in edges.values():
        found += [first + n * DAY for n in range((last - first).days + 1)]
    assert sorted(found) == [starts_on + n * DAY for n in range(days + 1)]
