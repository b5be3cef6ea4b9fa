"""Put the stored questions to SSBTEK, one agency and one person at a time; the worker does this.

Theory of operation. `ask_next` takes the oldest due row of the queue and puts it off for longer than
any answer can take (`HOLD`), in a transaction of its own; asks with no transaction open; and keeps
what came in another one. A process that dies in between leaves the row, which is due again after the
hold: the agency is asked once more, at most `MOST_TRIES` times in all. An answer that was kept is
not asked for again, also where the process died before it was counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from gemensam.assistance import counting, keeping
from gemensam.assistance.asking import partner_number
from gemensam.assistance.codes import NotReached
from gemensam.assistance.models import AgencyAnswer, AnswerState, Inquiry, WaitingAnswer
from gemensam.assistance.sheet import PARTNER_KEY
from gemensam.assistance.ssbtek.answers import Answers, Failure
from gemensam.assistance.ssbtek.client import (
    AnswerNotUnderstood,
    NotConfigured,
    RefusedBySsbtek,
    SsbtekUnreachable,
    connected,
)
from gemensam.assistance.ssbtek.configuring import configuration
from gemensam.assistance.ssbtek.incomes import PAYMENT_CODES, incomes_of
from gemensam.assistance.ssbtek.question import Agency, LefiQuestion, Question
from gemensam.authority import api as authority
from gemensam.cases import api as cases
from gemensam.identity import api as identity
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber
from gemensam.people import api as people
from gemensam.tenancy.context import tenant_context

# Longer than three tries and a second question take, each with the time that the client waits.
HOLD: Final = timedelta(minutes=12)
MOST_TRIES: Final = 2


@dataclass(frozen=True, slots=True, repr=False)
class _Held:
    """What this process has taken out of the queue. `question` is None where nobody is to be asked."""

    waiting_id: UUID
    answer_id: UUID
    inquiry_id: UUID
    tenant_id: UUID
    person_key: str
    agency: Agency
    first: date
    last: date
    question: Question | None


@dataclass(frozen=True, slots=True, repr=False)
class _Told:
    """What came of it: incomes of the period, or why there are none."""

    incomes: list[keeping.Stored]
    is_missing: bool
    why: str = ""


def ask_next(*, clock: Callable[[], datetime]) -> bool:
    """Ask one agency about one person and keep what it tells; say whether anything was due."""
    held = _hold(clock())
    if held is None:
        return False
    told = _told(held) if held.question is not None else None
    if told is not None:
        with tenant_context(held.tenant_id):
            _keep(held, told, clock())
    # The answer is kept whatever becomes of the counting.
    with tenant_context(held.tenant_id):
        counting.close_if_whole(held.inquiry_id, now=clock())
        WaitingAnswer.objects.filter(id=held.waiting_id).delete()
    return True


def _hold(now: datetime) -> _Held | None:
    with transaction.atomic():
        row = (
            WaitingAnswer.objects.select_for_update(skip_locked=True)
            .filter(available_at__lte=now)
            .order_by("available_at", "id")
            .first()
        )
        if row is None:
            return None
        row.available_at = now + HOLD
        row.save(update_fields=["available_at"])
        with tenant_context(row.tenant_id):
            return _held(row, now)


def _held(row: WaitingAnswer, now: datetime) -> _Held:
    answer = AgencyAnswer.objects.select_related("inquiry").get(id=row.answer_id)
    question = None
    if answer.state == AnswerState.WAITING:
        if answer.tries >= MOST_TRIES:
            _missing(answer, NotReached.UNREACHABLE, now)
        else:
            question = _question_or_why_not(answer, now)
            answer.tries += 1
            answer.save(update_fields=["tries"])
    return _Held(
        waiting_id=row.id,
        answer_id=answer.id,
        inquiry_id=answer.inquiry_id,
        tenant_id=row.tenant_id,
        person_key=answer.person_key,
        agency=Agency(answer.agency),
        first=answer.inquiry.first,
        last=answer.inquiry.last,
        question=question,
    )


def _missing(answer: AgencyAnswer, why: NotReached, now: datetime) -> None:
    answer.state, answer.why, answer.answered_at = AnswerState.MISSING, why, now
    answer.save(update_fields=["state", "why", "answered_at"])


def _question_or_why_not(answer: AgencyAnswer, now: datetime) -> Question | None:
    """Give the question, if whoever put it may put it still: she may have lost the case meanwhile."""
    try:
        question = _question(answer, now)
    except NotConfigured:
        _missing(answer, NotReached.UNREACHABLE, now)
        return None
    except (
        authority.Refused,
        cases.CaseIsDecided,
        cases.NoSuchCase,
        identity.NoSuchCommission,
    ):
        _missing(answer, NotReached.NOT_ASKED, now)
        return None
    if question is None:
        _missing(answer, NotReached.NO_NUMBER, now)
    return question


def _question(answer: AgencyAnswer, now: datetime) -> Question | None:
    configured, inquiry = configuration(), answer.inquiry
    actor = identity.actor_in(inquiry.commission_id, now=now)
    number, response_id = cases.case_to_ask_about(
        actor, inquiry.case_id, answer.resident_id, now=now
    )
    person = _number(answer, response_id)
    if person is None:
        return None
    return Question(
        asker=configured.organisation,
        caseworker=inquiry.asked_by_name,
        person=person,
        case=number,
        from_day=inquiry.first,
        to_day=inquiry.last,
        purpose=inquiry.purpose,
        legal_basis=inquiry.legal_basis,
        agencies=frozenset({Agency(answer.agency)}),
        lefi=LefiQuestion(actor_id=configured.actor_id, payments=PAYMENT_CODES),
        asked_at=inquiry.asked_at,
    )


def _number(answer: AgencyAnswer, response_id: UUID | None) -> PersonalIdentityNumber | None:
    if answer.person_key == PARTNER_KEY or answer.resident_id is None:
        return partner_number(response_id)
    return people.resident(answer.resident_id).identity_number


def _told(held: _Held) -> _Told:
    """Ask, with no transaction open, and give what was told or why nothing was."""
    assert held.question is not None
    try:
        with connected(configuration()) as client:
            return _read(held, client.ask(held.question))
    except (NotConfigured, SsbtekUnreachable):
        return _Told([], True, NotReached.UNREACHABLE)
    except RefusedBySsbtek:
        return _Told([], True, NotReached.REFUSED)
    except AnswerNotUnderstood:
        return _Told([], True, NotReached.UNREADABLE)


def _read(held: _Held, answers: Answers) -> _Told:
    """Keep the incomes of the period; what is not whole is said beside what there is."""
    found = incomes_of(held.person_key, answers, first=held.first, last=held.last)
    incomes = keeping.incomes_to_json(found.incomes)
    if held.agency not in answers.by_agency or isinstance(answers.by_agency[held.agency], Failure):
        return _Told([], True, NotReached.NO_ANSWER)
    return _Told(incomes, False, NotReached.UNREADABLE if found.missing else "")


def _keep(held: _Held, told: _Told, now: datetime) -> None:
    # The inquiry first, as whoever counts its answers does.
    Inquiry.objects.select_for_update().get(id=held.inquiry_id)
    AgencyAnswer.objects.filter(id=held.answer_id, state=AnswerState.WAITING).update(
        state=AnswerState.MISSING if told.is_missing else AnswerState.ANSWERED,
        why=told.why,
        incomes=told.incomes,
        answered_at=now,
    )
