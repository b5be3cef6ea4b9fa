"""The calculation itself: need less means, every row with its steps.

SoL (2025:400) 12 kap.: assistance covers what the household cannot meet itself. The norm is 12 kap. 7 §.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gemensam.assistance.rules.costs import Cost, CostKind, Limit, cost_rows
from gemensam.assistance.rules.household import Child, Household
from gemensam.assistance.rules.incomes import (
    Asset,
    Income,
    IncomeKind,
    asset_rows,
    income_rows,
    keep_surplus,
    stimulus_window,
)
from gemensam.assistance.rules.norm import Norm, norm_of
from gemensam.assistance.rules.refusals import (
    NormMissing,
    NotInHousehold,
    PriceBaseAmountMissing,
)
from gemensam.assistance.rules.steps import (
    Calculation,
    Row,
    Rule,
    Section,
    Step,
    part,
    product,
)
from gemensam.kernel.money import Money, total

COUPLE = 2


@dataclass(frozen=True, slots=True)
class Application:
    """All that a month's calculation is made from."""

    household: Household
    costs: tuple[Cost, ...] = ()
    incomes: tuple[Income, ...] = ()
    assets: tuple[Asset, ...] = ()
    # The municipality's guidelines for what is reasonable.
    limits: Mapping[CostKind, Limit] = field(default_factory=dict)
    # Months in which each adult has had assistance, whenever and wherever.
    assisted: Mapping[str, frozenset[date]] = field(default_factory=dict)
    # What each child has earned by work before, this calendar year.
    child_wages_before: Mapping[str, Money] = field(default_factory=dict)


def calculate(application: Application, norms: Sequence[Norm]) -> Calculation:
    """Calculate a month. Raises CannotCalculate with the reason as its class."""
    household = application.household
    _ensure_in_household(application)
    norm = norm_of(household.month, norms)
    if norm is None:
        raise NormMissing(household.month)
    needs = [*_norm_rows(household, norm), *cost_rows(application.costs, application.limits)]
    stimulated = {
        adult
        for adult in household.adults
        if stimulus_window(application.assisted.get(adult, frozenset()), household.month)
    }
    means = [
        *income_rows(
            application.incomes, stimulated=stimulated, free_wages=_free_wages(application, norm)
        ),
        *asset_rows(application.assets),
    ]
    children = {
        child.key: total(row.proposed for row in needs if row.person == child.key)
        for child in household.children
    }
    return Calculation(
        month=household.month.replace(day=1),
        norm=norm.name,
        norm_source=norm.source,
        is_invented=norm.is_invented,
        rows=(*needs, *keep_surplus(means, children)),
    )


def _ensure_in_household(application: Application) -> None:
    named = [
        *(cost.person for cost in application.costs if cost.person),
        *(income.person for income in application.incomes),
        *(asset.person for asset in application.assets),
    ]
    for person in named:
        if person not in application.household.people:
            raise NotInHousehold(person)


def _free_wages(application: Application, norm: Norm) -> dict[str, Money]:
    working = {
        income.person for income in application.incomes if income.kind is IncomeKind.WAGE
    } & {child.key for child in application.household.children}
    if working and norm.price_base_amount is None:
        raise PriceBaseAmountMissing(application.household.month)
    whole = norm.price_base_amount or Money()
    return {
        key: max(whole - application.child_wages_before.get(key, Money()), Money())
        for key in working
    }


def _norm_rows(household: Household, norm: Norm) -> Iterator[Row]:
    yield _adults(household, norm)
    for child in household.children:
        yield _child(household, norm, child)
    yield _joint(household, norm)


def _norm_row(key: str, person: str, steps: Sequence[Step]) -> Row:
    # Whoever applies for the norm applies for it as it is.
    applied = total(step.amount for step in steps)
    return Row(f"norm:{key}", Section.NORM, key.partition(":")[0], person, applied, tuple(steps))


def _adults(household: Household, norm: Norm) -> Row:
    is_couple = len(household.adults) == COUPLE
    amount = norm.cohabiting if is_couple else norm.single
    rule = Rule.PERSONAL_COUPLE if is_couple else Rule.PERSONAL_ADULT
    days = (household.days_counted, household.days_of_month)
    step = Step(rule, part(amount, *days), product(amount, days), norm.name)
    return _norm_row("adults", "" if is_couple else household.adults[0], [step])


def _child(household: Household, norm: Norm, child: Child) -> Row:
    age, days = household.age_of(child), (household.days_of(child), household.days_of_month)
    amount = norm.child(child.key, age=age, lunch_served=child.lunch_served)
    is_lower = amount != norm.child(child.key, age=age, lunch_served=False)
    rule = Rule.PERSONAL_CHILD_LUNCH_SERVED if is_lower else Rule.PERSONAL_CHILD
    step = Step(rule, part(amount, *days), product(amount, days), norm.name)
    return _norm_row(f"child:{child.key}", child.key, [step])


def _joint(household: Household, norm: Norm) -> Row:
    steps = []
    for persons, days in household.sizes():
        everybody = persons + household.others_sharing
        amount = norm.joint_costs(everybody)
        shares = ((persons, everybody), (days, household.days_of_month))
        counted = part(amount, persons * days, everybody * household.days_of_month)
        rule = Rule.JOINT_SHARED if household.others_sharing else Rule.JOINT
        steps.append(Step(rule, counted, product(amount, *shares), norm.name))
    return _norm_row("joint", "", steps)
