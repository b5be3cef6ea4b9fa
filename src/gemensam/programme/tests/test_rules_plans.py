"""The plan of 2013–2015: every printed figure comes out of the shipped rows."""

from dataclasses import replace

import pytest

from gemensam.kernel.money import Money
from gemensam.programme import shipped
from gemensam.programme.rules import plans
from gemensam.programme.rules.contribution import contribution
from gemensam.programme.rules.plans_funding import FundingDoesNotCoverPlan, funding_split
from gemensam.programme.rules.workings import Step, Unit

NBSP = "\N{NARROW NO-BREAK SPACE}"


def kr(amount: int) -> Money:
    return Money.from_kronor(amount)


def spaced(text: str) -> str:
    return text.replace("_", NBSP)


def test_every_printed_total_is_the_sum_of_its_rows() -> None:
    totals = plans.plan_totals(shipped.plan_2013_2015())
    assert {key: area.added for key, area in totals.areas.items()} == {
        "styrning": kr(19_510_496),
        "natverk": kr(2_352_000),
        "samordning": kr(3_800_000),
    }
    assert totals.whole.added == totals.funding.added == kr(25_662_496)
    differences = [area.difference for area in totals.areas.values()]
    assert [*differences, totals.whole.difference, totals.funding.difference] == [Money(0)] * 5


def test_cost_rows_are_the_printed_ones() -> None:
    rows = [row for area in shipped.plan_2013_2015().areas for row in area.costs]
    assert [(row.key, row.amount) for row in rows] == [
        ("ledning", kr(2_467_200)),
        ("utvecklingsprojekt", kr(17_043_296)),
        ("natverk", kr(2_352_000)),
        ("lanssamordnare", kr(1_000_000)),
        ("delregionala_samordnare", kr(2_800_000)),
    ]


def test_a_total_shows_its_workings() -> None:
    totals = plans.plan_totals(shipped.plan_2013_2015())
    assert totals.areas["samordning"].workings.steps == (
        Step(
            label="Sum of the area's rows",
            formula=spaced("1_000_000 + 2_800_000"),
            result=380_000_000,
            unit=Unit.ORE,
            source="2013_plan",
        ),
    )
    assert totals.whole.workings.steps[0].formula == spaced("19_510_496 + 2_352_000 + 3_800_000")
    assert totals.funding.workings.steps[0].formula == spaced("13_877_988 + 11_784_508")


def test_a_printed_total_that_its_rows_do_not_reach_shows_the_difference() -> None:
    plan = shipped.plan_2013_2015()
    wrong = replace(plan, printed_total=kr(25_662_500))
    assert plans.plan_totals(wrong).whole.difference == kr(-4)


def test_the_funding_splits_in_half_for_projects_and_leaves_the_rest() -> None:
    split = funding_split(shipped.plan_2013_2015())
    assert split.stated_cofunding == split.stated_stimulus == kr(8_521_648)
    assert split.rest_stimulus == kr(5_356_340)
    assert split.rest_cofunding == kr(3_262_860)
    assert split.rest_stimulus + split.rest_cofunding == kr(8_619_200)
    assert [(step.formula, step.result) for step in split.workings.steps] == [
        (spaced("8_521_648"), 852_164_800),
        (spaced("17_043_296 − 8_521_648"), 852_164_800),
        (spaced("11_784_508 − 8_521_648"), 326_286_000),
        (spaced("13_877_988 − 8_521_648"), 535_634_000),
    ]


def test_a_plan_that_its_funding_does_not_cover_is_not_split() -> None:
    plan = shipped.plan_2013_2015()
    short = replace(plan, stated_funding=replace(plan.funding, stimulus=kr(1)))
    with pytest.raises(FundingDoesNotCoverPlan):
        funding_split(short)


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 2), (3, 2), (0, 0)])
def test_a_cofunding_share_outside_the_whole_is_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(plans.CofundingShareIsNoShare):
        plans.CofundingShare(numerator, denominator)


def test_activities_keep_what_the_plan_leaves_out_as_unknown() -> None:
    by_number = {activity.number: activity for activity in shipped.plan_2013_2015().activities}
    assert list(by_number) == ["1", "2", "3", "4", "5a", "5b"]
    assert {number: activity.cost for number, activity in by_number.items()} == dict.fromkeys(
        by_number
    )
    producer = by_number["5b"]
    assert (producer.what, producer.how, producer.current_state, producer.goal) == (
        None,
        (),
        None,
        None,
    )
    assert [text.is_fragment for text in by_number["4"].how] == [False, False, False, True]
    targets = {n: a.target.year for n, a in by_number.items() if a.target is not None}
    assert targets == {"1": 2015, "2": 2015, "3": 2015, "4": 2015, "5a": 2014, "5b": 2015}


def test_six_kronor_for_each_inhabitant_of_2016_gives_the_county_sum() -> None:
    rate = shipped.contribution_2018()
    result = contribution(
        per_inhabitant=rate.per_inhabitant,
        populations={"county": 1_671_783},
        source=rate.source,
        assumption=rate.assumption,
    )
    assert result.total == kr(10_030_698)
    assert [step.formula for step in result.workings.steps] == [
        spaced("1_671_783"),
        "6 × " + spaced("1_671_783"),
    ]
    assert result.workings.assumptions == (rate.assumption,)


def test_an_unknown_population_gives_no_total() -> None:
    result = contribution(
        per_inhabitant=kr(6),
        populations={"1430": 10_361, "1407": None},
        source="2018_plan",
        assumption=None,
    )
    assert result.per_municipality == {"1430": kr(62_166), "1407": None}
    assert (result.unknown, result.total) == (("1407",), None)
