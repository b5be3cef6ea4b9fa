"""A municipality's officer keeps its part of the inventory: list, change, end, say the stage."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.eservices import inventory, inventory_actions
from gemensam.eservices import inventory_words as words
from gemensam.eservices.inventory import Line, Listed, NoSuchListedService
from gemensam.eservices.inventory_actions import NotAMunicipality, NotYoursToChange, Told
from gemensam.eservices.inventory_forms import ChangeForm, EndForm, NewForm, StageForm
from gemensam.eservices.views.inventory import STAGE_KINDS, crumbs, href_of, missing_text
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations
from gemensam.ui import formats
from gemensam.ui.parts import Column, Lines, Link, Moment, Row, Table, Tag
from gemensam.ui.show import go_on, show


def _place(request: Request, activity: Activity = Activity.WRITE) -> organisations.Place:
    try:
        return inventory_actions.ensure_officer(
            request.actor, activity, now=request.now, request_id=request.request_id
        )
    except NotAMunicipality as error:
        raise Http404 from error


@logged_in
@require_GET
def own(request: Request) -> HttpResponse:
    """Show what the municipality has, and the joint ones that it could take part in."""
    place = _place(request, Activity.READ)
    lines = inventory.lines()
    here = [one for one in lines if one.place.code == place.code]
    keys = {one.service.key for one in here}
    others = {
        one.key: one
        for one in inventory.every_service()
        if one.hosting == "joint" and one.key not in keys
    }
    context = {
        "place": place,
        "table": _own_table(here, lines),
        "joint": _joint_table(list(others.values()), lines),
    }
    return show(request, "eservices/inventory_own.html", context)


def _shared_by(service: Listed, lines: Sequence[Line]) -> str:
    return ", ".join(one.place.name for one in lines if one.service.key == service.key)


def _own_table(here: Sequence[Line], lines: Sequence[Line]) -> Table:
    return Table(
        caption=_("What we have"),
        columns=[
            Column(_("E-service")),
            Column(_("Whose")),
            Column(_("Stage")),
            Column(_("Quality-checked")),
            Column(_("Shared by")),
        ],
        rows=[
            Row(
                [
                    Lines(
                        one.service.title,
                        str(words.AREAS[one.service.area]),
                        reverse("inventory:one", args=[one.service.key]),
                    ),
                    str(words.HOSTINGS[one.service.hosting]),
                    Tag(str(words.STAGES[one.stage]), STAGE_KINDS[one.stage]),
                    _("Yes") if one.service.is_checked else missing_text(one.service),
                    _("All municipalities")
                    if one.service.hosting == inventory.PLATFORM
                    else _shared_by(one.service, lines),
                ]
            )
            for one in here
        ],
        show_caption=True,
    )


def _joint_table(services: Sequence[Listed], lines: Sequence[Line]) -> Table:
    return Table(
        caption=_("Joint ones that others have"),
        columns=[Column(_("E-service")), Column(_("Shared by"))],
        rows=[
            Row(
                [
                    Lines(one.title, one.about, reverse("inventory:one", args=[one.key])),
                    _shared_by(one, lines),
                ]
            )
            for one in services
        ],
        show_caption=True,
        empty_text=_("No other municipality has told of a joint one."),
    )


@logged_in
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """List an e-service that lies elsewhere."""
    _place(request)
    form = NewForm(
        request.POST if request.method == "POST" else None,
        initial={"stage": "operation", "hosting": "own"},
    )
    if request.method == "POST" and form.is_valid():
        inventory_actions.list_service(
            actor=request.actor,
            told=form.told(),
            stage=form.cleaned_data["stage"],
            reason=form.cleaned_data["reason"],
            now=request.now,
            request_id=request.request_id,
        )
        return _done(request, _("The e-service is listed. Everybody can see it."))
    return _form_page(request, form, _("List an e-service"))


@logged_in
@require_http_methods(["GET", "POST"])
def one(request: Request, key: str) -> HttpResponse:
    """Show an e-service with its history; POST says how far it has come here."""
    place = _place(request)
    found = _found(key, place)
    lines = [line for line in inventory.lines() if line.service.key == key]
    here = next((line for line in lines if line.place.code == place.code), None)
    is_ours = found.owner_id == place.organisation_id
    form = StageForm(
        request.POST if request.method == "POST" else None,
        may_leave=found.hosting == "joint" and not is_ours,
        initial={"stage": here.stage if here else ""},
    )
    if request.method == "POST" and form.is_valid():
        inventory_actions.say_stage(
            actor=request.actor,
            key=key,
            stage=form.cleaned_data["stage"],
            reason=form.cleaned_data["reason"],
            now=request.now,
            request_id=request.request_id,
        )
        return _done(request, _("It is saved, and stands in the history."))
    context = {
        "place": place,
        "service": found,
        "missing": missing_text(found),
        "href": href_of(here) if here else found.href,
        "area": words.AREAS[found.area],
        "hosting": words.HOSTINGS[found.hosting],
        "shared_by": _("All municipalities")
        if found.hosting == inventory.PLATFORM
        else ", ".join(line.place.name for line in lines),
        "form": form,
        "is_ours": is_ours,
        "moments": [_moment(row) for row in inventory.history(key)],
        "crumbs": _crumbs(Link(found.title)),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "eservices/inventory_one.html", context, status=status)


def _found(key: str, place: organisations.Place) -> Listed:
    """Another municipality's own is not to be had here: only joint ones are."""
    try:
        found = inventory_actions.one_by_key(key)
    except NoSuchListedService as error:
        raise Http404 from error
    if found.hosting == "own" and found.owner_id != place.organisation_id:
        raise Http404
    return found


def _moment(row: inventory.HistoryRow) -> Moment:
    if row.is_ended:
        what = _("Ended")
    elif row.title:
        what = _("Written: %(title)s") % {"title": row.title}
    else:
        what = str(words.STAGES.get(row.stage, _("Takes no part any more")))
    return Moment(formats.moment(row.at), what, f"{row.who}: {row.reason}")


@logged_in
@require_http_methods(["GET", "POST"])
def change(request: Request, service_id: UUID) -> HttpResponse:
    """Change what is said of an e-service of one's own."""
    found = _ours(request, service_id)
    initial = {key: getattr(found, key) for key in Told.__slots__}
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        _write(request, service_id, form.told(), form.cleaned_data["reason"])
        return _done(request, _("It is saved, and stands in the history."))
    return _form_page(request, form, _("Change %(title)s") % {"title": found.title})


@logged_in
@require_http_methods(["GET", "POST"])
def end(request: Request, service_id: UUID) -> HttpResponse:
    """Say that an e-service of one's own is no more."""
    found = _ours(request, service_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = Told(**{key: getattr(found, key) for key in Told.__slots__})
        _write(request, service_id, told, form.cleaned_data["reason"], is_ended=True)
        return _done(request, _("It has ended, and stands in no list any more."))
    return _form_page(request, form, _("End %(title)s") % {"title": found.title})


def _ours(request: Request, service_id: UUID) -> Listed:
    place = _place(request)
    found = _found(str(service_id), place)
    if found.owner_id != place.organisation_id:
        raise Http404
    return found


def _write(
    request: Request, service_id: UUID, told: Told, reason: str, *, is_ended: bool = False
) -> None:
    try:
        inventory_actions.change_service(
            actor=request.actor,
            service_id=service_id,
            told=told,
            reason=reason,
            now=request.now,
            is_ended=is_ended,
            request_id=request.request_id,
        )
    except (NoSuchListedService, NotYoursToChange) as error:
        raise Http404 from error


def _crumbs(last: Link) -> list[Link]:
    return crumbs(Link(_("Our e-services"), reverse("inventory:own")), last)


def _form_page(request: Request, form: forms.Form, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "crumbs": _crumbs(Link(title))}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "eservices/inventory_form.html", context, status=status)


def _done(request: Request, said: str) -> HttpResponse:
    messages.success(request, said)
    return go_on(request, reverse("inventory:own"))
