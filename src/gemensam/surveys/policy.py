"""Who may put questions to many and read the answers: asks `authority`."""

from datetime import datetime
from uuid import UUID

from gemensam.authority import api as authority
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose

# Whoever has no tenant is refused by the rules all the same.
_NOBODYS = UUID(int=0)


def ensure_surveys(actor: Actor, activity: Activity, *, now: datetime) -> None:
    """Let somebody see (READ), prepare (WRITE), or open and publish (DECIDE) surveys.

    Raises authority.Refused.
    """
    authority.ensure(_request(actor, activity, None, now), authority.Facts())


def ensure_named_answers(
    actor: Actor, survey_id: UUID, *, now: datetime, request_id: str = ""
) -> None:
    """Let somebody read who answered what; the access log says that they did.

    Raises authority.Refused.
    """
    authority.ensure_and_log(
        _request(actor, Activity.READ, survey_id, now),
        authority.Facts(),
        now=now,
        request_id=request_id,
    )


def _request(
    actor: Actor, activity: Activity, survey_id: UUID | None, now: datetime
) -> authority.Request:
    obj = authority.ObjRef(
        kind="survey",
        tenant_id=actor.tenant_id or _NOBODYS,
        information_class=InformationClass.SURVEY,
        id=survey_id,
    )
    purpose = actor.commission.purpose if actor.commission else Purpose.OWN_AFFAIRS
    return authority.Request(actor, purpose, activity, obj, now)
