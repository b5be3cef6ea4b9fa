"""How grant and co-funding divide between the rows of a plan."""

from dataclasses import dataclass

from gemensam.kernel.money import Money, total
from gemensam.programme.rules.plans import Plan
from gemensam.programme.rules.workings import (
    Step,
    Unit,
    Workings,
    difference_formula,
    gettext_noop,
    kronor_digits,
)


class FundingDoesNotCoverPlan(ValueError):
    """Grant and co-funding together are not the plan's total; nothing can be split by them."""


@dataclass(frozen=True, slots=True)
class FundingSplit:
    """How grant and co-funding divide between the rows that state a share and those that do not."""

    stated_stimulus: Money
    stated_cofunding: Money
    rest_stimulus: Money
    rest_cofunding: Money
    workings: Workings


def funding_split(plan: Plan) -> FundingSplit:
    """Divide the funding between rows with a stated share and the rest, which only has a sum."""
    rows = plan.cost_rows
    if total(row.amount for row in rows) != plan.funding.stimulus + plan.funding.cofunding:
        raise FundingDoesNotCoverPlan(plan.key)
    stated_cofunding = total(
        row.amount.split(
            (
                row.cofunding_share.numerator,
                row.cofunding_share.denominator - row.cofunding_share.numerator,
            )
        )[0]
        for row in rows
        if row.cofunding_share is not None
    )
    stated = total(row.amount for row in rows if row.cofunding_share is not None)
    stated_stimulus = stated - stated_cofunding
    return FundingSplit(
        stated_stimulus=stated_stimulus,
        stated_cofunding=stated_cofunding,
        rest_stimulus=plan.funding.stimulus - stated_stimulus,
        rest_cofunding=plan.funding.cofunding - stated_cofunding,
        workings=_split_workings(plan, stated, stated_cofunding),
    )


def _split_workings(plan: Plan, stated: Money, stated_cofunding: Money) -> Workings:
    stated_stimulus = stated - stated_cofunding
    funding = plan.funding
    differences = (
        (gettext_noop("Grant in the rows that state a share"), stated, stated_cofunding),
        (gettext_noop("Co-funding left for the other rows"), funding.cofunding, stated_cofunding),
        (gettext_noop("Grant left for the other rows"), funding.stimulus, stated_stimulus),
    )
    first = Step(
        label=gettext_noop("Co-funding in the rows that state a share"),
        formula=kronor_digits(stated_cofunding),
        result=stated_cofunding.ore,
        unit=Unit.ORE,
        source=plan.source,
    )
    return Workings(
        (
            first,
            *(
                Step(
                    label=label,
                    formula=difference_formula(whole, part),
                    result=(whole - part).ore,
                    unit=Unit.ORE,
                )
                for label, whole, part in differences
            ),
        )
    )
