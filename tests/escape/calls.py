"""Calls every function that domains offer, read or act with, giving it others' ids."""

import importlib
import inspect
import pkgutil
import types
import typing
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from tests.escape.machine import Escaped
from tests.escape.planting import GROUPS
from tests.escape.world import Person, Thing, World

import gemensam
from gemensam.identity import queries as identity
from gemensam.kernel.actor import Actor
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber, number_for_tests
from gemensam.tenancy.context import tenant_context

MODULES = ("api", "queries", "actions")
DEEPEST = 6
# Margit's: the same number stands in every planted municipality.
BORN = date(1940, 3, 12)
# Answer about anybody whose id one has, on purpose.
ABOUT_ANYBODY = {
    "identity.names": "a person's name by id: persons belong to no tenant, ids come from one's own rows",
    "identity.actor_for": "jobs and the demo's loader name tenant and person themselves",
    "audit.record_apart": "writes a refusal down where it was made, and reads nothing",
}
# Work in the owner's tenant on purpose, refuse there, and log the attempt there: the pages that call
# them answer alike, which the machine's requests show.
DISCLOSE = ("homecare.notes_of_resident", "homecare.disclose_notes")
# Work in the centre's tenant on purpose, with an alarm that stands in one's own visit: nobody can
# name either, and a centre refuses reports on alarms that are not the reporter's municipality's.
DISCLOSE += tuple(f"alarms.responder_{done}" for done in ("accepted", "arrived", "done"))


@dataclass
class CallTally:
    """What was called, what came of it, and what could not be called."""

    functions: set[str] = field(default_factory=set)
    calls: int = 0
    refused: int = 0
    not_called: dict[str, str] = field(default_factory=dict)


class _CannotGuess(Exception):
    """No value of this type can be made without knowing the domain."""


def _modules() -> Iterator[tuple[str, types.ModuleType]]:
    """Every domain's modules of these names, and the modules inside them."""
    for domain in pkgutil.iter_modules(gemensam.__path__):
        for name in MODULES if domain.ispkg else ():
            full = f"gemensam.{domain.name}.{name}"
            if importlib.util.find_spec(full) is None:
                continue
            found = importlib.import_module(full)
            yield domain.name, found
            for inner in pkgutil.iter_modules(getattr(found, "__path__", ())):
                yield domain.name, importlib.import_module(f"{full}.{inner.name}")


def functions_with_ids() -> Iterator[tuple[str, Callable[..., Any], dict[str, Any]]]:
    """Every function that takes an id, with its hints, once."""
    seen = set()
    for domain, module in _modules():
        for word, function in inspect.getmembers(module, inspect.isfunction):
            if word.startswith("_") or function in seen:
                continue
            if not function.__module__.startswith("gemensam."):
                continue
            seen.add(function)
            hints = typing.get_type_hints(inspect.unwrap(function))
            if any(_is_id(hint) for key, hint in hints.items() if key != "return"):
                yield f"{domain}.{word}", function, hints


def _is_id(hint: Any) -> bool:
    """Say whether a value of a type is an id or holds one; the actor is always the caller."""
    if hint is UUID or any(_is_id(one) for one in typing.get_args(hint)):
        return True
    if hint is Actor or not (is_dataclass(hint) and isinstance(hint, type)):
        return False
    return any(_is_id(one) for one in typing.get_type_hints(hint).values())


def _is_needed(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _value(hint: Any, ids: list[UUID], actor: Actor) -> Any:  # noqa: PLR0911 -- one per kind of type
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        return _value(next(one for one in args if one is not type(None)), ids, actor)
    if hint is UUID:
        return ids[0]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {}
    if isinstance(origin, type) and issubclass(origin, Iterable):
        several = ids if _is_id(hint) else []
        return set(several) if issubclass(origin, (set, frozenset)) else list(several)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if is_dataclass(hint) and isinstance(hint, type) and hint is not Actor:
        inner = typing.get_type_hints(hint)
        needed = [one for one in fields(hint) if one.init and _is_needed(one)]
        return hint(**{one.name: _value(inner[one.name], ids, actor) for one in needed})
    plain: dict[Any, Any] = {
        Actor: actor, datetime: timezone.now(), str: "", int: 1, bool: True, bytes: b"%PDF-1.7",
        PersonalIdentityNumber: number_for_tests(BORN, 0),
        date: timezone.localdate(),
    }  # fmt: skip
    if hint in plain:
        return plain[hint]
    raise _CannotGuess(hint)


def _flat(value: Any, depth: int = 0) -> Iterator[str]:
    """Everything that a returned value holds, as text."""
    if depth > DEEPEST:
        return
    if isinstance(value, (str, bytes, UUID, int, float, type(None))):
        yield str(value)
    elif isinstance(value, models.Model):
        yield from _flat(vars(value), depth + 1)
    elif is_dataclass(value):
        yield from _flat([getattr(value, one.name) for one in fields(value)], depth + 1)
    elif isinstance(value, Mapping):
        yield from _flat([*value.keys(), *value.values()], depth + 1)
    elif isinstance(value, Iterable):
        yield from _flat_all(value, depth)
    else:
        yield str(value)


def _flat_all(values: Iterable[Any], depth: int) -> Iterator[str]:
    for one in values:
        yield from _flat(one, depth + 1)


def _words(function: Callable[..., Any], hints: Mapping[str, Any]) -> list[str]:
    """The parameters that are called with: those that must be given, and every one with an id."""
    return [
        word
        for word, parameter in inspect.signature(function).parameters.items()
        if parameter.kind not in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}
        and (parameter.default is parameter.empty or _is_id(hints.get(word)))
    ]


@dataclass
class Caller:
    """Calls everything as one person with other municipalities' ids."""

    world: World
    person: Person
    actor: Actor
    tenant_id: UUID
    victims: tuple[str, ...]
    tally: CallTally = field(default_factory=CallTally)

    def try_function(
        self, name: str, function: Callable[..., Any], hints: dict[str, Any], effort: settings
    ) -> None:
        """Let Hypothesis choose whose ids, and which. Raises Escaped."""
        words = _words(function, hints)
        try:
            self._arguments(words, hints, {word: [uuid4()] for word in words})
        except _CannotGuess as why:
            self.tally.not_called[name] = str(why)
            return
        self.tally.functions.add(name)

        @seed(zlib.crc32(f"{name} {self.person}".encode()))
        @effort
        @given(data=st.data())
        def attempt(data: st.DataObject) -> None:
            victim = data.draw(st.sampled_from(self.victims), label="whose")
            ids = {
                word: data.draw(_some(self.world.things(victim, word)), label=word)
                for word in words
                if _is_id(hints.get(word))
            }
            self._try(name, function, words, hints, ids)

        attempt()

    def _try(
        self,
        name: str,
        function: Callable[..., Any],
        words: list[str],
        hints: dict[str, Any],
        things: Mapping[str, list[Thing]],
    ) -> None:
        theirs = {word: [UUID(one.id) for one in some] for word, some in things.items()}
        nobodys = {word: [UUID(one.absent) for one in some] for word, some in things.items()}
        got, said = self._call(function, self._arguments(words, hints, theirs))
        absent, _ = self._call(function, self._arguments(words, hints, nobodys))
        sent = {str(one) for ids in theirs.values() for one in ids}
        leaks = list(self.world.leaks_in_text(self.person, name, "result", said, sent))
        if leaks:
            raise Escaped("; ".join(map(str, leaks[:3])))
        if got != absent and name not in DISCLOSE:
            raise Escaped(f"{name}: {got}, for nobody's ids {absent}")

    def _arguments(
        self, words: list[str], hints: dict[str, Any], ids: Mapping[str, list[UUID]]
    ) -> dict[str, Any]:
        return {word: _value(hints.get(word), ids.get(word, []), self.actor) for word in words}

    def _call(self, function: Callable[..., Any], values: dict[str, Any]) -> tuple[str, str]:
        """Call inside one's own tenant, read all that comes back, and undo it."""
        positional = [
            values.pop(word)
            for word, parameter in inspect.signature(function).parameters.items()
            if parameter.kind is parameter.POSITIONAL_ONLY and word in values
        ]
        self.tally.calls += 1
        try:
            with transaction.atomic():
                with tenant_context(self.tenant_id):
                    result = function(*positional, **values)
                    said = "\n".join(_flat(result))
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001 -- whatever it raises, its words are searched
            self.tally.refused += 1
            return type(error).__name__, str(error)
        return "answered", said


def _some(things: list[Thing]) -> st.SearchStrategy[list[Thing]]:
    return st.lists(st.sampled_from(things), min_size=1, max_size=3, unique=True)


def caller_of(world: World, person: Person) -> Caller:
    """Make somebody's caller, in their own tenant, against everybody else's things."""
    session = identity.live_session(world.people[person].token, now=timezone.now())
    assert session is not None
    assert session.tenant_id is not None
    with tenant_context(session.tenant_id):
        actor = identity.actor_of(session)
    victims = tuple(one for one in GROUPS if one != person.group)
    return Caller(world, person, actor, session.tenant_id, victims)
