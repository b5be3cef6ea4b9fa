"""The register of performers, for whoever keeps it in the municipality."""

from datetime import date
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.performers import actions, policy, queries
from gemensam.performers.forms import ApprovalForm, EndForm, ToldForm
from gemensam.performers.rules import CHOICES
from gemensam.ui import formats
from gemensam.ui.parts import Column, Lines, Link, Row, Table, Tag
from gemensam.ui.show import go_on, show


@logged_in
@require_GET
def register(request: Request) -> HttpResponse:
    """Show who is approved for what, who was, and the municipality's own."""
    policy.ensure_register(
        request.actor, Activity.READ, now=request.now, request_id=request.request_id
    )
    context = {"approved": _approved(request), "own": _own()}
    return show(request, "performers/register.html", context)


def _approved(request: Request) -> Table:
    today = formats.local_day(request.now)
    return Table(
        caption=_("Private performers"),
        columns=[
            Column(_("Performer")),
            Column(_("Approved for")),
            Column(_("From")),
            Column(_("Until")),
            Column(_("Why")),
            Column(_("Change"), hidden_text=True),
        ],
        rows=[_approval_row(one, today) for one in queries.approvals()],
        show_caption=True,
        empty_text=_("Nobody is approved: all home care is the municipality's own."),
    )


def _approval_row(one: queries.ApprovalRow, today: date) -> Row:
    until: Tag | str = "–"
    if one.ends_on is not None:
        until = Tag(formats.day(one.ends_on), "off" if one.ends_on < today else "half")
    end = Link(_("End"), reverse("performers:end", args=[one.id]))
    return Row(
        cells=[
            Lines(one.unit_name, one.provider_name, _present_href(one.unit_id)),
            CHOICES[one.kind].service,
            formats.day(one.starts_on),
            until,
            " – ".join(part for part in (one.reason, one.end_reason) if part),
            end if one.ends_on is None else "",
        ],
        key=str(one.id),
    )


def _own() -> Table:
    return Table(
        caption=_("The municipality's own units"),
        columns=[Column(_("Performer")), Column(_("What it does"))],
        rows=[
            Row([Lines(one.name, "", _present_href(one.id)), one.what or _("No presentation yet")])
            for one in queries.own_performers()
        ],
        show_caption=True,
    )


def _present_href(unit_id: UUID) -> str:
    return reverse("performers:present", args=[unit_id])


@logged_in
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Approve a company."""
    policy.ensure_register(
        request.actor, Activity.ADMINISTER, now=request.now, request_id=request.request_id
    )
    today = formats.local_day(request.now)
    form = ApprovalForm(
        request.POST if request.method == "POST" else None,
        initial={"starts_on": today, "kind": next(iter(CHOICES))},
    )
    if request.method == "POST" and form.is_valid() and _approve(request, form):
        return _done(request, _("The performer can be chosen from its first day on."))
    lede = _("Only companies that the municipality has decided on and signed with.")
    return _form_page(request, form, _("Approve a performer"), lede)


def _approve(request: Request, form: ApprovalForm) -> bool:
    try:
        actions.approve(
            actor=request.actor,
            company=form.made_of(),
            told=form.told(),
            kind=form.cleaned_data["kind"],
            starts_on=form.cleaned_data["starts_on"],
            reason=form.cleaned_data["reason"],
            now=request.now,
            request_id=request.request_id,
        )
    except actions.AlreadyInTheRegister:
        form.add_error("unit_name", _("A unit of that name, or the HSA-id, is there already."))
        return False
    return True


@logged_in
@require_http_methods(["GET", "POST"])
def end(request: Request, approval_id: UUID) -> HttpResponse:
    """End an approval, with the reason."""
    policy.ensure_register(
        request.actor, Activity.ADMINISTER, now=request.now, request_id=request.request_id
    )
    try:
        row = queries.approval(approval_id)
    except queries.NoSuchApproval as error:
        raise Http404 from error
    today = formats.local_day(request.now)
    form = EndForm(
        request.POST if request.method == "POST" else None, first=max(today, row.starts_on)
    )
    if request.method == "POST" and form.is_valid():
        actions.end_approval(
            actor=request.actor,
            approval_id=approval_id,
            **form.cleaned_data,
            today=today,
            now=request.now,
            request_id=request.request_id,
        )
        return _done(request, _("The approval ends. Nobody can choose the performer after that."))
    title = _("End the approval of %(name)s") % {"name": row.unit_name}
    lede = _("After the last day nobody can choose it. Those who have it must be asked to choose.")
    return _form_page(request, form, title, lede)


@logged_in
@require_http_methods(["GET", "POST"])
def present(request: Request, unit_id: UUID) -> HttpResponse:
    """Change what a performer says of itself."""
    policy.ensure_register(
        request.actor, Activity.ADMINISTER, now=request.now, request_id=request.request_id
    )
    try:
        row = queries.performer(unit_id)
    except queries.NoSuchPerformer as error:
        raise Http404 from error
    initial = {key: getattr(row, key) for key in actions.Told.__slots__}
    form = ToldForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.present(
            actor=request.actor,
            unit_id=unit_id,
            told=form.told(),
            now=request.now,
            request_id=request.request_id,
        )
        return _done(request, _("The presentation is saved."))
    return _form_page(request, form, row.name, _("Residents read this before they choose."))


def _form_page(request: Request, form: forms.Form, title: str, lede: str) -> HttpResponse:
    here = [Link(_("Performers"), reverse("performers:register")), Link(title)]
    context = {"form": form, "title": title, "lede": lede, "crumbs": here}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "performers/form.html", context, status=status)


def _done(request: Request, said: str) -> HttpResponse:
    messages.success(request, said)
    return go_on(request, reverse("performers:register"))
