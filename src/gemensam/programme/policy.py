"""Who may do what with plans, co-funding and hours: asks `authority`, and logs what it must."""

from dataclasses import replace
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


class NotAMunicipality(LookupError):
    """Only municipalities have a part of their own in this."""


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


def ensure_plan(actor: Actor, activity: Activity, *, now: datetime) -> None:
    """Let somebody of the county body write the plans, or sign one (DECIDE).

    Raises authority.Refused.
    """
    obj = authority.ObjRef(
        kind="plan", tenant_id=county.tenant_id(), information_class=InformationClass.PROGRAMME
    )
    authority.ensure(
        authority.Request(actor, _purpose(actor), activity, obj, now), authority.Facts()
    )


def may_plan(actor: Actor, activity: Activity, *, now: datetime) -> bool:
    """Say whether somebody may write or sign plans: for what a page offers, not for the door."""
    try:
        ensure_plan(actor, activity, now=now)
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


def _ask_for_projects(
    actor: Actor, activity: Activity, now: datetime
) -> tuple[authority.Request, authority.Decision]:
    owner = county.tenant_id()
    obj = authority.ObjRef(
        kind="project", tenant_id=owner, information_class=InformationClass.PROGRAMME
    )
    asked = authority.Request(actor, _purpose(actor), activity, obj, now)
    disclosure = _disclosure(actor, owner, now)
    if disclosure is not None:
        # Those of an association work with projects on the county body's behalf.
        disclosure = replace(disclosure, activities=frozenset({Activity.READ, Activity.WRITE}))
    return asked, authority.ensure(asked, authority.Facts(disclosure=disclosure))


def ensure_projects(
    actor: Actor, activity: Activity, *, now: datetime, request_id: str = ""
) -> UUID:
    """Let the county body's staff work with projects and the portfolio; give its tenant.

    An association's staff read and write on its behalf, but decide nothing.
    Raises authority.Refused.
    """
    asked, decision = _ask_for_projects(actor, activity, now)
    owner = asked.obj.tenant_id
    if authority.Obligation.LOG_BOTH_TENANTS in decision.obligations:
        access = [authority.access_of(asked, decision)]
        audit.record(actor=actor, accesses=access, now=now, request_id=request_id)
        with tenant_context(owner):
            audit.record(actor=actor, accesses=access, now=now, request_id=request_id)
    return owner


def may_with_projects(actor: Actor, activity: Activity, *, now: datetime) -> bool:
    """Say whether a door of projects is open to somebody: for buttons, not for the door."""
    try:
        _ask_for_projects(actor, activity, now)
    except authority.Refused:
        return False
    return True


def ensure_own_programme(actor: Actor, activity: Activity, *, now: datetime) -> UUID:
    """Let a municipality's staff work with its own part of the programme; give its organisation.

    Raises authority.Refused, NotAMunicipality.
    """
    obj = authority.ObjRef(
        kind="application", tenant_id=_owner(actor), information_class=InformationClass.PROGRAMME
    )
    authority.ensure(
        authority.Request(actor, _purpose(actor), activity, obj, now), authority.Facts()
    )
    place = organisations.municipality_by_tenant(_owner(actor))
    if place is None:
        raise NotAMunicipality
    return place.organisation_id


def ensure_county_list(
    request: identity.Request, activity: Activity, information_class: InformationClass
) -> UUID:
    """Let somebody fetch or send in a list of the county body's; give its tenant.

    Those of an association fetch lists on the county body's behalf, but send none in.
    Raises authority.Refused.
    """
    if activity is Activity.READ:
        return ensure_programme(request, information_class)
    owner = county.tenant_id()
    obj = authority.ObjRef(kind="list", tenant_id=owner, information_class=information_class)
    authority.ensure(
        authority.Request(request.actor, _purpose(request.actor), activity, obj, request.now),
        authority.Facts(),
    )
    return owner


def ensure_ledger(actor: Actor, activity: Activity, *, now: datetime) -> UUID:
    """Let somebody of the county body write in a grant's ledger, or close its year (DECIDE).

    Gives the county body's tenant. Raises authority.Refused.
    """
    owner = county.tenant_id()
    obj = authority.ObjRef(
        kind="grant", tenant_id=owner, information_class=InformationClass.PROGRAMME
    )
    authority.ensure(
        authority.Request(actor, _purpose(actor), activity, obj, now), authority.Facts()
    )
    return owner


def may_ledger(actor: Actor, activity: Activity, *, now: datetime) -> bool:
    """Say whether a door of the ledger is open to somebody: for buttons, not for the door."""
    try:
        ensure_ledger(actor, activity, now=now)
    except authority.Refused:
        return False
    return True
