"""A grant's conditions, and how they stand in each municipality: what is known, and on what."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gemensam.kernel.actor import Activity, Actor
from gemensam.programme import policy
from gemensam.programme.actions.ledger import LedgerWriteRefused, take
from gemensam.programme.kinds import ConditionState
from gemensam.programme.models import ConditionStanding, GrantCondition
from gemensam.tenancy.context import tenant_context


class NoSuchCondition(LedgerWriteRefused):
    """The grant has no such condition."""


class NothingToGoBy(LedgerWriteRefused):
    """What is said of a condition says on what."""


@transaction.atomic
def add_condition(
    *, actor: Actor, grant_key: str, text: str, component: str = "", now: datetime
) -> UUID:
    """Write down a condition of a grant, or of one of its components.

    Raises authority.Refused, queries.NoSuchGrant.
    """
    owner = policy.ensure_ledger(actor, Activity.WRITE, now=now)
    with tenant_context(owner):
        head = take(grant_key)
        part = next((part for part in head.parts if part.key == component), None)
        row = GrantCondition.objects.create(
            grant_id=head.id,
            component_id=part.id if part else None,
            order=GrantCondition.objects.filter(grant_id=head.id).count() + 1,
            text=text,
        )
    condition_id: UUID = row.id
    return condition_id


@transaction.atomic
def set_condition(
    *,
    actor: Actor,
    condition_id: UUID,
    municipality_ids: Sequence[UUID],
    state: ConditionState,
    basis: str,
    is_synthetic: bool = False,
    now: datetime,
) -> int:
    """Say how a condition stands in some municipalities; say how many.

    Raises authority.Refused, NoSuchCondition, NothingToGoBy.
    """
    owner = policy.ensure_ledger(actor, Activity.WRITE, now=now)
    if not basis.strip():
        raise NothingToGoBy
    with tenant_context(owner):
        if not GrantCondition.objects.filter(id=condition_id).exists():
            raise NoSuchCondition(str(condition_id))
        rows = ConditionStanding.objects.bulk_create(
            ConditionStanding(
                condition_id=condition_id,
                municipality_id=one,
                state=state,
                basis=basis,
                is_synthetic=is_synthetic,
                written_by_id=actor.person_id,
                written_at=now,
            )
            for one in municipality_ids
        )
    return len(rows)
