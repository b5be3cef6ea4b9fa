"""Who may read the register of performers and keep it: asks `authority`."""

from datetime import datetime
from uuid import UUID

from gemensam.authority import api as authority
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose

# Whoever has no tenant is refused by the rules all the same.
_NOBODYS = UUID(int=0)


def ensure_register(
    actor: Actor,
    activity: Activity,
    *,
    now: datetime,
    unit_id: UUID | None = None,
    request_id: str = "",
) -> None:
    """Let somebody read the register (READ) or keep it (ADMINISTER); the access log says so.

    Raises authority.Refused.
    """
    obj = authority.ObjRef(
        kind="performer",
        tenant_id=actor.tenant_id or _NOBODYS,
        information_class=InformationClass.DIRECTORY,
        id=unit_id,
    )
    purpose = actor.commission.purpose if actor.commission else Purpose.OWN_AFFAIRS
    authority.ensure_and_log(
        authority.Request(actor, purpose, activity, obj, now),
        authority.Facts(),
        now=now,
        request_id=request_id,
    )
