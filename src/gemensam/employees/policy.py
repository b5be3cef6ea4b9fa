"""Who may read the register of employees and commissions, and keep it: asks `authority`."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from gemensam.authority import api as authority
from gemensam.kernel.actor import Activity, Actor, ActorKind, InformationClass, Purpose

# Whoever has no tenant is refused by the rules all the same.
_NOBODYS = UUID(int=0)


def ensure_directory(
    actor: Actor,
    activity: Activity,
    *,
    now: datetime,
    object_id: UUID | None = None,
    unit_id: UUID | None = None,
    kind: str = "employee",
    request_id: str = "",
) -> None:
    """Let somebody read the directory (READ) or keep it (ADMINISTER); the access log says so.

    `unit_id` is whose part of it: without one it is the whole municipality's.
    Raises authority.Refused.
    """
    authority.ensure_and_log(
        _request(actor, activity, now, object_id=object_id, unit_id=unit_id, kind=kind),
        authority.Facts(),
        now=now,
        request_id=request_id,
    )


def may_keep(actor: Actor, *, now: datetime, unit_id: UUID | None = None) -> bool:
    """Say whether somebody may keep the directory, or a unit's part of it, so that a page offers it."""
    asked = _request(actor, Activity.ADMINISTER, now, unit_id=unit_id)
    return authority.decide(asked, authority.Facts()).allow


def may_read(actor: Actor, *, now: datetime, unit_id: UUID | None = None) -> bool:
    """Say whether somebody may read the directory, or a unit's part of it."""
    asked = _request(actor, Activity.READ, now, unit_id=unit_id)
    return authority.decide(asked, authority.Facts()).allow


def visible_commissions(actor: Actor, *, now: datetime) -> Q:
    """Give the condition on the commissions that somebody may read: all, or those of a unit."""
    return authority.filter_for(
        actor,
        _purpose(actor),
        Activity.READ,
        columns=authority.Columns(
            information_class=InformationClass.DIRECTORY, unit_id="unit_id", is_protected=False
        ),
        facts=authority.RowFacts(),
        at=now,
    )


def ensure_somewhere(actor: Actor, activity: Activity, *, now: datetime) -> None:
    """Stop whoever may read or keep nobody's part, before it is said whether a row is there.

    Raises authority.Refused, by the rule that says most of why.
    """
    unit_id = actor.commission.unit_id if actor.commission else None
    authority.ensure(_request(actor, activity, now, unit_id=unit_id), authority.Facts())


def ensure_county(actor: Actor, *, now: datetime, request_id: str = "") -> None:
    """Let whoever follows the county's programme see the municipalities' figures; they name nobody.

    Raises authority.Refused.
    """
    obj = authority.ObjRef(
        kind="staff_count",
        tenant_id=actor.tenant_id or _NOBODYS,
        information_class=InformationClass.PROGRAMME,
    )
    asked = authority.Request(actor, _purpose(actor), Activity.READ, obj, now)
    authority.ensure_and_log(asked, authority.Facts(), now=now, request_id=request_id)


def own_hsa_id(actor: Actor) -> str:
    """Give by what staff find what is kept of themselves; nobody else has any.

    No rule is asked, as nothing of anybody else's is shown by it.
    """
    return actor.hsa_id if actor.kind is ActorKind.STAFF else ""


def _purpose(actor: Actor) -> Purpose:
    if actor.kind is ActorKind.SYSTEM:
        # The HR system, with the scope that its address asks for.
        return Purpose.ADMINISTRATION
    return actor.commission.purpose if actor.commission else Purpose.OWN_AFFAIRS


def _request(
    actor: Actor,
    activity: Activity,
    now: datetime,
    *,
    object_id: UUID | None = None,
    unit_id: UUID | None = None,
    kind: str = "employee",
) -> authority.Request:
    obj = authority.ObjRef(
        kind=kind,
        tenant_id=actor.tenant_id or _NOBODYS,
        information_class=InformationClass.DIRECTORY,
        unit_id=unit_id,
        id=object_id,
    )
    return authority.Request(actor, _purpose(actor), activity, obj, now)
