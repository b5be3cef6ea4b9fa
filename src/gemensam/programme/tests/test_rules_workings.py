"""How numbers are written in workings, and that no number stands without a step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.money import Money
from gemensam.programme.rules import workings
from gemensam.programme.rules.indicators import MISSING
from gemensam.programme.rules.workings import Step, Unit, Workings

NBSP = "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("ore", "written"),
    [
        (0, "0"),
        (100, "1"),
        (5, "0,05"),
        (167_178_350, f"1{NBSP}671{NBSP}783,50"),
        (-5, "−0,05"),
        (-209_348_000, f"−2{NBSP}093{NBSP}480"),
    ],
)
def test_kronor_are_written_the_swedish_way(ore: int, written: str) -> None:
    assert workings.kronor_digits(Money(ore)) == written


@pytest.mark.parametrize(
    ("numerator", "denominator", "tenths"),
    [(0, 3, 0), (1, 3, 333), (2, 3, 667), (1, 2000, 1), (1, 2001, 0), (3, 3, 1000)],
)
def test_half_a_tenth_is_rounded_up(numerator: int, denominator: int, tenths: int) -> None:
    assert workings.tenths_of_percent(numerator, denominator) == tenths


@given(denominator=st.integers(1, 10**9), data=st.data())
def test_a_share_and_its_complement_make_a_whole_or_a_tenth_more(
    denominator: int, data: st.DataObject
) -> None:
    numerator = data.draw(st.integers(0, denominator))
    both = workings.tenths_of_percent(numerator, denominator) + workings.tenths_of_percent(
        denominator - numerator, denominator
    )
    assert both in {1000, 1001}


def test_a_missing_value_has_no_share_to_show() -> None:
    assert MISSING.tenths_of_percent is None


@pytest.mark.parametrize(
    ("tenths", "written"), [(0, "0"), (849, "84,9"), (820, "82"), (5, "0,5"), (1000, "100")]
)
def test_percent_is_written_the_swedish_way(tenths: int, written: str) -> None:
    assert workings.percent_digits(tenths) == written


def test_an_empty_sum_is_written_as_zero() -> None:
    assert workings.sum_formula([]) == "0"


def test_workings_without_steps_are_refused() -> None:
    with pytest.raises(workings.WorkingsAreEmpty):
        Workings(())


def test_an_assumption_is_listed_once_in_order() -> None:
    steps = tuple(
        Step(label="", formula="", result=index, unit=Unit.COUNT, assumption=assumption)
        for index, assumption in enumerate(["b", None, "a", "b"])
    )
    assert Workings(steps).assumptions == ("b", "a")
    assert Workings(steps).result == 3
