"""How to talk with social services: said to everybody, and kept by the municipality's officer."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.eservices import contact, inventory_actions, opening_hours
from gemensam.eservices.contact import Contact
from gemensam.eservices.contact_forms import ContactForm
from gemensam.eservices.inventory_actions import NotAMunicipality
from gemensam.eservices.opening_hours import Alike
from gemensam.eservices.views.frame import address, language, place_of
from gemensam.eservices.views.inventory import crumbs
from gemensam.identity.api import Request, logged_in, public
from gemensam.kernel.actor import Activity
from gemensam.ui import formats
from gemensam.ui.parts import Fact, Link
from gemensam.ui.show import go_on, show


@public
@require_GET
def talk(request: Request, **_place: str) -> HttpResponse:
    """Say how to talk with a caseworker, whatever it is about."""
    place = place_of(request)
    found = contact.contact_of(place.organisation_id)
    context = {
        "place": place,
        "contact": found,
        "call_href": formats.telephone(found.phone) if found else "",
        "urgent_href": formats.telephone(found.urgent_phone) if found else "",
        "standing": _standing(request, found) if found else "",
        "hours": [_hours(one) for one in opening_hours.alike(found.week)] if found else [],
        "is_known": request.actor.person_id is not None,
        "home_href": address(request, "home"),
        "crumbs": [
            Link(_("E-services"), address(request, "offer")),
            Link(_("Talk with a caseworker")),
        ],
    }
    return show(request, "eservices/talk.html", context)


def _standing(request: Request, found: Contact) -> str:
    how = opening_hours.standing(found.week, timezone.localtime(request.now))
    if how.changes_at is None:
        return _("Closed now.")
    at = {"time": formats.clock(how.changes_at)}
    if how.is_open:
        return _("Open now, until %(time)s.") % at
    when = formats.until(how.changes_at.date(), request.now)
    at["day"] = when if when in {_("today"), _("tomorrow")} else _weekday(how.changes_at.weekday())
    return _("Closed now. Opens %(day)s at %(time)s.") % at


def _weekday(number: int) -> str:
    return _("on %(weekday)s") % {"weekday": formats.weekday(number)}


def _hours(days: Alike) -> Fact:
    first, last = formats.weekday(days.first), formats.weekday(days.last)
    name = first if days.first == days.last else f"{first}–{last}"
    separator = ":" if language() == "en" else "."
    written = opening_hours.write(days.spans, separator=separator)
    return Fact(capfirst(name), written or _("closed"))


@logged_in
@require_http_methods(["GET", "POST"])
def keep(request: Request) -> HttpResponse:
    """Let the municipality's officer say where to call, when, and where to come."""
    try:
        place = inventory_actions.ensure_officer(
            request.actor, Activity.WRITE, now=request.now, request_id=request.request_id
        )
    except NotAMunicipality as error:
        raise Http404 from error
    told = contact.latest(place.organisation_id)
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        initial=ContactForm.initial_of(told.contact) if told else None,
    )
    if request.method == "POST" and form.is_valid():
        contact.tell_contact(
            actor=request.actor,
            contact=form.contact(),
            now=request.now,
            request_id=request.request_id,
        )
        messages.success(request, _("It is saved. Everybody reads it from now."))
        return go_on(request, reverse("inventory:contact"))
    context = {
        "form": form,
        "place": place,
        "talk_href": reverse("eservices:talk", args=[place.slug]),
        "told": told,
        "crumbs": crumbs(
            Link(_("Our e-services"), reverse("inventory:own")), Link(_("How to reach us"))
        ),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "eservices/contact.html", context, status=status)
