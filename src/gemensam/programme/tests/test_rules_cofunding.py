"""Hours become co-funding: attested ones only, once each, exact to the öre."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.money import Money
from gemensam.programme.rules import cofunding
from gemensam.programme.rules.cofunding import HourlyRate, HoursEntry, HoursState
from gemensam.programme.rules.workings import Unit

RATE = HourlyRate(per_hour=Money.from_kronor(420), basis="Schablon, beslutad av VästKom")
MUNKEDAL, SKOVDE = "1430", "1496"


def an_entry(
    number: int,
    *,
    minutes: int = 60,
    state: HoursState = HoursState.ATTESTED,
    municipality: str = MUNKEDAL,
    activity: str = "trygghetslarm",
    worked_on: date = date(2026, 11, 20),
    rate: HourlyRate = RATE,
) -> HoursEntry:
    return HoursEntry(
        id=UUID(int=number),
        municipality=municipality,
        activity=activity,
        worked_on=worked_on,
        minutes=minutes,
        rate=rate,
        state=state,
    )


def test_an_attested_hour_in_munkedal_becomes_cofunding() -> None:
    result = cofunding.cofunding_from_hours(entries=[an_entry(1)], year=2026)
    assert (result.attested, result.attested_minutes, result.forecast) == (
        Money.from_kronor(420),
        60,
        Money.from_kronor(420),
    )
    assert result.by_municipality == {MUNKEDAL: Money.from_kronor(420)}
    assert [(s.label, s.formula, s.result, s.unit, s.source) for s in result.workings.steps] == [
        ("Attested time times the hourly rate", "1:00 × 420", 42_000, Unit.ORE, RATE.basis),
        ("Co-funding from attested time", "420", 42_000, Unit.ORE, None),
    ]


def test_only_attested_hours_count_and_submitted_ones_are_forecast() -> None:
    entries = [
        an_entry(1, minutes=90),
        an_entry(2, state=HoursState.SUBMITTED),
        an_entry(3, state=HoursState.DRAFT),
        an_entry(4, state=HoursState.RETURNED),
    ]
    result = cofunding.cofunding_from_hours(entries=entries, year=2026)
    assert (result.attested, result.attested_minutes) == (Money.from_kronor(630), 90)
    assert result.forecast == Money.from_kronor(1050)


def test_hours_of_another_year_count_in_that_year() -> None:
    entries = [
        an_entry(1, worked_on=date(2025, 12, 31)),
        an_entry(2, worked_on=date(2026, 1, 1), minutes=30),
    ]
    found = [cofunding.cofunding_from_hours(entries=entries, year=y).attested for y in (2025, 2026)]
    assert found == [Money.from_kronor(420), Money.from_kronor(210)]


def test_sums_are_told_apart_by_municipality_and_activity() -> None:
    entries = [
        an_entry(1, municipality=SKOVDE, activity="etjanster"),
        an_entry(2, municipality=MUNKEDAL, activity="etjanster", minutes=30),
        an_entry(3, municipality=MUNKEDAL),
    ]
    result = cofunding.cofunding_from_hours(entries=entries, year=2026)
    assert result.by_municipality == {
        MUNKEDAL: Money.from_kronor(630),
        SKOVDE: Money.from_kronor(420),
    }
    assert result.by_activity == {
        "etjanster": Money.from_kronor(630),
        "trygghetslarm": Money.from_kronor(420),
    }


def test_no_hours_give_zero_with_workings() -> None:
    result = cofunding.cofunding_from_hours(entries=[], year=2026)
    assert (result.attested, result.by_municipality) == (Money(0), {})
    assert [(s.formula, s.result) for s in result.workings.steps] == [("0", 0)]


def test_the_same_entry_twice_is_refused() -> None:
    with pytest.raises(cofunding.HoursCountedTwice):
        cofunding.cofunding_from_hours(entries=[an_entry(1), an_entry(1)], year=2026)


def test_rounding_of_single_entries_is_a_step_of_its_own() -> None:
    rate = HourlyRate(per_hour=Money(3), basis="Öresränta")
    entries = [an_entry(1, minutes=10, rate=rate), an_entry(2, minutes=10, rate=rate)]
    result = cofunding.cofunding_from_hours(entries=entries, year=2026)
    assert result.attested == Money(2)
    assert [(s.formula, s.result) for s in result.workings.steps] == [
        ("0:20 × 0,03", 1),
        ("0,01", 1),
        ("0,01 + 0,01", 2),
    ]


@pytest.mark.parametrize(("minutes", "ore"), [(10, 1), (50, 3), (9, 0), (1440, 72)])
def test_half_an_ore_is_rounded_up(minutes: int, ore: int) -> None:
    rate = HourlyRate(per_hour=Money(3), basis="")
    assert an_entry(1, minutes=minutes, rate=rate).value == Money(ore)


@pytest.mark.parametrize("minutes", [-1, 0, 1441])
def test_an_impossible_length_is_refused(minutes: int) -> None:
    with pytest.raises(cofunding.HoursOutOfRange):
        an_entry(1, minutes=minutes)


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(cofunding.NegativeRate):
        HourlyRate(per_hour=Money(-1), basis="")


@given(
    rows=st.lists(
        st.tuples(
            st.integers(1, 1440),
            st.sampled_from(HoursState),
            st.sampled_from([MUNKEDAL, SKOVDE]),
            st.integers(0, 200_000),
        ),
        max_size=30,
    )
)
def test_every_grouping_adds_up_to_the_same_sum(
    rows: list[tuple[int, HoursState, str, int]],
) -> None:
    entries = [
        an_entry(
            i, minutes=m, state=s, municipality=k, rate=HourlyRate(per_hour=Money(r), basis=f"{r}")
        )
        for i, (m, s, k, r) in enumerate(rows)
    ]
    result = cofunding.cofunding_from_hours(entries=entries, year=2026)
    whole = result.attested.ore
    assert sum(amount.ore for amount in result.by_municipality.values()) == whole
    assert sum(amount.ore for amount in result.by_activity.values()) == whole
    assert result.workings.result == whole
    assert sum(step.result for step in result.workings.steps[:-1]) == whole
    assert result.forecast.ore >= whole
