"""Matching: both readings of the rule, on the figures of 2013 and on invented ones."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.money import Money
from gemensam.programme import shipped
from gemensam.programme.rules import matching
from gemensam.programme.rules.matching import Cofunding, GrantComponent, Match
from gemensam.programme.rules.workings import Unit

ore = st.integers(min_value=0, max_value=10**12).map(Money)


def kr(amount: int) -> Money:
    return Money.from_kronor(amount)


def plain(text: str) -> str:
    return text.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_2013_falls_short_on_the_whole_and_holds_under_the_assumption() -> None:
    grant = shipped.grant_2013()
    compared = matching.compare_matching(grant.components, grant.cofunding)
    whole, parts = compared.on_total, compared.on_matchable
    assert (whole.match, whole.to_match, whole.cofunding) == (
        Match.SHORT,
        kr(13_877_988),
        kr(11_784_508),
    )
    assert (whole.shortfall, whole.surplus, whole.covered_tenths) == (kr(2_093_480), kr(0), 849)
    assert (parts.match, parts.to_match, parts.shortfall, parts.surplus, parts.covered_tenths) == (
        Match.MET,
        kr(11_784_508),
        kr(0),
        kr(0),
        1000,
    )


def test_the_exempt_part_is_always_shown_as_an_assumption() -> None:
    grant = shipped.grant_2013()
    compared = matching.compare_matching(grant.components, grant.cofunding)
    assert compared.on_total.assumptions == ()
    assert compared.on_matchable.assumptions == tuple(p.assumption for p in grant.components)
    assert "antagande" in " ".join(compared.on_matchable.workings.assumptions)


def test_the_shortfall_of_2013_shows_its_workings() -> None:
    grant = shipped.grant_2013()
    steps = matching.compare_matching(grant.components, grant.cofunding).on_total.workings.steps
    assert [(s.label, plain(s.formula), s.result, s.unit) for s in steps] == [
        ("The whole grant", "11 784 508 + 2 093 480", 1_387_798_800, Unit.ORE),
        (
            "Co-funding: booked money and attested hours",
            "11 784 508",
            1_178_450_800,
            Unit.ORE,
        ),
        (
            "Share covered by co-funding",
            "11 784 508 / 13 877 988",
            849,
            Unit.TENTHS_OF_PERCENT,
        ),
        ("Shortfall", "13 877 988 − 11 784 508", 209_348_000, Unit.ORE),
    ]


def test_the_grant_of_2013_is_the_sum_of_its_parts() -> None:
    grant = shipped.grant_2013()
    assert sum(part.amount.ore for part in grant.components) == grant.stimulus.ore
    assert sum(part.amount.ore for part in grant.national_components) == kr(90_000_000).ore
    assert grant.national_total == kr(90_000_000)
    assert grant.stimulus == shipped.plan_2013_2015().funding.stimulus
    assert grant.cofunding.known == shipped.plan_2013_2015().funding.cofunding


def test_unknown_cofunding_is_not_assessable_and_not_zero() -> None:
    grant = shipped.grant_2013()
    unknown = Cofunding(booked=None, attested_hours=None, is_whole=False)
    reading = matching.compare_matching(grant.components, unknown).on_total
    assert (reading.match, reading.cofunding, reading.shortfall, reading.covered_tenths) == (
        Match.NOT_ASSESSABLE,
        None,
        None,
        None,
    )


def test_no_cofunding_in_a_locked_year_is_short_by_the_whole_grant() -> None:
    grant = shipped.grant_2013()
    none = Cofunding(booked=Money(0), attested_hours=Money(0), is_whole=True)
    reading = matching.compare_matching(grant.components, none).on_total
    assert (reading.match, reading.shortfall, reading.covered_tenths) == (
        Match.SHORT,
        grant.stimulus,
        0,
    )


def test_a_floor_decides_only_when_it_is_high_enough() -> None:
    part = GrantComponent(key="a", text="A", amount=kr(100), is_matchable=True)
    low = Cofunding(booked=kr(60), attested_hours=None, is_whole=False)
    high = replace(low, attested_hours=kr(40))
    found = [matching.compare_matching([part], c).on_total.match for c in (low, high)]
    assert found == [Match.NOT_ASSESSABLE, Match.MET]


def test_a_grant_without_matchable_parts_has_no_covered_share() -> None:
    part = GrantComponent(key="a", text="A", amount=kr(5), is_matchable=False, assumption="Vår.")
    cofunding = Cofunding(booked=kr(0), attested_hours=None, is_whole=True)
    reading = matching.compare_matching([part], cofunding).on_matchable
    assert (reading.match, reading.to_match, reading.covered_tenths) == (Match.MET, kr(0), None)


def test_a_grant_without_components_is_refused() -> None:
    with pytest.raises(matching.GrantHasNoComponents):
        matching.compare_matching([], Cofunding(kr(1), None, is_whole=True))


@given(amounts=st.lists(st.tuples(ore, st.booleans()), min_size=1), booked=ore, hours=ore)
def test_shortfall_and_surplus_balance_and_never_both_stand(
    amounts: list[tuple[Money, bool]], booked: Money, hours: Money
) -> None:
    parts = [
        GrantComponent(key=str(i), text="", amount=amount, is_matchable=matchable)
        for i, (amount, matchable) in enumerate(amounts)
    ]
    compared = matching.compare_matching(parts, Cofunding(booked, hours, is_whole=True))
    for reading in (compared.on_total, compared.on_matchable):
        assert reading.shortfall is not None
        assert reading.surplus is not None
        assert booked + hours + reading.shortfall == reading.to_match + reading.surplus
        assert Money(0) in (reading.shortfall, reading.surplus)
        assert (reading.match is Match.MET) == (reading.shortfall == Money(0))
        assert reading.workings.result == max(reading.shortfall, reading.surplus).ore
    assert compared.on_matchable.to_match <= compared.on_total.to_match
