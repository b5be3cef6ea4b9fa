"""What an answer can be, how it is written down as JSON, and under which key. Pure.

Typed text is kept as it was typed, also when it will not do: nothing a person wrote is thrown
away, and `answering` says what needs mending.

A key is a field's id; in a repeating group it is `field@row`. That a row is there is an answer of
its own, `group@row`, so that two pages may add and remove rows without standing in each other's
way, and a removed row can come back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

type Json = str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None

YES = "yes"
NO = "no"
DONT_KNOW = "dont_know"


@dataclass(frozen=True, slots=True)
class Parts:
    """An answer in several inputs, such as a name and a phone number; empty parts are left out."""

    items: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, /, **parts: str) -> Self:
        """Give an answer by the names of its parts."""
        return cls(tuple((name, text) for name, text in sorted(parts.items()) if text))

    def get(self, part: str) -> str:
        """Give one part, empty when it was not filled in."""
        return next((text for name, text in self.items if name == part), "")


# What one line or one pick takes is a string; many picks and files are a tuple of ids.
type Value = str | tuple[str, ...] | Parts
type Answers = Mapping[str, Value]


class UnreadableAnswer(ValueError):
    """A stored answer has none of the shapes that are written."""


def is_answered(value: Value | None) -> bool:
    """Say whether anything was answered at all."""
    return bool(value.items if isinstance(value, Parts) else value)


def many(value: Value | None) -> tuple[str, ...]:
    """Give the picks or files of an answer that has several; none of any other answer."""
    return value if isinstance(value, tuple) else ()


def to_json(value: Value) -> Json:
    """Write an answer."""
    if isinstance(value, Parts):
        return dict(value.items)
    return value if isinstance(value, str) else list(value)


def from_json(data: Json) -> Value:
    """Read an answer back. Raises UnreadableAnswer: another shape."""
    if isinstance(data, str):
        return data
    if isinstance(data, Mapping):
        if all(isinstance(part, str) for part in data.values()):
            return Parts.of(**{name: str(part) for name, part in data.items()})
    elif isinstance(data, Sequence) and all(isinstance(one, str) for one in data):
        return tuple(str(one) for one in data)
    raise UnreadableAnswer(type(data).__name__)


def key_of(node_id: str, row: str | None) -> str:
    """Give the key of a field, or of a group's row."""
    return node_id if row is None else f"{node_id}@{row}"


def split_key(key: str) -> tuple[str, str | None]:
    """Give the id and the row that a key is made of."""
    node_id, at, row = key.partition("@")
    return node_id, row if at else None


def rows_of(group_id: str, answers: Iterable[tuple[str, Value]]) -> tuple[str, ...]:
    """Give the rows that a repeating group has, in the order in which they were added."""
    start = f"{group_id}@"
    return tuple(
        sorted(
            key[len(start) :] for key, value in answers if key.startswith(start) and value == YES
        )
    )
