"""Mandates: whom the visitor has let act, for whom the visitor acts, the journal, and the end of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.eservices import actions, mandate_words, people_here, policy
from gemensam.eservices.people_here import Someone
from gemensam.eservices.views.frame import (
    address,
    hidden_if_not_there,
    language,
    place_of,
    see,
    visit_of,
)
from gemensam.identity import api as identity
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.ui import formats
from gemensam.ui.parts import Fact, Link, Moment, Tag
from gemensam.ui.show import conflict, show


@dataclass(frozen=True, slots=True)
class MandateCard:
    """One mandate as either side sees it."""

    id: UUID
    title: str
    status: Tag
    facts: Sequence[Fact]
    journal: Sequence[Moment]
    revoke_href: str
    name: str


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
            _card(request, mandate, one.resident.name, may_revoke=False)
            for one in someone
            for mandate in one.mandates
            if _may_see(request, one, mandate)
        ],
        "is_resident_here": any(one.is_self for one in someone),
        "crumbs": [Link(_("My pages"), address(request, "home")), Link(_("Representatives"))],
    }
    return show(request, "eservices/mandates.html", context)


def _given(request: Request, one: Someone) -> list[MandateCard]:
    policy.ensure_mandate(visit_of(request), Activity.READ, resident=one.resident)
    found = people.mandates_of_resident(one.resident.id)
    names = identity.names([row.representative_id for row in found]) if found else {}
    return [
        _card(request, row, names[row.representative_id].display_name, may_revoke=True)
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


def _card(request: Request, row: people.MandateRow, name: str, *, may_revoke: bool) -> MandateCard:
    holds = row.holds(request.now)
    can_end = may_revoke and row.revoked_at is None and holds
    return MandateCard(
        id=row.id,
        title=name,
        status=_status(row, request.now),
        facts=[
            Fact(_("May do"), mandate_words.may(row)),
            Fact(_("Is about"), mandate_words.services(row, language())),
            Fact(_("Since"), formats.day(formats.local_day(row.starts_at))),
            Fact(_("Lasts"), mandate_words.until(row)),
            Fact(_("Rests on"), row.evidence),
        ],
        journal=[
            Moment(formats.moment(line.at), line.what, line.actor_name)
            for line in reversed(people.journal(row.id))
        ],
        revoke_href=address(request, "revoke", row.id) if can_end else "",
        name=name,
    )


def _status(row: people.MandateRow, now: datetime) -> Tag:
    if row.revoked_at is not None:
        return Tag(_("Revoked %(when)s") % {"when": formats.moment(row.revoked_at)}, "off")
    if not row.holds(now):
        return Tag(_("Has ended"), "off")
    return Tag(_("In force"), "ok")


@logged_in
@require_POST
@hidden_if_not_there
def revoke(request: Request, mandate_id: UUID, **_place: str) -> HttpResponse:
    """End a mandate at once; both sides see it in the journal."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    own = next((one for one in people_here.everyone(visit) if one.is_self), None)
    if own is None:
        raise Http404
    given = {row.id for row in people.mandates_of_resident(own.resident.id)}
    if mandate_id not in given:
        raise Http404
    try:
        actions.revoke_mandate(visit, mandate_id=mandate_id, resident=own.resident)
    except people.MandateNotInForce:
        return conflict(
            request,
            _("It was revoked already."),
            Link(_("Representatives"), address(request, "mandates")),
        )
    return see(address(request, "mandates"))
