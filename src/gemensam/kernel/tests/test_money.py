"""Amounts in whole öre: nothing is lost and nothing is rounded in silence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.money import InexactAmount, Money, UnusableShares, total

amounts = st.integers(-(10**12), 10**12).map(Money)
shares = st.lists(st.integers(0, 10**6), min_size=1, max_size=9).filter(any)


@given(amounts)
def test_kronor_come_back(amount: Money) -> None:
    assert Money.from_kronor(amount.kronor) == amount


@pytest.mark.parametrize(
    ("kronor", "ore"), [(Decimal("12.50"), 1250), (3, 300), (Decimal("-0.01"), -1)]
)
def test_kronor_become_whole_ore(kronor: Decimal | int, ore: int) -> None:
    assert Money.from_kronor(kronor) == Money(ore)


@pytest.mark.parametrize("kronor", [Decimal("0.001"), Decimal("NaN"), Decimal("Infinity")])
def test_amount_without_whole_ore_is_refused(kronor: Decimal) -> None:
    with pytest.raises(InexactAmount):
        Money.from_kronor(kronor)


@given(amounts, amounts)
def test_adding_and_taking_away_undo_each_other(one: Money, other: Money) -> None:
    assert (one + other - other, one + -one, one + other) == (one, Money(), other + one)


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        (Decimal("0.5"), Money(51)),
        (2, Money(202)),
        (Decimal("-0.5"), Money(-51)),
        (Decimal("0.1"), Money(10)),
    ],
)
def test_multiplying_rounds_half_an_ore_away_from_zero(
    factor: Decimal | int, expected: Money
) -> None:
    assert Money(101).times(factor) == expected


@given(amounts, shares)
def test_split_loses_no_ore_and_no_part_is_off_by_one(amount: Money, parts: list[int]) -> None:
    split = amount.split(parts)
    off = [
        abs(part.ore * sum(parts) - amount.ore * share)
        for part, share in zip(split, parts, strict=True)
    ]
    assert (total(split), max(off) < sum(parts)) == (amount, True)


def test_split_gives_the_first_of_equal_shares_the_odd_ore() -> None:
    assert Money(100).split([1, 1, 1]) == (Money(34), Money(33), Money(33))


def test_split_gives_the_odd_ore_to_the_largest_rest() -> None:
    assert Money(10).split([1, 2]) == (Money(3), Money(7))


@pytest.mark.parametrize("parts", [[], [0, 0], [2, -1]])
def test_unusable_shares_are_refused(parts: list[int]) -> None:
    with pytest.raises(UnusableShares):
        Money(100).split(parts)


def test_amounts_sort_and_nothing_is_false() -> None:
    assert (sorted([Money(2), Money(-1)]), bool(Money()), bool(Money(1))) == (
        [Money(-1), Money(2)],
        False,
        True,
    )


def test_total_of_nothing_is_zero() -> None:
    assert total([]) == Money()


@pytest.mark.parametrize(
    ("ore", "kronor"), [(0, 0), (149, 1), (150, 2), (-150, -2), (1_234_550, 12_346)]
)
def test_whole_kronor_are_rounded_from_half_away_from_zero(ore: int, kronor: int) -> None:
    assert Money(ore).whole_kronor == kronor
