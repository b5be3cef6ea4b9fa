"""Write the access log: what was read or changed in the same transaction as the data itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.audit.models import AccessLog
from gemensam.kernel.actor import Actor
from gemensam.tenancy import statements
from gemensam.tenancy.context import tenant_context


@dataclass(frozen=True, slots=True)
class Access:
    """What one log row says of the thing that was touched, and of the rule that let it happen."""

    activity: str
    purpose: str
    resource_type: str
    resource_id: UUID | None = None
    resident_id: UUID | None = None
    representative_of: UUID | None = None
    unit_id: UUID | None = None
    provider_id: UUID | None = None
    is_allowed: bool = True
    is_emergency: bool = False
    reason: str = ""
    rule: str = ""
    rules_version: str = ""


def _row(*, actor: Actor, access: Access, request_id: str, now: datetime) -> AccessLog:
    return AccessLog(
        at=now,
        activity=access.activity,
        purpose=access.purpose,
        actor_person_id=actor.person_id,
        actor_name=actor.display_name,
        actor_hsa_id=actor.hsa_id,
        actor_title=actor.title,
        actor_tenant_id=actor.tenant_id,
        commission_id=actor.commission.id if actor.commission else None,
        resident_id=access.resident_id,
        representative_of=access.representative_of,
        resource_type=access.resource_type,
        resource_id=access.resource_id,
        resource_unit_id=access.unit_id,
        resource_provider_id=access.provider_id,
        is_allowed=access.is_allowed,
        is_emergency=access.is_emergency,
        reason=access.reason,
        rule=access.rule,
        rules_version=access.rules_version,
        session_hash=actor.session_hash,
        request_id=request_id,
    )


def record(
    *, actor: Actor, accesses: Iterable[Access], now: datetime, request_id: str = ""
) -> None:
    """Log accesses in the running transaction and tenant: no log row, no data.

    A list of persons is one call with one `Access` each, written in one statement.
    """
    statements.insert(
        [_row(actor=actor, access=one, request_id=request_id, now=now) for one in accesses]
    )


def record_apart(
    *, tenant_id: UUID, actor: Actor, access: Access, now: datetime, request_id: str = ""
) -> None:
    """Log a refusal or an emergency on a connection of its own.

    It stays even when the request's transaction is rolled back, and is committed before anything
    is shown.
    """
    with tenant_context(tenant_id, using="audit"):
        row = _row(actor=actor, access=access, request_id=request_id, now=now)
        row.tenant_id = tenant_id
        row.save(using="audit", force_insert=True)
