"""The organisation as a tree, a unit's page, and what the keeper does: place a unit, add one of HSA's."""

from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.identity.directory import pages, policy, queries
from gemensam.identity.directory.forms import PlaceForm, SearchForm, UnitForm, provider_named
from gemensam.identity.http import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations
from gemensam.organisations.api import ListedUnit
from gemensam.ui.paging import CURSOR_PARAMETER, Page
from gemensam.ui.parts import Link
from gemensam.ui.show import go_on, show


@logged_in
@require_GET
def tree(request: Request) -> HttpResponse:
    """Show care providers with their units, or what a search finds."""
    shows = _read(request)
    form = SearchForm(request.GET)
    words = form.cleaned_data["sok"].strip() if form.is_valid() else ""
    here = queries.picture()
    context = {
        "search": form,
        "words": words,
        "picture": pages.picture(here, request.now),
        "differences": pages.differences(
            queries.differences(shows_protected=shows), may_keep=shows
        ),
    }
    if words:
        context |= pages.found(words, request.GET, shows_protected=shows, now=request.now)
    else:
        context["branches"] = pages.branches(request.now)
    status = HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
    return show(request, "identity/directory/tree.html", context, status=status)


@logged_in
@require_GET
def unit(request: Request, unit_id: UUID) -> HttpResponse:
    """Show a unit: its dates, who works there by commission, what differs and what HSA changed."""
    shows = _read(request, unit_id)
    found = _unit(unit_id)
    people = _workers(request, Q(unit_id=unit_id), shows_protected=shows)
    subjects = [found.hsa_id, *(row.commission_hsa_id for row in people.rows)]
    unlike = queries.differences(shows_protected=shows, unit_hsa_id=found.hsa_id)
    context = {
        "title": found.name,
        "crumbs": pages.crumbs(found.name),
        "facts": pages.unit_facts(found, request.now, may_keep=shows),
        "parts": pages.parts(unit_id),
        "people": pages.people(people, request.GET),
        "differences": pages.differences(unlike if found.hsa_id else [], may_keep=shows),
        "changes": pages.changes(queries.changes([one for one in subjects if one])),
    }
    return show(request, "identity/directory/unit.html", context)


@logged_in
@require_GET
def provider(request: Request, provider_id: UUID) -> HttpResponse:
    """Show a care provider, and who has a commission directly under it."""
    shows = _read(request, provider_id)
    found = next((one for one in organisations.listed_providers() if one.id == provider_id), None)
    if found is None:
        raise Http404
    direct = Q(care_provider_id=provider_id, unit_id=None)
    people = _workers(request, direct, shows_protected=shows)
    subjects = [found.hsa_id, *(one.commission_hsa_id for one in people.rows)]
    context = {
        "title": found.name,
        "crumbs": pages.crumbs(found.name),
        "facts": pages.provider_facts(found, request.now),
        "people": pages.people(people, request.GET),
        "changes": pages.changes(queries.changes([one for one in subjects if one])),
    }
    return show(request, "identity/directory/unit.html", context)


@logged_in
@require_http_methods(["GET", "POST"])
def place(request: Request, unit_id: UUID) -> HttpResponse:
    """Say what a unit is a part of."""
    _keep(request, unit_id)
    found = _unit(unit_id)
    others = [
        one
        for one in organisations.listed_units()
        if one.care_provider_id == found.care_provider_id and one.id != unit_id
    ]
    initial = {"parent": str(found.parent_id or "")}
    form = PlaceForm(others, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _placed(form, unit_id):
        messages.success(request, _("The unit has its place."))
        return go_on(request, reverse("directory:unit", args=[unit_id]))
    title = _("What is %(unit)s a part of?") % {"unit": found.name}
    return _form_page(request, form, title, reverse("directory:unit", args=[unit_id]))


def _placed(form: PlaceForm, unit_id: UUID) -> bool:
    try:
        organisations.place_unit(unit_id, form.parent_id())
    except organisations.PartOfItself:
        form.add_error("parent", _("That unit is itself a part of this one. Choose another."))
        return False
    return True


@logged_in
@require_http_methods(["GET", "POST"])
def new_unit(request: Request, hsa_id: str) -> HttpResponse:
    """Add a unit that stands in HSA, so that the commissions there can come."""
    _keep(request)
    told = queries.unknown_unit(hsa_id)
    if told is None:
        # Added in another window, or no longer in HSA: the list tells how it is now.
        return go_on(request, reverse("directory:tree"))
    initial = {"name": told.unit_name}
    form = UnitForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        unit_id = _added(form, hsa_id, told.provider_hsa_id)
        if unit_id is not None:
            messages.success(
                request, _("The unit is here. Its commissions come at the next check with HSA.")
            )
            return go_on(request, reverse("directory:unit", args=[unit_id]))
    title = _("Add the unit %(hsa_id)s") % {"hsa_id": hsa_id}
    return _form_page(request, form, title, reverse("directory:tree"))


def _added(form: UnitForm, hsa_id: str, provider_hsa_id: str) -> UUID | None:
    owner = provider_named(organisations.listed_providers(), provider_hsa_id)
    assert owner is not None  # otherwise the difference would be that it is not here
    try:
        with transaction.atomic():
            return organisations.register_unit(
                name=form.cleaned_data["name"],
                kind=organisations.UnitKind(form.cleaned_data["kind"]),
                hsa_id=hsa_id,
                regime=form.regime_chosen(),
                care_provider_id=owner.id,
            )
    except IntegrityError:
        form.add_error("name", _("A unit of that name, or with that HSA-id, is here already."))
        return None


def _form_page(request: Request, form: forms.Form, title: str, back: str) -> HttpResponse:
    crumbs = [Link(_("The directory"), reverse("directory:tree")), Link(title)]
    context = {"form": form, "title": title, "crumbs": crumbs, "back": back}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "identity/directory/form.html", context, status=status)


def _workers(request: Request, where: Q, *, shows_protected: bool) -> Page[queries.Worker]:
    after = request.GET.get(CURSOR_PARAMETER, "")
    return queries.workers(where, shows_protected=shows_protected, now=request.now, after=after)


def _read(request: Request, object_id: UUID | None = None) -> bool:
    """Let somebody read; say whether they keep the directory, and so may see protected names."""
    policy.ensure(
        request.actor, Activity.READ, now=request.now, object_id=object_id,
        request_id=request.request_id,
    )  # fmt: skip
    return policy.may_keep(request.actor, now=request.now)


def _keep(request: Request, unit_id: UUID | None = None) -> None:
    policy.ensure(
        request.actor, Activity.ADMINISTER, now=request.now, object_id=unit_id,
        request_id=request.request_id,
    )  # fmt: skip


def _unit(unit_id: UUID) -> ListedUnit:
    try:
        return organisations.listed_unit(unit_id)
    except organisations.NoSuchUnit as error:
        raise Http404 from error
