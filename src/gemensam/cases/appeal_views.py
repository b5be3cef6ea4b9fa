"""What a caseworker does about an appeal, and corrections to an application."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gemensam.cases import actions, appeals, corrections, queries, rules
from gemensam.cases.case_page import Open, case_page, changed, decided_already, done
from gemensam.cases.forms import CorrectionForm, DismissForm, HandOnForm
from gemensam.cases.policy import NoSuchCase
from gemensam.identity.api import Request, logged_in


@logged_in
@require_POST
def correct(request: Request, case_id: UUID) -> HttpResponse:
    """Put right one answer of the application."""
    form = CorrectionForm(request.POST, prefix="ratta")
    at = request.POST.get("ratta-field_id", "")
    if not form.is_valid():
        return case_page(request, case_id, Open(correction=form, correcting=at, status=422))
    values = form.cleaned_data
    try:
        corrections.correct(
            actor=request.actor,
            case_id=case_id,
            field_id=values["field_id"],
            text=values["text"],
            version=values["version"],
            now=request.now,
            request_id=request.request_id,
        )
    except (NoSuchCase, corrections.NoSuchField) as error:
        raise Http404 from error
    except actions.CaseHasChanged as error:
        again = CorrectionForm(
            prefix="ratta",
            initial={**values, "version": queries.case_row(case_id).version},
        )
        return changed(request, error, Open(correction=again, correcting=at))
    except rules.CaseIsDecided:
        return decided_already(request, case_id)
    return done(request, case_id, _("The correction is saved, and the applicant is told."))


@logged_in
@require_POST
def hand_on(request: Request, case_id: UUID) -> HttpResponse:
    """Write down that the appeal was sent to the court."""
    form = HandOnForm(request.POST, prefix="overlamna")
    if not form.is_valid():
        return case_page(request, case_id, Open(hand_on=form, status=422))

    def act() -> None:
        appeals.hand_on(
            actor=request.actor,
            case_id=case_id,
            version=form.cleaned_data["version"],
            court=form.cleaned_data["court"],
            now=request.now,
            request_id=request.request_id,
        )

    return _end(request, case_id, act, _("The appeal is handed on, and the applicant is told."))


@logged_in
@require_POST
def dismiss(request: Request, case_id: UUID) -> HttpResponse:
    """Dismiss an appeal that came too late."""
    form = DismissForm(request.POST, prefix="avvisa")
    if not form.is_valid():
        return case_page(request, case_id, Open(dismiss=form, status=422))

    def act() -> None:
        appeals.dismiss(
            actor=request.actor,
            case_id=case_id,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            now=request.now,
            request_id=request.request_id,
        )

    try:
        return _end(request, case_id, act, _("The appeal is dismissed, and the applicant is told."))
    except appeals.CameInTime:
        problem = _("The appeal came in time, so only the court can try it. Hand it on.")
        return case_page(request, case_id, Open(problem=problem, status=409))


def _end(request: Request, case_id: UUID, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except NoSuchCase as error:
        raise Http404 from error
    except appeals.NothingToHandOn:
        problem = _("There is no appeal that waits: it was handed on or taken back.")
        return case_page(request, case_id, Open(problem=problem, status=409))
    except actions.CaseHasChanged as error:
        return changed(request, error)
    return done(request, case_id, said)
