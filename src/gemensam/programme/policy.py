"""Who may do what with plans, co-funding and hours: asks `authority`, and logs what it must."""

from datetime import datetime
from uuid import UUID

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose
from gemensam.kernel.periods import Period
from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.tenancy.context import tenant_context


def _purpose(actor: Actor) -> Purpose:
    return actor.commission.purpose if actor.commission else Purpose.OWN_AFFAIRS


def _owner(actor: Actor) -> UUID:
    # Whoever has no tenant is refused by the rules; the attempt is logged with the county body.
    return actor.tenant_id or county.tenant_id()


def ensure_hours(
    actor: Actor, activity: Activity, *, now: datetime, hours_id: UUID | None = None
) -> None:
    """Let somebody report or read time of their own unit, or attest the municipality's.

    Raises authority.Refused.
    """
    unit_id = actor.commission.unit_id if actor.commission else None
    obj = authority.ObjRef(
        kind="hour_report",
        tenant_id=_owner(actor),
        information_class=InformationClass.HOURS,
        unit_id=unit_id,
        id=hours_id,
    )
    authority.ensure(
        authority.Request(actor, _purpose(actor), activity, obj, now), authority.Facts()
    )


def may_attest(actor: Actor, *, now: datetime) -> bool:
    """Say whether the page of attestation is this person's: for the menu, not for the door."""
    try:
        ensure_hours(actor, Activity.ATTEST, now=now)
    except authority.Refused:
        return False
    return True


def ensure_programme(request: identity.Request, information_class: InformationClass) -> UUID:
    """Let somebody who works with the programme read the county body's figures; give its tenant.

    Those of an association read by disclosure: the county body keeps the figures on their behalf.
    Raises authority.Refused.
    """
    actor, now = request.actor, request.now
    owner = county.tenant_id()
    obj = authority.ObjRef(kind="cofunding", tenant_id=owner, information_class=information_class)
    asked = authority.Request(actor, _purpose(actor), Activity.READ, obj, now)
    decision = authority.ensure(asked, authority.Facts(disclosure=_disclosure(actor, owner, now)))
    if authority.Obligation.LOG_BOTH_TENANTS not in decision.obligations:
        return owner
    access = [authority.access_of(asked, decision)]
    audit.record(actor=actor, accesses=access, now=now, request_id=request.request_id)
    with tenant_context(owner):
        audit.record(actor=actor, accesses=access, now=now, request_id=request.request_id)
    return owner


def _disclosure(actor: Actor, owner: UUID, now: datetime) -> authority.DisclosureFacts | None:
    if actor.tenant_id == owner:
        return None
    body = organisations.body_by_tenant(actor.tenant_id) if actor.tenant_id else None
    if body is None or body.kind != organisations.OrganisationKind.ASSOCIATION:
        return None
    return authority.DisclosureFacts(
        basis=authority.DisclosureBasis.ON_BEHALF,
        purpose=Purpose.PROGRAMME,
        classes=frozenset({InformationClass.PROGRAMME, InformationClass.HOURS}),
        valid=Period(now),
    )
