"""The caseworkers of a unit, and which of them may have a case."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gemensam.authority import api as authority
from gemensam.cases import policy
from gemensam.cases.kinds import kind_of
from gemensam.cases.models import Case
from gemensam.cases.policy import Visit
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose


def colleagues(actor: Actor, *, now: datetime) -> Sequence[Actor]:
    """Give the other caseworkers of the actor's unit, as if each had just logged in."""
    unit_id = actor.commission.unit_id if actor.commission else None
    if unit_id is None:
        return ()
    found = identity.staff(purpose=Purpose.CASEWORK, unit_id=unit_id, now=now)
    return [one for one in found if one.person_id != actor.person_id]


def may_have(person_id: UUID, case: Case, *, is_protected: bool, now: datetime) -> bool:
    """Say whether somebody could handle a case to its end in any commission, were it theirs by name."""
    found = identity.staff(purpose=Purpose.CASEWORK, person_id=person_id, now=now)
    return any(is_able(one, case, is_protected=is_protected, now=now) for one in found)


def is_able(person: Actor, case: Case, *, is_protected: bool, now: datetime) -> bool:
    """Say the same of one commission. Where nothing is decided in a kind, that is to write in it."""
    rows = [row for row in policy.delegations(person, now=now) if row.kind == case.kind]
    decides = kind_of(case.kind, case.title).is_known
    asked = policy.request_for(
        Visit(person, now),
        case,
        activity=Activity.DECIDE if decides else Activity.WRITE,
        is_protected=is_protected,
        information=InformationClass.DECISION if decides else InformationClass.CASE,
    )
    facts = authority.Facts(
        assigned=True,
        delegated=bool(rows),
        may_handle_protected=any(row.covers_protected for row in rows),
    )
    return authority.decide(asked, facts).allow
