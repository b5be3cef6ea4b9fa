"""Calls every function that domains offer each other or read with, giving it others' ids."""

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone
from tests.escape.world import Leak, World

import gemensam
from gemensam.kernel.actor import Actor
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber, number_for_tests
from gemensam.tenancy.context import tenant_context

MODULES = ("api", "queries")
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


@dataclass
class CallTally:
    """What was called, what came of it, and what could not be called."""

    functions: set[str] = field(default_factory=set)
    calls: int = 0
    refused: int = 0
    leaks: list[Leak] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    not_called: dict[str, str] = field(default_factory=dict)


class _CannotGuess(Exception):
    """No value of this type can be made without knowing the domain."""


def functions_with_ids() -> Iterator[tuple[str, Callable[..., Any], dict[str, Any]]]:
    """Every function of an api or queries module that takes an id, with its hints."""
    seen = set()
    for module in pkgutil.iter_modules(gemensam.__path__):
        for name in MODULES:
            full = f"gemensam.{module.name}.{name}"
            if importlib.util.find_spec(f"gemensam.{module.name}") is None:
                continue
            try:
                found = importlib.import_module(full)
            except ModuleNotFoundError:
                continue
            for word, function in inspect.getmembers(found, inspect.isfunction):
                if word.startswith("_") or function in seen:
                    continue
                if not function.__module__.startswith("gemensam."):
                    continue
                seen.add(function)
                hints = typing.get_type_hints(inspect.unwrap(function))
                if any(_is_id(hint) for key, hint in hints.items() if key != "return"):
                    yield f"{module.name}.{word}", function, hints


def _is_id(hint: Any) -> bool:
    return hint is UUID or any(_is_id(one) for one in typing.get_args(hint))


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


class Caller:
    """Calls everything as one person with one municipality's ids."""

    def __init__(self, world: World, actor: Actor, *, group: str, key: str) -> None:
        self.world = world
        self.actor = actor
        self.group = group
        self.key = key
        self.tally = CallTally()

    def run(self, victims: Iterable[str], tenant_id: UUID) -> CallTally:
        """Call every function with each victim's ids inside one's own tenant."""
        for name, function, hints in functions_with_ids():
            for victim in () if name in ABOUT_ANYBODY else victims:
                self._try(name, function, hints, victim, tenant_id)
        return self.tally

    def _try(
        self,
        name: str,
        function: Callable[..., Any],
        hints: dict[str, Any],
        victim: str,
        tenant_id: UUID,
    ) -> None:
        try:
            theirs = self._arguments(function, hints, victim)
            nobodys = self._arguments(function, hints, None)
        except _CannotGuess as why:
            self.tally.not_called[name] = str(why)
            return
        self.tally.functions.add(name)
        got = self._call(function, theirs, tenant_id)
        absent = self._call(function, nobodys, tenant_id)
        sent = " ".join(_flat(list(theirs.values())))
        what = f"call {name}"
        self.tally.leaks += self.world.leaks_in_text(
            self.group, self.key, what, "result", got[1], sent
        )
        if got[0] != absent[0] and name not in DISCLOSE:
            self.tally.unlike.append(f"{name}: {got[0]}, for nobody's ids {absent[0]}")

    def _arguments(
        self, function: Callable[..., Any], hints: dict[str, Any], victim: str | None
    ) -> dict[str, Any]:
        values = {}
        for word, parameter in inspect.signature(function).parameters.items():
            if parameter.kind in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}:
                continue
            hint = hints.get(word)
            if parameter.default is not parameter.empty and not _is_id(hint):
                continue
            ids = [UUID(one) for one in self.world.ids_for(victim, word)[:3]] if victim else []
            values[word] = _value(hint, ids or [uuid4()], self.actor)
        return values

    def _call(
        self, function: Callable[..., Any], values: dict[str, Any], tenant_id: UUID
    ) -> tuple[str, str]:
        """Call inside one's own tenant, read all that comes back, and undo it."""
        positional = [
            values.pop(word)
            for word, parameter in inspect.signature(function).parameters.items()
            if parameter.kind is parameter.POSITIONAL_ONLY and word in values
        ]
        self.tally.calls += 1
        try:
            with transaction.atomic():
                with tenant_context(tenant_id):
                    result = function(*positional, **values)
                    said = "\n".join(_flat(result))
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001 -- whatever it raises, its words are searched
            self.tally.refused += 1
            return type(error).__name__, str(error)
        return "answered", said
