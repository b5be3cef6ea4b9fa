"""What lists have in common: tabs between the pages, a search form whose choices survive a reload, paging."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gemensam.ui.filters import ChoiceFilter, Chosen, Filters
from gemensam.ui.paging import Page, first_href, more_href
from gemensam.ui.parts import Link, Table
from gemensam.ui.show import show

SEARCH = "sok"
_TABS: Sequence[tuple[str, str]] = (
    ("keeping:commissions", gettext_noop("Commissions")),
    ("keeping:employees", gettext_noop("Employees")),
    ("keeping:coverage", gettext_noop("Coverage")),
    ("keeping:credentials", gettext_noop("E-ids")),
    ("keeping:issuing", gettext_noop("Issuing")),
    ("keeping:systems", gettext_noop("Systems")),
)


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a search form."""

    name: str
    label: str
    options: Sequence[tuple[str, str, bool]]


def tabs(here: str, *, is_everything: bool = True) -> list[Link]:
    """Give the way between the pages; whoever keeps one unit's part has the first alone."""
    shown = _TABS if is_everything else _TABS[:1]
    return [Link(_(text), reverse(name), current=name == here) for name, text in shown]


def facets(filters: Filters, chosen: Chosen) -> list[Facet]:
    """Give the choices of a list's search form as the address has them."""
    return [
        Facet(
            one.name,
            one.label,
            [(value, text, value == chosen.text(one.name)) for value, text in one.options],
        )
        for one in filters.filters
        if isinstance(one, ChoiceFilter)
    ]


def show_list[RowT](
    request: HttpRequest,
    *,
    here: str,
    head: tuple[str, str],
    filters: Filters,
    chosen: Chosen,
    page: Page[RowT],
    table: Table,
    more: Mapping[str, object],
) -> HttpResponse:
    """Show a list with its search form; `head` is its title and what it is in a sentence."""
    context = {
        "title": head[0],
        "lede": head[1],
        "tabs": tabs(here),
        "facets": facets(filters, chosen),
        "search": chosen.text(SEARCH),
        "chosen": chosen,
        "started_over": page.started_over,
        "table": table,
        "more_href": more_href(page, request.GET),
        "first_href": first_href(request.GET),
        "here": reverse(here),
        **more,
    }
    return show(request, "employees/list.html", context)
