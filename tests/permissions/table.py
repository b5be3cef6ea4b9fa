"""Reads `who_may.yaml`: what each of the cast gets at each address, and how its path is made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from tests.addresses import Address
from tests.cast_at_work import ANONYMOUS, EVERYBODY, HOME

from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant

FILE = Path(__file__).parent / "who_may.yaml"
METHODS = ("GET", "POST")
# In place of a list of people: everybody who is not named elsewhere in the same row.
OTHERS = "others"
TO_LOGIN = "login"
NOT_ANSWERED, OPEN = 405, 200
# A stranger, a resident, somebody of a municipality and somebody of the county body.
FEW = (ANONYMOUS, "margit", "anna", "sara")


class UnreadableRow(ValueError):
    """A row of the table says nothing, or says two things, about somebody."""


@dataclass(frozen=True)
class Row:
    """One address in the table."""

    name: str
    words: Mapping[str, Any]
    expected: Mapping[str, Mapping[str, int | str]]
    query: str


def _statuses(name: str, said: Any) -> dict[str, int | str]:
    """Turn `{200: [anna], 403: others}` or a bare `405` into a status per person."""
    if not isinstance(said, dict):
        return dict.fromkeys(EVERYBODY, said)
    found: dict[str, int | str] = {}
    for status, people in said.items():
        for person in [] if people == OTHERS else people:
            if person in found or person not in EVERYBODY:
                raise UnreadableRow(f"{name}: {person}")
            found[person] = status
    rest = [status for status, people in said.items() if people == OTHERS]
    if len(rest) > 1 or (not rest and len(found) != len(EVERYBODY)):
        raise UnreadableRow(f"{name}: everybody has to stand there once")
    # Strangers are never among the others: what they get is always written.
    if ANONYMOUS not in found:
        raise UnreadableRow(f"{name}: say what {ANONYMOUS} gets")
    return {person: found.get(person, rest[0] if rest else "") for person in EVERYBODY}


@cache
def read() -> dict[str, Row]:
    """Read the whole table. Raises UnreadableRow: a row is not about everybody exactly once."""
    said = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    shared = said["words"]
    return {
        name: Row(
            name=name,
            words=shared | row.get("words", {}),
            expected={method: _statuses(f"{name} {method}", row[method]) for method in METHODS},
            query=row.get("query", ""),
        )
        for name, row in said["addresses"].items()
    }


def who_tells(name: str, method: str) -> tuple[str, ...]:
    """Give those who have to be asked: everybody, but few where nobody is let in or kept out.

    That is a page open to all, strangers too, and a method that an address does not answer.
    """
    said = set(read()[name].expected[method].values())
    is_open = method == "GET" and said == {OPEN}
    return FEW if is_open or said == {NOT_ANSWERED} else EVERYBODY


def expected(name: str, method: str, who: Iterable[str]) -> dict[str, int | str]:
    """Give what the table says of some of the cast."""
    return {key: read()[name].expected[method][key] for key in who}


def _one_of_the_demo(said: Mapping[str, Any]) -> object:
    tenant = Tenant.objects.get(slug=said.get("tenant", HOME))
    with tenant_context(tenant.id):
        rows = apps.get_model(said["model"]).objects.filter(**said.get("where", {}))
        found = rows.order_by(*said.get("order", ["id"])).values_list("id", flat=True).first()
    if found is None:
        raise LookupError(f"the demo holds no {said}")
    return found


def path_of(address: Address, row: Row) -> str:
    """Give the path of an address in the demo's world."""
    values = {}
    for word in address.words:
        said = row.words[word]
        values[word] = _one_of_the_demo(said) if isinstance(said, dict) else said
    return address.url(**values) + row.query
