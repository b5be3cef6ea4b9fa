"""Drives every address, form and function with every id that belongs to somebody else.

Seeded and without a library's shrinking: the world is real and changes as the machine goes, so a
finding is told by the request that made it and the seed.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from django.http import HttpResponse
from django.test import Client
from tests.addresses import Address, every_address
from tests.cast_at_work import EVERYBODY
from tests.escape.planting import AN_ID, GROUPS, marker
from tests.escape.world import Leak, World, choose, likeness, nobodys_id

METHODS = ("GET", "POST")
# Names of query parameters that a view might read; those in links and forms come by themselves.
GUESSED_PARAMETERS = ("id", "efter", "sok", "q", "enhet", "telefon", "vidare", "sida")
# Open to all on purpose, and only with the demo's setting on: what the demo "sent", without content.
SHOWN_TO_ALL = ("delivery:",)
PLAIN_WORDS = {"int": "1", "slug": "trygghetslarm", "str": "1"}
LEFT_ALONE = ("identity:logout", "identity:demo_login", "ui:", "metrics", *SHOWN_TO_ALL)
HTTP_METHOD_NOT_ALLOWED = 405


@dataclass
class Tally:
    """What was tried and what was found."""

    requests: int = 0
    calls: int = 0
    ids: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    own_canaries: set[str] = field(default_factory=set)
    leaks: list[Leak] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


@dataclass
class _Form:
    action: str
    method: str
    fields: dict[str, str]


class _Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[_Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.links.append(said["href"].split("#")[0])
        elif tag == "form":
            self.forms.append(_Form(said.get("action", ""), said.get("method", "get").upper(), {}))
        elif tag in {"input", "textarea", "select", "button"} and self.forms and "name" in said:
            self.forms[-1].fields.setdefault(said["name"], said.get("value", ""))


@dataclass(frozen=True)
class Effort:
    """How much one run tries."""

    attackers: tuple[str, ...] = GROUPS
    victims: tuple[str, ...] = GROUPS
    people: tuple[str, ...] = EVERYBODY
    ids_a_word: int = 3
    ids_a_field: int = 2
    pages_a_person: int = 40


SMALL = Effort(
    attackers=GROUPS[:1],
    victims=GROUPS[1:2],
    people=("anonymous", "eva", "margit", "cecilia", "olga", "anna", "bo", "hanna"),
    ids_a_word=1,
    ids_a_field=1,
    pages_a_person=12,
)


class Machine:
    """One run over one world."""

    def __init__(self, world: World, *, seed: int, effort: Effort) -> None:
        self.world = world
        self.chance = random.Random(seed)
        self.effort = effort
        self.tally = Tally()
        self._absent: dict[tuple[str, ...], tuple[int, str]] = {}
        self._not_answered: set[tuple[str, str]] = set()
        self._clients: dict[tuple[str, str], Client] = {}

    def run(self) -> Tally:
        """Let everybody try everything, a municipality at a time."""
        addresses = [one for one in every_address() if not one.name.startswith(LEFT_ALONE)]
        for group, key in self.world.people:
            if group in self.effort.attackers and key in self.effort.people:
                self.look_around(group, key)
                for address in addresses:
                    self.try_address(group, key, address)
        return self.tally

    def victims_of(self, group: str) -> list[str]:
        """The municipalities that somebody of this one tries to see."""
        return [one for one in self.effort.victims if one != group]

    def client(self, group: str, key: str) -> Client:
        """Somebody's browser, the same through the whole run."""
        if (group, key) not in self._clients:
            self._clients[group, key] = self.world.people[group, key].client()
        return self._clients[group, key]

    def send(
        self, group: str, key: str, method: str, url: str, fields: dict[str, str] | None = None
    ) -> HttpResponse:
        """Send one request and search the answer."""
        client = self.client(group, key)
        if method == "POST":
            response = client.post(url, fields or {})
        else:
            response = client.get(url, fields or None)
        if response.streaming:
            response.content = b"".join(response.streaming_content)
        self.tally.requests += 1
        self.tally.statuses[response.status_code] += 1
        sent = url + urlencode(fields or {})
        what = f"{method} {url} {fields or ''}"
        self.tally.ids.update(AN_ID.findall(sent))
        self.tally.leaks += self.world.leaks_in(group, key, what, sent, response)
        self._note(group, key, what, response)
        return response

    def _note(self, group: str, key: str, what: str, response: HttpResponse) -> None:
        if response.status_code >= 500:
            self.tally.broken.append(f"{response.status_code} {key}@{group} {what}")
        own = re.escape(marker(group)) + r"[a-z_]+\.[a-z_]+"
        self.tally.own_canaries.update(re.findall(own, response.content.decode("utf-8", "replace")))

    def look_around(self, group: str, key: str) -> None:
        """Walk one's own pages by their links and send every form with others' ids in it."""
        start = [f"/{group}/", f"/{group}/mina-sidor/", "/", *self._start_paths(group)]
        seen, waiting = set(start), start
        looked = 0
        while waiting and looked < self.effort.pages_a_person:
            url = waiting.pop(0)
            response = self.send(group, key, "GET", url)
            looked += 1
            if response.status_code in {302, 303}:
                continue
            page = _Page()
            if response.get("Content-Type", "").startswith("text/html"):
                page.feed(response.content.decode("utf-8", "replace"))
            for link in page.links:
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)
            for form in page.forms:
                self.try_form(group, key, url, form)

    def _start_paths(self, group: str) -> list[str]:
        plain = [address for address in every_address() if set(address.words) <= {"municipality"}]
        return [address.url(municipality=group) for address in plain if self._is_page(address)]

    def _is_page(self, address: Address) -> bool:
        return not address.name.startswith(LEFT_ALONE)

    def try_form(self, group: str, key: str, page: str, form: _Form) -> None:
        """Send a form with each field in turn holding somebody else's id."""
        action = form.action or page
        shape = f"{form.method} {AN_ID.sub('ID', urlsplit(action).path)} {sorted(form.fields)}"
        if (known := f"{key} {shape}") in self.tally.forms or action.startswith(("/logga", "/ui/")):
            return
        self.tally.forms.add(known)
        for name in form.fields:
            if name == "csrfmiddlewaretoken":
                continue
            for foreign in self.victims_of(group):
                ids = self.world.ids_for(foreign, name)
                for one in choose(self.chance, ids, self.effort.ids_a_field):
                    self.send(group, key, form.method, action, form.fields | {name: one})

    def try_address(self, group: str, key: str, address: Address) -> None:
        """Put others' ids and the others' name into every word and query of an address."""
        self.tally.addresses.add(address.name)
        for foreign in self.victims_of(group):
            for method in METHODS:
                for values in self._values(address, group, foreign):
                    if (address.name, method) not in self._not_answered:
                        self._try(group, key, method, address, values)
            if not address.words and (address.name, "GET") not in self._not_answered:
                some = sorted(self.world.foreign_ids(foreign))
                for one in choose(self.chance, some, self.effort.ids_a_word):
                    query = urlencode(dict.fromkeys(GUESSED_PARAMETERS, one))
                    self.send(group, key, "GET", f"{address.url()}?{query}")

    def _values(self, address: Address, group: str, foreign: str) -> Iterator[dict[str, str]]:
        """Another's ids under one's own name, and under the other's."""
        uuids = [word for word, kind in address.words.items() if kind == "uuid"]
        plain = {
            word: PLAIN_WORDS.get(kind, "1")
            for word, kind in address.words.items()
            if kind != "uuid"
        }
        if not address.words:
            yield {}
            return
        for place in (group, foreign) if "municipality" in address.words else ("",):
            where = plain | ({"municipality": place} if place else {})
            tried = [
                choose(self.chance, self.world.ids_for(foreign, word), self.effort.ids_a_word)
                for word in uuids
            ]
            if not uuids:
                yield where
            for ids in zip(*tried, strict=False):
                yield where | dict(zip(uuids, ids, strict=True))

    def _try(
        self, group: str, key: str, method: str, address: Address, values: dict[str, str]
    ) -> None:
        url = address.url(**values)
        got = self.send(group, key, method, url)
        if got.status_code == HTTP_METHOD_NOT_ALLOWED:
            self._not_answered.add((address.name, method))
            return
        uuids = [word for word, kind in address.words.items() if kind == "uuid"]
        if not uuids:
            return
        known = (group, key, method, address.name, values.get("municipality", ""))
        if known not in self._absent:
            nobody = values | {word: nobodys_id(self.chance) for word in uuids}
            answer = self.send(group, key, method, address.url(**nobody))
            self._absent[known] = likeness(answer)
        if likeness(got) != self._absent[known]:
            self.tally.unlike.append(
                f"{key}@{group} {method} {url}: {got.status_code}, absent {self._absent[known][0]}"
            )
