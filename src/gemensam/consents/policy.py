"""Who may register and revoke consents and blocks, and open emergency access.

It is asked of the rules themselves: whoever could read the shared records if the resident agreed is
who may ask the resident. Nothing is keyed on a title.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from gemensam.authority import api as authority
from gemensam.consents import queries
from gemensam.consents.rules import Source
from gemensam.kernel.actor import Activity, Actor, ActorKind, InformationClass, Purpose, Regime
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id


@dataclass(frozen=True, slots=True)
class Permission:
    """That somebody may do it, with what the log wants to know."""

    actor: Actor
    person_id: UUID
    request: authority.Request
    decision: authority.Decision
    now: datetime


def facts_for(
    actor: Actor,
    resident_id: UUID,
    *,
    unit_id: UUID | None,
    provider_id: UUID | None,
    now: datetime,
    base: authority.Facts,
    created_at: datetime | None = None,
) -> authority.Facts:
    """Add what consents knows about documentation of one unit and provider, written at an instant.

    Runs in the tenant of the resident. For several units ask `standing` once instead.
    """
    source = Source(unit_id=unit_id, care_provider_id=provider_id, created_at=created_at)
    return queries.standing(actor, resident_id, now=now).facts(source, now=now, base=base)


def shared_records_request(
    actor: Actor, resident: people.ResidentRow, *, now: datetime
) -> authority.Request:
    """Ask to read a resident's social notes as such, whether there are any or not."""
    own = actor.kind is ActorKind.RESIDENT
    obj = authority.ObjRef(
        kind="consents.shared_records",
        tenant_id=current_tenant_id(),
        information_class=InformationClass.NOTE_SOL,
        regime=Regime.SOL,
        resident_id=resident.id,
        is_protected=resident.is_protected,
    )
    purpose = Purpose.OWN_AFFAIRS if own else Purpose.CARE
    return authority.Request(actor, purpose, Activity.READ, obj, now)


def ensure_may_settle(actor: Actor, resident_id: UUID, *, now: datetime) -> Permission:
    """See to it that the actor may write down what the resident wants: the resident, or a nurse.

    A representative never may: consent to reading of one's records is one's own to give.

    Raises people.NoSuchResident; authority.Refused.
    """
    resident = people.resident(resident_id)
    request = shared_records_request(actor, resident, now=now)
    base = authority.Facts(consent=True, blocks_known=True)
    facts = people.facts_for(actor, resident_id, now=now, base=base)
    return _permission(request, replace(facts, mandates=()))


def ensure_emergency_would_open(
    actor: Actor, resident_id: UUID, emergency: authority.EmergencyFacts, *, now: datetime
) -> Permission:
    """See to it that emergency access would let the actor in: it never passes other rules.

    Raises people.NoSuchResident; authority.Refused.
    """
    resident = people.resident(resident_id)
    request = shared_records_request(actor, resident, now=now)
    facts = authority.Facts(blocks_known=True, emergency=emergency)
    return _permission(request, facts)


def _permission(request: authority.Request, facts: authority.Facts) -> Permission:
    decision = authority.ensure(request, facts)
    assert request.actor.person_id is not None  # rule 1 has seen to it
    return Permission(request.actor, request.actor.person_id, request, decision, request.at)
