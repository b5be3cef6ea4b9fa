"""Write the shipped plan and grant into the county body's tenant, once."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from gemensam.kernel.money import Money
from gemensam.programme import county, shipped
from gemensam.programme.kinds import (
    CofundingKind,
    CofundingState,
    FundingKind,
    SentenceColumn,
)
from gemensam.programme.models import (
    Activity,
    ActivityCost,
    Area,
    CofundingLine,
    Funding,
    Grant,
    GrantComponent,
    Plan,
    Sentence,
)
from gemensam.programme.rules import plans

type Spoken = plans.PlanText | plans.DatedText | None


def load_shipped() -> bool:
    """Write down the plan of 2013–2015 and the grant of 2013; say whether anything was written.

    What is there already is left alone. Needs the county body.
    """
    with transaction.atomic(), county.context():
        wrote_plan = _load_plan(shipped.plan_2013_2015())
        wrote_grant = _load_grant(shipped.grant_2013())
    return wrote_plan or wrote_grant


def _load_plan(plan: plans.Plan) -> bool:
    if Plan.objects.filter(key=plan.key).exists():
        return False
    row = Plan.objects.create(
        key=plan.key,
        title=plan.title,
        subtitle=plan.subtitle,
        first_year=plan.first_year,
        last_year=plan.last_year,
        source=plan.source,
        printed_total=plan.printed_total.kronor,
    )
    _load_funding(row, plan.funding)
    for order, area in enumerate(plan.areas, start=1):
        _load_area(row, area, order)
    for order, activity in enumerate(plan.activities, start=1):
        _load_activity(row, activity, order)
    return True


def _load_funding(plan: Plan, funding: plans.PlanFunding) -> None:
    amounts = (
        (FundingKind.STIMULUS, funding.stimulus, False),
        (FundingKind.COFUNDING, funding.cofunding, funding.cofunding_is_estimate),
    )
    Funding.objects.bulk_create(
        Funding(
            plan=plan,
            kind=kind,
            amount=amount.kronor,
            is_estimate=is_estimate,
            source=funding.source,
            note=funding.note,
            printed_total=funding.printed_total.kronor,
        )
        for kind, amount, is_estimate in amounts
    )


def _load_area(plan: Plan, area: plans.PlanArea, order: int) -> None:
    row = Area.objects.create(
        plan=plan,
        key=area.key,
        order=order,
        name=area.name,
        source=area.source,
        printed_total=area.printed_total.kronor,
    )
    columns = (
        (SentenceColumn.WHAT, (area.what,)),
        (SentenceColumn.HOW, area.how),
        (SentenceColumn.WHEN, (area.when,)),
        (SentenceColumn.WHO, area.who),
    )
    Sentence.objects.bulk_create(_sentences(columns, area=row))
    ActivityCost.objects.bulk_create(
        ActivityCost(
            area=row,
            key=cost.key,
            order=place,
            text=cost.text,
            amount=cost.amount.kronor,
            share_numerator=cost.cofunding_share.numerator if cost.cofunding_share else None,
            share_denominator=cost.cofunding_share.denominator if cost.cofunding_share else None,
        )
        for place, cost in enumerate(area.costs, start=1)
    )


def _load_activity(plan: Plan, activity: plans.PlanActivity, order: int) -> None:
    row = Activity.objects.create(
        plan=plan,
        key=activity.key,
        order=order,
        number=activity.number,
        name=activity.name,
        source=activity.source,
        cost=activity.cost.kronor if activity.cost else None,
        indicators=list(activity.indicators),
    )
    columns: tuple[tuple[SentenceColumn, tuple[Spoken, ...]], ...] = (
        (SentenceColumn.WHAT, (activity.what,)),
        (SentenceColumn.HOW, activity.how),
        (SentenceColumn.WHEN, (activity.when,)),
        (SentenceColumn.WHO, (activity.who,)),
        (SentenceColumn.STATE, (activity.current_state,)),
        (SentenceColumn.GOAL, (activity.goal,)),
        (SentenceColumn.TARGET, (activity.target,)),
        (SentenceColumn.COMMENT, (activity.comment,)),
    )
    Sentence.objects.bulk_create(_sentences(columns, activity=row))


def _sentences(
    columns: Iterable[tuple[SentenceColumn, Iterable[Spoken]]],
    *,
    area: Area | None = None,
    activity: Activity | None = None,
) -> Iterator[Sentence]:
    for column, said in columns:
        for order, one in enumerate((text for text in said if text is not None), start=1):
            yield Sentence(
                area=area,
                activity=activity,
                column=column,
                order=order,
                text=one.text,
                year=one.year if isinstance(one, plans.DatedText) else None,
                is_fragment=isinstance(one, plans.PlanText) and one.is_fragment,
                is_ours=isinstance(one, plans.PlanText) and one.is_ours,
            )


def _load_grant(grant: shipped.Grant) -> bool:
    if Grant.objects.filter(key=grant.key).exists():
        return False
    row = Grant.objects.create(
        key=grant.key,
        title=grant.title,
        year=grant.year,
        agreement=grant.agreement,
        amount=grant.stimulus.kronor,
        matching_rule=grant.matching_rule,
        matching_source=grant.matching_source,
    )
    GrantComponent.objects.bulk_create(
        GrantComponent(
            grant=row,
            key=component.key,
            order=order,
            text=component.text,
            amount=component.amount.kronor,
            is_matchable=component.is_matchable,
            assumption=component.assumption or "",
        )
        for order, component in enumerate(grant.components, start=1)
    )
    _load_booked(row, grant)
    return True


def _load_booked(row: Grant, grant: shipped.Grant) -> None:
    booked: Money | None = grant.cofunding.booked
    if booked is None:
        return
    CofundingLine.objects.create(
        kind=CofundingKind.BOOKED,
        state=CofundingState.ATTESTED,
        grant=row,
        source="2013_plan",
        is_estimate=grant.cofunding_is_estimate,
        year=grant.year,
        amount=booked.kronor,
    )
