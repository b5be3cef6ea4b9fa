"""A caseworker writes how what was granted works, and when it is looked at the next time."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gemensam.cases import actions, follow_ups
from gemensam.cases.case_page import Open, case_page, done
from gemensam.cases.forms import FollowUpForm
from gemensam.cases.refused import changed_meanwhile, of_a_case, problem
from gemensam.identity.api import Request, logged_in


@logged_in
@require_POST
@of_a_case(
    {
        follow_ups.NothingToFollowUp: problem(
            gettext_lazy("There is nothing to follow up in the case any more.")
        ),
        actions.CaseHasChanged: changed_meanwhile(
            FollowUpForm, "uppfoljning", lambda form, _values: Open(follow_up=form)
        ),
    }
)
def follow_up(request: Request, case_id: UUID) -> HttpResponse:
    """Write the follow-up, and say when the next one is."""
    form = FollowUpForm(request.POST, prefix="uppfoljning")
    if not form.is_valid():
        return case_page(request, case_id, Open(follow_up=form, status=422))
    values = form.cleaned_data
    try:
        follow_ups.follow_up(
            actor=request.actor,
            case_id=case_id,
            version=values["version"],
            text=values["text"],
            next_on=values["next_on"],
            now=request.now,
            request_id=request.request_id,
        )
    except follow_ups.FollowUpOutOfRange:
        form.add_error("next_on", _("Choose a day ahead, within two years."))
        return case_page(request, case_id, Open(follow_up=form, status=422))
    return done(
        request, case_id, _("The follow-up is saved, and the applicant is told."), "#dialog"
    )
