"""The case page, with whatever is filled in, went wrong or has changed meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.cases import (
    actions,
    casework,
    disposal_words,
    follow_ups,
    meeting_parts,
    pages,
    queries,
    referral_parts,
    rules,
    thread_parts,
    work_list,
)
from gemensam.cases.forms import (
    CorrectionForm,
    DecisionForm,
    DismissForm,
    FollowUpForm,
    HandOnForm,
    MessageForm,
    QuestionForm,
    ReturnForm,
    term_values,
)
from gemensam.cases.policy import NoSuchCase, Visit
from gemensam.identity.api import Request
from gemensam.ui import formats
from gemensam.ui.parts import Fact
from gemensam.ui.show import go_on, show


def visit_of(request: Request) -> Visit:
    return Visit(request.actor, request.now, request.request_id)


@dataclass(frozen=True, slots=True)
class Open:
    """What is filled in, went wrong or changed on a case page."""

    question: QuestionForm | None = None
    message: MessageForm | None = None
    decision: DecisionForm | None = None
    preview: Sequence[Fact] = ()
    changes: Sequence[queries.ThreadEvent] = ()
    asking: str | None = None
    correction: CorrectionForm | None = None
    correcting: str = ""
    hand_on: HandOnForm | None = None
    dismiss: DismissForm | None = None
    returning: ReturnForm | None = None
    follow_up: FollowUpForm | None = None
    status: int = 200
    problem: str = ""


def case_page(request: Request, case_id: UUID, state: Open) -> HttpResponse:
    try:
        found = casework.open_for_caseworker(visit_of(request), case_id)
    except NoSuchCase as error:
        raise Http404 from error
    visit = visit_of(request)
    context = {
        "case": found,
        "groups": pages.beside_groups(work_list.beside(visit), found, request.now),
        "marks": pages.marks_of(found, request.now),
        "clock": None if found.is_decided else pages.clock_part(found.clock, request.now),
        "facts": [*pages.facts_of(found, request.now), *_disposal(found)],
        "fields": pages.field_rows(found, state.asking, state.correcting),
        "correction": state.correction
        or CorrectionForm(
            prefix="ratta", initial={"version": found.version, "field_id": state.correcting}
        ),
        **_appeal(found, state),
        **referral_parts.around(visit, found),
        **_proposal(found, state),
        **meeting_parts.around(found, request.now),
        **_follow_up(found, state, formats.local_day(request.now)),
        "asking_all": state.asking == "",
        "question": state.question or _question_form(request, found, state.asking or ""),
        "granted": pages.granted_facts(found),
        "worked_out": pages.worked_out_of(found),
        "thread": [thread_parts.thread_event(one, found) for one in found.thread],
        "message": state.message or MessageForm(prefix="skriv"),
        "decision_form": _decision_form(request, found, state),
        "preview": state.preview,
        "changes": [thread_parts.thread_event(one, found) for one in state.changes],
        "problem": state.problem,
        "seen": pages.seen_of(found, request.actor.display_name),
        "now": request.now,
    }
    return show(request, "cases/case.html", context, status=state.status)


def _disposal(found: casework.CaseForCaseworker) -> list[Fact]:
    """Say of a decided case when it is disposed of."""
    if found.disposal is None:
        return []
    when, because = disposal_words.disposal_text(found.disposal)
    return [Fact(_("Disposal"), when, below=because)]


def _appeal(found: casework.CaseForCaseworker, state: Open) -> dict[str, object]:
    """Give the appeal that waits, with what can be done about it."""
    if found.appeal is None:
        return {}
    initial = {"version": found.version}
    return {
        "appeal": found.appeal,
        "appeal_tag": thread_parts.appeal_tag(found.appeal),
        "hand_on": state.hand_on or HandOnForm(prefix="overlamna", initial=initial),
        "dismiss": state.dismiss or DismissForm(prefix="avvisa", initial=initial),
    }


def _follow_up(found: casework.CaseForCaseworker, state: Open, today: date) -> dict[str, object]:
    """Give the form for the follow-up that is to come; the next one is proposed a while ahead."""
    if found.follow_up_on is None:
        return {}
    ahead = follow_ups.first_day(found.kind.key, today)
    initial = {"version": found.version, "next_on": ahead}
    return {
        "follow_up": state.follow_up or FollowUpForm(prefix="uppfoljning", initial=initial),
        "is_due": found.follow_up_on <= today + follow_ups.AHEAD,
    }


def _proposal(found: casework.CaseForCaseworker, state: Open) -> dict[str, object]:
    """Give the proposal that waits for a second officer, or what was said of one that was sent back."""
    it, form = found.proposal, state.decision
    return {
        "proposal": it if it and it.stands else None,
        "proposal_facts": pages.proposal_facts(it) if it else (),
        "returned": it if it and it.returned and not it.stands else None,
        "return_form": state.returning or ReturnForm(initial={"version": found.version}),
        "proposes": form is not None and form["outcome"].value() in found.needs_second,
    }


def _decision_form(
    request: Request, found: casework.CaseForCaseworker, state: Open
) -> DecisionForm | None:
    """While a proposal waits nothing else is filled in; what was typed already is kept."""
    is_closed = (found.is_decided and not found.appeal) or not found.outcomes
    waits = found.proposal is not None and found.proposal.stands
    if is_closed or (waits and state.decision is None):
        return None
    return _decision(state, found) or decision_form(request, found)


def _decision(state: Open, found: casework.CaseForCaseworker) -> DecisionForm | None:
    """After a conflict has been shown, and only then, the form goes on from the case as it is."""
    form = state.decision
    if form is not None and state.changes and isinstance(form.data, QueryDict):
        values = form.data.copy()
        values[form.add_prefix("version")] = str(found.version)
        form.data = values
    return form


def _question_form(
    request: Request, found: casework.CaseForCaseworker, field_id: str
) -> QuestionForm:
    due_on = formats.local_day(request.now + rules.ANSWER_WITHIN)
    initial = {"version": found.version, "field_id": field_id, "due_on": due_on}
    return QuestionForm(prefix="fraga", initial=initial)


def decision_form(
    request: Request, found: casework.CaseForCaseworker, *, posted: bool = False
) -> DecisionForm:
    today = formats.local_day(request.now)
    return DecisionForm(
        request.POST if posted else None,
        outcomes=found.outcomes,
        performers=found.performers,
        chosen=found.chosen_performer_id,
        terms=found.kind.terms,
        is_money=found.kind.worked_out is not None,
        needs_second=found.needs_second,
        today=today,
        initial={
            "version": found.version,
            "performer": found.chosen_performer_id or "",
            "starts_on": max(found.filled_in.starts_on or today, today + timedelta(days=1)),
            **term_values(found.filled_in.terms, found.kind.terms),
            **_proposed_before(found),
        },
    )


def _proposed_before(found: casework.CaseForCaseworker) -> dict[str, object]:
    """Begin where a proposal that no longer stands left off."""
    it = found.proposal
    if it is None:
        return {}
    granted = {"performer": it.performer_id, "starts_on": it.starts_on}
    return {
        "outcome": it.outcome,
        "motivation": it.motivation,
        **{name: value for name, value in granted.items() if value is not None},
        **term_values(it.terms, found.kind.terms),
    }


def done(request: Request, case_id: UUID, said: str, part: str = "") -> HttpResponse:
    messages.success(request, said)
    return go_on(request, reverse("cases:case", args=[case_id]) + part)


def changed(
    request: Request, error: actions.CaseHasChanged, state: Open | None = None
) -> HttpResponse:
    """Show the case as it is now, what happened meanwhile, and what was typed."""
    kept = state or Open()
    return case_page(
        request,
        error.case_id,
        Open(
            question=kept.question,
            decision=kept.decision,
            asking=kept.asking,
            correction=kept.correction,
            correcting=kept.correcting,
            changes=error.since,
            problem=kept.problem,
            status=409,
        ),
    )


def decided_already(request: Request, case_id: UUID) -> HttpResponse:
    state = Open(problem=_("The case was decided before you sent this."), status=409)
    return case_page(request, case_id, state)
