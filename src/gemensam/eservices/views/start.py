"""The first page of each service: what it is, and for whom somebody applies."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gemensam.eservices import actions, catalogue, inventory, people_here, queries
from gemensam.eservices.catalogue import EService, NoSuchService
from gemensam.eservices.people_here import Someone
from gemensam.eservices.views.frame import (
    UNPROCESSABLE,
    address,
    hidden_if_not_there,
    language,
    place_of,
    see,
    visit_of,
)
from gemensam.identity.api import LoginNeeded, Request, public
from gemensam.kernel.actor import ActorKind
from gemensam.questionnaires import api as questionnaires
from gemensam.ui.parts import Check, Link
from gemensam.ui.show import conflict, show


@dataclass(frozen=True, slots=True)
class Person:
    """One line of "who is it for?"."""

    id: UUID
    text: str
    below: str


@public
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def service(request: Request, service: str, **_place: str) -> HttpResponse:
    """Say what a service is, and let the visitor say for whom; POST begins or goes on."""
    try:
        offered = catalogue.by_slug(service)
    except NoSuchService as error:
        raise Http404 from error
    if not inventory.is_open(offered, place_of(request)):
        return conflict(
            request,
            _("The service is not open in %(name)s yet. Get in touch with us instead.")
            % {"name": place_of(request).name},
            Link(_("Talk with a caseworker"), address(request, "talk")),
        )
    if request.method == "POST":
        return _begin(request, offered)
    return _show_service(request, offered)


def _begin(request: Request, offered: EService) -> HttpResponse:
    if request.actor.person_id is None:
        raise LoginNeeded
    chosen = request.POST.get("for", "")
    try:
        resident_id = UUID(chosen)
    except ValueError:
        return _show_service(request, offered, is_unanswered=True)
    try:
        row = actions.begin(visit_of(request), service=offered.key, resident_id=resident_id)
    except questionnaires.NoSuchForm:
        return conflict(
            request,
            _("The service takes no new applications just now. Get in touch with us instead."),
            Link(_("E-services"), address(request, "offer")),
        )
    return see(address(request, "page", offered.slug, row.id, 1))


def _show_service(
    request: Request, offered: EService, *, is_unanswered: bool = False
) -> HttpResponse:
    visit, words = visit_of(request), language()
    someone = people_here.who_may_apply(visit, service=offered.key)
    drafts = queries.drafts_of([one.resident.id for one in someone]) if someone else []
    here = address(request, "service", offered.slug)
    context = {
        "place": place_of(request),
        "title": offered.verb.within(words),
        "summary": offered.summary.within(words),
        "minutes": offered.minutes,
        "definition": _definition(offered),
        "talk_href": address(request, "talk"),
        "log_in_href": f"{reverse('identity:login')}?{urlencode({'vidare': here})}",
        "is_stranger": visit.actor.person_id is None,
        "is_staff": visit.actor.kind is ActorKind.STAFF,
        "people": _people(
            someone, [one.resident_id for one in drafts if one.service == offered.key]
        ),
        "is_unanswered": is_unanswered,
        "crumbs": [
            Link(_("E-services"), address(request, "offer")),
            Link(offered.title.within(words)),
        ],
    }
    return show(
        request, "eservices/service.html", context, status=UNPROCESSABLE if is_unanswered else 200
    )


def _people(someone: Sequence[Someone], with_draft: Sequence[UUID]) -> list[Person]:
    begun = _("You have a saved draft. You go on where you were.")
    return [
        Person(
            id=one.resident.id,
            text=_("Myself") if one.is_self else one.resident.name,
            below=" ".join(
                part
                for part in (
                    "" if one.is_self else _("You are the representative."),
                    begun if one.resident.id in with_draft else "",
                )
                if part
            ),
        )
        for one in someone
    ]


def _definition(offered: EService) -> list[Check]:
    """Say part by part how the service meets the definition of an e-service."""
    quality = offered.quality
    parts = (
        (_("It is done on the web"), quality.is_electronic),
        (_("You and the caseworker can ask and answer each other"), quality.is_dialogue),
        (_("It is paid for by public money"), quality.is_publicly_funded),
        (_("It is for those whom social services serve"), quality.is_for_social_services),
        (_("It is known who gives the help"), bool(quality.performers)),
        (_("It is in use"), quality.status == "operation"),
    )
    return [Check(text, "done" if is_met else "todo") for text, is_met in parts]
