"""What is asked of the database, and how many cases it reads for it: for the bench `worklist`."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Collect what is asked of the database; what opens transactions and tenants is no question."""
    from django.db import connections

    asked: list[tuple[str, Any]] = []

    def collect(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "SELECT set_config")):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(collect))
        yield asked


@dataclass(frozen=True, slots=True)
class Read:
    """What a statement read of the table of cases, and how."""

    rows: float = 0
    ways: frozenset[str] = frozenset()


def _read(node: dict[str, Any]) -> Read:
    """Add up the rows that a plan and all below it took from the table, shown or not."""
    rows, ways = 0.0, set()
    loops = node["Actual Loops"]
    if node.get("Relation Name") == "cases_case":
        ways.add(node["Node Type"])
        rows += loops * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
    for below in node.get("Plans", ()):
        part = _read(below)
        rows, ways = rows + part.rows, ways | part.ways
    return Read(rows, frozenset(ways))


def read_for(reader: Any, asked: list[tuple[str, Any]]) -> Read:
    """Run what touched the table of cases again, to see how it is read."""
    from django.db import connection

    total = Read()
    for sql, params in asked:
        if 'FROM "cases_case"' not in sql or not sql.startswith(("SELECT", "WITH")):
            continue
        with reader.visit(), connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql, params)
            found = cursor.fetchone()[0]
        plan = found if isinstance(found, list) else json.loads(found)
        part = _read(plan[0]["Plan"])
        total = Read(total.rows + part.rows, total.ways | part.ways)
    return total


def run() -> Iterator[dict[str, Any]]:
    """Do nothing by itself: `worklist` calls this module."""
    yield from ()
