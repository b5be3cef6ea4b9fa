"""What there is to look at in an opened case, and the press that says that it was seen.

Each press is an event of the case, within the municipality: who, when, which concern and the words.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gemensam.cases import actions, rules
from gemensam.cases.casework import CaseForCaseworker
from gemensam.cases.concerns import Concern, Grant, Mandate, Matter, concerns_of
from gemensam.cases.models import CaseEvent, EventKind
from gemensam.cases.policy import NoSuchCase
from gemensam.cases.queries import AnswerLine, ThreadEvent
from gemensam.cases.related import Related
from gemensam.kernel.actor import Actor, ActorKind
from gemensam.ui import formats

# The field of the forms that is answered only by who needs an interpreter.
INTERPRETER: Final = "interpreter_language"
_LONGEST_LABEL: Final = 200


def concerns_in(case: CaseForCaseworker, related: Related, *, now: datetime) -> list[Concern]:
    """Give what there is to look at in a case that is not decided, seen or not."""
    if case.is_decided and case.appeal is None:
        return []
    seen = {one.field_id: one for one in case.thread if one.kind == EventKind.CONCERN_SEEN}
    return [
        replace(one, is_seen=True, seen=_seen(seen[one.key])) if one.key in seen else one
        for one in concerns_of(_matter(case, related, now))
    ]


def _seen(event: ThreadEvent) -> str:
    said = _("Seen by %(who)s %(at)s") % {"who": event.who, "at": formats.moment(event.at)}
    return f"{said}: {event.text}" if event.text else f"{said}."


def _matter(case: CaseForCaseworker, related: Related, now: datetime) -> Matter:
    by, resident = case.representative, case.resident
    asked = (one.text for one in case.answers if one.field_id == INTERPRETER)
    return Matter(
        now=now,
        due_at=case.clock.due_at,
        runs=not case.is_decided and case.need is not rules.Need.WAITING,
        title=case.title,
        mandate=Mandate(by.name, by.holds, by.ended_at) if by else None,
        interpreter_asked=next(asked, ""),
        interpreter_noted=resident.needs_interpreter,
        same_kind=[
            one.number
            for one in related.cases
            if one.is_open and one.kind == case.kind.key and not one.whose
        ],
        grants=[
            Grant(one.case_number, one.service, one.ends_on)
            for one in related.services
            if one.kind == case.kind.key and not one.whose
        ],
    )


class ConcernIsGone(Exception):
    """The facts have changed since the page was shown: there is nothing like it to see now."""


@transaction.atomic
def acknowledge(
    *,
    actor: Actor,
    case_id: UUID,
    concern: Concern,
    text: str = "",
    now: datetime,
    request_id: str = "",
) -> None:
    """Write down that a concern was seen, with some words or none. A second time is nothing.

    Raises TooLongText. Raises NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(text) if text.strip() else ""
    if actor.kind is not ActorKind.STAFF:
        raise NoSuchCase(case_id)
    case = actions.lock(actor, case_id, now=now, request_id=request_id).case
    seen = CaseEvent.objects.filter(case_id=case.id, kind=EventKind.CONCERN_SEEN)
    if seen.filter(field_id=concern.key).exists():
        return
    actions.write_event(
        case,
        EventKind.CONCERN_SEEN,
        actor=actor,
        now=now,
        text=cleaned,
        field=AnswerLine(concern.key, concern.text[:_LONGEST_LABEL], ""),
    )
    actions.save(case)


def concern_by(key: str, case: CaseForCaseworker, related: Related, *, now: datetime) -> Concern:
    """Find a concern by its key, in the words that are kept. Raises ConcernIsGone."""
    with translation.override("sv"):
        for one in concerns_in(case, related, now=now):
            if one.key == key:
                return one
    raise ConcernIsGone(key)
