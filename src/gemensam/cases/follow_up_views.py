"""A caseworker writes how what was granted works, and when it is looked at the next time."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gemensam.cases import actions, follow_ups, queries
from gemensam.cases.case_page import Open, case_page, changed, done
from gemensam.cases.forms import FollowUpForm
from gemensam.cases.policy import NoSuchCase
from gemensam.identity.api import Request, logged_in


@logged_in
@require_POST
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
    except NoSuchCase as error:
        raise Http404 from error
    except follow_ups.FollowUpOutOfRange:
        form.add_error("next_on", _("Choose a day ahead, within two years."))
        return case_page(request, case_id, Open(follow_up=form, status=422))
    except follow_ups.NothingToFollowUp:
        problem = _("There is nothing to follow up in the case any more.")
        return case_page(request, case_id, Open(problem=problem, status=409))
    except actions.CaseHasChanged as error:
        again = {**values, "version": queries.case_row(case_id).version}
        form = FollowUpForm(prefix="uppfoljning", initial=again)
        return changed(request, error, Open(follow_up=form))
    return done(
        request, case_id, _("The follow-up is saved, and the applicant is told."), "#dialog"
    )
