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


def columns(model: type[Model], alias: str) -> str:
    """Name a model's columns in the order in which `instance` takes their values."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def instance[M: Model](model: type[M], values: Sequence[object]) -> M:
    """Make an instance of a row's values, as the ORM would."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db("default", names, values)
