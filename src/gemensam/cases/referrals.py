"""Remiss: ask a colleague for an opinion, take it back, give it or decline.

Theory of operation. Whoever is asked may read what the caseworker chose, and nothing else, from when
it is asked until it is answered or taken back: that is a fact for `authority`, known only here. What
is said are events of the case, within the municipality: the one that asks has the referral's id, and
the one that closes it names that. The case's clock runs on: a municipality's own opinion is its own time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from gemensam.cases import actions, policy, queries, rules
from gemensam.cases.models import (
    Case,
    CaseEvent,
    CaseState,
    EventKind,
    Referral,
    ReferralState,
)
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, Actor, ActorKind, Purpose
from gemensam.people import api as people
from gemensam.ui.formats import local_day

# Those who work with residents; nobody whose commission is for offices, alarms or programmes.
PURPOSES: Final = (Purpose.CASEWORK, Purpose.CARE, Purpose.HOME_CARE)
# Beside the application's fields: who it is about, by name and age.
WHO: Final = "resident"
# What each of the closing events makes of it.
CLOSED_BY: Final = {
    EventKind.OPINION: ReferralState.GIVEN,
    EventKind.OPINION_DECLINED: ReferralState.DECLINED,
    EventKind.REFERRAL_WITHDRAWN: ReferralState.TAKEN_BACK,
}


class NoSuchColleague(LookupError):
    """Nobody with such a commission works with residents here."""


class NoSuchReferral(NoSuchCase):
    """There is no such question to a colleague, or none that this actor may know of."""


class AskedAlready(Exception):
    """The colleague has another question in the case that waits."""


class NotForProtected(Exception):
    """The case is of somebody with a protected identity, and the colleague is not named for those."""


class YesOrNoMissing(ValueError):
    """The question is to be answered by yes or no."""


class ReferralIsClosed(Exception):
    """It was answered or taken back, or the case was decided without it."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked, of whom, and what the colleague sees for it."""

    commission_id: UUID
    question: str
    due_on: date
    is_yes_no: bool = False
    sees_case: bool = False
    field_ids: Sequence[str] = ()


def colleagues(actor: Actor, *, now: datetime) -> Sequence[identity.Colleague]:
    """List who can be asked: those of one's own unit first, then unit by unit."""
    found = identity.colleagues(PURPOSES, now=now, but=actor.person_id)
    own = actor.commission.unit_id if actor.commission else None
    return sorted(found, key=lambda one: one.unit_id != own)


@transaction.atomic
def refer(
    *, actor: Actor, case_id: UUID, wanted: Wanted, now: datetime, request_id: str = ""
) -> UUID:
    """Ask a colleague for an opinion; the same question to the same colleague again is nothing.

    Raises EmptyText, TooLongText, AnswerDayOutOfRange, NoSuchColleague, NotForProtected,
    AskedAlready: mend the form. Raises CaseIsDecided, NoSuchCase, Refused.
    """
    question = rules.clean_text(wanted.question)
    rules.ensure_answer_day(wanted.due_on, today=local_day(now))
    found = _lock_as_staff(actor, case_id, now, request_id)
    case = found.case
    rules.ensure_to_decide(case.state)
    colleague = _colleague(actor, wanted.commission_id, now)
    _ensure_for_protected(found, colleague, now)
    waiting = Referral.objects.filter(
        case_id=case.id, commission_id=colleague.commission_id, state=ReferralState.ASKED
    ).first()
    if waiting is not None:
        if waiting.question == question:
            already: UUID = waiting.id
            return already
        raise AskedAlready
    fields = {WHO, *(one.field_id for one in queries.answers_of(case, now=now))}
    row = Referral.objects.create(
        case=case,
        commission_id=colleague.commission_id,
        asked_name=_named(colleague),
        asked_by_name=actor.display_name,
        asked_at=now,
        question=question,
        is_yes_no=wanted.is_yes_no,
        due_on=wanted.due_on,
        sees_case=wanted.sees_case,
        field_ids=[] if wanted.sees_case else [one for one in wanted.field_ids if one in fields],
    )
    _write_asked(case, row, actor, now)
    made: UUID = row.id
    return made


def _lock_as_staff(actor: Actor, case_id: UUID, now: datetime, request_id: str) -> actions.Locked:
    if actor.kind is not ActorKind.STAFF:
        raise NoSuchCase(case_id)
    return actions.lock(actor, case_id, now=now, request_id=request_id)


def _colleague(actor: Actor, commission_id: UUID, now: datetime) -> identity.Colleague:
    for one in colleagues(actor, now=now):
        if one.commission_id == commission_id:
            return one
    raise NoSuchColleague(commission_id)


def _ensure_for_protected(
    found: actions.Locked, colleague: identity.Colleague, now: datetime
) -> None:
    kind, commission_id = found.case.kind, colleague.commission_id
    if found.resident.is_protected and not policy.covers_protected(commission_id, kind, now=now):
        raise NotForProtected


def _named(colleague: identity.Colleague) -> str:
    return ", ".join(one for one in (colleague.name, colleague.title) if one)


def _write_asked(case: Case, row: Referral, actor: Actor, now: datetime) -> None:
    actions.write_event(
        case,
        EventKind.REFERRAL,
        actor=actor,
        now=now,
        text=row.question,
        field=queries.AnswerLine("", row.asked_name, ""),
        due_on=row.due_on,
        event_id=row.id,
    )
    if case.state in {CaseState.NEW, CaseState.ANSWERED}:
        case.state = CaseState.INVESTIGATING
    case.caseworker_id = case.caseworker_id or actor.person_id
    actions.save(case, "state", "caseworker_id")


@transaction.atomic
def take_back(
    *, actor: Actor, case_id: UUID, referral_id: UUID, now: datetime, request_id: str = ""
) -> None:
    """Let a colleague off. A second time is nothing.

    Raises ReferralIsClosed: the answer came before. Raises NoSuchReferral, NoSuchCase, Refused.
    """
    case = _lock_as_staff(actor, case_id, now, request_id).case
    row = Referral.objects.filter(id=referral_id, case_id=case.id).first()
    if row is None:
        raise NoSuchReferral(referral_id)
    if row.state == ReferralState.TAKEN_BACK:
        return
    if row.state != ReferralState.ASKED:
        raise ReferralIsClosed(row.state)
    text = f"Till {row.asked_name}."
    _close(case, row, EventKind.REFERRAL_WITHDRAWN, actor=actor, text=text, now=now)
    actions.save(case)


@transaction.atomic
def answer(
    *,
    actor: Actor,
    referral_id: UUID,
    text: str,
    says_yes: bool | None = None,
    declines: bool = False,
    now: datetime,
    request_id: str = "",
) -> None:
    """Give the opinion that one was asked for, or decline with the reason. Again the same is nothing.

    Raises EmptyText, TooLongText, YesOrNoMissing: mend the form.
    Raises ReferralIsClosed: answered, taken back or decided meanwhile. Raises NoSuchReferral, Refused.
    """
    cleaned = rules.clean_text(text)
    row = asked_of(actor, referral_id)
    case = Case.objects.select_for_update().get(id=row.case_id)
    row.refresh_from_db()
    if row.is_yes_no and not declines:
        if says_yes is None:
            raise YesOrNoMissing
        cleaned = f"{'Ja' if says_yes else 'Nej'}. {cleaned}"
    kind = EventKind.OPINION_DECLINED if declines else EventKind.OPINION
    said = CaseEvent.objects.filter(case_id=case.id, kind=kind, field_id=str(row.id))
    if said.filter(text=cleaned).exists():
        return
    ensure_open(row, case)
    visit = Visit(actor, now, request_id)
    resident = people.resident(case.resident_id)
    policy.ensure(visit, case, activity=Activity.WRITE, resident=resident, is_consulted=True)
    _close(case, row, kind, actor=actor, text=cleaned, now=now)
    case.opinion_at = now
    actions.save(case, "opinion_at")


def asked_of(actor: Actor, referral_id: UUID) -> Referral:
    """Find a question that the actor was asked, in the commission of this log-in.

    Raises NoSuchReferral.
    """
    row = Referral.objects.filter(id=referral_id).first()
    own = actor.commission.id if actor.commission else None
    if row is None or row.commission_id != own:
        raise NoSuchReferral(referral_id)
    return row


def ensure_open(row: Referral, case: Case) -> None:
    """Raises ReferralIsClosed."""
    if row.state != ReferralState.ASKED:
        raise ReferralIsClosed(row.state)
    if case.state == CaseState.DECIDED:
        raise ReferralIsClosed(case.state)


def _close(
    case: Case, row: Referral, kind: EventKind, *, actor: Actor, text: str, now: datetime
) -> None:
    row.state = CLOSED_BY[kind]
    row.save(update_fields=["state"])
    asked = queries.AnswerLine(str(row.id), row.asked_name, "")
    actions.write_event(case, kind, actor=actor, now=now, text=text, field=asked)


def read_by_caseworker(visit: Visit, case: Case) -> bool:
    """Take the mark of an opinion away when its caseworker opens the case; say whether it was there."""
    if case.opinion_at is None or case.caseworker_id != visit.actor.person_id:
        return False
    Case.objects.filter(id=case.id, opinion_at=case.opinion_at).update(opinion_at=None)
    return True
