"""Who may make forms and publish them, and what other systems may bring: asks `authority`.

Forms hold nothing of persons, so only responses are logged.
"""

from datetime import datetime
from uuid import UUID

from gemensam.authority import api as authority
from gemensam.kernel.actor import Activity, Actor, ActorKind, InformationClass, Purpose

# Whoever has no tenant is refused by the rules all the same.
_NOBODYS = UUID(int=0)
READ, WRITE = Activity.READ, Activity.WRITE


def _purpose(actor: Actor) -> Purpose:
    if actor.commission is not None:
        return actor.commission.purpose
    is_system = actor.kind is ActorKind.SYSTEM
    return Purpose.ADMINISTRATION if is_system else Purpose.OWN_AFFAIRS


def ensure_forms(actor: Actor, activity: Activity, *, now: datetime) -> None:
    """Let somebody read (READ), change (WRITE) or publish (DECIDE) their organisation's forms.

    Raises authority.Refused.
    """
    obj = authority.ObjRef(
        kind="form",
        tenant_id=actor.tenant_id or _NOBODYS,
        information_class=InformationClass.FORM,
    )
    request = authority.Request(actor, _purpose(actor), activity, obj, now)
    authority.ensure(request, authority.Facts())


def ensure_brought(actor: Actor, activity: Activity, response_id: UUID, *, now: datetime) -> None:
    """Let a system of the municipality's bring a response or read what it brought; log it.

    Raises authority.Refused.
    """
    obj = authority.ObjRef(
        kind="response",
        id=response_id,
        tenant_id=actor.tenant_id or _NOBODYS,
        information_class=InformationClass.APPLICATION,
    )
    request = authority.Request(actor, Purpose.CASEWORK, activity, obj, now)
    authority.ensure_and_log(request, authority.Facts(), now=now)
