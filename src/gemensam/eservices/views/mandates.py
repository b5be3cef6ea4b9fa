"""Mandates: whom the visitor has let act, for whom the visitor acts, the journal, and the end of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.eservices import mandate_cards, mandate_scans, mandates, people_here, policy
from gemensam.eservices.people_here import Someone
from gemensam.eservices.views.frame import (
    address,
    hidden_if_not_there,
    place_of,
    see,
    visit_of,
)
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, show


@logged_in
@require_GET
def overview(request: Request, **_place: str) -> HttpResponse:
    """Show the mandates that the visitor has given, and those that the visitor holds."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    someone = people_here.everyone(visit)
    context = {
        "place": place_of(request),
        "given": [card for one in someone if one.is_self for card in _given(request, one)],
        "held": [
            mandate_cards.card(
                visit,
                mandate,
                one.resident.name,
                resign_href=address(request, "resign", mandate.id),
            )
            for one in someone
            for mandate in one.mandates
            if _may_see(request, one, mandate)
        ],
        "give_href": address(request, "give_mandate"),
        "give_organisation_href": address(request, "give_organisation_mandate"),
        "is_resident_here": any(one.is_self for one in someone),
        "crumbs": [Link(_("My pages"), address(request, "home")), Link(_("Representatives"))],
    }
    return show(request, "eservices/mandates.html", context)


def _given(request: Request, one: Someone) -> list[mandate_cards.MandateCard]:
    policy.ensure_mandate(visit_of(request), Activity.READ, resident=one.resident)
    found = people.mandates_of_resident(one.resident.id)
    scans = mandate_scans.parts(found, lambda key: address(request, "mandate_scan", key))
    return [
        mandate_cards.card(
            visit_of(request),
            row,
            row.representative_name,
            scan=scans.get(row.id),
            revoke_href=address(request, "revoke", row.id),
            undo_href=address(request, "undo_revoke", row.id),
        )
        for row in found
    ]


def _may_see(request: Request, one: Someone, mandate: people.MandateRow) -> bool:
    """Say whether a mandate lets its holder read; what is shown is logged."""
    for service, activity in sorted(mandate.scopes):
        if activity is Activity.READ:
            policy.ensure_mandate(
                visit_of(request),
                Activity.READ,
                resident=one.resident,
                service=service,
                mandate_id=mandate.id,
            )
            return True
    return False


def _to_overview(request: Request) -> Link:
    return Link(_("Representatives"), address(request, "mandates"))


@logged_in
@require_POST
@hidden_if_not_there
def revoke(request: Request, mandate_id: UUID, **_place: str) -> HttpResponse:
    """End a mandate at once; both sides see it in the journal."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    try:
        mandates.revoke(visit, resident=people_here.oneself(visit), mandate_id=mandate_id)
    except people.MandateNotInForce:
        return conflict(request, _("It was revoked already."), _to_overview(request))
    except people.NotTheResidentsToRevoke:
        said = _("A court gave it, and only the court can end it: write to the district court.")
        return conflict(request, said, _to_overview(request))
    return see(address(request, "mandates"))


@logged_in
@require_POST
@hidden_if_not_there
def resign(request: Request, mandate_id: UUID, **_place: str) -> HttpResponse:
    """End a mandate that the visitor holds; both sides see it in the journal."""
    try:
        resident = mandates.resign(visit_of(request), mandate_id=mandate_id)
    except people.MandateNotInForce:
        said = _("The mandate has ended already.")
        return conflict(request, said, _to_overview(request))
    except people.NotTheResidentsToRevoke:
        said = _("A court gave it, and only the court can end it: write to the district court.")
        return conflict(request, said, _to_overview(request))
    messages.success(request, _("You no longer act for %(name)s.") % {"name": resident.name})
    return see(address(request, "mandates"))


@logged_in
@require_POST
@hidden_if_not_there
def undo_revoke(request: Request, mandate_id: UUID, **_place: str) -> HttpResponse:
    """Take back a revocation that was a slip."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    try:
        mandates.undo_revoke(visit, resident=people_here.oneself(visit), mandate_id=mandate_id)
    except people.NotToBeUndone:
        said = _("It can no longer be undone. Give a new mandate instead.")
        return conflict(request, said, _to_overview(request))
    return see(address(request, "mandates"))


@logged_in
@require_GET
@hidden_if_not_there
def scan(request: Request, mandate_id: UUID, **_place: str) -> HttpResponse:
    """Give the scanned paper of a mandate that the visitor has given; each opening is logged."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    resident = people_here.oneself(visit)
    try:
        found = mandate_scans.opened(visit, resident=resident, mandate_id=mandate_id)
    except (files.NotYetScanned, files.Infected):
        said = _("The paper cannot be opened just now.")
        return conflict(request, said, _to_overview(request))
    return files.as_sent_in(found)
