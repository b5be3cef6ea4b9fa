"""Write a shipped grant into the county body's tenant, once."""

from gemensam.programme import shipped
from gemensam.programme.kinds import LineKind
from gemensam.programme.models import Grant, GrantComponent, GrantPurpose, LedgerLine


def load(grant: shipped.Grant) -> bool:
    """Write a grant with its parts, purposes and estimate; say whether it was not there before."""
    if Grant.objects.filter(key=grant.key).exists():
        return False
    row = Grant.objects.create(
        key=grant.key,
        title=grant.title,
        year=grant.year,
        agreement=grant.agreement,
        plan_key=grant.plan_key,
        printed_total=grant.stimulus.kronor,
        matching_rule=grant.matching_rule,
        matching_source=grant.matching_source,
    )
    parts = GrantComponent.objects.bulk_create(
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
    GrantPurpose.objects.bulk_create(
        GrantPurpose(
            grant=row,
            key=purpose.key,
            order=order,
            text=purpose.text,
            activity_keys=list(purpose.activities),
        )
        for order, purpose in enumerate(grant.purposes, start=1)
    )
    _load_estimate(row, grant, parts)
    return True


def _load_estimate(row: Grant, grant: shipped.Grant, parts: list[GrantComponent]) -> None:
    """Write the plan's estimated co-funding: no document says when, or whether, it was booked."""
    if grant.cofunding.booked is None:
        return
    LedgerLine.objects.create(
        grant=row,
        component=next(part for part in parts if part.is_matchable),
        kind=LineKind.BOOKED,
        year=grant.year,
        amount=grant.cofunding.booked.kronor,
        text=grant.cofunding_text,
        reference=grant.cofunding_source,
        is_estimate=grant.cofunding_is_estimate,
    )
