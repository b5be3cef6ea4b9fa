"""Conditions that a builder of rows can show, expressions written back, and why a field is hidden. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gemensam.questionnaires.rules.answering import Filled
from gemensam.questionnaires.rules.checking import check
from gemensam.questionnaires.rules.compiling import scope_of
from gemensam.questionnaires.rules.kinds import Sort
from gemensam.questionnaires.rules.language import (
    BadExpression,
    Call,
    Constant,
    Listing,
    Name,
    Operation,
    Tree,
    names_in,
    parse,
)
from gemensam.questionnaires.rules.schema import FormSchema
from gemensam.questionnaires.rules.trees import Part, Ref
from gemensam.questionnaires.rules.values import Value, key_of, split_key

ANSWERED: Final = "answered"
NOT_ANSWERED: Final = "not answered"
_COMPARES: Final = ("=", "!=", "<", "<=", ">", ">=")
_IN_ROWS: Final = frozenset({*_COMPARES, "includes"})
_THERE: Final = (ANSWERED, NOT_ANSWERED)
# What can be asked of a field in a row, by what expressions see of it.
SIGNS: Final[Mapping[Sort, tuple[str, ...]]] = {
    Sort.TRUTH: (),
    Sort.NUMBER: (*_COMPARES, *_THERE),
    Sort.DATE: (*_COMPARES, *_THERE),
    Sort.TIME: (*_COMPARES, *_THERE),
    Sort.TEXT: ("=", "!=", *_THERE),
    Sort.PICK: ("=", "!=", *_THERE),
    Sort.PICKS: ("includes", *_THERE),
    Sort.PERIOD: _THERE,
    Sort.THING: _THERE,
}
# What binds looser comes first; what stands to the right of a sum or product is in parentheses.
_LEVELS: Final = {
    "or": 1,
    "and": 2,
    "not": 3,
    **dict.fromkeys((*_COMPARES, "in", "includes"), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/"), 6),
}
_FACTOR: Final = 7


class Mode(StrEnum):
    """Whether all rows must hold, or any of them."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing asked of one field: `sign` is of SIGNS.

    `value` is what it is compared with, as it is typed ("today" is a date); its sort is a number,
    date, time or text, where the ids of choices are texts. With answered there is no value.
    """

    field: str
    sign: str
    value: str = ""
    sort: Sort = Sort.TEXT


@dataclass(frozen=True, slots=True)
class Simple:
    """A condition that a person can build of rows; without rows there is none."""

    mode: Mode
    rows: tuple[Row, ...]


class CannotBeWritten(ValueError):
    """A row's field or value is none that an expression can say."""


def as_simple(expression: str) -> Simple | None:
    """Read a condition as rows; None where it is richer or cannot be read. Empty has no rows."""
    if not expression.strip():
        return Simple(Mode.ALL, ())
    try:
        tree = parse(expression)
    except BadExpression:
        return None
    mode, parts = _parts(tree)
    rows = [_row(part) for part in parts]
    return None if None in rows else Simple(mode, tuple(row for row in rows if row))


def written(simple: Simple) -> str:
    """Write rows as an expression that `as_simple` reads as the same rows.

    Raises CannotBeWritten: a value that is not of its sort, or has quotes in it.
    """
    text = (" and " if simple.mode is Mode.ALL else " or ").join(map(_row_text, simple.rows))
    again = as_simple(text)
    if again is None or again.rows != simple.rows:
        raise CannotBeWritten(text)
    return text


def as_text(tree: Tree) -> str:
    """Write a tree as an expression that `parse` reads as the same tree, on one line."""
    return _text(tree, 0)


@dataclass(frozen=True, slots=True)
class Seen:
    """One part of a condition, what it came to (None: unknown), and the answers that it looked at.

    Answers by their keys as far as they count: None where there is none or its field is hidden.
    """

    text: str
    outcome: bool | None
    answers: tuple[tuple[str, Value | None], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """An element whose own condition is not true, and how each part of it came out."""

    element: Ref
    outcome: bool | None
    mode: Mode
    parts: tuple[Seen, ...]


def why_hidden(filled: Filled, key: str) -> tuple[Reason, ...]:
    """Say why a field or group is hidden, from the page inwards; nothing when it is shown.

    Raises KeyError: the form has no such field or group.
    """
    schema, (name, row) = filled.schema, split_key(key)
    group = schema.group_of.get(name) or {one.id: one for one in schema.groups()}[name]
    page = next(one for one in schema.pages if group in one.groups)
    around: list[tuple[Ref, str, str | None]] = [
        (Ref(Part.PAGE, page.id), page.show_when, None),
        (Ref(Part.GROUP, group.id), group.show_when, None),
    ]
    if name in schema.by_id:
        around.append((Ref(Part.FIELD, name), schema.by_id[name].show_when, row))
    found = (_reason(filled, ref, text, at) for ref, text, at in around if text)
    return tuple(one for one in found if one.outcome is not True)


def _reason(filled: Filled, element: Ref, text: str, row: str | None) -> Reason:
    tree = parse(text)
    mode, parts = _parts(tree)
    seen = (
        Seen(as_text(part), _outcome(filled, part, element, row), tuple(_looked(filled, part, row)))
        for part in parts
    )
    return Reason(element, _outcome(filled, tree, element, row), mode, tuple(seen))


def _parts(tree: Tree) -> tuple[Mode, tuple[Tree, ...]]:
    """Give what all or any of must hold; anything else is one part, all of it."""
    if isinstance(tree, Operation) and tree.sign in {"and", "or"}:
        return Mode.ALL if tree.sign == "and" else Mode.ANY, tree.parts
    return Mode.ALL, (tree,)


def _outcome(filled: Filled, tree: Tree, element: Ref, row: str | None) -> bool | None:
    scope, schema = scope_of(filled.schema), filled.schema
    if element.kind is Part.FIELD and schema.group_of[element.id].repeat:
        scope = scope.within(schema.group_of[element.id].id)
    outcome: bool | None = filled.evaluation.of(check(tree, scope, Sort.TRUTH), row)
    return outcome


def _looked(filled: Filled, tree: Tree, row: str | None) -> Iterator[tuple[str, Value | None]]:
    for name in dict.fromkeys(one.name for one in names_in(tree)):
        for key in _keys(filled.schema, name, row, filled):
            yield key, filled.today.isoformat() if key == "today" else filled.counting.get(key)


def _keys(schema: FormSchema, name: str, row: str | None, filled: Filled) -> Iterator[str]:
    """Give the keys that a name stands for: in another group's rows, one for each; a table has none."""
    group = schema.group_of.get(name)
    if name == "today" or (group is not None and group.repeat is None):
        yield name
    elif group is not None:
        rows = [row] if row is not None else filled.evaluation.rows(group.id)
        yield from (key_of(name, one) for one in rows)


def _row(tree: Tree) -> Row | None:
    match tree:
        case Call(name="answered", arguments=(Name(name=field),)):
            return Row(field, ANSWERED)
        case Operation(sign="not", parts=(Call(name="answered", arguments=(Name(name=field),)),)):
            return Row(field, NOT_ANSWERED)
        case Operation(sign=sign, parts=(Name(name=field), value)) if sign in _IN_ROWS:
            return _compared(field, sign, value)
    return None


def _compared(field: str, sign: str, value: Tree) -> Row | None:
    match value:
        case Constant(sort=sort, text=text):
            return Row(field, sign, text, sort)
        case Operation(sign="-", parts=(Constant(sort=Sort.NUMBER, text=text),)):
            return Row(field, sign, f"-{text}", Sort.NUMBER)
        case Name(name="today"):
            return Row(field, sign, "today", Sort.DATE)
    return None


def _row_text(row: Row) -> str:
    if row.sign in _THERE:
        return f"{row.sign}({row.field})"
    value = f'"{row.value}"' if row.sort is Sort.TEXT else row.value
    return f"{row.field} {row.sign} {value}"


def _text(tree: Tree, least: int) -> str:
    match tree:
        case Constant(sort=Sort.TEXT, text=text):
            return f'"{text}"'
        case Constant(text=text) | Name(name=text):
            return text
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(as_text(one) for one in arguments)})"
        case Listing(items=items):
            return f"({', '.join(as_text(one) for one in items)})"
        case Operation(sign="-", parts=(part,)):
            return f"-{_text(part, _FACTOR)}"
        case Operation(sign=sign, parts=parts):
            level = _LEVELS[sign]
            text = _operation(sign, parts, level)
            return text if level >= least else f"({text})"


def _operation(sign: str, parts: tuple[Tree, ...], level: int) -> str:
    if sign == "not":
        return f"not {_text(parts[0], level)}"
    if sign in {"and", "or"}:
        return f" {sign} ".join(_text(part, level + 1) for part in parts)
    # Sums and products go from left to right; comparisons do not chain.
    left = level if sign in {"+", "-", "*", "/"} else level + 1
    return f"{_text(parts[0], left)} {sign} {_text(parts[1], level + 1)}"
