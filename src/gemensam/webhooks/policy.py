"""Which of what happened another system may know of: asks `authority`.

An occurrence holds ids and no person's information, so no reading of the feed is logged; that of a case is.
"""

from datetime import datetime

from django.db.models import Q

from gemensam.authority import api as authority
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose
from gemensam.tenancy.context import current_tenant_id


def visible_occurrences(actor: Actor, *, now: datetime) -> Q:
    """Give the occurrences that the actor may know of.

    Raises Refused: no system of the running tenant's.
    """
    thing = authority.ObjRef(
        kind="event_feed",
        tenant_id=current_tenant_id(),
        information_class=InformationClass.CASE,
        is_protected=False,
    )
    asked = authority.Request(actor, Purpose.CASEWORK, Activity.READ, thing, now)
    authority.ensure(asked, authority.Facts())
    return authority.filter_for(
        actor,
        Purpose.CASEWORK,
        Activity.READ,
        columns=authority.Columns(
            information_class=InformationClass.CASE, is_protected="is_guarded"
        ),
        facts=authority.RowFacts(may_handle_protected=actor.handles_protected),
        at=now,
    )
