"""What people do in a case: open, take over, ask, answer, say, note. Decisions: `deciding.py`.

Every action locks the case's row, so that two never pass each other, and writes one event. A
caseworker's action carries the version that was seen; a resident's does not, since it only adds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gemensam.cases import notices, policy, queries, rules
from gemensam.cases.events import CaseChanged
from gemensam.cases.models import (
    Case,
    CaseEvent,
    CaseState,
    EventKind,
    Side,
)
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.cases.queries import AnswerLine
from gemensam.delivery import api as delivery
from gemensam.kernel.actor import Activity, Actor
from gemensam.outbox import api as outbox
from gemensam.people import api as people
from gemensam.tenancy.models import new_id
from gemensam.ui.formats import local_day


class NoSuchQuestion(LookupError):
    """The case has no such question."""


class QuestionIsAnswered(Exception):
    """Somebody has answered it already, with other words."""


class CaseHasChanged(Exception):
    """Somebody did something in the case after the page was shown."""

    def __init__(self, case_id: UUID, since: Sequence[queries.ThreadEvent]) -> None:
        super().__init__(str(case_id))
        self.case_id = case_id
        self.since = since


def write_event(
    case: Case,
    kind: EventKind,
    *,
    actor: Actor,
    now: datetime,
    text: str = "",
    field: AnswerLine | None = None,
    due_on: date | None = None,
    question_id: UUID | None = None,
    event_id: UUID | None = None,
    written_at: datetime | None = None,
) -> UUID:
    """Add one event to a case's thread, and tell that it has changed. `save` writes the case."""
    side = queries.side_of(actor)
    own_person = actor.person_id in {_resident_person_id(case), case.co_applicant_id}
    made_id: UUID = event_id or new_id()
    CaseEvent.objects.create(
        id=made_id,
        case=case,
        kind=kind,
        at=now,
        side=side,
        actor_person_id=actor.person_id,
        actor_name=actor.display_name,
        actor_title=actor.title if own_person else _title_of(actor, case, side, now),
        is_on_behalf=side == Side.RESIDENT and not own_person,
        text=text,
        field_id=field.field_id if field else "",
        field_label=field.label if field else "",
        due_on=due_on,
        question_id=question_id,
        written_at=written_at,
    )
    _tell_change(case, made_id, kind, now)
    return made_id


def _title_of(actor: Actor, case: Case, side: Side, now: datetime) -> str:
    """Give the title of staff; of whoever acts in an organisation's name its name."""
    if side != Side.RESIDENT:
        return actor.title
    used = people.mandate_used(actor.person_id, case.resident_id, service=case.kind, now=now)
    return used.organisation_name if used else ""


def _tell_change(case: Case, event_id: UUID, kind: EventKind, now: datetime) -> None:
    case.changed_at = now
    event = CaseChanged(case.id, case.resident_id, event_id, kind.value, now)
    outbox.publish(event, key=str(case.resident_id), tenant_id=case.tenant_id, now=now)


def _resident_person_id(case: Case) -> UUID | None:
    return people.resident(case.resident_id).person_id


@dataclass(frozen=True, slots=True)
class Locked:
    """A case whose row nobody else can change until the transaction ends."""

    case: Case
    resident: people.ResidentRow
    visit: Visit


def lock(
    actor: Actor, case_id: UUID, *, now: datetime, request_id: str, version: int | None = None
) -> Locked:
    """Lock a case for a change, once the actor may make it.

    Raises NoSuchCase, Refused: not for this actor.
    Raises CaseHasChanged: another version than the one that was seen.
    """
    case = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise NoSuchCase(case_id)
    person = people.resident(case.resident_id)
    visit = Visit(actor, now, request_id)
    policy.ensure(visit, case, activity=Activity.WRITE, resident=person)
    if version is not None and version != case.version:
        raise CaseHasChanged(case.id, changes_since(case, version))
    return Locked(case, person, visit)


def changes_since(case: Case, version: int) -> Sequence[queries.ThreadEvent]:
    """Give what happened in a case after a version: each version is one event."""
    events = queries.events_of([case.id], with_internal=True)[case.id]
    return events[-(case.version - version) :] if case.version > version else []


def save(
    case: Case, *fields: str, proposed_by: UUID | None = None, proposed_outcome: str = ""
) -> None:
    """Write the changed fields and count the version up. With it, what was proposed before falls."""
    case.version += 1
    case.proposed_by_id, case.proposed_outcome = proposed_by, proposed_outcome
    always = ("version", "proposed_by", "proposed_outcome", "changed_at")
    case.save(update_fields=[*fields, *always])


def set_clock(case: Case, clock: rules.Clock) -> None:
    """Put a clock's values on a case."""
    case.due_at, case.paused_at = clock.due_at, clock.paused_at


def clock_of(case: Case) -> rules.Clock:
    """Give a case's clock."""
    return rules.Clock(case.opened_at, case.due_at, case.paused_at)


@transaction.atomic
def take(*, actor: Actor, case_id: UUID, version: int, now: datetime, request_id: str = "") -> None:
    """Make the actor the case's caseworker; taking what is one's own already changes nothing.

    Raises CaseIsDecided, CaseHasChanged, NoSuchCase, Refused.
    """
    found = lock(actor, case_id, now=now, request_id=request_id)
    case = found.case
    if case.caseworker_id == actor.person_id:
        return
    if version != case.version:
        raise CaseHasChanged(case.id, changes_since(case, version))
    rules.ensure_open(case.state)
    case.caseworker_id = actor.person_id
    if case.state == CaseState.NEW:
        case.state = CaseState.INVESTIGATING
    write_event(case, EventKind.ASSIGNED, actor=actor, now=now)
    save(case, "caseworker_id", "state")


@transaction.atomic
def ask(
    *,
    actor: Actor,
    case_id: UUID,
    version: int,
    field_id: str,
    text: str,
    due_on: date,
    now: datetime,
    request_id: str = "",
) -> UUID:
    """Ask the applicant about one field of the application, or about the whole; stop the clock.

    Raises EmptyText, TooLongText, AnswerDayOutOfRange: mend the form.
    Raises CaseIsDecided, CaseHasChanged, NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(text)
    rules.ensure_answer_day(due_on, today=local_day(now))
    found = lock(actor, case_id, now=now, request_id=request_id, version=version)
    case = found.case
    rules.ensure_open(case.state)
    lines = {one.field_id: one for one in queries.answers_of(case, now=now)}
    question_id = write_event(
        case,
        EventKind.QUESTION,
        actor=actor,
        now=now,
        text=cleaned,
        field=lines.get(field_id),
        due_on=due_on,
    )
    case.state = CaseState.WAITING
    case.caseworker_id = case.caseworker_id or actor.person_id
    set_clock(case, clock_of(case).paused(now))
    save(case, "state", "paused_at", "due_at", "caseworker_id")
    notices.tell_resident(case, found.resident, kind=delivery.MessageKind.QUESTION, now=now)
    return question_id


@transaction.atomic
def answer_question(
    *,
    actor: Actor,
    case_id: UUID,
    question_id: UUID,
    text: str,
    now: datetime,
    request_id: str = "",
) -> None:
    """Answer a question; the clock goes on when no other one is open. A second click is nothing.

    Raises EmptyText, TooLongText: mend the form.
    Raises NoSuchQuestion, QuestionIsAnswered, CaseIsDecided, NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(text)
    case = lock(actor, case_id, now=now, request_id=request_id).case
    events = queries.events_of([case.id], with_internal=False)[case.id]
    question = _find_question(events, question_id)
    earlier = next((one for one in events if one.question_id == question_id), None)
    if earlier is not None:
        if earlier.text == cleaned and earlier.actor_person_id == actor.person_id:
            return
        raise QuestionIsAnswered(question_id)
    rules.ensure_open(case.state)
    write_event(
        case,
        EventKind.ANSWER,
        actor=actor,
        now=now,
        text=cleaned,
        field=AnswerLine(question.field_id, question.field_label, ""),
        question_id=question_id,
    )
    if len(queries.open_questions(events)) == 1:
        case.state = CaseState.ANSWERED
        set_clock(case, clock_of(case).resumed(now))
    save(case, "state", "paused_at", "due_at")
    note_mandate(case, actor, "Svarade på en fråga i ett ärende", now)


def _find_question(events: Sequence[queries.ThreadEvent], question_id: UUID) -> queries.ThreadEvent:
    for one in events:
        if one.id == question_id and one.kind == EventKind.QUESTION:
            return one
    raise NoSuchQuestion(question_id)


def note_mandate(case: Case, actor: Actor, what: str, now: datetime) -> None:
    """Write in the mandate's journal what a representative did; it is read by both."""
    people.note_act(
        actor=actor, resident_id=case.resident_id, service=case.kind, what=what, now=now
    )


@transaction.atomic
def say(*, actor: Actor, case_id: UUID, text: str, now: datetime, request_id: str = "") -> UUID:
    """Say something in the thread, from either side; give the event's id.

    Raises EmptyText, TooLongText: mend the form. Raises CaseIsDecided, NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(text)
    found = lock(actor, case_id, now=now, request_id=request_id)
    case = found.case
    rules.ensure_open(case.state)
    event_id = write_event(case, EventKind.MESSAGE, actor=actor, now=now, text=cleaned)
    if queries.side_of(actor) == Side.MUNICIPALITY:
        read_by_caseworker(case, actor)
        notices.tell_resident(case, found.resident, kind=delivery.MessageKind.CASE_NEWS, now=now)
    else:
        if case.state == CaseState.INVESTIGATING:
            case.state = CaseState.ANSWERED
        note_mandate(case, actor, "Skrev i ett ärende", now)
    save(case, "state", "caseworker_id")
    return event_id


def read_by_caseworker(case: Case, actor: Actor) -> None:
    """Whoever acts in a new or answered case has read it."""
    if case.state in {CaseState.NEW, CaseState.ANSWERED}:
        case.state = CaseState.INVESTIGATING
    case.caseworker_id = case.caseworker_id or actor.person_id


@transaction.atomic
def note(*, actor: Actor, case_id: UUID, text: str, now: datetime, request_id: str = "") -> None:
    """Write a note within the municipality. The resident does not see it on her page.

    Raises EmptyText, TooLongText: mend the form. Raises NoSuchCase, Refused.
    """
    cleaned = rules.clean_text(text)
    case = lock(actor, case_id, now=now, request_id=request_id).case
    if queries.side_of(actor) != Side.MUNICIPALITY:
        raise NoSuchCase(case_id)
    write_event(case, EventKind.NOTE, actor=actor, now=now, text=cleaned)
    if case.state != CaseState.DECIDED:
        read_by_caseworker(case, actor)
    save(case, "state", "caseworker_id")
