"""The municipality's start page: what is hard, what may help, and somebody to talk to."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from gemensam.eservices import catalogue, inventory, needs
from gemensam.eservices.catalogue import EService
from gemensam.eservices.needs import Need
from gemensam.eservices.views.frame import address, language, place_of
from gemensam.identity.api import Request, public
from gemensam.ui.parts import Card, Link, Tag
from gemensam.ui.show import show
from gemensam.ui.widgets import SearchInput

LONGEST_SEARCH = 80


class SearchForm(forms.Form):
    """What somebody looks for, in their own words."""

    sok = forms.CharField(
        label=gettext_lazy("Search in your own words"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=SearchInput,
    )
    # Nobody has to search.
    sok.says_optional = False  # type: ignore[attr-defined]  # read by the field's template


@dataclass(frozen=True, slots=True)
class NeedLinks:
    """Some needs under a heading, each with where it leads."""

    title: str
    links: list[Link]


@public
@require_GET
def offer(request: Request, **_place: str) -> HttpResponse:
    """Show what the municipality offers, by what is hard rather than by what it is called."""
    searched = request.GET.get("sok", "").strip()[:LONGEST_SEARCH]
    words, found = language(), needs.found(searched)
    context = {
        "place": place_of(request),
        "search": SearchForm(initial={"sok": searched}),
        "searched": searched,
        "count": sum(len(one.needs) for one in found),
        "groups": [
            NeedLinks(group.title.within(words), [_link(request, one) for one in group.needs])
            for group in found or needs.groups()
        ],
        **_cards_of_place(request),
        "here": address(request, "offer"),
        "home_href": address(request, "home"),
        "talk_href": address(request, "talk"),
    }
    return show(request, "eservices/offer.html", context)


@public
@require_GET
def need(request: Request, need: str, **_place: str) -> HttpResponse:
    """Show what may help with one need, and whom to talk to."""
    try:
        found = needs.need_of(need)
    except needs.NoSuchNeed as error:
        raise Http404 from error
    title = found.text.within(language())
    context = {
        "place": place_of(request),
        "title": title,
        "cards": _cards(request, found.services),
        "talk_href": address(request, "talk"),
        "crumbs": _crumbs(request, title),
    }
    return show(request, "eservices/need.html", context)


def _link(request: Request, one: Need) -> Link:
    only = one.only_service
    href = address(request, "service", only.slug) if only else address(request, "need", one.slug)
    return Link(text=one.text.within(language()), href=href)


def _cards(request: Request, services: Iterable[EService]) -> list[Card]:
    words = language()
    return [
        Card(
            title=one.verb.within(words),
            href=address(request, "service", one.slug),
            text=one.summary.within(words),
            below=_("Takes about %(minutes)s minutes") % {"minutes": one.minutes},
        )
        for one in services
    ]


def _cards_of_place(request: Request) -> dict[str, object]:
    """Give the platform's services that are open here, and those that lie elsewhere."""
    lines = [one for one in inventory.lines_of(place_of(request)) if one.is_open]
    here = {one.service.slug for one in lines}
    return {
        "cards": _cards(request, [one for one in catalogue.catalogue() if one.slug in here]),
        "elsewhere": [
            Card(
                title=one.service.title,
                href=one.service.href,
                text=one.service.about,
                tag=None if one.stage == "operation" else Tag(_("Pilot"), "half"),
                below=_("Opens another site: %(host)s")
                % {"host": urlsplit(one.service.href).netloc},
                lang="sv",
            )
            for one in lines
            if one.service.href
        ],
    }


def _crumbs(request: Request, title: str) -> list[Link]:
    return [Link(_("E-services"), address(request, "offer")), Link(title)]
