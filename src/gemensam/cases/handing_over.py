"""Hand one case over to a named colleague, with words that stay within the municipality."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gemensam.cases import actions, colleagues, rules
from gemensam.cases.models import CaseState, EventKind
from gemensam.identity import api as identity
from gemensam.kernel.actor import Actor


class NotAllowed(Exception):
    """The colleague may not have the case: no delegated authority, or a protected identity."""


@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    case_id: UUID,
    to_person_id: UUID,
    words: str,
    version: int,
    now: datetime,
    request_id: str = "",
) -> None:
    """Make a colleague the case's caseworker; a second click changes nothing.

    The applicant reads who it is now; the words are a note within the municipality.

    Raises EmptyText, TooLongText: mend the form. Raises NotAllowed: choose another.
    Raises CaseIsDecided, CaseHasChanged, NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(words)
    found = actions.lock(actor, case_id, now=now, request_id=request_id)
    case = found.case
    if case.caseworker_id == to_person_id:
        return
    if version != case.version:
        raise actions.CaseHasChanged(case.id, actions.changes_since(case, version))
    rules.ensure_to_decide(case.state)
    is_protected = found.resident.is_protected
    if not colleagues.may_have(to_person_id, case, is_protected=is_protected, now=now):
        raise NotAllowed(to_person_id)
    name = identity.names([to_person_id])[to_person_id].display_name
    case.caseworker_id = to_person_id
    if case.state == CaseState.NEW:
        case.state = CaseState.INVESTIGATING
    text = f"Lämnade över ärendet. {name} handlägger det nu."
    actions.write_event(case, EventKind.ASSIGNED, actor=actor, now=now, text=text)
    actions.save(case, "caseworker_id", "state")
    actions.write_event(case, EventKind.NOTE, actor=actor, now=now, text=cleaned)
    actions.save(case)
