"""Who may make forms and publish them: asks `authority`. Forms hold nothing of persons: no log."""

from datetime import datetime
from uuid import UUID

from gemensam.authority import api as authority
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose

# Whoever has no tenant is refused by the rules all the same.
_NOBODYS = UUID(int=0)


def ensure_forms(actor: Actor, activity: Activity, *, now: datetime) -> None:
    """Let somebody read (READ), change (WRITE) or publish (DECIDE) their organisation's forms.

    Raises authority.Refused.
    """
    obj = authority.ObjRef(
        kind="form",
        tenant_id=actor.tenant_id or _NOBODYS,
        information_class=InformationClass.FORM,
    )
    purpose = actor.commission.purpose if actor.commission else Purpose.OWN_AFFAIRS
    authority.ensure(authority.Request(actor, purpose, activity, obj, now), authority.Facts())
