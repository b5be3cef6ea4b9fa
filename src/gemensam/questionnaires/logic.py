"""When a field is shown: a small typed condition over earlier answers, in three values. Pure.

True, False, or None for "not known": an unanswered or hidden field makes a comparison unknown, and
`not unknown` is unknown too. A field is shown only when its condition is True, so a hidden answer
can never make something else appear, and there is nothing to clear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gemensam.questionnaires.values import Answers, Json, is_answered

type Truth = bool | None


@dataclass(frozen=True, slots=True)
class Is:
    """The field's answer is exactly this choice, `yes` or `no`."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Includes:
    """A many-choice answer has this choice among its own."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The field is shown and has an answer: the one question that is never unknown."""

    field: str


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


type Condition = Is | Includes | Answered | All | AnyOf | Not


class UnreadableCondition(ValueError):
    """The condition is written in a way that nobody defined."""


def evaluate(condition: Condition, counting: Answers) -> Truth:
    """Say whether a condition holds, from the answers that count (shown and answered)."""
    match condition:
        case Is(field, value):
            return counting[field] == value if is_answered(counting.get(field)) else None
        case Includes(field, value):
            answer = counting.get(field)
            return value in answer if isinstance(answer, tuple) and answer else None
        case Answered(field):
            return is_answered(counting.get(field))
        case All(parts):
            truths = [evaluate(part, counting) for part in parts]
            return False if False in truths else None if None in truths else True
        case AnyOf(parts):
            truths = [evaluate(part, counting) for part in parts]
            return True if True in truths else None if None in truths else False
        case Not(part):
            truth = evaluate(part, counting)
            return None if truth is None else not truth


def leaves(condition: Condition) -> tuple[Is | Includes | Answered, ...]:
    """Give every question that a condition asks of a field."""
    match condition:
        case Is() | Includes() | Answered():
            return (condition,)
        case All(parts) | AnyOf(parts):
            return tuple(leaf for part in parts for leaf in leaves(part))
        case Not(part):
            return leaves(part)


def read(data: Json) -> Condition:
    """Read a condition. Raises UnreadableCondition: says what it did not understand."""
    if not isinstance(data, Mapping):
        raise UnreadableCondition("a condition is a mapping")
    keys = set(data)
    if keys == {"not"}:
        return Not(read(data["not"]))
    if keys == {"all"}:
        return All(_parts(data["all"]))
    if keys == {"any"}:
        return AnyOf(_parts(data["any"]))
    field, value = data.get("field"), data.get("is", data.get("includes"))
    if isinstance(field, str):
        if keys == {"field", "is"} and isinstance(value, str):
            return Is(field, value)
        if keys == {"field", "includes"} and isinstance(value, str):
            return Includes(field, value)
        if keys == {"field", "answered"} and data["answered"] is True:
            return Answered(field)
    raise UnreadableCondition(f"not a condition: {', '.join(sorted(keys)) or 'nothing'}")


def write(condition: Condition) -> dict[str, Json]:
    """Write a condition so that `read` gives it back."""
    match condition:
        case Is(field, value):
            return {"field": field, "is": value}
        case Includes(field, value):
            return {"field": field, "includes": value}
        case Answered(field):
            return {"field": field, "answered": True}
        case All(parts):
            return {"all": [write(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [write(part) for part in parts]}
        case Not(part):
            return {"not": write(part)}


def _parts(data: Json) -> tuple[Condition, ...]:
    if isinstance(data, str) or not isinstance(data, Sequence) or not data:
        raise UnreadableCondition("`all` and `any` take a list of conditions")
    return tuple(read(part) for part in data)
