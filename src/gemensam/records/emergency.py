"""Open emergency access from a page; every attempt is logged, also one that opens nothing."""

from dataclasses import replace
from datetime import datetime
from enum import Enum
from uuid import UUID

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.consents import api as consents
from gemensam.kernel.actor import Actor, Purpose
from gemensam.people import api as people
from gemensam.records import policy
from gemensam.tenancy.context import current_tenant_id


class Outcome(Enum):
    """What became of the attempt."""

    OPENED = "OPENED"
    # Nobody here, or somebody whose identity is protected: it looks the same.
    NOTHING_TO_OPEN = "NOTHING_TO_OPEN"


def open_for(
    actor: Actor, resident_id: UUID | None, *, reason: str, now: datetime, request_id: str
) -> Outcome:
    """Open emergency access; None is a number that nobody here has.

    Raises authority.StepUpNeeded; authority.Refused: for a reason that tells nothing of the
    resident.
    """
    if resident_id is None:
        _log_in_vain(actor, now=now, request_id=request_id)
        return Outcome.NOTHING_TO_OPEN
    try:
        consents.open_emergency(
            actor=actor, resident_id=resident_id, reason=reason, now=now, request_id=request_id
        )
    except people.NoSuchResident:
        _log_in_vain(actor, now=now, request_id=request_id)
        return Outcome.NOTHING_TO_OPEN
    except authority.Refused as refusal:
        if not refusal.request.obj.is_protected:
            raise
        audit.record_apart(
            tenant_id=current_tenant_id(),
            actor=actor,
            access=replace(
                authority.access_of(refusal.request, refusal.decision),
                activity=consents.EMERGENCY_ACTIVITY,
                resource_type=policy.SEARCH,
                is_emergency=True,
            ),
            now=now,
            request_id=request_id,
        )
        return Outcome.NOTHING_TO_OPEN
    return Outcome.OPENED


def _log_in_vain(actor: Actor, *, now: datetime, request_id: str) -> None:
    """Log an attempt at nobody: searching by trial and error shows in the log."""
    audit.record_apart(
        tenant_id=current_tenant_id(),
        actor=actor,
        access=audit.Access(
            activity=consents.EMERGENCY_ACTIVITY,
            purpose=Purpose.CARE.value,
            resource_type=policy.SEARCH,
            is_allowed=False,
            is_emergency=True,
            reason="NOT_HERE",
            rules_version=authority.RULES_VERSION,
        ),
        now=now,
        request_id=request_id,
    )
