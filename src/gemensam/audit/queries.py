"""Read the access log, over the log reader's own connection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.audit.models import AccessLog
from gemensam.tenancy.context import current_tenant_id, tenant_context


@dataclass(frozen=True, slots=True)
class AccessRow:
    """Who did what, for the person concerned and for the reviewer."""

    at: datetime
    activity: str
    purpose: str
    actor_name: str
    actor_title: str
    actor_tenant_id: UUID | None
    resource_type: str
    resource_id: UUID | None
    is_allowed: bool
    is_emergency: bool
    reason: str
    actor_person_id: UUID | None = None


def accesses_to_resident(resident_id: UUID, *, limit: int = 50) -> Sequence[AccessRow]:
    """Give the newest accesses to a resident's information in the running tenant, newest first."""
    return _rows(limit, resident_id=resident_id)


def accesses_to_resource(
    resource_type: str, resource_id: UUID, *, resident_id: UUID, limit: int = 20
) -> Sequence[AccessRow]:
    """Give the newest accesses to one thing of a resident's in the running tenant, newest first.

    The resident goes first, so that an id alone opens nothing.
    """
    return _rows(
        limit, resident_id=resident_id, resource_type=resource_type, resource_id=resource_id
    )


def _rows(limit: int, **conditions: object) -> Sequence[AccessRow]:
    tenant_id = current_tenant_id()
    with tenant_context(tenant_id, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(**conditions).order_by("-at", "-id")
        return [
            AccessRow(
                at=row.at,
                activity=row.activity,
                purpose=row.purpose,
                actor_name=row.actor_name,
                actor_title=row.actor_title,
                actor_tenant_id=row.actor_tenant_id,
                resource_type=row.resource_type,
                resource_id=row.resource_id,
                is_allowed=row.is_allowed,
                is_emergency=row.is_emergency,
                reason=row.reason,
                actor_person_id=row.actor_person_id,
            )
            for row in rows[:limit]
        ]
