"""The frame round every page: place, role, menu and footer, from who acts and where."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gemensam.cases import api as cases
from gemensam.identity import api as identity
from gemensam.kernel.actor import ANONYMOUS, Actor, ActorKind, Purpose
from gemensam.organisations.api import Body, OrganisationKind, Place
from gemensam.ui import formats
from gemensam.ui.parts import Link, Shell

# Which pages each purpose leads to: (message id, address name).
STAFF_MENU: dict[Purpose, tuple[tuple[str, str], ...]] = {
    Purpose.CASEWORK: (
        (gettext_noop("Work"), "/arbeta/"),
        (gettext_noop("Paper and phone"), "/arbeta/invanare/"),
    ),
    Purpose.ALARM_RECEIVING: ((gettext_noop("Alarms"), "/larm/"),),
    Purpose.HOME_CARE: (
        (gettext_noop("Visits"), "/hemtjanst/"),
        (gettext_noop("Alarm units"), "/larmenheter/"),
        (gettext_noop("Hours"), "/program/timmar/"),
        (gettext_noop("Opinions"), "/arbeta/yttranden/"),
    ),
    Purpose.CARE: (
        (gettext_noop("Records"), "/journal/"),
        (gettext_noop("Opinions"), "/arbeta/yttranden/"),
    ),
    Purpose.PROGRAMME: (
        (gettext_noop("Programme"), "/program/"),
        (gettext_noop("Projects"), "/projekt/"),
        (gettext_noop("The goals"), "/mal/"),
        (gettext_noop("The money"), "/pengarna/"),
        (gettext_noop("The plan"), "/plan/"),
        (gettext_noop("Forms"), "/formular/"),
        (gettext_noop("Surveys"), "/enkater/"),
        (gettext_noop("Secure log-in"), "/behorighet/lan/"),
    ),
    Purpose.ADMINISTRATION: (
        (gettext_noop("The directory"), "/katalog/"),
        (gettext_noop("Commissions and e-ids"), "/behorighet/"),
        (gettext_noop("Staff"), "/personal/"),
        (gettext_noop("Performers"), "/utforare/"),
        (gettext_noop("Disposal"), "/arbeta/gallring/"),
        (gettext_noop("Reserve log-in"), "/reservnycklar/"),
    ),
    Purpose.QUALITY: (),
}
# A municipality's own part of the programme: the county's workspace is not theirs.
MUNICIPAL_PROGRAMME_MENU = (
    (gettext_noop("Applications"), "/program/ansokan/"),
    (gettext_noop("E-services"), "/etjanster/vara/"),
    (gettext_noop("Projects"), "/projekt/"),
    (gettext_noop("The goals"), "/mal/"),
    (gettext_noop("The plan"), "/plan/"),
    (gettext_noop("Forms"), "/formular/"),
    (gettext_noop("Surveys"), "/enkater/"),
)
UNIT_OF_MANAGER = (gettext_noop("The unit's work"), "/arbeta/enheten/")
ROOMS = {
    Purpose.ALARM_RECEIVING: "jour",
    Purpose.HOME_CARE: "arbeta",
}


def _current(request: HttpRequest, href: str) -> bool:
    return request.path == href or (href != "/" and request.path.startswith(href))


def _links(request: HttpRequest, rows: tuple[tuple[str, str], ...]) -> tuple[Link, ...]:
    # The longest match only: `/munkedal/` also begins `/munkedal/mina-sidor/`.
    here = max((href for _text, href in rows if _current(request, href)), key=len, default="")
    return tuple(Link(text=_(text), href=href, current=href == here) for text, href in rows)


def _footer(actor: Actor) -> tuple[Link, ...]:
    own = (Link(text=_("Where you are logged in"), href=reverse("identity:sessions")),)
    return (
        *(own if actor.person_id else ()),
        Link(text=_("Help"), href="/hjalp/"),
        Link(text=_("From source to function"), href="/om/kallor/"),
        Link(text=_("Accessibility statement"), href="/om/tillganglighet/"),
        Link(text=_("Privacy"), href="/om/integritet/"),
    )


def _demo_text() -> str:
    if not settings.GEMENSAM_DEMO:
        return ""
    return _("Every person, value and amount is invented.")


def _banners(request: HttpRequest) -> tuple[str, ...]:
    session = getattr(request, "running_session", None)
    if session is None or session.method != identity.RESERVE_METHOD:
        return ()
    until = formats.clock(session.ends_at)
    told = _(
        "You are logged in by reserve key until %(until)s. Other administrators have been told, and"
        " what you do is looked over."
    )
    return (told % {"until": until},)


def _public_menu() -> tuple[tuple[str, str], ...]:
    return (
        (gettext_noop("Now"), "/"),
        (gettext_noop("The goals"), "/mal/"),
        (gettext_noop("The money"), "/pengarna/"),
        (gettext_noop("The plan"), "/plan/"),
        (gettext_noop("Projects"), "/projekt/"),
        (gettext_noop("Follow-up"), "/uppfoljning/"),
    )


def _resident_menu(place: Place) -> tuple[tuple[str, str], ...]:
    return (
        (gettext_noop("Services"), f"/{place.slug}/"),
        (gettext_noop("My pages"), f"/{place.slug}/mina-sidor/"),
    )


def _municipality(request: HttpRequest, place: Place, common: Shell) -> Shell:
    return replace(
        common,
        place=place.name,
        subtitle=_("e-services"),
        home_href=f"/{place.slug}/",
        room="mina",
        accent=place.accent,
        nav=_links(request, _resident_menu(place)),
    )


def _menu_of(actor: Actor, body: Body) -> tuple[tuple[str, str], ...]:
    assert actor.commission is not None
    purpose = actor.commission.purpose
    if purpose is Purpose.PROGRAMME and body.kind == OrganisationKind.MUNICIPALITY:
        return MUNICIPAL_PROGRAMME_MENU
    if purpose is Purpose.CASEWORK and cases.manages(actor):
        return (UNIT_OF_MANAGER, *STAFF_MENU[purpose])
    return STAFF_MENU[purpose]


def _staff(request: HttpRequest, actor: Actor, body: Body, common: Shell) -> Shell:
    assert actor.commission is not None
    menu = _menu_of(actor, body)
    return replace(
        common,
        place=body.short_name,
        subtitle=f"{actor.display_name}, {actor.title}",
        home_href=menu[0][1] if menu else "/",
        room=ROOMS.get(actor.commission.purpose, "arbeta"),
        accent=body.accent,
        nav=_links(request, menu),
        role=actor.commission.name,
        role_href=_change_href(request),
    )


def _change_href(request: HttpRequest) -> str:
    session = getattr(request, "running_session", None)
    if session is not None and len(session.allowed or ()) > 1:
        return reverse("identity:change_commission")
    return reverse("identity:login") if settings.GEMENSAM_DEMO else ""


def shell_for(request: HttpRequest) -> Shell:
    """Build the frame. It asks the database nothing."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    place: Place | None = getattr(request, "municipality", None)
    host: Body | None = getattr(request, "host", None)
    body: Body | None = getattr(request, "body_of_staff", None)
    common = Shell(
        place="Gemensam",
        subtitle="Västra Götaland",
        person=actor.display_name,
        log_in_href="" if actor.person_id else reverse("identity:login"),
        log_out_href=reverse("identity:logout") if actor.person_id else "",
        footer_links=_footer(actor),
        demo_text=_demo_text(),
        banners=_banners(request),
    )
    if place is not None:
        return _municipality(request, place, common)
    if host is not None:
        # Whoever answers a survey came for that alone: no menu, no log-in.
        return replace(
            common,
            place=host.short_name,
            subtitle=_("survey"),
            room="mina",
            accent=host.accent,
            log_in_href="",
        )
    if actor.kind is ActorKind.STAFF and actor.commission is not None and body is not None:
        return _staff(request, actor, body, common)
    return replace(common, nav=_links(request, _public_menu()))
