"""Searches what lies in the database and on disk: nothing of one municipality in another's rows."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from tests.escape.planting import GROUPS, Planted, marker

# An attempt from outside is logged where it was made, with the name of who tried.
WHO_TRIED = {"audit_accesslog": ("actor_name", "actor_title", "actor_hsa_id")}
TENANT_TABLES = """
    SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition AND a.attname = 'tenant_id' ORDER BY 1
"""


def _owners(planted: Planted) -> dict[UUID, str]:
    return {
        tenant: group for group, tenants in planted.tenants.items() for tenant in tenants.values()
    }


def strays_in_tables(dsn: str, planted: Planted) -> Iterator[str]:
    """Rows of any table with a tenant, queues too, that hold another municipality's canary."""
    owners = _owners(planted)
    with psycopg.connect(dsn, row_factory=dict_row) as db:
        for table in [row["name"] for row in db.execute(TENANT_TABLES).fetchall()]:
            query = sql.SQL("SELECT tenant_id, to_jsonb(t) AS said FROM {} t").format(
                sql.Identifier(table)
            )
            for row in db.execute(query):
                yield from _strays(table, row, owners)


def _strays(table: str, row: Mapping[str, object], owners: dict[UUID, str]) -> Iterator[str]:
    group = owners.get(row["tenant_id"])  # type: ignore[call-overload] -- a uuid column
    for foreign in GROUPS if group else ():
        for column, one in dict(row["said"]).items():  # type: ignore[call-overload] -- jsonb
            if column in WHO_TRIED.get(table, ()):
                continue
            if foreign != group and marker(foreign) in str(one):
                yield f"{table}.{column} of {group} holds something of {foreign}"


def strays_in_files(home: Path, planted: Planted) -> Iterator[str]:
    """Stored files of a tenant that hold another municipality's canary."""
    for tenant, group in _owners(planted).items():
        for path in (home / "files" / str(tenant)).rglob("*"):
            data = path.read_bytes() if path.is_file() else b""
            for foreign in GROUPS:
                if foreign != group and marker(foreign).encode() in data:
                    yield f"{path.name} of {group} holds something of {foreign}"
