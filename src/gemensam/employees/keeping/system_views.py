"""Business systems and how far issuing has come: lists, and forms to change them."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.employees.keeping import county, listing, words
from gemensam.employees.keeping import systems as actions
from gemensam.employees.keeping.forms import IssuingForm, SystemForm
from gemensam.employees.keeping.visit import SYSTEM, visit_of
from gemensam.employees.register import Accepts, Carrier, IssuingState
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations
from gemensam.ui import formats
from gemensam.ui.parts import Column, Figure, Kind, Lines, Link, Row, Table, Tag
from gemensam.ui.show import conflict, go_on, show

_ACCEPTS = {Accepts.YES: Kind.OK, Accepts.PLANNED: Kind.HALF, Accepts.NO: Kind.OFF}


@logged_in
@require_GET
def systems(request: Request) -> HttpResponse:
    """Show the municipality's business systems, and the share that accept a secure log-in."""
    visit = visit_of(request)
    visit.ensure(Activity.READ, kind=SYSTEM)
    rows = actions.systems()
    part = actions.accepting(rows)
    keeps = visit.may_keep()
    context = {
        "title": _("Systems"),
        "lede": _("Which of the municipality's business systems accept a secure log-in."),
        "tabs": listing.tabs("keeping:systems"),
        "figures": [
            Figure(
                _("Accept secure log-in"),
                formats.percent(part, len(rows)) if rows else "–",
                below=_("%(part)s of %(whole)s") % {"part": part, "whole": len(rows)},
            )
        ],
        "table": _table(rows, keeps=keeps),
        "action": Link(_("Write a system down"), reverse("keeping:new_system")) if keeps else None,
    }
    return show(request, "employees/figures.html", context)


def _table(rows: Sequence[actions.SystemRow], *, keeps: bool) -> Table:
    return Table(
        caption=_("Systems"),
        columns=[
            Column(_("System")),
            Column(_("Secure log-in")),
            Column(_("Since when")),
            Column(_("Note")),
        ],
        rows=[
            Row(
                [
                    Lines(
                        one.name,
                        one.supplier,
                        reverse("keeping:change_system", args=[one.id]) if keeps else "",
                    ),
                    Tag(_(words.ACCEPTS[Accepts(one.accepts)]), _ACCEPTS[Accepts(one.accepts)]),
                    formats.day(one.since) if one.since else "–",
                    one.note,
                ],
                key=str(one.id),
            )
            for one in rows
        ],
        empty_text=_("No system is written down yet."),
    )


@logged_in
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Write a system down."""
    return _edit(request, None)


@logged_in
@require_http_methods(["GET", "POST"])
def change(request: Request, system_id: UUID) -> HttpResponse:
    """Change what is told of a system."""
    return _edit(request, system_id)


def _edit(request: Request, system_id: UUID | None) -> HttpResponse:
    visit = visit_of(request)
    visit.ensure(Activity.ADMINISTER, kind=SYSTEM, object_id=system_id)
    row = _found(system_id) if system_id else None
    initial = {name: getattr(row, name) for name in SystemForm.base_fields} if row else None
    form = SystemForm(request.POST if request.method == "POST" else None, initial=initial)
    version = request.POST.get("version", "") or (str(row.version) if row else "0")
    if request.method == "POST" and form.is_valid():
        told = actions.Told(**form.cleaned_data)
        number = int(version) if version.isdecimal() and len(version) < 10 else -1  # noqa: PLR2004
        try:
            actions.save(visit, told, system_id=system_id, version=number)
        except actions.NameIsTaken:
            form.add_error("name", _("There is a system of that name already."))
        except actions.ChangedMeanwhile:
            way_on = Link(_("See it as it is now"), request.path)
            said = _("Somebody changed the system after you opened the page. Nothing was saved.")
            return conflict(request, said, way_on)
        else:
            messages.success(request, _("The system is saved."))
            return go_on(request, reverse("keeping:systems"))
    title = _("Change %(name)s") % {"name": row.name} if row else _("Write a system down")
    return _form_page(request, form, title, ("keeping:systems", _("Systems")), version=version)


def _found(system_id: UUID) -> actions.SystemRow:
    try:
        return actions.system(system_id)
    except actions.NoSuchSystem as error:
        raise Http404 from error


def _form_page(
    request: Request, form: forms.Form, title: str, here: tuple[str, str], **more: object
) -> HttpResponse:
    back = reverse(here[0])
    context = {
        "form": form,
        "title": title,
        "crumbs": [Link(here[1], back), Link(title)],
        "back": back,
        "method": "post",
        "save": _("Save"),
        **more,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "employees/form.html", context, status=status)


@logged_in
@require_http_methods(["GET", "POST"])
def issuing(request: Request) -> HttpResponse:
    """Show how far the municipality has come with each sort of e-id, and let its keeper say so."""
    visit = visit_of(request)
    activity = Activity.ADMINISTER if request.method == "POST" else Activity.READ
    visit.ensure(activity, kind=SYSTEM)
    form = IssuingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.say_issued(
            visit,
            carrier=Carrier(told["carrier"]),
            state=IssuingState(told["state"]),
            since=told["since"],
            note=told["note"],
        )
        messages.success(request, _("Saved. The county sees it too."))
        return go_on(request, reverse("keeping:issuing"))
    whole = len(organisations.municipalities())
    done = county.done_by_carrier()
    context = {
        "title": _("Issuing"),
        "lede": _("How far the municipality has come with giving its staff e-ids."),
        "tabs": listing.tabs("keeping:issuing"),
        "table": _issuing_table(done, whole),
        "form": form if visit.may_keep() else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "employees/figures.html", context, status=status)


def _issuing_table(done: Mapping[Carrier, int], whole: int) -> Table:
    kinds = {
        IssuingState.ISSUED: Kind.OK,
        IssuingState.PLANNED: Kind.HALF,
        IssuingState.MISSING: Kind.OFF,
    }
    return Table(
        caption=_("Sorts of e-id"),
        columns=[
            Column(_("Sort")),
            Column(_("Here")),
            Column(_("Since when")),
            Column(_("Note")),
            Column(_("In the county")),
        ],
        rows=[
            Row(
                [
                    _(words.CARRIERS[one.carrier]),
                    Tag(_(words.ISSUING[one.state]), kinds[one.state]),
                    formats.day(one.since) if one.since else "–",
                    one.note,
                    _("%(part)s of %(whole)s") % {"part": done[one.carrier], "whole": whole}
                    if one.carrier in done
                    else "–",
                ]
            )
            for one in actions.issued()
        ],
    )
