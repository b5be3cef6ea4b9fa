"""What holds of every calculation, whatever the household; what is refused; and the caseworker's amounts."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.assistance.norms import norms
from gemensam.assistance.rules import refusals
from gemensam.assistance.rules.calculating import Application, calculate
from gemensam.assistance.rules.costs import Cost, CostKind, Limit
from gemensam.assistance.rules.household import Child, Household
from gemensam.assistance.rules.incomes import Asset, AssetKind, Income, IncomeKind, stimulus_window
from gemensam.assistance.rules.norm import ChildCost, Norm, Standing, norm_of
from gemensam.assistance.rules.steps import Column, Decision, Rule, decide, figure, part
from gemensam.assistance.tests.worked import NOVEMBER, household, income, kr, rent, worked
from gemensam.kernel.money import Money

amounts = st.integers(0, 3_000_000).map(Money)
days = st.none() | st.integers(0, 30)


@st.composite
def children(draw, key):
    born = draw(st.dates(date(2006, 11, 2), date(2026, 11, 30)))
    return Child(key, born, draw(st.booleans()), draw(days))


@st.composite
def applications(draw):
    adults = ("Ann", "Bo")[: draw(st.integers(1, 2))]
    keys = ("Ida", "Kim", "Lo")[: draw(st.integers(0, 3))]
    home = Household(
        NOVEMBER,
        adults,
        tuple(draw(children(key)) for key in keys),
        draw(st.integers(0, 3)),
        draw(st.none() | st.integers(1, 30)),
    )
    people = st.sampled_from([*adults, *keys])
    costs = st.builds(Cost, st.sampled_from(CostKind), amounts, st.just(""))
    incomes = st.builds(
        Income, st.sampled_from(IncomeKind), people, amounts, st.sampled_from(["", "FK"])
    )
    assets = st.builds(Asset, st.sampled_from(AssetKind), people, amounts, st.booleans())
    months = frozenset(date(2026, month, 1) for month in range(1, 7))
    return Application(
        home,
        tuple(draw(st.lists(costs, max_size=4))),
        tuple(draw(st.lists(incomes, max_size=5))),
        tuple(draw(st.lists(assets, max_size=3))),
        limits=draw(st.just({}) | st.just({CostKind.RENT: Limit(kr(7000), "riktlinje")})),
        assisted={"Ann": months} if draw(st.booleans()) else {},
    )


def made(application):
    return calculate(application, norms())


@given(applications())
def test_every_amount_is_the_sum_of_its_steps_and_nothing_is_below_zero(application):
    found = made(application)
    assert all(row.proposed >= Money() for row in found.rows)
    assert found.result() == found.need() - found.means()
    assert found.is_invented


@given(applications(), amounts)
def test_more_rent_never_makes_the_need_less(application, more):
    costs = (*application.costs, Cost(CostKind.RENT, more))
    assert made(replace(application, costs=costs)).result() >= made(application).result()


@given(applications(), st.sampled_from(IncomeKind), amounts)
def test_more_income_of_an_adult_never_makes_the_need_greater(application, kind, more):
    incomes = (*application.incomes, Income(kind, "Ann", more, "FK"))
    before = replace(
        application,
        incomes=tuple(one for one in application.incomes if one.agency or kind != one.kind),
    )
    after = replace(before, incomes=tuple(one for one in incomes if one.agency or kind != one.kind))
    assert made(after).result() <= made(before).result()


@given(applications(), st.data())
def test_dividing_an_income_or_a_cost_changes_nothing(application, data):
    def divided(one):
        first = Money(data.draw(st.integers(0, one.amount.ore)))
        return replace(one, amount=first), replace(one, amount=one.amount - first)

    again = replace(
        application,
        incomes=tuple(half for one in application.incomes for half in divided(one)),
        costs=tuple(half for one in application.costs for half in divided(one)),
    )
    sums = [(row.key, row.applied, row.proposed) for row in made(application).rows]
    assert [(row.key, row.applied, row.proposed) for row in made(again).rows] == sums


@given(applications(), st.randoms())
def test_the_order_in_which_things_are_stated_changes_nothing(application, chance):
    def shuffled(things):
        return tuple(chance.sample(things, len(things)))

    again = replace(
        application,
        costs=shuffled(application.costs),
        incomes=shuffled(application.incomes),
        assets=shuffled(application.assets),
    )
    sums = [(row.key, row.applied, row.proposed) for row in made(application).rows]
    assert [(row.key, row.applied, row.proposed) for row in made(again).rows] == sums


@given(applications(), children("Mio"))
def test_one_more_child_never_makes_the_need_less(application, child):
    home = application.household
    more = replace(application, household=replace(home, children=(*home.children, child)))
    assert made(more).result() >= made(application).result()


@given(amounts, amounts)
def test_a_childs_own_income_never_lowers_what_the_rest_need(wage, pension):
    home = household(Child("Kim", date(2012, 2, 2)))
    means = (
        Income(IncomeKind.WAGE, "Kim", wage),
        Income(IncomeKind.PENSION, "Kim", pension),
        Asset(AssetKind.BANK_ACCOUNT, "Kim", wage),
    )
    # 4 000 + 3 900 + 1 400, of which 3 900 are Kim's own
    assert kr(5400) <= worked(home, *means).result() <= kr(9300)


@given(st.integers(-(10**9), 10**9), st.integers(0, 31), st.integers(1, 31))
def test_a_part_is_never_more_than_half_an_ore_from_the_exact(ore, over, under):
    assert abs(2 * (part(Money(ore), over, under).ore * under - ore * over)) <= under


def test_half_an_ore_goes_away_from_zero():
    assert (part(Money(5), 1, 2), part(Money(-5), 1, 2)) == (Money(3), Money(-3))


def months(*spans):
    return frozenset(
        date(number // 12, number % 12 + 1, 1)
        for first, last in spans
        for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    )


@pytest.mark.parametrize(
    ("assisted", "month", "expected"),
    [
        pytest.param(months((date(2026, 1, 1), date(2026, 5, 1))), date(2026, 6, 1), None, id="five"),
        pytest.param(months((date(2026, 1, 1), date(2026, 6, 1))), date(2026, 6, 1), None, id="the sixth"),
        pytest.param(
            months((date(2026, 1, 1), date(2026, 6, 1))), date(2026, 7, 1),
            (date(2026, 7, 1), date(2028, 6, 1)), id="the month after the sixth",
        ),
        pytest.param(
            months((date(2026, 1, 1), date(2026, 6, 1))), date(2028, 6, 1),
            (date(2026, 7, 1), date(2028, 6, 1)), id="the last of the two years, after a long break",
        ),
        pytest.param(months((date(2026, 1, 1), date(2026, 6, 1))), date(2028, 7, 1), None, id="over"),
        pytest.param(
            months((date(2026, 1, 1), date(2026, 3, 1)), (date(2026, 5, 1), date(2026, 7, 1))),
            date(2026, 8, 1), None, id="a month between breaks the row",
        ),
        pytest.param(
            months((date(2026, 1, 1), date(2028, 11, 1))), date(2028, 12, 1), None,
            id="the months within the two years do not count for the next",
        ),
        pytest.param(
            months((date(2026, 1, 1), date(2028, 12, 1))), date(2029, 1, 1),
            (date(2029, 1, 1), date(2030, 12, 1)), id="six new months after the end",
        ),
    ],
)  # fmt: skip
def test_the_two_years_of_job_stimulus(assisted, month, expected):
    assert stimulus_window(assisted, month) == expected


def test_what_an_authority_tells_goes_before_what_is_declared_and_says_so():
    found = worked(
        household(),
        income("HOUSING_ALLOWANCE", "Ann", 900),
        income(
            "HOUSING_ALLOWANCE", "Ann", 1300, agency="FK", paid_on=date(2026, 11, 25),
            period=(date(2026, 11, 1), date(2026, 11, 30)),
        ),
    )  # fmt: skip
    row = found.row("income:HOUSING_ALLOWANCE:Ann")
    assert (row.applied, row.proposed) == (kr(900), kr(1300))
    assert [(step.rule, step.amount, step.workings, step.source) for step in row.steps] == [
        (
            Rule.FOUND, kr(1300), "1\N{NO-BREAK SPACE}300,00",
            "FK 2026-11-25 (2026-11-01–2026-11-30)",
        ),
        (Rule.REGISTER_BEFORE_DECLARED, kr(0), "900,00", "APPLICANT"),
    ]  # fmt: skip


def test_the_caseworkers_amounts_stand_beside_the_proposed_ones():
    found = worked(household(), rent(9200), limits={CostKind.RENT: Limit(kr(7500), "Riktlinje")})
    decided = decide(
        found,
        {
            "cost:RENT:": Decision(kr(9200), " Uppsägningstid tre månader "),
            "norm:joint": Decision(kr(1200)),
        },
    )
    row = decided.row("cost:RENT:")
    assert (row.applied, row.proposed, row.decided, row.reason) == (
        kr(9200), kr(7500), kr(9200), "Uppsägningstid tre månader",
    )  # fmt: skip
    assert [decided.result(column) for column in Column] == [kr(14400), kr(12700), kr(14400)]


@pytest.mark.parametrize(
    ("key", "decision", "error"),
    [
        ("cost:RENT:", Decision(kr(1)), refusals.DecidedWithoutReason),
        ("cost:RENT:", Decision(kr(1), "  "), refusals.DecidedWithoutReason),
        ("cost:GLASSES:", Decision(kr(1), "glasögon"), refusals.NoSuchRow),
    ],
)
def test_a_decision_needs_a_row_and_a_reason_for_another_amount(key, decision, error):
    with pytest.raises(error):
        decide(worked(household(), rent(7000)), {key: decision})


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: worked(household(month=date(2031, 1, 1))), refusals.NormMissing),
        (lambda: worked(household(Child("Kim", date(2005, 11, 1)))), refusals.AgeNotInNorm),
        (lambda: worked(household(Child("Kim", date(2026, 12, 1)))), refusals.NotBornYet),
        (lambda: household(adults=()), refusals.ImpossibleHousehold),
        (lambda: household(adults=("A", "B", "C")), refusals.ImpossibleHousehold),
        (lambda: household(Child("Ann", NOVEMBER)), refusals.ImpossibleHousehold),
        (lambda: household(days=31), refusals.ImpossibleHousehold),
        (lambda: household(others_sharing=-1), refusals.ImpossibleHousehold),
        (lambda: household(Child("Kim", NOVEMBER, days_here=31)), refusals.ImpossibleHousehold),
        (lambda: rent(1, parts=0, own_parts=0), refusals.ImpossibleHousehold),
        (lambda: rent(-1), refusals.NegativeAmount),
        (lambda: income("WAGE", "Ann", -1), refusals.NegativeAmount),
        (lambda: worked(household(), income("WAGE", "Eve", 1)), refusals.NotInHousehold),
        (
            lambda: worked(
                household(Child("Kim", date(2003, 2, 2)), month=date(2019, 1, 1)),
                income("WAGE", "Kim", 1),
            ),
            refusals.PriceBaseAmountMissing,
        ),
    ],
)
def test_what_cannot_be_calculated_is_refused_with_its_reason(make, error):
    with pytest.raises(error):
        make()


def test_a_published_norm_goes_before_an_invented_one():
    invented = norm_of(NOVEMBER, norms())
    published = replace(invented, name="Riksnormen", standing=Standing.PUBLISHED)
    assert norm_of(NOVEMBER, [invented, published]) == published


@pytest.mark.parametrize(
    "ages", [[(1, 20)], [(0, 3), (5, 20)], [(0, 3), (3, 20)], [(0, -1)]], ids=str
)
def test_a_norm_whose_ages_leave_gaps_is_refused(ages):
    costs = tuple(ChildCost(first, last, kr(1)) for first, last in ages)
    with pytest.raises(refusals.UnusableNorm):
        Norm("x", Standing.INVENTED, NOVEMBER, NOVEMBER, "x", kr(1), kr(1), costs, (kr(1),), kr(1))


def test_every_norm_says_where_it_comes_from_and_only_one_is_invented():
    assert [(norm.name, norm.standing.value, bool(norm.source)) for norm in norms()] == [
        ("Riksnormen 2014", "PUBLISHED", True),
        ("Riksnormen 2019", "PUBLISHED", True),
        ("Påhittad norm 2026", "INVENTED", True),
    ]


def test_figures_are_written_as_in_swedish():
    assert [figure(one) for one in (kr(0), kr(1234567, 5), kr(-12))] == [
        "0,00",
        "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,05",
        "-12,00",
    ]
