"""Rättelser: what the applicant or a caseworker puts right in the application afterwards.

The application stays as it was sent. Each correction is an event at its field, in the stream of
whoever made it; the newest of each side is what that side says now.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gemensam.cases import actions, notices, queries, rules
from gemensam.cases.models import CaseState, EventKind, Side
from gemensam.delivery import api as delivery
from gemensam.kernel.actor import Actor


class NoSuchField(LookupError):
    """The application has no such field."""


@transaction.atomic
def correct(
    *,
    actor: Actor,
    case_id: UUID,
    field_id: str,
    text: str,
    now: datetime,
    version: int | None = None,
    request_id: str = "",
) -> None:
    """Say what an answer should be instead. The same again by the same side changes nothing.

    A caseworker gives the version that was seen; the applicant only adds, and gives none.
    Raises EmptyText, TooLongText: mend the form. Raises NoSuchField.
    Raises CaseIsDecided, CaseHasChanged, NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(text)
    found = actions.lock(actor, case_id, now=now, request_id=request_id, version=version)
    case, side = found.case, queries.side_of(actor)
    rules.ensure_open(case.state)
    lines = {one.field_id: one for one in queries.answers_of(case, now=now)}
    if field_id not in lines:
        raise NoSuchField(field_id)
    thread = queries.events_of([case.id], with_internal=False)[case.id]
    if queries.corrected(thread, field_id, side) == cleaned:
        return
    actions.write_event(
        case, EventKind.CORRECTION, actor=actor, now=now, text=cleaned, field=lines[field_id]
    )
    if side == Side.MUNICIPALITY:
        case.caseworker_id = case.caseworker_id or actor.person_id
        notices.tell_resident(case, found.resident, kind=delivery.MessageKind.CASE_NEWS, now=now)
    elif case.state == CaseState.INVESTIGATING:
        case.state = CaseState.ANSWERED
    actions.save(case, "state", "caseworker_id")
    actions.note_mandate(case, actor, "Rättade en uppgift i en ansökan", now)
