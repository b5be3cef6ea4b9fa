"""A proposed decision on the case page: confirm it, send it back or take it back, and read its letter."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.cases import actions, deciding, proposing, rules
from gemensam.cases.case_page import Open, case_page, changed, done, visit_of
from gemensam.cases.forms import ReturnForm
from gemensam.cases.policy import NoSuchCase
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict


def _fallen() -> Open:
    """What the page says when something has happened since the proposal was read."""
    said = _("The proposal no longer stands. Read what is new; then it can be proposed again.")
    return Open(problem=said)


def _outdated() -> str:
    return _("Time has passed the proposal: its day, its unit or an authority no longer holds.")


_OUTDATED = (
    deciding.StartsTooEarly,
    deciding.NoSuchPerformer,
    deciding.OutcomeNotDelegated,
)


@logged_in
@require_POST
def confirm(request: Request, case_id: UUID) -> HttpResponse:
    """Make the decision that a colleague proposed."""
    version = request.POST.get("version", "")
    try:
        proposing.confirm(
            actor=request.actor,
            case_id=case_id,
            version=int(version) if version.isdecimal() else 0,
            now=request.now,
            request_id=request.request_id,
        )
    except NoSuchCase as error:
        raise Http404 from error
    except actions.CaseHasChanged as error:
        return changed(request, error, _fallen())
    except proposing.NothingProposed:
        return case_page(request, case_id, Open(problem=_("Nothing is proposed."), status=409))
    except proposing.OwnProposal:
        problem = _("You proposed this yourself, so a colleague confirms it.")
        return case_page(request, case_id, Open(problem=problem, status=422))
    except _OUTDATED:
        return case_page(request, case_id, Open(problem=_outdated(), status=422))
    except files.NoRoomForFile:
        problem = _("The letter could not be stored, so nothing was decided. Try again in a while.")
        return case_page(request, case_id, Open(problem=problem, status=422))
    return done(request, case_id, _("The decision is made and the applicant is told."), "#beslut")


@logged_in
@require_POST
def send_back(request: Request, case_id: UUID) -> HttpResponse:
    """Send a proposal back with words, or take one's own back."""
    is_own = "ta-tillbaka" in request.POST
    form = ReturnForm(request.POST, is_own=is_own)
    if not form.is_valid():
        return case_page(request, case_id, Open(returning=form, status=422))
    try:
        proposing.send_back(
            actor=request.actor,
            case_id=case_id,
            version=form.cleaned_data["version"],
            text=form.cleaned_data["text"],
            now=request.now,
            request_id=request.request_id,
        )
    except NoSuchCase as error:
        raise Http404 from error
    except rules.EmptyText:
        form.add_error("text", _("Write what needs to be changed."))
        return case_page(request, case_id, Open(returning=form, status=422))
    except actions.CaseHasChanged as error:
        return changed(request, error, _fallen())
    except (proposing.NothingProposed, deciding.OutcomeNotDelegated):
        return case_page(request, case_id, Open(problem=_("Nothing is proposed."), status=409))
    said = _("You took the proposal back.") if is_own else _("The proposal is sent back.")
    return done(request, case_id, said, "#beslut")


@logged_in
@require_GET
def draft(request: Request, case_id: UUID) -> HttpResponse:
    """Give the letter of a proposal as it would go."""
    try:
        name, pdf = proposing.draft_letter(visit_of(request), case_id)
    except NoSuchCase as error:
        raise Http404 from error
    except _OUTDATED:
        back = Link(_("Back to the case"), reverse("cases:case", args=[case_id]))
        return conflict(request, _outdated(), back)
    return files.made_here(name, pdf)
