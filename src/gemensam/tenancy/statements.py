"""Statements written out once, for what every request asks.

Where a question is the same each time, the ORM's writing of it costs three times the database's
answer. Only such questions belong here; everything else is asked through the ORM.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model


def rows(statement: str, parameters: Sequence[str | UUID | datetime] = ()) -> list[tuple[Any, ...]]:
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


def columns(model: type[Model], alias: str) -> str:
    """Name a model's columns in the order in which `instance` takes their values."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def instance[M: Model](model: type[M], values: Sequence[object]) -> M:
    """Make an instance of a row's values, as the ORM would."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db("default", names, values)
