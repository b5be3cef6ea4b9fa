"""What a state, a need or a decision is called, in plain words for whoever reads."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


_STATE_NAMES: Final = {
    CaseState.NEW: gettext_lazy("New"),
    CaseState.INVESTIGATING: gettext_lazy("In progress"),
    CaseState.WAITING: gettext_lazy("Waiting for the applicant"),
    CaseState.ANSWERED: gettext_lazy("Answer has come"),
    CaseState.DECIDED: gettext_lazy("Decided"),
    CaseState.APPEALED: gettext_lazy("Appealed"),
}


def state_name(state: str) -> str:
    """Name a state for staff."""
    return str(_STATE_NAMES[CaseState(state)])


_NEED_NAMES: Final = {
    Need.NEW_APPLICATION: gettext_lazy("New application"),
    Need.ANSWER_CAME: gettext_lazy("Answer has come"),
    Need.DECISION_DUE: gettext_lazy("Decision to make"),
    Need.WAITING: gettext_lazy("Waiting for others"),
    Need.APPEAL: gettext_lazy("Appeal to hand on"),
    Need.NOTHING: gettext_lazy("Decided"),
    Need.FOLLOW_UP: gettext_lazy("Follow-up"),
    Need.CONFIRM: gettext_lazy("Decision to confirm"),
    Need.WITH_COLLEAGUE: gettext_lazy("A colleague is to confirm"),
}


def need_name(need: Need) -> str:
    """Say why a case stands in the list."""
    return str(_NEED_NAMES[need])


_OUTCOME_NAMES: Final = {
    Outcome.GRANT: gettext_lazy("Granted"),
    Outcome.REJECT: gettext_lazy("Rejected"),
    Outcome.PARTIAL: gettext_lazy("Granted in part"),
}


def outcome_name(outcome: str) -> str:
    """Name an outcome."""
    return str(_OUTCOME_NAMES[Outcome(outcome)])


_EVENT_NAMES: Final = {
    EventKind.OPENED: gettext_lazy("The application came in"),
    EventKind.ASSIGNED: gettext_lazy("Caseworker"),
    EventKind.QUESTION: gettext_lazy("Question"),
    EventKind.ANSWER: gettext_lazy("Answer"),
    EventKind.MESSAGE: gettext_lazy("Message"),
    EventKind.NOTICE: gettext_lazy("Notice"),
    EventKind.NOTE: gettext_lazy("Note within the municipality"),
    EventKind.PROPOSAL: gettext_lazy("Proposed decision"),
    EventKind.PROPOSAL_RETURNED: gettext_lazy("The proposal was sent back"),
    EventKind.DECISION: gettext_lazy("Decision"),
    EventKind.RECEIVED: gettext_lazy("The applicant has read the decision"),
    EventKind.CORRECTION: gettext_lazy("Correction"),
    EventKind.APPEAL: gettext_lazy("Appeal"),
    EventKind.APPEAL_WITHDRAWN: gettext_lazy("The appeal was withdrawn"),
    EventKind.APPEAL_FORWARDED: gettext_lazy("Handed on to the court"),
    EventKind.APPEAL_DISMISSED: gettext_lazy("The appeal was dismissed"),
    EventKind.REFERRAL: gettext_lazy("A colleague is asked for an opinion"),
    EventKind.OPINION: gettext_lazy("Opinion"),
    EventKind.OPINION_DECLINED: gettext_lazy("Gives no opinion"),
    EventKind.REFERRAL_WITHDRAWN: gettext_lazy("The question to the colleague was taken back"),
    EventKind.FOLLOW_UP: gettext_lazy("Follow-up"),
    EventKind.MEETING: gettext_lazy("Meeting"),
    EventKind.CONCERN_SEEN: gettext_lazy("Warning seen"),
}


def event_name(kind: str) -> str:
    """Name what happened, as a heading in the thread."""
    return str(_EVENT_NAMES[EventKind(kind)])
