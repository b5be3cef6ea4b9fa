"""Suspend employees, lift suspensions, and ask who is suspended, in the running tenant.

Whoever is suspended has no commission here: `queries.actor_of` finds none at each request, the
log-ins refuse it, and the sessions that are open end in the same transaction.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from gemensam.identity import ending
from gemensam.identity.models import Commission, Session
from gemensam.identity.suspension_models import Suspension
from gemensam.tenancy.context import current_tenant_id

_SUSPENDED: Final = Exists(
    Suspension.objects.filter(employee_hsa_id=OuterRef("employee_hsa_id"), lifted_at=None)
)


class NotSuspended(LookupError):
    """Nobody is suspended by that HSA-id, or of that source: it was lifted already."""


@dataclass(frozen=True, slots=True)
class SuspensionRow:
    """A suspension, running or lifted."""

    employee_hsa_id: str
    since: datetime
    reason: str
    source: str
    lifted_at: datetime | None
    lifted_by: str
    lift_reason: str


def suspend(
    employee_hsa_ids: Collection[str],
    *,
    reason: str,
    source: str,
    now: datetime,
    source_id: UUID | None = None,
) -> int:
    """Suspend some employees and end their sessions here; say how many were not suspended before.

    Who is suspended already stays so, for the first reason.
    """
    wanted = set(employee_hsa_ids) - {""}
    new = wanted - suspended_among(wanted)
    Suspension.objects.bulk_create(
        [
            Suspension(
                employee_hsa_id=one, since=now, reason=reason, source=source, source_id=source_id
            )
            for one in sorted(new)
        ],
        ignore_conflicts=True,
    )
    end_sessions_of_employees(wanted, now=now)
    return len(new)


def end_sessions_of_employees(employee_hsa_ids: Collection[str], *, now: datetime) -> int:
    """End the open sessions of employees' commissions in the running tenant; say how many."""
    theirs = Commission.objects.filter(employee_hsa_id__in=employee_hsa_ids)
    sessions = Session.objects.filter(
        tenant_id=current_tenant_id(), commission_id__in=list(theirs.values_list("id", flat=True))
    )
    return ending.end(sessions, now=now)


def lift_suspension(*, employee_hsa_id: str, by: str, reason: str, now: datetime) -> None:
    """Let an employee's commissions count again. Raises NotSuspended."""
    rows = Suspension.objects.filter(employee_hsa_id=employee_hsa_id, lifted_at=None)
    if not rows.update(lifted_at=now, lifted_by=by, lift_reason=reason):
        raise NotSuspended(employee_hsa_id)


def lift_suspensions_of(*, source_id: UUID, by: str, reason: str, now: datetime) -> int:
    """Lift all that came of one source; say how many. Raises NotSuspended: none is running."""
    rows = Suspension.objects.filter(source_id=source_id, lifted_at=None)
    lifted: int = rows.update(lifted_at=now, lifted_by=by, lift_reason=reason)
    if not lifted:
        raise NotSuspended(source_id)
    return lifted


def suspended_among(employee_hsa_ids: Collection[str]) -> set[str]:
    """Say which of some employees are suspended now. Every way to log in asks this."""
    rows = Suspension.objects.filter(employee_hsa_id__in=employee_hsa_ids, lifted_at=None)
    return set(rows.values_list("employee_hsa_id", flat=True))


def suspended_now() -> set[str]:
    """Give everybody who is suspended now."""
    rows = Suspension.objects.filter(lifted_at=None)
    return set(rows.values_list("employee_hsa_id", flat=True))


def count_suspended_by(source_id: UUID) -> int:
    """Count the suspensions of one source that are running."""
    return Suspension.objects.filter(source_id=source_id, lifted_at=None).count()


def suspensions_of(employee_hsa_id: str) -> Sequence[SuspensionRow]:
    """List an employee's suspensions, newest first."""
    return [
        SuspensionRow(
            employee_hsa_id=row.employee_hsa_id,
            since=row.since,
            reason=row.reason,
            source=row.source,
            lifted_at=row.lifted_at,
            lifted_by=row.lifted_by,
            lift_reason=row.lift_reason,
        )
        for row in Suspension.objects.filter(employee_hsa_id=employee_hsa_id).order_by("-since")
    ]


def holders_among(employee_hsa_ids: Collection[str], *, now: datetime) -> set[str]:
    """Say which of some employees have a commission that counts, suspended or not."""
    rows = Commission.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        employee_hsa_id__in=employee_hsa_ids,
        starts_at__lte=now,
        is_archived=False,
    )
    return set(rows.values_list("employee_hsa_id", flat=True))


def at_work(rows: QuerySet[Commission]) -> QuerySet[Commission]:
    """Leave out the commissions of who is suspended."""
    return rows.exclude(_SUSPENDED)
