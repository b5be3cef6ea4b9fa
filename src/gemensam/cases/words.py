"""What a state, a need or a decision is called, in plain words for whoever reads."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from gemensam.cases.basis import Basis
from gemensam.cases.models import CaseState, EventKind, Outcome
from gemensam.cases.rules import Need
from gemensam.ui import formats
from gemensam.ui.parts import Kind


@dataclass(frozen=True, slots=True)
class ResidentStatus:
    """How far a case has come, and what happens next, for the one whom it concerns."""

    text: str
    next_step: str
    # A tag's kind of `ui`: shape and colour beside the words.
    kind: str


def status_for_resident(
    state: str, *, due_on: date, question_due_on: date | None
) -> ResidentStatus:
    """Give the status in plain words with the next step."""
    decided_by = _("You get a decision by %(day)s.") % {"day": formats.day(due_on)}
    match CaseState(state):
        case CaseState.NEW | CaseState.ANSWERED:
            is_new = state == CaseState.NEW
            come, answer = _("We have received your application"), _("We have received your answer")
            return ResidentStatus(
                come if is_new else answer,
                _("A caseworker will read it. %(decision)s") % {"decision": decided_by},
                Kind.NOW if is_new else Kind.HALF,
            )
        case CaseState.INVESTIGATING:
            return ResidentStatus(
                _("We are working on your application"),
                _("You do not need to do anything. %(decision)s") % {"decision": decided_by},
                Kind.HALF,
            )
        case CaseState.WAITING:
            by = formats.day(question_due_on) if question_due_on else ""
            return ResidentStatus(
                _("We need an answer from you"),
                (_("Answer the question by %(day)s.") % {"day": by} if by else "")
                or _("Answer the question."),
                Kind.ASK,
            )
        case CaseState.DECIDED:
            return ResidentStatus(
                _("There is a decision"), _("Read the decision here on the page."), Kind.OK
            )
        case CaseState.APPEALED:
            return ResidentStatus(
                _("You have appealed"),
                _(
                    "We look at the decision again. What we do not change as you want goes to court."
                ),
                Kind.HALF,
            )


def decision_in_plain_words(
    outcome: str,
    *,
    service: str,
    starts_on: date | None,
    performer: str,
    basis: Basis | None = None,
) -> str:
    """Say what a decision means, before the formal one."""
    if basis is not None:
        return _money_in_plain_words(outcome, service, basis)
    match Outcome(outcome):
        case Outcome.GRANT:
            sentence = _("You get what you applied for: %(service)s.") % {"service": service}
        case Outcome.PARTIAL:
            sentence = _("You get part of what you applied for: %(service)s.") % {
                "service": service
            }
        case Outcome.REJECT:
            return _("You do not get what you applied for. The reasons stand in the decision.")
    if starts_on is None:
        return sentence
    return _("%(sentence)s It starts on %(day)s. %(performer)s gives it.") % {
        "sentence": sentence,
        "day": formats.day(starts_on),
        "performer": performer,
    }


def _money_in_plain_words(outcome: str, service: str, basis: Basis) -> str:
    said = {
        "amount": formats.amount(basis.amount),
        "service": service,
        "period": basis.period,
    }
    match Outcome(outcome):
        case Outcome.GRANT:
            return _("You get %(amount)s in %(service)s for %(period)s.") % said
        case Outcome.PARTIAL:
            return (
                _("You get %(amount)s in %(service)s for %(period)s. You applied for more.") % said
            )
        case Outcome.REJECT:
            return _("You do not get %(service)s for %(period)s. The reasons stand below.") % said


class Performer(Protocol):
    """Whoever gives a care service: a unit, of the municipality or of a company."""

    @property
    def name(self) -> str: ...
    @property
    def is_private(self) -> bool: ...


def performer_name(one: Performer) -> str:
    """Name a performer, and say so where it is a private company."""
    return _("%(name)s (private company)") % {"name": one.name} if one.is_private else one.name


def state_name(state: str) -> str:
    """Name a state for staff."""
    return {
        CaseState.NEW: _("New"),
        CaseState.INVESTIGATING: _("In progress"),
        CaseState.WAITING: _("Waiting for the applicant"),
        CaseState.ANSWERED: _("Answer has come"),
        CaseState.DECIDED: _("Decided"),
        CaseState.APPEALED: _("Appealed"),
    }[CaseState(state)]


def need_name(need: Need) -> str:
    """Say why a case stands in the list."""
    return {
        Need.NEW_APPLICATION: _("New application"),
        Need.ANSWER_CAME: _("Answer has come"),
        Need.DECISION_DUE: _("Decision to make"),
        Need.WAITING: _("Waiting for others"),
        Need.APPEAL: _("Appeal to hand on"),
        Need.NOTHING: _("Decided"),
        Need.FOLLOW_UP: _("Follow-up"),
        Need.CONFIRM: _("Decision to confirm"),
        Need.WITH_COLLEAGUE: _("A colleague is to confirm"),
    }[need]


def outcome_name(outcome: str) -> str:
    """Name an outcome."""
    return {
        Outcome.GRANT: _("Granted"),
        Outcome.REJECT: _("Rejected"),
        Outcome.PARTIAL: _("Granted in part"),
    }[Outcome(outcome)]


def event_name(kind: str) -> str:
    """Name what happened, as a heading in the thread."""
    return {
        EventKind.OPENED: _("The application came in"),
        EventKind.ASSIGNED: _("Caseworker"),
        EventKind.QUESTION: _("Question"),
        EventKind.ANSWER: _("Answer"),
        EventKind.MESSAGE: _("Message"),
        EventKind.NOTICE: _("Notice"),
        EventKind.NOTE: _("Note within the municipality"),
        EventKind.PROPOSAL: _("Proposed decision"),
        EventKind.PROPOSAL_RETURNED: _("The proposal was sent back"),
        EventKind.DECISION: _("Decision"),
        EventKind.RECEIVED: _("The applicant has read the decision"),
        EventKind.CORRECTION: _("Correction"),
        EventKind.APPEAL: _("Appeal"),
        EventKind.APPEAL_WITHDRAWN: _("The appeal was withdrawn"),
        EventKind.APPEAL_FORWARDED: _("Handed on to the court"),
        EventKind.APPEAL_DISMISSED: _("The appeal was dismissed"),
        EventKind.REFERRAL: _("A colleague is asked for an opinion"),
        EventKind.OPINION: _("Opinion"),
        EventKind.OPINION_DECLINED: _("Gives no opinion"),
        EventKind.REFERRAL_WITHDRAWN: _("The question to the colleague was taken back"),
        EventKind.FOLLOW_UP: _("Follow-up"),
        EventKind.MEETING: _("Meeting"),
        EventKind.CONCERN_SEEN: _("Warning seen"),
    }[EventKind(kind)]
