"""The first page of each service: what it is, and for whom somebody applies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gemensam.cases import api as cases
from gemensam.eservices import (
    actions,
    catalogue,
    inventory,
    months,
    people_here,
    queries,
    signing,
)
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
from gemensam.eservices.views.measured_words import how_long
from gemensam.identity.api import LoginNeeded, Request, public
from gemensam.kernel.actor import ActorKind
from gemensam.questionnaires import api as questionnaires
from gemensam.ui import formats
from gemensam.ui.parts import Check, Link
from gemensam.ui.show import conflict, show


@dataclass(frozen=True, slots=True)
class Person:
    """One line of "who is it for?", and for which month; with `href` it is there already."""

    value: str
    text: str
    below: str
    href: str = ""


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
    chosen, _colon, month = request.POST.get("for", "").partition(":")
    try:
        resident_id = UUID(chosen)
        first = date.fromisoformat(month) if offered.is_monthly else None
        row = actions.begin(
            visit_of(request), service=offered.key, resident_id=resident_id, month=first
        )
    except (ValueError, months.AlreadyApplied):
        return _show_service(request, offered, is_unanswered=True)
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
        "how_long": how_long(offered, place_of(request).name),
        "definition": _definition(offered),
        "talk_href": address(request, "talk"),
        "log_in_href": f"{reverse('identity:login')}?{urlencode({'vidare': here})}",
        "is_stranger": visit.actor.person_id is None,
        "is_staff": visit.actor.kind is ActorKind.STAFF,
        "people": _people(
            someone, [one.resident_id for one in drafts if one.service == offered.key]
        )
        if not offered.is_monthly
        else [line for one in someone for line in _months(request, one, offered)],
        "is_monthly": offered.is_monthly,
        "is_unanswered": is_unanswered,
        "menu_href": address(request, "menu") if cases.has_menu(offered.key) else "",
        "crumbs": [
            Link(_("E-services"), address(request, "offer")),
            Link(offered.title.within(words)),
        ],
    }
    return show(
        request, "eservices/service.html", context, status=UNPROCESSABLE if is_unanswered else 200
    )


def _as_whom(one: Someone) -> str:
    if one.in_name_of:
        return _("You act for %(organisation)s.") % {"organisation": one.in_name_of}
    return "" if one.is_self else _("You are the representative.")


def _people(someone: Sequence[Someone], with_draft: Sequence[UUID]) -> list[Person]:
    begun = _("You have a saved draft. You go on where you were.")
    return [
        Person(
            value=str(one.resident.id),
            text=_("Myself") if one.is_self else one.resident.name,
            below=" ".join(
                part
                for part in (
                    _as_whom(one),
                    begun if one.resident.id in with_draft else "",
                )
                if part
            ),
        )
        for one in someone
    ]


def _months(request: Request, one: Someone, offered: EService) -> Iterator[Person]:
    """Offer each month that is open, and say where the household has applied for one."""
    found = months.offers(
        service=offered.key, resident=one.resident, today=formats.local_day(request.now)
    )
    for offer in found:
        who = _("Myself") if one.is_self else one.resident.name
        text = _("%(who)s, %(month)s") % {"who": who, "month": formats.month(offer.month)}
        value, row = f"{one.resident.id}:{offer.month.isoformat()}", offer.application
        if row is None:
            yield Person(value, text, _how(one, offered, offer.month))
        elif row.submitted_at is not None:
            where = address(request, "case", row.case_id)
            yield Person(value, text, _("You have applied for this month already."), where)
        elif row.resident_id != one.resident.id:
            where = address(request, "sign", offered.slug, row.id)
            yield Person(value, text, _("Your partner has applied, and waits for you."), where)
        elif signing.standing_of(row, one.resident, now=request.now).is_waiting:
            where = address(request, "check", offered.slug, row.id)
            yield Person(value, text, _("You have signed, and wait for your partner."), where)
        else:
            yield Person(value, text, _("You have a saved draft. You go on where you were."))


def _how(one: Someone, offered: EService, month: date) -> str:
    earlier = months.previous(service=offered.key, resident_id=one.resident.id, month=month)
    if earlier is None or earlier.month is None:
        return _("You answer all the questions.")
    since = {"month": formats.month(earlier.month)}
    return _("We show what you wrote for %(month)s. You only say what has changed.") % since


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
