"""Three planted municipalities, their cast logged in, and what an answer gives away of another."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.apps import apps
from django.http import HttpResponse
from tests.cast_at_work import ANONYMOUS, CAST, LoggedIn, open_session_for
from tests.escape.planting import AN_ID, GROUPS, SOURCE, Planted, marker

from gemensam.identity.models import DemoPersona

# Work in VästKom and in an association: their tenants have no copies.
ELSEWHERE = {"karin", "sara", "ulla"}
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value|"csrf"\s*:)[^>,]*')
INCIDENT = re.compile(r"\b[0-9a-f]{12}\b")


@dataclass(frozen=True)
class Leak:
    """Something of one municipality that another's person got to see."""

    group: str
    foreign: str
    who: str
    what: str
    where: str
    found: str

    def __str__(self) -> str:
        return f"{self.who}@{self.group} {self.what}: {self.found} of {self.foreign} ({self.where})"


@dataclass
class World:
    """Who is where, and which ids there are to try."""

    planted: Planted
    people: dict[tuple[str, str], LoggedIn] = field(default_factory=dict)

    def ids_for(self, group: str, word: str) -> list[str]:
        """The ids of a municipality that a word such as `visit_id` may stand for."""
        wanted = word.removesuffix("_ids").removesuffix("_id").replace("_", "")
        if wanted.endswith("tenant") or wanted == "centre":
            return [str(one) for one in self.planted.tenants[group].values()]
        tables = {model._meta.db_table: model.__name__.lower() for model in apps.get_models()}
        named = [
            table
            for table in self.planted.ids[group]
            if tables.get(table) and (wanted.endswith(tables[table]) or tables[table] == wanted)
        ]
        # Nobody's name: one of each table, since it may be an id of anything.
        return [
            str(one)
            for table in named or sorted(self.planted.ids[group])
            for one in self.planted.ids[group][table][: None if named else 1]
        ]

    def leaks_in(
        self, group: str, who: str, what: str, sent: str, response: HttpResponse
    ) -> Iterator[Leak]:
        """Look for others' canaries and ids in the bytes and headers of an answer."""
        head = "\n".join(f"{name}: {value}" for name, value in response.items())
        head += response.cookies.output()
        for where, text in (
            ("body", response.content.decode("utf-8", "replace")),
            ("headers", head),
        ):
            yield from self.leaks_in_text(group, who, what, where, text.replace(sent, ""), sent)

    def leaks_in_text(
        self, group: str, who: str, what: str, where: str, text: str, sent: str = ""
    ) -> Iterator[Leak]:
        """Look for others' canaries and ids in any text."""
        ids = set(AN_ID.findall(text)) - set(AN_ID.findall(sent))
        for foreign in GROUPS:
            if foreign == group:
                continue
            if (at := text.find(marker(foreign))) >= 0:
                yield Leak(group, foreign, who, what, where, text[max(0, at - 40) : at + 60])
            for one in ids & self.foreign_ids(foreign):
                yield Leak(group, foreign, who, what, where, one)

    def foreign_ids(self, group: str) -> set[str]:
        """Every id that only this municipality's people may see."""
        if group not in self._ids:
            self._ids[group] = self.planted.all_ids(group)
        return self._ids[group]

    _ids: dict[str, set[str]] = field(default_factory=dict)


def populate(planted: Planted) -> World:
    """Log the cast in, in each of the municipalities, and somebody who has not logged in."""
    world = World(planted)
    personas = {one.key: one for one in DemoPersona.objects.all()}
    for group in GROUPS:
        world.people[group, ANONYMOUS] = LoggedIn(ANONYMOUS, "")
        for key in CAST:
            if key in ELSEWHERE:
                continue
            one = personas[key]
            tenant = planted.tenants[group][one.tenant_id] if one.tenant_id else None
            commission = _copy_of(planted, group, one.commission_id)
            token = open_session_for(planted.persons[group][one.person_id], tenant, commission)
            world.people[group, key] = LoggedIn(key, token)
    return world


def _copy_of(planted: Planted, group: str, commission_id: UUID | None) -> UUID | None:
    if commission_id is None:
        return None
    at = planted.ids[SOURCE]["identity_commission"].index(commission_id)
    return planted.ids[group]["identity_commission"][at]


def likeness(response: HttpResponse) -> tuple[int, str]:
    """What an answer looks like once ids, tokens and incident numbers are taken away."""
    body = response.content.decode("utf-8", "replace")
    return response.status_code, INCIDENT.sub("N", AN_ID.sub("ID", TOKEN.sub("", body)))


def nobodys_id(_seed: random.Random) -> str:
    """An id that no row has."""
    return str(uuid4())


def choose(chance: random.Random, of: Sequence[str], most: int) -> list[str]:
    """Take some, the same for the same seed."""
    return list(of) if len(of) <= most else chance.sample(list(of), most)
