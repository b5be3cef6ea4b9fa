"""Who may read the register of employees and commissions, and keep it: asks `authority`."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from gemensam.authority import api as authority
from gemensam.kernel.actor import Activity, Actor, ActorKind, InformationClass

# Whoever has no tenant is refused by the rules all the same.
_NOBODYS = UUID(int=0)
EMPLOYEES: Final = authority.Register("employee")
ensure_directory, ensure_somewhere = EMPLOYEES.ensure, EMPLOYEES.ensure_somewhere
may_keep, may_read = EMPLOYEES.may_keep, EMPLOYEES.may_read


def visible_commissions(actor: Actor, *, now: datetime) -> Q:
    """Give the condition on the commissions that somebody may read: all, or those of a unit."""
    return authority.filter_for(
        actor,
        authority.purpose_of(actor),
        Activity.READ,
        columns=authority.Columns(
            information_class=InformationClass.DIRECTORY, unit_id="unit_id", is_protected=False
        ),
        facts=authority.RowFacts(),
        at=now,
    )


def ensure_county(actor: Actor, *, now: datetime, request_id: str = "") -> None:
    """Let whoever follows the county's programme see the municipalities' figures; they name nobody.

    Raises authority.Refused.
    """
    obj = authority.ObjRef(
        kind="staff_count",
        tenant_id=actor.tenant_id or _NOBODYS,
        information_class=InformationClass.PROGRAMME,
    )
    asked = authority.Request(actor, authority.purpose_of(actor), Activity.READ, obj, now)
    authority.ensure_and_log(asked, authority.Facts(), now=now, request_id=request_id)


def own_hsa_id(actor: Actor) -> str:
    """Give by what staff find what is kept of themselves; nobody else has any.

    No rule is asked, as nothing of anybody else's is shown by it.
    """
    return actor.hsa_id if actor.kind is ActorKind.STAFF else ""
