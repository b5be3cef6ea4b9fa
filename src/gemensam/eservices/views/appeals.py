"""After the case was sent: correct a line of the application; appeal the decision, or take it back."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gemensam.cases import api as cases
from gemensam.eservices import policy
from gemensam.eservices.views.case import Wrong, problem_words, show_case
from gemensam.eservices.views.frame import address, see, visit_of
from gemensam.identity.api import Request, logged_in
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict


@logged_in
@require_POST
def correct(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Say what an answer of the application should be instead."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    field_id, text = request.POST.get("field", ""), request.POST.get("text", "")
    if not field_id:
        wrong = Wrong(text, _("Choose what you want to correct"), correcting="")
        return show_case(request, case_id, wrong)
    try:
        cases.correct(
            actor=visit.actor,
            case_id=case_id,
            field_id=field_id,
            text=text,
            now=visit.now,
            request_id=visit.request_id,
        )
    except (cases.EmptyText, cases.TooLongText) as error:
        wrong = Wrong(text, problem_words(error), correcting=field_id)
        return show_case(request, case_id, wrong)
    except (cases.NoSuchCase, cases.NoSuchField) as error:
        raise Http404 from error
    except cases.CaseIsDecided:
        said = _(
            "The case was decided before you sent this, so nothing was changed. You can appeal."
        )
        return conflict(request, said, _back(request, case_id))
    return see(f"{_back(request, case_id).href}#ansokan")


@logged_in
@require_POST
def appeal(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Appeal the decision."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    text = request.POST.get("text", "")
    try:
        cases.appeal(
            actor=visit.actor,
            case_id=case_id,
            text=text,
            now=visit.now,
            request_id=visit.request_id,
        )
    except (cases.EmptyText, cases.TooLongText) as error:
        return show_case(request, case_id, Wrong(text, problem_words(error), is_appeal=True))
    except cases.NoSuchCase as error:
        raise Http404 from error
    except cases.NotDecidedYet:
        said = _("There is no decision to appeal yet.")
        return conflict(request, said, _back(request, case_id))
    return see(f"{_back(request, case_id).href}#overklaga")


@logged_in
@require_POST
def withdraw(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Take the appeal back."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    try:
        cases.withdraw(
            actor=visit.actor, case_id=case_id, now=visit.now, request_id=visit.request_id
        )
    except cases.NoSuchCase as error:
        raise Http404 from error
    return see(f"{_back(request, case_id).href}#overklaga")


def _back(request: Request, case_id: UUID) -> Link:
    return Link(_("Back to the case"), address(request, "case", case_id))
