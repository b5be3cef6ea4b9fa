"""What an answer can be, and how it is written down as JSON. Pure.

Typed text is kept as it was typed, also when it will not do: nothing a person wrote is thrown
away, and `rules` says what needs mending.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

type Json = str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None

YES = "yes"
NO = "no"


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """Somebody who is named in an answer: not a person of ours, just what was written."""

    name: str = ""
    relation: str = ""
    phone: str = ""

    def is_empty(self) -> bool:
        return not (self.name or self.relation or self.phone)


# Text, date, phone, one choice and yes/no are one string; many-choice is a tuple of choice ids.
type Value = str | tuple[str, ...] | PersonAnswer
type Answers = Mapping[str, Value]


class UnreadableAnswer(ValueError):
    """A stored answer has none of the shapes that are written."""


def is_answered(value: Value | None) -> bool:
    """Say whether anything was answered at all."""
    if isinstance(value, PersonAnswer):
        return not value.is_empty()
    return bool(value)


def to_json(value: Value) -> Json:
    """Write an answer."""
    if isinstance(value, PersonAnswer):
        return {"name": value.name, "relation": value.relation, "phone": value.phone}
    return value if isinstance(value, str) else list(value)


def from_json(data: Json) -> Value:
    """Read an answer back. Raises UnreadableAnswer: another shape."""
    if isinstance(data, str):
        return data
    if isinstance(data, Mapping):
        parts = {key: data.get(key, "") for key in ("name", "relation", "phone")}
        if all(isinstance(part, str) for part in parts.values()) and set(data) <= set(parts):
            return PersonAnswer(**{key: str(part) for key, part in parts.items()})
    elif isinstance(data, Sequence) and all(isinstance(one, str) for one in data):
        return tuple(str(one) for one in data)
    raise UnreadableAnswer(type(data).__name__)
