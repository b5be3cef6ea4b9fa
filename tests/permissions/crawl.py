"""Walks the pages that somebody can reach by links, their files and data too."""

from collections.abc import Iterator
from html.parser import HTMLParser

from django.http import HttpResponse
from tests.addresses import every_address
from tests.cast_at_work import HOME, LoggedIn, ask

# Beyond this a walk only finds the same sorts of pages again.
MOST_PAGES = 45
# Not pages of the product's data: style, and the way out.
NOT_FOLLOWED = ("/ui/", "/static/", "/logga-ut/")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") or ""
        if tag == "a" and href.startswith("/") and not href.startswith(NOT_FOLLOWED):
            self.found.append(href.split("#")[0])


def starts() -> list[str]:
    """Every address that needs no id, in the home municipality."""
    plain = [one for one in every_address() if set(one.words) <= {"municipality"}]
    urls = [one.url(municipality=HOME) for one in plain]
    return [url for url in urls if not url.startswith(NOT_FOLLOWED)]


def pages_of(who: LoggedIn, most: int = MOST_PAGES) -> Iterator[tuple[str, HttpResponse]]:
    """Everything that somebody gets by following links, files and data included."""
    client = who.client()
    waiting, seen = starts(), set(starts())
    looked = 0
    while waiting and looked < most:
        url = waiting.pop(0)
        response = ask(client, "GET", url)
        looked += 1
        yield url, response
        if response.get("Content-Type", "").startswith("text/html"):
            page = _Links()
            page.feed(response.content.decode("utf-8", "replace"))
            new = [link for link in dict.fromkeys(page.found) if link not in seen]
            seen.update(new)
            waiting += new
