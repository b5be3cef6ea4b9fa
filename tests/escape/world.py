"""Three planted municipalities, their cast logged in, and what an answer gives away of another."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from tests.cast_at_work import ANONYMOUS, CAST, LoggedIn, open_session_for
from tests.escape.planting import AN_ID, GROUPS, PERSONS, SOURCE, Planted, marker

from gemensam.identity.models import DemoPersona

# Read on behalf of the county body, wherever its reader works: `programme.policy` says so.
DISCLOSED = {
    "sara": (
        *("programme_cofundingline", "programme_hourreport"),
        *("programme_ledgerline", "programme_grantcondition", "programme_conditionstanding"),
        "programme_plansignoff",
        *(
            f"programme_portfolio{name}"
            for name in ("application", "applicant", "score", "decision")
        ),
        # Who scored and who decided: the county body's own.
        PERSONS,
    )
}
# The published statement counts its rows up by their ids; what they say stays with the programme.
IDS_OPEN_TO_ALL = ("programme_ledgerline",)
# The demo's cast is of the first municipality, and these show it to all, as demo_login lets all in.
CAST_IS_SHOWN = re.compile(r"(GET|POST) /(logga-in|tur)/")
# What pages call things in addresses and forms.
SAID_IN_SWEDISH = {
    "telefon": "device",
    "larm": "alarm",
    "kommando": "alarmevent",
    "enhet": "unit",
    "fraga": "caseevent",
    "question": "caseevent",
    "person": "resident",
    "for": "resident",
    "hours": "hourreport",
}
# What differs between two answers to the same question: tokens, numbers of incidents, hashes, times,
# and what a security key is challenged with.
PASSING = re.compile(
    r'(name=\\?"csrfmiddlewaretoken\\?" value|"csrf"\s*:)[^>,]*'
    r"|\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b"
    r"|(?<=challenge&quot;: &quot;)[\w-]+"
    r"|\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+\d{2}:\d{2})?"
)


# A status, where to go on, and what stands in the body.
type Likeness = tuple[int, str, str]


class Readable:
    """Says itself in Hypothesis' steps as everywhere else, not field by field."""

    def _repr_pretty_(self, printer: Any, _is_cycle: bool) -> None:  # noqa: FBT001 -- its protocol
        printer.text(repr(self))


@dataclass(frozen=True, repr=False)
class Person(Readable):
    """One of the cast, in one of the municipalities."""

    key: str
    group: str

    def __repr__(self) -> str:
        return f"{self.key}@{self.group}"


@dataclass(frozen=True, repr=False)
class Thing(Readable):
    """A row of a municipality's, by its id."""

    group: str
    table: str
    id: str

    def __repr__(self) -> str:
        return f"<{self.table} of {self.group} {self.id}>"

    @property
    def absent(self) -> str:
        """An id that no row has, always the same one for this thing."""
        return str(uuid5(NAMESPACE_URL, f"nobody's {self.id}"))


@dataclass(frozen=True)
class Leak:
    """Something of one municipality that another's person got to see."""

    foreign: str
    who: str
    what: str
    where: str
    found: str

    def __str__(self) -> str:
        return f"{self.who} {self.what}: {self.found} of {self.foreign} ({self.where})"


@dataclass
class World:
    """Who is where, and which ids there are to try."""

    planted: Planted
    people: dict[Person, LoggedIn] = field(default_factory=dict)
    _clients: dict[Person, Client] = field(default_factory=dict)
    _ids: dict[str, set[str]] = field(default_factory=dict)
    _things: dict[tuple[str, str], list[Thing]] = field(default_factory=dict)

    def ask(
        self,
        person: Person,
        method: str,
        url: str,
        fields: Mapping[str, Any] | None = None,
        *,
        is_json: bool = False,
    ) -> HttpResponse:
        """Send one request in somebody's browser, which remembers nothing but the session."""
        with connection.cursor() as cursor:
            # As a transaction of the request's own begins: what the one before set is gone.
            cursor.execute("SELECT set_config('gemensam.tenant', '', true)")
        client = self._clients.setdefault(person, self.people[person].client())
        client.cookies = SimpleCookie()
        if token := self.people[person].token:
            client.cookies[settings.GEMENSAM_SESSION_COOKIE] = token
        if method == "GET":
            response = client.get(url, fields or None)
        elif is_json:
            response = client.post(url, json.dumps(fields), content_type="application/json")
        else:
            response = client.post(url, fields or {})
        if response.streaming:
            response.content = b"".join(response.streaming_content)
        return response

    def things(self, group: str, word: str) -> list[Thing]:
        """The rows of a municipality that a word such as `visit_id` may stand for."""
        if (group, word) not in self._things:
            self._things[group, word] = list(self._find_things(group, word))
        return self._things[group, word]

    def _find_things(self, group: str, word: str) -> Iterator[Thing]:
        word = SAID_IN_SWEDISH.get(word, word)
        wanted = word.removesuffix("_ids").removesuffix("_id").replace("_", "")
        if wanted.endswith("tenant") or wanted == "centre":
            for tenant in self.planted.tenants[group].values():
                yield Thing(group, "tenancy_tenant", str(tenant))
            return
        tables = {model._meta.db_table: model.__name__.lower() for model in apps.get_models()}
        planted = self.planted.ids[group]
        named = [one for one in sorted(planted) if tables.get(one) and wanted.endswith(tables[one])]
        # Nobody's name: one of each table, since it may be an id of anything.
        for table in named or sorted(planted):
            for one in planted[table][: None if named else 1]:
                yield Thing(group, table, str(one))

    def leaks_in(
        self, person: Person, what: str, sent: set[str], response: HttpResponse
    ) -> Iterator[Leak]:
        """Look for others' canaries and ids in the bytes and headers of an answer."""
        head = "\n".join(f"{name}: {value}" for name, value in response.items())
        head += response.cookies.output()
        body = response.content.decode("utf-8", "replace")
        for where, text in (("body", body), ("headers", head)):
            yield from self.leaks_in_text(person, what, where, text, sent)

    def leaks_in_text(
        self, person: Person, what: str, where: str, text: str, sent: set[str]
    ) -> Iterator[Leak]:
        """Look for others' canaries and ids in any text, but for those that were sent."""
        disclosed = DISCLOSED.get(person.key, ())
        ids = set(AN_ID.findall(text)) - sent
        for foreign in GROUPS:
            if foreign == person.group:
                continue
            for found in re.finditer(re.escape(marker(foreign)) + r"[\w.]*", text):
                if CAST_IS_SHOWN.match(what) and f"{PERSONS}." in found[0]:
                    continue
                if not any(f"{table}." in found[0] for table in disclosed):
                    said = text[max(0, found.start() - 40) : found.end()]
                    yield Leak(foreign, str(person), what, where, said)
                    break
            ids_there = self.planted.ids[foreign]
            tables = (*disclosed, *IDS_OPEN_TO_ALL)
            known = {str(one) for table in tables for one in ids_there.get(table, ())}
            for one in (ids & self.foreign_ids(foreign)) - known:
                yield Leak(foreign, str(person), what, where, one)

    @staticmethod
    def own_canaries(person: Person, response: HttpResponse) -> set[str]:
        """The canaries of the reader's own municipality: what the machine would see of others."""
        own = re.escape(marker(person.group)) + r"[a-z_]+\.[a-z_]+"
        return set(re.findall(own, response.content.decode("utf-8", "replace")))

    def foreign_ids(self, group: str) -> set[str]:
        """Every id that only this municipality's people may see."""
        if group not in self._ids:
            self._ids[group] = self.planted.all_ids(group)
        return self._ids[group]


def populate(planted: Planted) -> World:
    """Log the cast in, in each of the municipalities, and somebody who has not logged in."""
    world = World(planted)
    personas = {one.key: one for one in DemoPersona.objects.all()}
    for group in GROUPS:
        world.people[Person(ANONYMOUS, group)] = LoggedIn(ANONYMOUS, "")
        for key in CAST:
            one = personas[key]
            if one.tenant_id and one.tenant_id not in planted.tenants[group]:
                # Works in a body that has no copies: Ulla in one that became a copy itself.
                continue
            tenant = planted.tenants[group][one.tenant_id] if one.tenant_id else None
            commission = _copy_of(planted, group, one.commission_id)
            token = open_session_for(planted.persons[group][one.person_id], tenant, commission)
            world.people[Person(key, group)] = LoggedIn(key, token)
    return world


def _copy_of(planted: Planted, group: str, commission_id: UUID | None) -> UUID | None:
    if commission_id is None:
        return None
    at = planted.ids[SOURCE]["identity_commission"].index(commission_id)
    return planted.ids[group]["identity_commission"][at]


def likeness(response: HttpResponse, sent: Collection[str] = ()) -> Likeness:
    """What an answer looks like once ids, tokens, hashes and times are taken away.

    `sent` are the ids of this very request. A title typed as one becomes a key in the address of
    what was made: there it has lost its dashes. What is put after it, as for a taken key, stays.
    """
    body = response.content.decode("utf-8", "replace")
    onward = response.get("Location", "")
    for one in sent:
        onward = onward.replace(one.replace("-", "_"), "ID")
    return (
        response.status_code,
        AN_ID.sub("ID", onward),
        PASSING.sub("N", AN_ID.sub("ID", body)),
    )
