"""Statements written out once, for what every request asks.

Where a question is the same each time, the ORM's writing of it costs three times the database's
answer. Only such questions belong here; everything else is asked through the ORM.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import ForeignKey, Model, QuerySet


def rows(
    statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> list[tuple[Any, ...]]:
    """Run a statement in the running transaction and give its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def insert(instances: Sequence[Model]) -> None:
    """Add rows of one table in one statement, in which what they all share is said once.

    For tables whose values go to the database as they are: words, numbers, times, ids.
    """
    if not instances:
        return
    fields = instances[0]._meta.concrete_fields
    chosen: list[str] = []
    shared: list[Any] = []
    own: list[tuple[str, list[Any]]] = []
    for field in fields:
        first, *others = values = [getattr(one, field.attname) for one in instances]
        # Without its length: what is written as a varchar(9) is cut off, not refused.
        kind = (field.db_type(connection) or "").partition("(")[0]
        if all(other == first for other in others):
            chosen.append(f"%s::{kind}")
            shared.append(first)
        else:
            chosen.append(f"own.c{len(own)}")
            own.append((f"%s::{kind}[]", values))
    # Nothing of a visitor's is in the words: they are names and types of columns.
    statement = (
        f'INSERT INTO "{instances[0]._meta.db_table}"'
        f" ({', '.join(str(field.column) for field in fields)}) SELECT {', '.join(chosen)}"
    )
    if own:
        names = ", ".join(f"c{n}" for n in range(len(own)))
        statement += f" FROM unnest({', '.join(kind for kind, _values in own)}) AS own ({names})"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*shared, *(values for _kind, values in own)])


def columns(model: type[Model], alias: str, *, without: Collection[str] = ()) -> str:
    """Name a model's columns in the order in which `instance` takes their values."""
    fields = (one for one in model._meta.concrete_fields if one.name not in without)
    return ", ".join(f'{alias}."{field.column}"' for field in fields)


def instance[M: Model](
    model: type[M], values: Sequence[object], *, without: Collection[str] = ()
) -> M:
    """Make an instance of a row's values, as the ORM would; what it is without is asked for when read."""
    names: list[str] = []
    read: list[object] = []
    fields = (one for one in model._meta.concrete_fields if one.name not in without)
    for field, value in zip(fields, values, strict=True):
        # What the database gives in other words than the model has: JSON.
        converted = getattr(field, "from_db_value", None)
        names.append(field.attname)
        read.append(value if converted is None else converted(value, None, connection))
    return model.from_db("default", names, read)


@dataclass(frozen=True, slots=True)
class Joined[M: Model]:
    """Rows of a table with those that they refer to: what a statement asks for, and how it is read."""

    columns: str
    joins: str
    model: type[M]
    without: Collection[str]
    models: Mapping[str, type[Model]]

    def instance(self, values: Sequence[Any]) -> tuple[M, Sequence[Any]]:
        """Make an instance of a row's first values, with what it refers to; give the other values."""
        end = len(self.model._meta.concrete_fields) - len(self.without)
        made = instance(self.model, values[:end], without=self.without)
        for name, model in self.models.items():
            begin, end = end, end + len(model._meta.concrete_fields)
            is_there = values[begin] is not None
            setattr(made, name, instance(model, values[begin:end]) if is_there else None)
        return made, values[end:]


def joined[M: Model](
    model: type[M], alias: str, *names: str, without: Collection[str] = ()
) -> Joined[M]:
    """Give what is to be asked for of a table, without some fields, and of what others refer to."""
    fields = {name: cast("ForeignKey[Any, Any]", model._meta.get_field(name)) for name in names}
    models = {name: field.related_model for name, field in fields.items()}
    joins = " ".join(
        f'LEFT JOIN "{models[name]._meta.db_table}" {name} ON {name}.id = {alias}."{field.column}"'
        for name, field in fields.items()
    )
    own = columns(model, alias, without=without)
    others = [columns(one, name) for name, one in models.items()]
    return Joined(", ".join([own, *others]), joins, model, without, models)


@dataclass(frozen=True, slots=True)
class Grounds:
    """Questions of the ORM's, each written once under a name for statements that read it many times.

    `words` begins such a statement; the database looks through it to the tables and their indexes.
    """

    words: str
    values: Mapping[str, Any]
    # Without those that can find nothing.
    names: frozenset[str]


def grounds(columns: Sequence[str], **questions: QuerySet[Any]) -> Grounds:
    """Write questions out, with the columns that whoever reads them will name."""
    written: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, question in questions.items():
        try:
            words, given = question.values_list(*columns).query.sql_with_params()
        except EmptyResultSet:
            continue
        own = {f"{name}_{n}": value for n, value in enumerate(given)}
        # A sign that stood doubled stands doubled still: the values are put in later, by name.
        written[name] = words.replace("%%", "%%%%") % tuple(f"%({key})s" for key in own)
        values |= own
    listed = ", ".join(
        f"{name} ({', '.join(columns)}) AS NOT MATERIALIZED ({words})"
        for name, words in written.items()
    )
    return Grounds(f"WITH {listed}", values, frozenset(written))
