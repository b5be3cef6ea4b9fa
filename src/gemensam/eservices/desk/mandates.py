"""Paper mandates and court orders: registered, ended when told so, and a slip undone."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gemensam.eservices import (
    mandate_cards,
    mandate_forms,
    mandate_scopes,
    mandates,
    organisation_forms,
    steps,
)
from gemensam.eservices.desk.residents import crumbs, opened
from gemensam.eservices.views.frame import (
    UNPROCESSABLE,
    address,
    hidden_if_not_there,
    see,
    visit_of,
)
from gemensam.identity import api as identity
from gemensam.identity.api import Request, logged_in
from gemensam.people import api as people
from gemensam.people.api import MandateBasis
from gemensam.ui import formats
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, show

type Makers = Callable[[Request, QueryDict | None], list[steps.MakeForm]]


@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def register(request: Request, resident_id: UUID) -> HttpResponse:
    """Write down a mandate that came on paper, in three steps and a check."""
    resident = opened(visit_of(request), resident_id)
    return _in_steps(request, resident, _steps)


@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def register_organisation(request: Request, resident_id: UUID) -> HttpResponse:
    """Write down a power of attorney on paper that is an organisation's."""
    resident = opened(visit_of(request), resident_id)
    return _in_steps(request, resident, _organisations_steps)


def _in_steps(request: Request, resident: people.ResidentRow, makers: Makers) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    found = steps.read(data, makers(request, data))
    if found.is_confirmed:
        made = _register(request, resident, found)
        if isinstance(made, UUID):
            return see(address(request, "scan_mandate", resident.id, made))
        found = made
    is_check = found.form is None
    context = {
        "steps": found,
        "check": mandate_cards.to_check(_wanted(request, found.values)) if is_check else (),
        "title": _("Register a mandate for %(name)s") % {"name": resident.name},
        "confirm": _("Register the mandate"),
        "what_happens": _(
            "Both read the same as you here. A notice goes to those who have chosen to get them: "
            "tell the others by letter or phone."
        ),
        "is_protected": resident.is_protected,
        "crumbs": crumbs(request, resident, _("Register a mandate")),
    }
    return show(request, "eservices/mandate_step.html", context, status=found.status)


def _steps(request: Request, data: QueryDict | None) -> list[steps.MakeForm]:
    """An order says itself what it covers; a power of attorney names services."""
    today = formats.local_day(request.now)
    is_order = data is not None and data.get("basis") in people.COURT_ORDERS
    return [
        partial(mandate_forms.BasisForm, today=today),
        partial(mandate_forms.OrderForm, today=today) if is_order else mandate_forms.WhatForm,
        partial(mandate_forms.PaperForm, today=today),
    ]


def _organisations_steps(request: Request, _data: QueryDict | None) -> list[steps.MakeForm]:
    among = [
        mandates.NamedOrganisation(one.id, one.organisation_number, one.name)
        for one in people.organisations()
    ]
    return [
        partial(organisation_forms.OrganisationForm, among=among),
        mandate_forms.WhatForm,
        partial(mandate_forms.PaperForm, today=formats.local_day(request.now)),
    ]


def _wanted(request: Request, values: Mapping[str, Any]) -> mandates.NewMandate:
    starts_at, ends_at = mandate_forms.period(values, now=request.now)
    basis = MandateBasis(values.get("basis", MandateBasis.MANDATE))
    if basis in people.COURT_ORDERS:
        duties = [mandate_scopes.Duty(one) for one in values["duties"]]
        scopes = mandate_scopes.of_order(duties)
        # Stored as both sides read it, so in Swedish whatever language the page is in.
        with translation.override("sv"):
            day = formats.day(values["decided_on"])
        said = f"{values['court']} den {day} ({', '.join(duties)})"
        evidence = f"Beslut av {said}. Pappret: {values['evidence']}"
    else:
        scopes = mandate_scopes.chosen(values["services"], values["may"])
        evidence = f"Fullmakt på papper: {values['evidence']}"
    return mandates.NewMandate(
        to=values.get("organisation") or mandates.Named(values["number"], values["name"]),
        basis=basis,
        scopes=scopes,
        evidence=evidence,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _register(
    request: Request, resident: people.ResidentRow, found: steps.Stepped
) -> steps.Stepped | UUID:
    """Register it and give its id, or go back to the step that has to be mended."""
    wanted = _wanted(request, found.values)
    first = "organisation" if "organisation" in found.values else "number"
    try:
        made = mandates.give(visit_of(request), resident=resident, wanted=wanted)
    except mandates.GivenToOneself:
        return found.with_error(
            "number", _("That is the resident's own number. Write the representative's.")
        )
    except mandates.GivenToWhoRegisters:
        return found.with_error(
            first, _("You cannot register a mandate to yourself. Ask a colleague to do it.")
        )
    except identity.OtherName:
        return found.with_error(
            "name", _("The number and the name do not belong together. Check both.")
        )
    messages.success(request, _("The mandate is registered. Now scan the paper, if you have it."))
    return made


@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def revoke(request: Request, resident_id: UUID, mandate_id: UUID) -> HttpResponse:
    """End a mandate because somebody told so; the reason stands in the journal."""
    visit = visit_of(request)
    resident = opened(visit, resident_id)
    row = mandates.of_resident(resident, mandate_id)
    back = Link(resident.name, address(request, "resident", resident.id))
    form = mandate_forms.RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            mandates.revoke(visit, resident=resident, mandate_id=mandate_id, reason=reason)
        except people.MandateNotInForce:
            return conflict(request, _("It was revoked already."), back)
        messages.success(request, _("The mandate is revoked."))
        return see(back.href)
    name = row.representative_name
    context = {
        "form": form,
        "name": name,
        "resident": resident,
        "card": mandate_cards.card(visit, row, name),
        "crumbs": crumbs(request, resident, _("Revoke the mandate")),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return show(request, "eservices/desk/revoke.html", context, status=status)


@logged_in
@require_POST
@hidden_if_not_there
def undo_revoke(request: Request, resident_id: UUID, mandate_id: UUID) -> HttpResponse:
    """Take back one's own revocation that was a slip."""
    visit = visit_of(request)
    resident = opened(visit, resident_id)
    back = Link(resident.name, address(request, "resident", resident.id))
    try:
        mandates.undo_revoke(visit, resident=resident, mandate_id=mandate_id)
    except people.NotToBeUndone:
        said = _("It can no longer be undone. Register the mandate anew instead.")
        return conflict(request, said, back)
    return see(back.href)
