"""What a caseworker does about an appeal, and corrections to an application."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gemensam.cases import actions, appeals, corrections
from gemensam.cases.case_page import Open, case_page, done
from gemensam.cases.forms import CorrectionForm, DismissForm, HandOnForm
from gemensam.cases.refused import changed_meanwhile, of_a_case, problem
from gemensam.identity.api import Request, logged_in
from gemensam.ui.refusals import Answer, Kinds

_NOTHING_WAITS: Mapping[Kinds, Answer] = {
    appeals.NothingToHandOn: problem(
        gettext_lazy("There is no appeal that waits: it was handed on or taken back.")
    )
}


@logged_in
@require_POST
@of_a_case(
    {
        actions.CaseHasChanged: changed_meanwhile(
            CorrectionForm,
            "ratta",
            lambda form, values: Open(correction=form, correcting=values["field_id"]),
        )
    },
    absent=(corrections.NoSuchField,),
)
def correct(request: Request, case_id: UUID) -> HttpResponse:
    """Put right one answer of the application."""
    form = CorrectionForm(request.POST, prefix="ratta")
    at = request.POST.get("ratta-field_id", "")
    if not form.is_valid():
        return case_page(request, case_id, Open(correction=form, correcting=at, status=422))
    values = form.cleaned_data
    corrections.correct(
        actor=request.actor,
        case_id=case_id,
        field_id=values["field_id"],
        text=values["text"],
        version=values["version"],
        now=request.now,
        request_id=request.request_id,
    )
    return done(request, case_id, _("The correction is saved, and the applicant is told."))


@logged_in
@require_POST
@of_a_case(_NOTHING_WAITS)
def hand_on(request: Request, case_id: UUID) -> HttpResponse:
    """Write down that the appeal was sent to the court."""
    form = HandOnForm(request.POST, prefix="overlamna")
    if not form.is_valid():
        return case_page(request, case_id, Open(hand_on=form, status=422))
    appeals.hand_on(
        actor=request.actor,
        case_id=case_id,
        version=form.cleaned_data["version"],
        court=form.cleaned_data["court"],
        now=request.now,
        request_id=request.request_id,
    )
    return done(request, case_id, _("The appeal is handed on, and the applicant is told."))


@logged_in
@require_POST
@of_a_case(
    {
        **_NOTHING_WAITS,
        appeals.CameInTime: problem(
            gettext_lazy("The appeal came in time, so only the court can try it. Hand it on.")
        ),
    }
)
def dismiss(request: Request, case_id: UUID) -> HttpResponse:
    """Dismiss an appeal that came too late."""
    form = DismissForm(request.POST, prefix="avvisa")
    if not form.is_valid():
        return case_page(request, case_id, Open(dismiss=form, status=422))
    appeals.dismiss(
        actor=request.actor,
        case_id=case_id,
        version=form.cleaned_data["version"],
        reason=form.cleaned_data["reason"],
        now=request.now,
        request_id=request.request_id,
    )
    return done(request, case_id, _("The appeal is dismissed, and the applicant is told."))
