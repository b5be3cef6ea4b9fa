"""Carry out a plan: the register, its history, suspensions, sessions and proposals, in one go.

HR takes away and never gives: a leaver is suspended at once, a joiner becomes a proposal to the HSA
administrator, and a suspension is lifted by a person only.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from gemensam.employees.events import EmploymentsChanged
from gemensam.employees.feed.comparing import Plan, Step
from gemensam.employees.feed.rows import Field, Value
from gemensam.employees.feed_models import (
    ChangeKind,
    Delivery,
    EmployeeChange,
    Proposal,
    ProposalState,
)
from gemensam.employees.models import Category, Employee
from gemensam.identity import api as identity
from gemensam.outbox import api as outbox
from gemensam.tenancy.context import current_tenant_id
from gemensam.ui.formats import local_day

BATCH: Final = 1_000
# In Swedish: it is kept, and read by whoever asks why somebody could not log in.
OVER: Final = "Anställningen är slut enligt HR-systemet"
_WRITTEN: Final = (
    *(field.value for field in Field if field is not Field.HR_NUMBER),
    *("left_at", "removed_at", "version", "changed_at"),
)
# What in a change makes commissions worth a look.
_MATTERS: Final = frozenset({Field.HSA_ID, Field.CATEGORY, Field.TITLE, Field.WORKPLACE})


def carry_out(plan: Plan, delivery: Delivery | None, *, by: str, now: datetime) -> int:
    """Do what a plan says, in the running transaction, under the register's lock.

    Give how many were suspended.
    """
    if not plan.steps:
        return 0
    ids = _write_register(plan, now=now)
    changes = _write_history(plan, ids, delivery, by=by, now=now)
    suspended = suspend_leavers(plan.of(ChangeKind.LEFT), delivery, now=now)
    _tell_identity(plan.steps)
    _propose(plan, changes, now=now)
    tenant_id = current_tenant_id()
    changed = EmploymentsChanged(delivery.id if delivery else None, now)
    outbox.publish(changed, key=str(tenant_id), tenant_id=tenant_id, now=now)
    return suspended


def _tell_identity(steps: Collection[Step]) -> None:
    """Hide the names of the protected wherever staff are shown, and have HSA asked about the others too.

    What HR no longer calls protected stays so: that is for whoever knows why to say.
    """
    known = [step for step in steps if step.facts[Field.HSA_ID]]
    identity.protect(
        {str(one.facts[Field.HSA_ID]) for one in known if one.facts[Field.IS_PROTECTED]}
    )
    identity.hsa.follow_all(
        {
            str(one.facts[Field.HSA_ID])
            for one in known
            if not one.has_left and one.facts[Field.CATEGORY] != Category.NOT_CONCERNED
        }
    )


def _write_register(plan: Plan, *, now: datetime) -> Mapping[str, UUID]:
    """Write the employments as they are afterwards; give their ids by number."""
    rows = [_row(step, now=now) for step in plan.steps]
    Employee.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["tenant", "hr_number"],
        update_fields=_WRITTEN,
    )
    return {one.hr_number: one.id for one in rows}


def _row(step: Step, *, now: datetime) -> Employee:
    before = step.before
    row = Employee(**{key.value: value for key, value in step.facts.items()})
    row.version, row.made_at, row.changed_at = 1, now, now
    if before is not None:
        row.id, row.version = before.id, before.version + 1
    row.left_at = ((before and before.left_at) or now) if step.has_left else None
    row.removed_at = now if step.is_removed else None
    return row


def _write_history(
    plan: Plan, ids: Mapping[str, UUID], delivery: Delivery | None, *, by: str, now: datetime
) -> list[tuple[Step, EmployeeChange]]:
    changes = [
        EmployeeChange(
            employee_id=ids[step.hr_number],
            kind=step.kind,
            delivery=delivery,
            row_id=step.row_id,
            values={key.value: [_kept(old), _kept(new)] for key, (old, new) in step.values.items()},
            at=now,
            by=by,
        )
        for step in plan.steps
    ]
    EmployeeChange.objects.bulk_create(changes, batch_size=BATCH)
    return list(zip(plan.steps, changes, strict=True))


def _kept(value: Value) -> str | bool | None:
    return value.isoformat() if isinstance(value, date) else value


def suspend_leavers(leavers: Collection[Step], delivery: Delivery | None, *, now: datetime) -> int:
    """Suspend those who have no other employment here now, and end their sessions.

    By the HSA-id that the register had too: what ends an employment may take it away or mistype it.
    """
    ids = {str(facts[Field.HSA_ID]) for step in leavers for facts in _sides(step)} - {""}
    still = Employee.objects.filter(
        hsa_id__in=ids, left_at__isnull=True, starts_on__lte=local_day(now)
    )
    gone = ids - set(still.values_list("hsa_id", flat=True))
    return identity.suspend(
        gone,
        reason=OVER,
        source=delivery.name if delivery else "Sista dagen har passerat",
        source_id=delivery.id if delivery else None,
        now=now,
    )


def _propose(plan: Plan, changes: list[tuple[Step, EmployeeChange]], *, now: datetime) -> None:
    overtaken = [change.employee_id for step, change in changes if step.before is not None]
    Proposal.objects.filter(employee_id__in=overtaken, state=ProposalState.OPEN).update(
        state=ProposalState.OVERTAKEN, settled_at=now
    )
    ids = {str(facts[Field.HSA_ID]) for step in plan.steps for facts in _sides(step)}
    holders = identity.holders_among(ids - {""}, now=now)
    suspended = identity.suspended_among(ids - {""})
    Proposal.objects.bulk_create(
        [
            Proposal(
                change=change, employee_id=change.employee_id, state=ProposalState.OPEN, made_at=now
            )
            for step, change in changes
            if _is_worth_a_look(step, holders, suspended)
        ],
        batch_size=BATCH,
    )


def _sides(step: Step) -> list[Mapping[Field, Value]]:
    return [step.facts, *([step.before.facts] if step.before else [])]


def _is_worth_a_look(step: Step, holders: Collection[str], suspended: Collection[str]) -> bool:
    """Say whether the HSA administrator has anything to decide."""
    hsa_id = step.facts[Field.HSA_ID]
    holds = any(facts[Field.HSA_ID] in holders for facts in _sides(step))
    is_concerned = step.facts[Field.CATEGORY] != Category.NOT_CONCERNED
    match step.kind:
        case ChangeKind.JOINED:
            # Whoever comes back under a new number is suspended still.
            return hsa_id in suspended or (is_concerned and not holds)
        case ChangeKind.CHANGED:
            return bool(_MATTERS & step.values.keys()) and (holds or is_concerned)
        case ChangeKind.LEFT:
            # Without an HSA-id nobody can be suspended: somebody has to find out who it is.
            return holds or (is_concerned and not hsa_id)
        case _:
            return hsa_id in suspended or is_concerned
