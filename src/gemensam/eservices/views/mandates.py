"""Mandates: whom the visitor has let act, for whom the visitor acts, the journal, and the end of it."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.eservices import mandate_cards, mandates, people_here, policy
from gemensam.eservices.people_here import Someone
from gemensam.eservices.views.frame import (
    address,
    hidden_if_not_there,
    place_of,
    see,
    visit_of,
)
from gemensam.identity import api as identity
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
            mandate_cards.card(visit, mandate, one.resident.name)
            for one in someone
            for mandate in one.mandates
            if _may_see(request, one, mandate)
        ],
        "give_href": address(request, "give_mandate"),
        "is_resident_here": any(one.is_self for one in someone),
        "crumbs": [Link(_("My pages"), address(request, "home")), Link(_("Representatives"))],
    }
    return show(request, "eservices/mandates.html", context)


def _given(request: Request, one: Someone) -> list[mandate_cards.MandateCard]:
    policy.ensure_mandate(visit_of(request), Activity.READ, resident=one.resident)
    found = people.mandates_of_resident(one.resident.id)
    names = identity.names([row.representative_id for row in found]) if found else {}
    return [
        mandate_cards.card(
            visit_of(request),
            row,
            names[row.representative_id].display_name,
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
