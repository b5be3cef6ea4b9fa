"""A database table as a list: each column of the file is a field of the row, read and put."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.programme.lists.registry import Scope
from gemensam.programme.rules.lists import Change, Column, Kind, Record, Value, key_of
from gemensam.programme.rules.lists_words import OneOf, RowKey
from gemensam.programme.rules.workings import gettext_noop
from gemensam.tenancy.models import TenantModel

# Rows written in one statement.
BATCH = 500
ROW_KEY = gettext_noop("row")


@dataclass(frozen=True, slots=True)
class Field[M: TenantModel]:
    """A column, and how its value is read from a row and put there."""

    column: Column
    get: Callable[[M], Value]
    put: Callable[[M, Value], None]


@dataclass(frozen=True, slots=True)
class Table[M: TenantModel]:
    """Reads and writes the rows of a model. `fields()` runs in the tenant, once each time."""

    model: type[M]
    fields: Callable[[], Sequence[Field[M]]]
    order: tuple[str, ...]
    joined: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()
    # What a new row gets that stands in no column, and what a changed one gets.
    begin: Callable[[M, Scope], None] | None = None
    touch: Callable[[M, Scope], None] | None = None
    # What is written in other tables when the rows are.
    finish: Callable[[Sequence[tuple[M, Record]], Scope], None] | None = None

    def columns(self) -> Sequence[Column]:
        """Give the columns."""
        return [field.column for field in self.fields()]

    def _instances(self, scope: Scope) -> Iterable[M]:
        rows = self.model.objects.order_by(*self.order).prefetch_related(*self.prefetched)
        rows = rows.select_related(*self.joined) if self.joined else rows
        return list(rows.select_for_update(of=("self",)) if scope.is_writing else rows)

    def rows(self, scope: Scope) -> list[Record]:
        """Give every row."""
        fields = self.fields()
        return [_record(fields, row) for row in self._instances(scope)]

    def write(self, changes: Sequence[Change], scope: Scope) -> None:
        """Write what is new and what is changed."""
        fields = self.fields()
        columns = [field.column for field in fields]
        there = {key_of(columns, _record(fields, row)): row for row in self._instances(scope)}
        added, changed, written = [], [], []
        for change in changes:
            row = there.get(key_of(columns, change.after))
            if row is None:
                row = self.model()
                added.append(row)
                if self.begin:
                    self.begin(row, scope)
            else:
                changed.append(row)
                if self.touch:
                    self.touch(row, scope)
            for field in fields:
                field.put(row, change.after.values[field.column.key])
            written.append((row, change.after))
        names = [one.name for one in self.model._meta.concrete_fields if not one.primary_key]
        self.model.objects.bulk_create(added, batch_size=BATCH)
        self.model.objects.bulk_update(changed, names, batch_size=BATCH)
        if self.finish:
            self.finish(written, scope)

    def remove(self, records: Sequence[Record], scope: Scope) -> None:
        """Take rows away that an import brought."""
        fields = self.fields()
        columns = [field.column for field in fields]
        gone = {key_of(columns, record) for record in records}
        ids = [
            row.id
            for row in self._instances(scope)
            if key_of(columns, _record(fields, row)) in gone
        ]
        self.model.objects.filter(id__in=ids).delete()


def _record[M: TenantModel](fields: Sequence[Field[M]], row: M) -> Record:
    return Record({field.column.key: field.get(row) for field in fields})


# --- fields --------------------------------------------------------------------------------------


def plain[M: TenantModel](column: Column, name: str) -> Field[M]:
    """Take a field as it is: texts, numbers, days, yes and no."""

    def get(row: M) -> Value:
        value: Value = getattr(row, name)
        return tuple(value) if isinstance(value, list) else value

    def put(row: M, value: Value) -> None:
        setattr(row, name, list(value) if isinstance(value, tuple) else value)

    return Field(column, get, put)


def given[M: TenantModel]() -> Field[M]:
    """Take the row's own id as the key that we give."""

    def put(row: M, value: Value) -> None:
        assert isinstance(value, str)
        row.id = UUID(value)

    column = Column("nyckel", ROW_KEY, RowKey(), is_key=True, needed=False, is_given=True)
    return Field(column, lambda row: str(row.id), put)


def amount[M: TenantModel](column: Column, name: str) -> Field[M]:
    """Take a field that holds kronor."""

    def get(row: M) -> Value:
        value: Decimal | None = getattr(row, name)
        return None if value is None else Money.from_kronor(value)

    def put(row: M, value: Value) -> None:
        setattr(row, name, value.kronor if isinstance(value, Money) else None)

    return Field(column, get, put)


def parent[M: TenantModel, P: TenantModel](
    key: str, label: str, name: str, model: type[P], *, needed: bool = True, is_key: bool = False
) -> Field[M]:
    """Take a reference to a row that has a `key` of its own."""
    there: dict[str, UUID] = dict(model.objects.values_list("key", "id"))
    keys = {row_id: text for text, row_id in there.items()}

    def get(row: M) -> Value:
        found: UUID | None = getattr(row, f"{name}_id")
        return "" if found is None else keys[found]

    def put(row: M, value: Value) -> None:
        assert isinstance(value, str)
        setattr(row, f"{name}_id", there[value] if value else None)

    kind = OneOf(dict.fromkeys(there, ""), needed=needed)
    return Field(Column(key, label, kind, is_key=is_key, needed=needed or is_key), get, put)


def municipality[M: TenantModel](
    key: str, label: str, name: str, *, needed: bool = True, is_key: bool = False
) -> Field[M]:
    """Take a municipality's id, written as its code; its name is read as well."""
    places = organisations.municipalities()
    ids = {place.code: place.organisation_id for place in places}
    codes = {row_id: code for code, row_id in ids.items()}

    def get(row: M) -> Value:
        found: UUID | None = getattr(row, name)
        return "" if found is None else codes.get(found, "")

    def put(row: M, value: Value) -> None:
        assert isinstance(value, str)
        setattr(row, name, ids[value] if value else None)

    kind = OneOf({place.code: place.name for place in places}, needed=needed)
    return Field(Column(key, label, kind, is_key=is_key, needed=needed or is_key), get, put)


def choice[M: TenantModel, W: StrEnum](
    key: str, label: str, name: str, words: Mapping[W, str], *, needed: bool = True
) -> Field[M]:
    """Take a word of an enumeration, written as the reader's language calls it."""
    return plain(Column(key, label, said(words, needed=needed), needed=needed), name)


def said[W: StrEnum](words: Mapping[W, str], *, needed: bool = True) -> Kind:
    """Let a column hold a word of an enumeration, called as the reader's language does."""
    others: dict[str, str] = {}
    for language in ("sv", "en"):
        with translation.override(language):
            others |= {_(text): str(word) for word, text in words.items()}
    names = {str(word): _(text) for word, text in words.items()}
    return OneOf(names, needed=needed, by_name=True, others=others)
