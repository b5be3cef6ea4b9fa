"""A proposed decision on the case page: confirm it, send it back or take it back, and read its letter."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from gemensam.cases import actions, deciding, proposing, rules
from gemensam.cases.case_page import Open, case_page, changed, done, visit_of
from gemensam.cases.forms import ReturnForm
from gemensam.cases.refused import back_to_case, of_a_case, problem
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in

UNPROCESSABLE = 422


def _fallen(request: Request, error: actions.CaseHasChanged, **_words: Any) -> HttpResponse:
    """Say that something has happened since the proposal was read."""
    said = _("The proposal no longer stands. Read what is new; then it can be proposed again.")
    return changed(request, error, Open(problem=said))


_OUTDATED = (
    deciding.StartsTooEarly,
    deciding.NoSuchPerformer,
    deciding.OutcomeNotDelegated,
)
_TIME_HAS_PASSED = gettext_lazy(
    "Time has passed the proposal: its day, its unit or an authority no longer holds."
)
_NOTHING = problem(gettext_lazy("Nothing is proposed."))


@logged_in
@require_POST
@of_a_case(
    {
        actions.CaseHasChanged: _fallen,
        proposing.NothingProposed: _NOTHING,
        proposing.OwnProposal: problem(
            gettext_lazy("You proposed this yourself, so a colleague confirms it."), UNPROCESSABLE
        ),
        _OUTDATED: problem(_TIME_HAS_PASSED, UNPROCESSABLE),
        files.NoRoomForFile: problem(
            gettext_lazy(
                "The letter could not be stored, so nothing was decided. Try again in a while."
            ),
            UNPROCESSABLE,
        ),
    }
)
def confirm(request: Request, case_id: UUID) -> HttpResponse:
    """Make the decision that a colleague proposed."""
    version = request.POST.get("version", "")
    proposing.confirm(
        actor=request.actor,
        case_id=case_id,
        version=int(version) if version.isdecimal() else 0,
        now=request.now,
        request_id=request.request_id,
    )
    return done(request, case_id, _("The decision is made and the applicant is told."), "#beslut")


@logged_in
@require_POST
@of_a_case(
    {
        actions.CaseHasChanged: _fallen,
        (proposing.NothingProposed, deciding.OutcomeNotDelegated): _NOTHING,
    }
)
def send_back(request: Request, case_id: UUID) -> HttpResponse:
    """Send a proposal back with words, or take one's own back."""
    is_own = "ta-tillbaka" in request.POST
    form = ReturnForm(request.POST, is_own=is_own)
    if not form.is_valid():
        return case_page(request, case_id, Open(returning=form, status=UNPROCESSABLE))
    try:
        proposing.send_back(
            actor=request.actor,
            case_id=case_id,
            version=form.cleaned_data["version"],
            text=form.cleaned_data["text"],
            now=request.now,
            request_id=request.request_id,
        )
    except rules.EmptyText:
        form.add_error("text", _("Write what needs to be changed."))
        return case_page(request, case_id, Open(returning=form, status=UNPROCESSABLE))
    said = _("You took the proposal back.") if is_own else _("The proposal is sent back.")
    return done(request, case_id, said, "#beslut")


@logged_in
@require_GET
@of_a_case({_OUTDATED: back_to_case(_TIME_HAS_PASSED)})
def draft(request: Request, case_id: UUID) -> HttpResponse:
    """Give the letter of a proposal as it would go."""
    return files.made_here(*proposing.draft_letter(visit_of(request), case_id))
