"""Read cases: what a resident sees of hers, and what both sides see of the dialogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.cases import policy, rules, standing_in, words
from gemensam.cases.decisions import DecisionRow, decision_of
from gemensam.cases.meeting_rows import MeetingRow, meetings_of
from gemensam.cases.models import (
    INTERNAL,
    Case,
    CaseEvent,
    CaseState,
    Decision,
    EventKind,
    Side,
)
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.cases.side_tables import SubmittedAnswer
from gemensam.files import api as files
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, Actor, ActorKind, InformationClass
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.ui.formats import local_day


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer of an application: its field, the label then, the answer in words, its files."""

    field_id: str
    label: str
    text: str
    files: Sequence[questionnaires.AttachmentRow] = ()
    # In a renewal: the month since when it is the same, or that it was changed, and from what.
    since: date | None = None
    is_changed: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True)
class ThreadEvent:
    """One thing that happened, as both sides may read it."""

    id: UUID
    kind: str
    at: datetime
    side: str
    who: str
    title: str
    is_on_behalf: bool
    text: str
    field_id: str
    field_label: str
    due_on: date | None
    question_id: UUID | None
    actor_person_id: UUID | None
    # Of a note from a home visit; `at` is when it came in.
    written_at: datetime | None = None

    @property
    def is_internal(self) -> bool:
        """Say whether it stays within the municipality."""
        return self.kind in INTERNAL


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits for its answer."""

    id: UUID
    field_id: str
    field_label: str
    text: str
    due_on: date
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case in a resident's list."""

    id: UUID
    number: str
    title: str
    kind: str
    resident_id: UUID
    state: str
    status: words.ResidentStatus
    opened_at: datetime
    # The promised day; None while the clock stands still, and once it is decided.
    due_at: datetime | None
    caseworker_name: str
    open_questions: Sequence[OpenQuestion]
    # The one that is to come, or was last.
    meeting: MeetingRow | None

    @property
    def waits_for_you(self) -> bool:
        """Say whether the resident has something to do."""
        return bool(self.open_questions)


@dataclass(frozen=True, slots=True)
class CaseForResident:
    """A case with everything its resident may read. Internal notes are not in it."""

    summary: CaseSummary
    resident_name: str
    representative_name: str
    is_on_behalf: bool
    # The reader applied together with the resident.
    is_co_applicant: bool
    answers: Sequence[AnswerLine]
    thread: Sequence[ThreadEvent]
    decision: DecisionRow | None
    # Whom she has said that she wants to be helped by.
    wished_performer_id: UUID | None = None
    # By when what was granted is looked at again.
    follow_up_on: date | None = None
    # Whom her caseworker stands in for, or until when the caseworker is away.
    cover: standing_in.Cover | None = None


def case_row(case_id: UUID, *beside: str) -> Case:
    """Find a case of the running tenant, with some of what it refers to. Raises NoSuchCase."""
    row = Case.objects.select_related(*(beside or [None])).filter(id=case_id).first()
    if row is None:
        raise NoSuchCase(case_id)
    return row


def to_event(row: CaseEvent) -> ThreadEvent:
    """Turn a table row into the value that others may hold."""
    return ThreadEvent(
        id=row.id,
        kind=row.kind,
        at=row.at,
        side=row.side,
        who=row.actor_name,
        title=row.actor_title,
        is_on_behalf=row.is_on_behalf,
        text=row.text,
        field_id=row.field_id,
        field_label=row.field_label,
        due_on=row.due_on,
        question_id=row.question_id,
        actor_person_id=row.actor_person_id,
        written_at=row.written_at,
    )


def events_of(case_ids: Sequence[UUID], *, with_internal: bool) -> dict[UUID, list[ThreadEvent]]:
    """Give the threads of several cases in one query, oldest first."""
    rows = CaseEvent.objects.filter(case_id__in=case_ids).order_by("at", "id")
    if not with_internal:
        rows = rows.exclude(kind__in=INTERNAL)
    found: dict[UUID, list[ThreadEvent]] = {case_id: [] for case_id in case_ids}
    for row in rows:
        found[row.case_id].append(to_event(row))
    return found


def open_questions(thread: Sequence[ThreadEvent]) -> list[OpenQuestion]:
    """Give the questions of a thread that have no answer yet."""
    answered = {event.question_id for event in thread if event.kind == EventKind.ANSWER}
    return [
        OpenQuestion(
            id=event.id,
            field_id=event.field_id,
            field_label=event.field_label,
            text=event.text,
            due_on=event.due_on,
            asked_by=event.who,
            asked_at=event.at,
        )
        for event in thread
        if event.kind == EventKind.QUESTION and event.due_on and event.id not in answered
    ]


def corrected(thread: Sequence[ThreadEvent], field_id: str, side: str) -> str | None:
    """Give what one side last said that a field should be instead; None if it has not."""
    said = [
        one.text
        for one in thread
        if (one.kind, one.field_id, one.side) == (EventKind.CORRECTION, field_id, side)
    ]
    return said[-1] if said else None


def answers_of(
    case: Case, *, now: datetime, saved: Mapping[str, questionnaires.Value] | None = None
) -> Sequence[AnswerLine]:
    """Give the application as it was submitted, each answer with how its files stand now.

    `saved`: what the response holds, where the caller has asked already.
    """
    sent = (
        questionnaires.sent_files(case.response_id, now=now, saved=saved)
        if case.response_id
        else {}
    )
    return [
        AnswerLine(
            field_id=row.field_id,
            label=row.label,
            text=row.text,
            files=sent.get(row.field_id, ()),
            since=row.since,
            is_changed=row.is_changed,
            before=row.before,
        )
        for row in SubmittedAnswer.objects.filter(case_id=case.id).order_by("position")
    ]


def _summary(
    case: Case, thread: Sequence[ThreadEvent], caseworker: str, meeting: MeetingRow | None
) -> CaseSummary:
    questions = open_questions(thread)
    first_due = min((one.due_on for one in questions), default=None)
    is_running = case.state not in {CaseState.WAITING, *rules.DECIDED}
    return CaseSummary(
        id=case.id,
        number=rules.written_number(case.year, case.number),
        title=case.title,
        kind=case.kind,
        resident_id=case.resident_id,
        state=case.state,
        status=words.status_for_resident(
            case.state, due_on=local_day(case.due_at), question_due_on=first_due
        ),
        opened_at=case.opened_at,
        due_at=case.due_at if is_running else None,
        caseworker_name=caseworker,
        open_questions=questions,
        meeting=meeting,
    )


def _caseworkers(cases: Sequence[Case]) -> dict[UUID | None, str]:
    ids = [case.caseworker_id for case in cases if case.caseworker_id]
    names = identity.names(ids) if ids else {}
    return {key: name.display_name for key, name in names.items()}


def _summaries(
    cases: Sequence[Case], threads: Mapping[UUID, Sequence[ThreadEvent]] | None = None
) -> Sequence[CaseSummary]:
    if threads is None:
        threads = events_of([case.id for case in cases], with_internal=False)
    names, meetings = _caseworkers(cases), meetings_of(cases)
    return [
        _summary(case, threads[case.id], names.get(case.caseworker_id, ""), meetings.get(case.id))
        for case in cases
    ]


def cases_of_resident(
    actor: Actor, resident_id: UUID, *, now: datetime, request_id: str = ""
) -> Sequence[CaseSummary]:
    """List the cases of a resident that she, or her representative, may know of; newest first.

    What is shown is logged. Somebody without any tie gets an empty list.
    """
    visit = Visit(actor, now, request_id)
    person = people.resident(resident_id)
    facts = people.facts_for(actor, resident_id, now=now)
    found = list(Case.objects.filter(resident_id=resident_id).order_by("-opened_at", "-id"))
    shown = [
        case
        for case in found
        if policy.may_know(visit, case, facts=facts, is_protected=person.is_protected)
    ]
    if not shown:
        return []
    asked = policy.request_for(
        visit, shown[0], activity=Activity.READ, is_protected=person.is_protected
    )
    audit.record(
        actor=actor,
        accesses=[authority.access_of(asked, authority.decide(asked, facts))],
        now=now,
        request_id=request_id,
    )
    return _summaries(shown)


def cases_of_co_applicant(
    actor: Actor, *, now: datetime, request_id: str = ""
) -> Sequence[CaseSummary]:
    """List the cases that somebody opened together with another resident; newest first, logged."""
    visit = Visit(actor, now, request_id)
    found = list(policy.joint_cases(visit).order_by("-opened_at", "-id"))
    for case in found:
        policy.ensure(
            visit, case, activity=Activity.READ, resident=people.resident(case.resident_id)
        )
    return _summaries(found)


def case_for_resident(
    actor: Actor, case_id: UUID, *, now: datetime, request_id: str = ""
) -> CaseForResident:
    """Give a case to its resident or her representative, and log that it was read.

    Raises NoSuchCase: it is not there, or this resident may not know that it is.
    """
    case = case_row(case_id)
    person = people.resident(case.resident_id)
    visit = Visit(actor, now, request_id)
    facts = policy.ensure(visit, case, activity=Activity.READ, resident=person)
    events = events_of([case.id], with_internal=False)[case.id]
    representative = ""
    if case.representative_id is not None:
        representative = identity.names([case.representative_id])[
            case.representative_id
        ].display_name
    return CaseForResident(
        summary=_summaries([case], {case.id: events})[0],
        resident_name=person.name,
        representative_name=representative,
        is_on_behalf=not facts.is_subject and not facts.is_co_applicant,
        is_co_applicant=facts.is_co_applicant,
        answers=answers_of(case, now=now),
        thread=events,
        decision=decision_of(case),
        wished_performer_id=case.wished_performer_id,
        follow_up_on=case.follow_up_on,
        cover=standing_in.covers([case], now=now).get(case.id),
    )


def thread(
    actor: Actor, case_id: UUID, *, now: datetime, request_id: str = ""
) -> Sequence[ThreadEvent]:
    """Give a case's dialogue; staff also see notes within the municipality. Logged as a reading.

    Raises NoSuchCase, Refused: as `case_for_resident`.
    """
    case = case_row(case_id)
    person = people.resident(case.resident_id)
    policy.ensure(Visit(actor, now, request_id), case, activity=Activity.READ, resident=person)
    return events_of([case.id], with_internal=actor.commission is not None)[case.id]


def decision_file(
    actor: Actor, case_id: UUID, *, now: datetime, request_id: str = ""
) -> files.OpenedFile:
    """Give the decision as it was sent, and log that it was read.

    Raises NoSuchCase: no case, or no decision in it. Raises Refused: staff without the right.
    """
    case = case_row(case_id)
    person = people.resident(case.resident_id)
    policy.ensure(
        Visit(actor, now, request_id),
        case,
        activity=Activity.READ,
        resident=person,
        information=InformationClass.DECISION,
    )
    row = Decision.objects.filter(case_id=case.id).order_by("number").last()
    if row is None:
        raise NoSuchCase(case_id)
    return files.open_file(row.file_id)


def side_of(actor: Actor) -> Side:
    """Say which side an actor speaks for: a municipality's own system for it, ours for nobody."""
    if actor.kind is ActorKind.SYSTEM:
        return Side.MUNICIPALITY if actor.tenant_id else Side.SYSTEM
    return Side.MUNICIPALITY if actor.commission is not None else Side.RESIDENT


def casework_units() -> Sequence[organisations.UnitRow]:
    """List the running tenant's units for casework."""
    return organisations.units(organisations.UnitKind.CASEWORK)
