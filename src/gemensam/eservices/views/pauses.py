"""Pause what was granted, and begin again, from the case's page."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gemensam.cases import api as cases
from gemensam.eservices import policy
from gemensam.eservices.views.case_page import show_case
from gemensam.eservices.views.frame import address, see, visit_of
from gemensam.eservices.views.pause_parts import PauseForm
from gemensam.eservices.views.refused import of_a_case, told
from gemensam.identity.api import Request, logged_in


@logged_in
@require_POST
@of_a_case(absent=(cases.NoSuchPause,))
def pause(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Pause what was granted for some days."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    form = PauseForm(request.POST)
    try:
        if form.is_valid():
            cases.pause(
                actor=visit.actor,
                case_id=case_id,
                starts_on=form.cleaned_data["starts_on"],
                ends_on=form.cleaned_data["ends_on"],
                now=visit.now,
                request_id=visit.request_id,
            )
            return see(f"{address(request, 'case', case_id)}#uppehall")
    except cases.TooLateToPause:
        form.add_error("starts_on", _("It is too late for that day. Choose a later one."))
    except cases.PauseOutOfRange:
        form.add_error("ends_on", _("Choose a day on or after the first, within a year."))
    return show_case(request, case_id, pause_form=form)


@logged_in
@require_POST
@of_a_case(
    {cases.TooLateToPause: told(gettext_lazy("It is too late to change those days."))},
    absent=(cases.NoSuchPause,),
)
def resume(request: Request, case_id: UUID, pause_id: UUID, **_place: str) -> HttpResponse:
    """Take a pause back."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    cases.resume(
        actor=visit.actor,
        case_id=case_id,
        pause_id=pause_id,
        now=visit.now,
        request_id=visit.request_id,
    )
    return see(f"{address(request, 'case', case_id)}#uppehall")
