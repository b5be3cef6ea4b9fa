"""Keyset paging: the next page starts after the last row, however the list has changed since.

A cursor holds the last row's sort values and id, signed for one order of one list. It stands in
the address, so never sort a paged list by a name or an identity number: use a date, a count, an id.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

# Fits a screen and a half in the tight rooms; one more row is read to know whether there are more.
PAGE_SIZE = 50
CURSOR_PARAMETER = "efter"
_SALT = "gemensam.ui.paging"

type Value = str | int | bool | datetime | date | Decimal | UUID

_READERS: Mapping[str, Callable[[str], Value]] = {
    "str": str,
    "int": int,
    "bool": lambda text: text == "True",
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "Decimal": Decimal,
    "UUID": UUID,
}


class BadCursor(ValueError):
    """The cursor was altered, belongs to another list, or is no cursor at all."""


@dataclass(frozen=True, slots=True)
class Order:
    """One sort key: a field or annotation that is never null."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page[RowT]:
    """One page of rows, and where the next one starts."""

    rows: tuple[RowT, ...]
    next_cursor: str = ""
    started_over: bool = False

    @property
    def has_more(self) -> bool:
        """Say whether there is a next page."""
        return bool(self.next_cursor)


def page_of[ModelT: Model](
    rows: QuerySet[ModelT],
    *,
    order: Sequence[Order],
    after: str = "",
    size: int = PAGE_SIZE,
    key: str = "pk",
) -> Page[ModelT]:
    """Read one page in the given order; the id settles ties. A bad cursor starts over and says so."""
    start = start_of(order, after, key)
    found = list(rows.filter(start.beyond).order_by(*_keys(start.order))[: size + 1])
    return page_from(found, start, size)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a page begins: the whole order, what comes after the cursor, whether it was bad."""

    order: Sequence[Order]
    after: Sequence[Value] = ()
    started_over: bool = False

    @property
    def beyond(self) -> Q:
        """Say it to the ORM."""
        return _beyond(self.order, self.after) if self.after else Q()


def start_of(order: Sequence[Order], after: str, key: str) -> Start:
    """Read where a page begins; the key settles ties. A bad cursor starts over."""
    full = [*order, Order(key, descending=bool(order) and order[-1].descending)]
    if not after:
        return Start(full)
    try:
        return Start(full, read_cursor(after, full))
    except BadCursor:
        return Start(full, started_over=True)


def _keys(order: Sequence[Order]) -> list[str]:
    return [("-" if one.descending else "") + one.field for one in order]


def page_from[ModelT: Model](found: Sequence[ModelT], start: Start, size: int) -> Page[ModelT]:
    """Give the rows of a page, of which one more was read if there are more."""
    cursor = ""
    if len(found) > size:
        last = found[size - 1]
        cursor = write_cursor([_value_of(last, one.field) for one in start.order], start.order)
    return Page(tuple(found[:size]), cursor, start.started_over)


def _beyond(order: Sequence[Order], values: Sequence[Value]) -> Q:
    """Say "after this row": a >= 1 and (a > 1 or (b >= 2 and (b > 2 or …))), each in its direction.

    The first half says nothing new: it is what an index can begin at.
    """
    (key, *other_keys), (value, *other_values) = order, values
    comparison = "lt" if key.descending else "gt"
    beyond = Q(**{f"{key.field}__{comparison}": value})
    if not other_keys:
        return beyond
    return Q(**{f"{key.field}__{comparison}e": value}) & (
        beyond | _beyond(other_keys, other_values)
    )


def _value_of(row: Model, path: str) -> Value:
    value: object = row
    for name in path.split("__"):
        value = getattr(value, name)
    if not isinstance(value, str | int | datetime | date | Decimal | UUID):
        message = f"cannot page by {path}: {type(value).__name__}"
        raise TypeError(message)
    return value


def write_cursor(values: Sequence[Value], order: Sequence[Order]) -> str:
    """Write a cursor for this order."""
    typed = [[_type_name(value), _text_of(value)] for value in values]
    return signing.Signer(salt=_salt(order)).sign_object(typed, compress=False)


def read_cursor(cursor: str, order: Sequence[Order]) -> list[Value]:
    """Read a cursor written for this order, or raise `BadCursor`."""
    try:
        typed = signing.Signer(salt=_salt(order)).unsign_object(cursor)
        values = [_READERS[name](text) for name, text in typed]
    except (signing.BadSignature, json.JSONDecodeError, ValueError, KeyError, TypeError) as error:
        raise BadCursor from error
    if len(values) != len(order):
        raise BadCursor
    return values


def _salt(order: Sequence[Order]) -> str:
    return ".".join([_SALT, *(f"{o.field}{'-' if o.descending else '+'}" for o in order)])


def _type_name(value: Value) -> str:
    return next(
        name
        for name, kind in (
            ("bool", bool),
            ("int", int),
            ("datetime", datetime),
            ("date", date),
            ("Decimal", Decimal),
            ("UUID", UUID),
            ("str", str),
        )
        if isinstance(value, kind)
    )


def _text_of(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def more_href[RowT](page: Page[RowT], query: QueryDict) -> str:
    """Return the address of the next page; filters and sorting stay as they are."""
    if not page.has_more:
        return ""
    return address(query, {CURSOR_PARAMETER: page.next_cursor})


def first_href(query: QueryDict) -> str:
    """Return the address of the first page when the reader is further on, else nothing."""
    return address(query, {CURSOR_PARAMETER: ""}) if query.get(CURSOR_PARAMETER) else ""


def address(query: QueryDict, changes: Mapping[str, str]) -> str:
    """Return the query string with some parameters changed; an empty value takes one away."""
    kept = [
        (name, value)
        for name, values in query.lists()
        if name not in changes
        for value in values
        if isinstance(value, str)
    ]
    added = [(name, value) for name, value in changes.items() if value]
    return "?" + urlencode([*kept, *added])
