"""A resident gives a mandate: whom, what, how long, and one page to check it on."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gemensam.eservices import (
    mandate_cards,
    mandate_forms,
    mandate_scopes,
    mandates,
    organisation_forms,
    people_here,
    policy,
    steps,
)
from gemensam.eservices.views.frame import address, hidden_if_not_there, see, visit_of
from gemensam.identity import api as identity
from gemensam.identity.api import Request, logged_in
from gemensam.people import api as people
from gemensam.ui import formats
from gemensam.ui.parts import Link
from gemensam.ui.show import show


@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def give(request: Request, **_place: str) -> HttpResponse:
    """Make somebody one's representative, in three steps and a check."""
    today = formats.local_day(request.now)
    return _steps(request, partial(mandate_forms.WhoForm, today=today))


@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def give_organisation(request: Request, **_place: str) -> HttpResponse:
    """Make an organisation one's representative: those whom it has appointed act in its name."""
    # Before looking: staff have no affairs of their own here.
    policy.ensure_is_resident(visit_of(request))
    among = [
        mandates.NamedOrganisation(one.id, one.organisation_number, one.name)
        for one in people.organisations()
        if one.may_act(request.now)
    ]
    return _steps(request, partial(organisation_forms.OrganisationForm, among=among))


def _steps(request: Request, whom: steps.MakeForm) -> HttpResponse:
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    resident = people_here.oneself(visit)
    crumbs = [
        Link(_("My pages"), address(request, "home")),
        Link(_("Representatives"), address(request, "mandates")),
        Link(_("New representative")),
    ]
    if resident.is_protected:
        return show(request, "eservices/mandate_protected.html", {"crumbs": crumbs})
    today = formats.local_day(request.now)
    found = steps.read(
        request.POST if request.method == "POST" else None,
        [
            whom,
            mandate_forms.WhatForm,
            partial(mandate_forms.WhenForm, today=today),
        ],
    )
    if found.is_confirmed:
        found = _give(request, resident, found)
        if found.is_confirmed:
            return see(address(request, "mandates"))
    is_check = found.form is None
    context = {
        "steps": found,
        "check": mandate_cards.to_check(_wanted(request, found)) if is_check else (),
        **_words(found),
        "crumbs": crumbs,
    }
    return show(request, "eservices/mandate_step.html", context, status=found.status)


def _words(found: steps.Stepped) -> dict[str, str]:
    """Give the words that differ between a person and an organisation."""
    if "organisation" in found.forms[0].fields:
        return {
            "title": _("Make an organisation your representative"),
            "confirm": _("Sign and give the mandate"),
            "what_happens": _(
                "You sign by being logged in. Those who work for the organisation then log in here as "
                "themselves, and you see here who they are and what each of them does. Tell the "
                "organisation: a notice goes only to those who have chosen to get them."
            ),
        }
    return {
        "title": _("Make somebody your representative"),
        "confirm": _("Sign and give the mandate"),
        "what_happens": _(
            "You sign by being logged in. The person then logs in here as themselves. Tell them: "
            "a notice goes only to those who have chosen to get them."
        ),
    }


def _wanted(request: Request, found: steps.Stepped) -> mandates.NewMandate:
    values = found.values
    starts_at, ends_at = mandate_forms.period(values, now=request.now)
    return mandates.NewMandate(
        to=values.get("organisation") or mandates.Named(values["number"], values["name"]),
        basis=people.MandateBasis.MANDATE,
        scopes=mandate_scopes.chosen(values["services"], values["may"]),
        evidence=mandates.BY_HERSELF,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _give(request: Request, resident: people.ResidentRow, found: steps.Stepped) -> steps.Stepped:
    """Give it, or go back to the step that has to be mended."""
    wanted = _wanted(request, found)
    try:
        mandates.give(visit_of(request), resident=resident, wanted=wanted)
    except mandates.GivenToOneself:
        return found.with_error("number", _("That is your own number. Write the other person's."))
    except identity.OtherName:
        return found.with_error(
            "name", _("The number and the name do not belong together. Check both.")
        )
    messages.success(request, _("The mandate for %(name)s is given.") % {"name": wanted.to.name})
    return found
