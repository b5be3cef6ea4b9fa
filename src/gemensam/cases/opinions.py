"""Yttranden att lämna: what a colleague who is asked for an opinion reads. Logged like any case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from gemensam.authority import api as authority
from gemensam.cases import policy, queries, referrals, rules
from gemensam.cases.models import Case, CaseState, EventKind, Referral, ReferralState
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.cases.sent_files import CASE_FILE
from gemensam.files import api as files
from gemensam.kernel.actor import Activity, Regime
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.ui.formats import local_day
from gemensam.ui.paging import Order, Page, page_of


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """A question in the list of whoever is asked. Without names, so nobody's case is read by it."""

    id: UUID
    number: str
    title: str
    asked_by: str
    due_on: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A question to a colleague, as the case's caseworker follows it."""

    id: UUID
    asked_name: str
    question: str
    due_on: date
    state: str
    is_late: bool

    @property
    def is_open(self) -> bool:
        """Say whether it waits for an answer."""
        return self.state == ReferralState.ASKED


@dataclass(frozen=True, slots=True)
class Consulted:
    """What a colleague sees to give an opinion: the question, and what was chosen for it."""

    id: UUID
    number: str
    title: str
    asked_by: str
    asked_at: datetime
    due_on: date
    is_late: bool
    question: str
    is_yes_no: bool
    sees_case: bool
    # None: who it is about was not told.
    resident: people.ResidentRow | None
    answers: Sequence[queries.AnswerLine]
    # What an answer that is shown was corrected to last, by field.
    corrections: Mapping[str, str]
    # The dialogue, where the whole case is shown.
    thread: Sequence[queries.ThreadEvent]

    @property
    def open_questions(self) -> Sequence[queries.OpenQuestion]:
        """Give what the applicant has not answered."""
        return queries.open_questions(self.thread)


def _waiting(visit: Visit) -> QuerySet[Referral]:
    commission = visit.actor.commission
    if commission is None:
        return Referral.objects.none()
    rows = Referral.objects.filter(commission_id=commission.id, state=ReferralState.ASKED)
    return rows.exclude(case__state=CaseState.DECIDED)


def to_answer(visit: Visit, *, after: str = "") -> Page[ToAnswer]:
    """List what the actor is asked for an opinion on, earliest day first.

    Raises Refused: the actor has no commission here.
    """
    policy.ensure_may_list(visit, authority.Facts(is_consulted=True), Regime.SOL)
    page = page_of(_waiting(visit).select_related("case"), order=(Order("due_on"),), after=after)
    today = local_day(visit.now)
    rows = tuple(
        ToAnswer(
            id=row.id,
            number=rules.written_number(row.case.year, row.case.number),
            title=row.case.title,
            asked_by=row.asked_by_name,
            due_on=row.due_on,
            is_late=row.due_on < today,
        )
        for row in page.rows
    )
    return Page(rows, page.next_cursor, page.started_over)


def how_many_to_answer(visit: Visit) -> int:
    """Count what the actor is asked for an opinion on."""
    return _waiting(visit).count()


def asked_in(thread: Sequence[queries.ThreadEvent], *, now: datetime) -> Sequence[ReferralRow]:
    """Give the questions to colleagues that a thread tells of, newest first, with what became of them."""
    closed = {
        one.field_id: referrals.CLOSED_BY[EventKind(one.kind)]
        for one in thread
        if one.kind in referrals.CLOSED_BY
    }
    states = {
        one.id: closed.get(str(one.id), ReferralState.ASKED)
        for one in thread
        if one.kind == EventKind.REFERRAL
    }
    return [
        ReferralRow(
            id=one.id,
            asked_name=one.field_label,
            question=one.text,
            due_on=one.due_on,
            state=states[one.id],
            is_late=states[one.id] == ReferralState.ASKED and one.due_on < local_day(now),
        )
        for one in reversed(thread)
        if one.id in states and one.due_on
    ]


def _open(visit: Visit, referral_id: UUID, *, kind: str = "") -> tuple[Referral, Case]:
    row = referrals.asked_of(visit.actor, referral_id)
    case = queries.case_row(row.case_id, "resident")
    referrals.ensure_open(row, case)
    policy.ensure(
        visit,
        case,
        activity=Activity.READ,
        resident=people.to_row(case.resident),
        kind=kind,
        is_consulted=True,
    )
    return row, case


def case_instead(visit: Visit, referral_id: UUID) -> UUID:
    """Give the case of a question that was put to somebody else, to who reads the case anyway.

    Raises NoSuchReferral. Raises Refused: for all others at work here, who are told why.
    """
    row = Referral.objects.filter(id=referral_id).first()
    if row is None or visit.actor.commission is None:
        raise referrals.NoSuchReferral(referral_id)
    case = queries.case_row(row.case_id, "resident")
    asked = policy.request_for(
        visit, case, activity=Activity.READ, is_protected=case.resident.is_protected
    )
    authority.ensure(asked, policy.facts_for(visit.actor, case, now=visit.now))
    found: UUID = case.id
    return found


def consulted(visit: Visit, referral_id: UUID) -> Consulted:
    """Give what somebody was asked, with what was chosen for it; logged as a reading of the case.

    Raises ReferralIsClosed: answered, taken back or decided. Raises NoSuchReferral, Refused.
    """
    row, case = _open(visit, referral_id)
    thread = queries.events_of([case.id], with_internal=True)[case.id]
    return Consulted(
        id=row.id,
        number=rules.written_number(case.year, case.number),
        title=case.title,
        asked_by=row.asked_by_name,
        asked_at=row.asked_at,
        due_on=row.due_on,
        is_late=row.due_on < local_day(visit.now),
        question=row.question,
        is_yes_no=row.is_yes_no,
        sees_case=row.sees_case,
        resident=people.to_row(case.resident) if _shows(row, referrals.WHO) else None,
        answers=_lines(row, case, visit.now),
        corrections={
            one.field_id: one.text
            for one in thread
            if one.kind == EventKind.CORRECTION and _shows(row, one.field_id)
        },
        thread=thread if row.sees_case else (),
    )


def _shows(row: Referral, field_id: str) -> bool:
    return row.sees_case or field_id in row.field_ids


def _lines(row: Referral, case: Case, now: datetime) -> Sequence[queries.AnswerLine]:
    return [one for one in queries.answers_of(case, now=now) if _shows(row, one.field_id)]


def consulted_file(visit: Visit, referral_id: UUID, file_id: UUID) -> files.OpenedFile:
    """Give a file that lies with an answer that is shown, and log that it was opened.

    Raises ReferralIsClosed, NoSuchCase, Refused. Raises NotYetScanned, Infected: nobody opens it.
    """
    row, case = _open(visit, referral_id, kind=CASE_FILE)
    shown = {one.file_id for line in _lines(row, case, visit.now) for one in line.files}
    if case.response_id is None or file_id not in shown:
        raise NoSuchCase(case.id)
    return questionnaires.open_attachment(case.response_id, file_id, now=visit.now)
