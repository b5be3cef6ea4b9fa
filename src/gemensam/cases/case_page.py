"""The case page, with whatever is filled in, went wrong or has changed meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.cases import actions, casework, disposal_words, pages, queries, rules, thread_parts
from gemensam.cases.forms import (
    CorrectionForm,
    DecisionForm,
    DismissForm,
    HandOnForm,
    MessageForm,
    QuestionForm,
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
        "groups": pages.beside_groups(casework.beside(visit), found, request.now),
        "marks": pages.marks_of(found, request.now),
        "clock": None
        if found.is_decided
        else pages.clock_part(found.clock, found.need, request.now),
        "facts": [*pages.facts_of(found, request.now), *_disposal(found)],
        "fields": pages.field_rows(found, state.asking, state.correcting),
        "correction": state.correction
        or CorrectionForm(
            prefix="ratta", initial={"version": found.version, "field_id": state.correcting}
        ),
        **_appeal(found, state),
        "asking_all": state.asking == "",
        "question": state.question or _question_form(request, found, state.asking or ""),
        "granted": pages.granted_facts(found),
        "worked_out": pages.worked_out_of(found),
        "thread": [thread_parts.thread_event(one, found) for one in found.thread],
        "message": state.message or MessageForm(prefix="skriv"),
        "decision_form": None
        if (found.is_decided and not found.appeal) or not found.outcomes
        else _decision(state, found) or decision_form(request, found),
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
        today=today,
        initial={
            "version": found.version,
            "performer": found.chosen_performer_id or "",
            "starts_on": max(found.starts_on_asked or today, today + timedelta(days=1)),
            **term_values(found.known_terms, found.kind.terms),
        },
    )


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
            status=409,
        ),
    )


def decided_already(request: Request, case_id: UUID) -> HttpResponse:
    state = Open(problem=_("The case was decided before you sent this."), status=409)
    return case_page(request, case_id, state)
