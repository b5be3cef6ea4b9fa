"""Looks for Swedish on a page that somebody reads in English.

What is data (names, places, what people wrote) may be Swedish: names are known from the database,
and other data stands in elements marked `lang="sv"`.
"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from uuid import UUID

from django.conf import settings
from django.test import Client

# Words that almost every Swedish sentence has one of, and no English one.
SWEDISH = re.compile(
    r"[åäöÅÄÖ]|\b(?:och|att|inte|som|det|du|din|ditt|har|är|av|för|inget|ingen|kan|ska|eller|till"
    r"|visa|kl|sidan|larm|besök|sök|klart|journal|samtycke)\b",
    re.IGNORECASE,
)
# What screen readers say, and what scripts say later.
READ_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder")
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "wbr"})


class _Page(HTMLParser):
    """Collects the texts outside `lang="sv"`."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    @property
    def _is_quiet(self) -> bool:
        return any(quiet for _, quiet in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        quiet = given.get("lang") == "sv" or tag in {"script", "style"}
        if not quiet and not self._is_quiet:
            self.texts += [
                value
                for name, value in attrs
                if value and (name in READ_ATTRIBUTES or name.startswith("data-"))
            ]
        if tag not in VOID:
            self.open.append((tag, quiet))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An empty element opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._is_quiet:
            self.texts.append(" ".join(data.split()))


def leftovers(page: str, names: Iterable[str]) -> list[str]:
    """Give the texts of a page that are Swedish, but for the names."""
    found = _Page()
    found.feed(page)
    # The longest first, so that no name leaves half of another behind.
    known = sorted({re.escape(name) for name in names if name}, key=len, reverse=True)
    named = re.compile("|".join(known) or r"(?!)")
    return [text for text in found.texts if SWEDISH.search(named.sub("", text))]


def names_in(tenant_id: UUID) -> set[str]:
    """Give the names of people and places that a municipality's pages may show."""
    from gemensam.identity.models import Commission, Person
    from gemensam.organisations.models import CareProvider, Organisation, Unit
    from gemensam.people.models import Home, NextOfKin, Resident
    from gemensam.tenancy.context import tenant_context

    columns = (
        (Person, ("given_name", "family_name")),
        (Resident, ("given_name", "family_name")),
        (NextOfKin, ("name",)),
        (Home, ("street_address", "town")),
        (Organisation, ("name", "short_name")),
        (CareProvider, ("name",)),
        (Unit, ("name",)),
        (Commission, ("name", "title")),
    )
    with tenant_context(tenant_id):
        return {
            str(value)
            for model, fields in columns
            for row in model.objects.values_list(*fields)
            for value in row
        }


def in_english(client: Client) -> Client:
    """Let somebody's browser have chosen English."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client
