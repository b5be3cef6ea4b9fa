"""Who may read the register of employees and commissions, and keep it: asks `authority`."""

from datetime import datetime
from uuid import UUID

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
    request_id: str = "",
) -> None:
    """Let somebody read the directory (READ) or keep it (ADMINISTER); the access log says so.

    Raises authority.Refused.
    """
    authority.ensure_and_log(
        _request(actor, activity, now, object_id),
        authority.Facts(),
        now=now,
        request_id=request_id,
    )


def may_keep(actor: Actor, *, now: datetime) -> bool:
    """Say whether somebody may keep the directory, so that a page offers it."""
    return authority.decide(_request(actor, Activity.ADMINISTER, now), authority.Facts()).allow


def _request(
    actor: Actor, activity: Activity, now: datetime, object_id: UUID | None = None
) -> authority.Request:
    obj = authority.ObjRef(
        kind="employee",
        tenant_id=actor.tenant_id or _NOBODYS,
        information_class=InformationClass.DIRECTORY,
        id=object_id,
    )
    purpose = actor.commission.purpose if actor.commission else Purpose.OWN_AFFAIRS
    if actor.kind is ActorKind.SYSTEM:
        # The HR system, with the scope that its address asks for.
        purpose = Purpose.ADMINISTRATION
    return authority.Request(actor, purpose, activity, obj, now)
