"""Employees and proposals, for the HSA administrator."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.employees.feed import register, register_page
from gemensam.employees.feed.forms import ReasonForm
from gemensam.employees.feed.views import for_keepers
from gemensam.identity import api as identity
from gemensam.identity.api import Request
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show


@for_keepers
@require_GET
def employees(request: Request) -> HttpResponse:
    """List the employments that HR has sent."""
    context = {"page": register_page.employees(request.GET)}
    return show(request, "employees/feed_employees.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def employee(request: Request, employee_id: UUID) -> HttpResponse:
    """Show an employment and all that happened to it; lift a suspension that was a mistake."""
    try:
        row = register.employee_of(employee_id)
    except register.NoSuchEmployee as error:
        raise Http404 from error
    here = reverse("hr_feed:employee", args=[employee_id])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            identity.lift_suspension(
                employee_hsa_id=row.hsa_id,
                reason=form.cleaned_data["reason"],
                by=request.actor.display_name,
                now=request.now,
            )
        except identity.NotSuspended:
            way_back = Link(_("To the employee"), here)
            return conflict(request, _("The suspension is lifted already."), way_back)
        messages.success(request, _("The suspension is lifted. Log-in works again."))
        return go_on(request, here)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"page": register_page.employee(row), "form": form}
    return show(request, "employees/feed_employee.html", context, status=status)


@for_keepers
@require_GET
def proposals(request: Request) -> HttpResponse:
    """List what to look at after changes."""
    context = {"page": register_page.proposals(request.GET)}
    return show(request, "employees/feed_proposals.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def settle(request: Request, proposal_id: UUID) -> HttpResponse:
    """Show a proposal; say that it is done, or that it is not needed and why."""
    try:
        row = register.proposal_of(proposal_id)
    except register.NoSuchProposal as error:
        raise Http404 from error
    is_done = "gjort" in request.POST
    form = ReasonForm(request.POST if request.method == "POST" and not is_done else None)
    if request.method == "POST" and (is_done or form.is_valid()):
        return _settle(request, row.id, "" if is_done else form.cleaned_data["reason"])
    context = {"page": register_page.proposal(row), "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "employees/feed_proposal.html", context, status=status)


def _settle(request: Request, proposal_id: UUID, reason: str) -> HttpResponse:
    try:
        register.settle(
            proposal_id,
            is_done=not reason,
            reason=reason,
            by=request.actor.display_name,
            now=request.now,
        )
    except register.ProposalIsSettled:
        way_back = Link(_("To the proposals"), reverse("hr_feed:proposals"))
        said = _("The proposal is settled already, or something newer has happened.")
        return conflict(request, said, way_back)
    messages.success(request, _("Noted."))
    return go_on(request, reverse("hr_feed:proposals"))
