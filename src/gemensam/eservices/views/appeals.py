"""After the case was sent: correct a line of the application; appeal the decision, or take it back."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gemensam.cases import api as cases
from gemensam.eservices import policy
from gemensam.eservices.views.case_page import Wrong, show_case
from gemensam.eservices.views.frame import address, see, visit_of
from gemensam.eservices.views.refused import mend, of_a_case, told
from gemensam.identity.api import Request, logged_in


@logged_in
@require_POST
@of_a_case(
    {
        **mend(correcting=lambda request: request.POST.get("field", "")),
        cases.CaseIsDecided: told(
            gettext_lazy(
                "The case was decided before you sent this, so nothing was changed. You can appeal."
            )
        ),
    },
    absent=(cases.NoSuchField,),
)
def correct(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Say what an answer of the application should be instead."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    field_id, text = request.POST.get("field", ""), request.POST.get("text", "")
    if not field_id:
        wrong = Wrong(text, _("Choose what you want to correct"), correcting="")
        return show_case(request, case_id, wrong)
    cases.correct(
        actor=visit.actor,
        case_id=case_id,
        field_id=field_id,
        text=text,
        now=visit.now,
        request_id=visit.request_id,
    )
    return see(f"{address(request, 'case', case_id)}#ansokan")


@logged_in
@require_POST
@of_a_case(
    {
        **mend(is_appeal=True),
        cases.NotDecidedYet: told(gettext_lazy("There is no decision to appeal yet.")),
    }
)
def appeal(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Appeal the decision."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    cases.appeal(
        actor=visit.actor,
        case_id=case_id,
        text=request.POST.get("text", ""),
        now=visit.now,
        request_id=visit.request_id,
    )
    return see(f"{address(request, 'case', case_id)}#overklaga")


@logged_in
@require_POST
@of_a_case()
def withdraw(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Take the appeal back."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    cases.withdraw(actor=visit.actor, case_id=case_id, now=visit.now, request_id=visit.request_id)
    return see(f"{address(request, 'case', case_id)}#overklaga")
