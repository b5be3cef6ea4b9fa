"""What each of the cast got, address by address, kept so that every answer is asked for once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from django.http import HttpResponse
from django.urls import Resolver404, resolve
from lxml import html
from tests.addresses import Address
from tests.cast_at_work import LoggedIn, ask
from tests.permissions import table

# Links that no page of ours is behind, and the way out.
NOT_FOLLOWED = ("/ui/", "/static/", "/logga-ut/")
# So many links of a sort are followed, over all pages and people.
MOST_OF_A_SORT = 4
# Handlers, styles and scripts in the page itself: what its security policy would refuse.
INLINE = (
    "//*[@style or @*[starts-with(name(), 'on')] or starts-with(@href, 'javascript:')]"
    " | //style | //script[not(@src) and not(substring(@type, string-length(@type) - 3) = 'json')]"
)


@dataclass
class Answer:
    """What somebody got from an address."""

    who: str
    url: str
    response: HttpResponse

    def __str__(self) -> str:
        return f"{self.who} {self.url}"

    def which_of(self, words: Sequence[str]) -> list[str]:
        """Give the words that stand in what was sent, headers too."""
        sent = self.response.content.decode("utf-8", "replace") + str(self.response.headers)
        return [word for word in words if word in sent]

    @property
    def is_page(self) -> bool:
        """Say whether it is HTML with anything in it."""
        kind = self.response.get("Content-Type", "")
        return kind.startswith("text/html") and bool(self.response.content)

    @cached_property
    def page(self) -> html.HtmlElement:
        """The page's tree."""
        return html.fromstring(self.response.content)

    def links(self) -> Iterator[str]:
        """Where the page leads within the application."""
        for href in self.page.xpath("//a/@href"):
            if href.startswith("/") and not href.startswith(NOT_FOLLOWED):
                yield href.partition("#")[0]

    def inline(self) -> list[str]:
        """Name the elements that the page's own security policy would refuse."""
        return inline(self.page)


def inline(page: html.HtmlElement) -> list[str]:
    """Name the elements of a page that its security policy would refuse."""
    return [html.tostring(one, encoding="unicode")[:80] for one in page.xpath(INLINE)]


@dataclass
class Visits:
    """The cast going from address to address."""

    cast: Mapping[str, LoggedIn]
    addresses: Mapping[str, Address]
    _got: dict[str, list[Answer]] = field(default_factory=dict)

    def at(self, name: str) -> list[Answer]:
        """What everybody gets from an address."""
        if name not in self._got:
            url = table.path_of(self.addresses[name], table.read()[name])
            self._got[name] = [
                Answer(key, url, ask(self.cast[key].client(), "GET", url))
                for key in table.who_tells(name, "GET")
            ]
        return self._got[name]

    def everywhere(self) -> list[Answer]:
        """What everybody gets everywhere."""
        return list(chain.from_iterable(self.at(name) for name in self.addresses))

    def onward(self) -> Iterator[Answer]:
        """Follow links of every sort that the pages hold, as the first who sees them."""
        followed = {answer.url for answer in self.everywhere()}
        sorts: Counter[str] = Counter()
        for answer in self.everywhere():
            for link in answer.links() if answer.is_page else ():
                sort = _sort(link)
                if link not in followed and sorts[sort] < MOST_OF_A_SORT:
                    followed.add(link)
                    sorts[sort] += 1
                    yield Answer(answer.who, link, ask(self.cast[answer.who].client(), "GET", link))


def _sort(link: str) -> str:
    try:
        return resolve(link.partition("?")[0]).view_name
    except Resolver404:
        # Each is a sort of its own: it leads nowhere, and is to be found.
        return link
