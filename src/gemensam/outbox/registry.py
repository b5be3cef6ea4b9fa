"""Which handlers want which events, and how an event is written down and read back.

An event is a frozen dataclass with a class attribute `name` (dotted, stable) whose fields are
UUID, datetime, date, str, int, bool, or these with `| None`.
"""

import dataclasses
import datetime as dt
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol
from uuid import UUID


class Event(Protocol):
    """The shape every event has."""

    name: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


type Handler[E: Event] = Callable[[E, dt.datetime], None]
type JsonValue = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handler and the event class it takes. The name is stored, so it must never change."""

    handler_name: str
    event_class: type[Event]
    handler: Callable[[Any, dt.datetime], None]
    is_urgent: bool

    @property
    def lane(self) -> int:
        """Give the lane of its deliveries: the lowest that has something due goes first."""
        return 0 if self.is_urgent else 1


class DuplicateHandler(ValueError):
    """Two handlers were given the same stored name."""


_subscriptions: dict[str, Subscription] = {}


def handles[E: Event](
    event_class: type[E], *, name: str, is_urgent: bool = False
) -> Callable[[Handler[E]], Handler[E]]:
    """Let a function take an event: `@handles(AlarmRaised, name="homecare.alarm_raised")`.

    What is urgent goes before everything that is not, however much of that waits.

    The handler runs in the event's tenant, in a transaction together with the mark that it has run.
    It is given the event and the present time, and must bear being run again.
    """

    def register(handler: Handler[E]) -> Handler[E]:
        if name in _subscriptions and _subscriptions[name].handler is not handler:
            raise DuplicateHandler(name)
        _subscriptions[name] = Subscription(name, event_class, handler, is_urgent)
        return handler

    return register


def subscriptions() -> Mapping[str, Subscription]:
    """Give every handler by its stored name."""
    return _subscriptions


def to_json(event: Event) -> dict[str, JsonValue]:
    """Write an event's fields as JSON values."""
    values: dict[str, JsonValue] = {}
    for field in dataclasses.fields(event):
        value = getattr(event, field.name)
        if isinstance(value, UUID):
            value = str(value)
        elif isinstance(value, dt.datetime | dt.date):
            value = value.isoformat()
        values[field.name] = value
    return values


_READERS: dict[type, Callable[[str], Any]] = {
    UUID: UUID,
    dt.datetime: dt.datetime.fromisoformat,
    dt.date: dt.date.fromisoformat,
}


def from_json[E: Event](event_class: type[E], payload: Mapping[str, JsonValue]) -> E:
    """Read an event back. A field that a newer event has lost is passed over."""
    hints = typing.get_type_hints(event_class)
    arguments: dict[str, Any] = {}
    for field in dataclasses.fields(event_class):
        if field.name not in payload:
            continue
        value = payload[field.name]
        hint = hints[field.name]
        if isinstance(hint, types.UnionType):
            hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
        reader = _READERS.get(hint)
        arguments[field.name] = reader(str(value)) if reader and value is not None else value
    return event_class(**arguments)
