"""Decide a case from its page: a phrase, a look beforehand, the decision, and its papers."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.cases import actions, casework, deciding, printing, proposing, queries
from gemensam.cases.case_page import (
    Open,
    case_page,
    changed,
    decided_already,
    decision_form,
    done,
    visit_of,
)
from gemensam.cases.forms import DecisionForm
from gemensam.cases.kinds import decision_text
from gemensam.cases.models import Outcome
from gemensam.cases.refused import of_a_case
from gemensam.cases.words import performer_name
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.money import Money
from gemensam.ui import formats
from gemensam.ui.parts import Fact


@logged_in
@require_POST
@of_a_case()
def decide(request: Request, case_id: UUID) -> HttpResponse:
    """Fill in a phrase, show the decision before it is made, or make it."""
    found = casework.open_for_caseworker(visit_of(request), case_id)
    if found.is_decided and found.appeal is None:
        return _second_click(request, found)
    form = decision_form(request, found, posted=True)
    phrase = request.POST.get("fras", "")
    if phrase.isdecimal() and int(phrase) < len(found.kind.phrases):
        return case_page(request, case_id, Open(decision=_with_phrase(form, found, int(phrase))))
    if not form.is_valid() or not _is_worked_out(form, found):
        return case_page(request, case_id, Open(decision=form, status=422))
    if "andra" in request.POST:
        return case_page(request, case_id, Open(decision=form))
    if "bekrafta" not in request.POST:
        return case_page(request, case_id, Open(decision=form, preview=_preview(form, found)))
    return _carry_out(request, found, form)


def _is_worked_out(form: DecisionForm, found: casework.CaseForCaseworker) -> bool:
    """Say whether money can be granted, where it is; write the reason into the form if not."""
    if found.kind.worked_out is None or form.cleaned_data["outcome"] == Outcome.REJECT:
        return True
    if found.basis is not None and found.basis.amount > Money():
        return True
    form.add_error(
        "outcome",
        _("Save a calculation first: it says how much is granted.")
        if found.basis is None
        else _("The calculation gives no money, so this can only be rejected."),
    )
    return False


def _second_click(request: Request, found: casework.CaseForCaseworker) -> HttpResponse:
    """The decision that stands, if it is the same; else the page says that it was decided."""
    sent = (request.POST.get("beslut-outcome"), request.POST.get("beslut-motivation", "").strip())
    row = found.decision
    same_person = row is not None and row.decided_by == request.actor.display_name
    if row is None or not same_person or sent != (row.outcome, row.motivation):
        return decided_already(request, found.id)
    return done(request, found.id, _("The decision is made and the applicant is told."), "#beslut")


def _with_phrase(
    form: DecisionForm, found: casework.CaseForCaseworker, number: int
) -> DecisionForm:
    """Add a phrase after what is written already; nothing typed is lost."""
    written = str(form["motivation"].value() or "").strip()
    phrase = found.kind.phrases[number][1]
    typed = {name: form[name].value() for name in form.fields}
    return DecisionForm(
        outcomes=found.outcomes,
        performers=found.performers,
        chosen=found.chosen_performer_id,
        terms=found.kind.terms,
        is_money=found.kind.worked_out is not None,
        needs_second=found.needs_second,
        today=form.today,
        initial={
            **typed,
            "motivation": "\n".join(part for part in (written, phrase) if part),
        },
    )


def _preview(form: DecisionForm, found: casework.CaseForCaseworker) -> list[Fact]:
    """Show the decision's words before it is made; it cannot be taken back."""
    values = form.cleaned_data
    units = {str(one.id): performer_name(one) for one in found.performers}
    performer = units.get(values.get("performer", ""), "")
    starts_on = values.get("starts_on")
    formal = decision_text(
        found.kind,
        form.granted(),
        outcome=values["outcome"],
        starts_on=formats.day(starts_on) if starts_on else "",
        performer=performer,
        basis=found.basis,
    )
    asked = found.filled_in.pause
    paused = asked.within(starts_on, form.today) if asked and starts_on else None
    return [
        Fact(_("Decision"), formal),
        *([Fact(_("Pause from the start"), paused.in_words)] if paused else ()),
        Fact(_("Reasons"), values["motivation"]),
        Fact(_("Law"), found.kind.law),
    ]


def _carry_out(
    request: Request, found: casework.CaseForCaseworker, form: DecisionForm
) -> HttpResponse:
    case_id, values = found.id, form.cleaned_data
    wanted = deciding.Wanted(
        outcome=Outcome(values["outcome"]),
        motivation=values["motivation"],
        starts_on=values.get("starts_on"),
        performer_id=UUID(values["performer"]) if values.get("performer") else None,
        terms=form.granted(),
    )
    act, part = deciding.decide, "#beslut"
    said = _("The decision is made and the applicant is told.")
    if wanted.outcome in found.needs_second:
        act, part = proposing.propose, "#forslag"
        said = _("The decision is proposed. A colleague confirms it.")
    try:
        act(
            actor=request.actor,
            case_id=case_id,
            version=values["version"],
            wanted=wanted,
            now=request.now,
            request_id=request.request_id,
        )
    except actions.CaseHasChanged as error:
        return changed(request, error, Open(decision=form))
    except (deciding.OutcomeNotDelegated, deciding.NeedsSecond):
        form.add_error("outcome", _("Your delegated authority does not cover this decision."))
        return case_page(request, case_id, Open(decision=form, status=422))
    except files.NoRoomForFile:
        problem = _("The letter could not be stored, so nothing was decided. Try again in a while.")
        return case_page(request, case_id, Open(decision=form, problem=problem, status=422))
    return done(request, case_id, said, part)


@logged_in
@require_GET
@of_a_case()
def print_(request: Request, case_id: UUID) -> HttpResponse:
    """Give the whole case on paper."""
    return files.made_here(*printing.print_case(visit_of(request), case_id))


@logged_in
@require_GET
@of_a_case()
def letter(request: Request, case_id: UUID) -> HttpResponse:
    """Give the decision as it was sent."""
    found = queries.decision_file(
        request.actor, case_id, now=request.now, request_id=request.request_id
    )
    return files.as_response(found, inline=True)
