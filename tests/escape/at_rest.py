"""Searches rows, queues, mails and files: nothing of one municipality in what is another's."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from django.utils import timezone
from psycopg.rows import dict_row
from tests.escape.planting import GROUPS, Planted, marker

from gemensam.delivery import actions as delivery
from gemensam.delivery.models import Channel
from gemensam.delivery.transports import Outgoing
from gemensam.outbox import api as outbox
from gemensam.tenancy.roles import PREFIX

# An attempt from outside is logged where it was made, with the name of who tried; and the county
# body has each municipality's own words for what its hours cost.
WHOSE_WORDS = {
    "audit_accesslog": ("actor_name", "actor_title", "actor_hsa_id"),
    "programme_cofundingline": ("rate_basis",),
}
TENANT_TABLES = """
    SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition AND a.attname = 'tenant_id' ORDER BY 1
"""
# Put off by design until earlier news has come: a copy's county body is not the county's own.
PUT_OFF = "NotHeardOfYet"
# PostgreSQL's rows hold the lower half of a transaction's number.
HALF = 2**32
WORKER = f"{PREFIX}worker"


def _owners(planted: Planted) -> dict[str, str]:
    return {
        str(tenant): group
        for group, tenants in planted.tenants.items()
        for tenant in tenants.values()
    }


def _all_rows(tables: list[str], where: str = "true") -> str:
    return " UNION ALL ".join(
        f"SELECT '{name}', t.tenant_id::text, to_jsonb(t) FROM {name} t WHERE {where}"
        for name in tables
    )


def strays_in_tables(dsn: str, planted: Planted) -> Iterator[str]:
    """Rows of any table with a tenant, queues too, that hold another municipality's canary."""
    owners = _owners(planted)
    with psycopg.connect(dsn, row_factory=dict_row) as db:
        tables = [row["name"] for row in db.execute(TENANT_TABLES).fetchall()]
    with psycopg.connect(dsn) as db:
        for table, tenant, said in db.execute(_all_rows(tables).encode()):
            yield from _strays(table, owners.get(tenant or ""), said)


def _strays(table: str, group: str | None, said: Mapping[str, object]) -> Iterator[str]:
    for foreign in GROUPS if group else ():
        for column, one in said.items():
            if column in WHOSE_WORDS.get(table, ()):
                continue
            if foreign != group and marker(foreign) in str(one):
                yield f"{table}.{column} of {group} holds something of {foreign}"


def strays_in_files(home: Path, planted: Planted) -> Iterator[str]:
    """Stored files of a tenant that hold another municipality's canary."""
    for tenant, group in _owners(planted).items():
        for path in (home / "files" / tenant).rglob("*"):
            data = path.read_bytes() if path.is_file() else b""
            for foreign in GROUPS:
                if foreign != group and marker(foreign).encode() in data:
                    yield f"{path.name} of {group} holds something of {foreign}"


def here() -> int:
    """Give the number of the running transaction: every row it writes has this one or a later."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::numeric %% %s", [HALF])
        return int(cursor.fetchone()[0])


@contextmanager
def acting_as(role: str | None) -> Iterator[None]:
    """Let the rest of the connection's work be a role's; None: the superuser that it logged in as."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user::text")
        (before,) = cursor.fetchone()
        cursor.execute(f"SET SESSION AUTHORIZATION {role or 'DEFAULT'}")
        yield
        cursor.execute(f"SET SESSION AUTHORIZATION {before}")


@dataclass
class _Kept:
    """A way out that keeps what leaves."""

    channel: Channel
    letters: list[Outgoing] = field(default_factory=list)

    def send(self, message: Outgoing) -> None:
        """Keep it."""
        self.letters.append(message)


def let_the_worker_work() -> list[Outgoing]:
    """Do every job and send every message that waits, as the worker's role; give the letters."""
    now = timezone.now()
    ways = [_Kept(Channel.EMAIL), _Kept(Channel.SMS)]
    with acting_as(WORKER):
        outbox.drain(now=now)
        delivery.send_due(now=now, over=ways)
    return [letter for way in ways for letter in way.letters]


def strays_of_jobs(planted: Planted, since: int) -> set[str]:
    """What the running transaction wrote, with the worker's jobs done, that is somewhere else's."""
    letters = let_the_worker_work()
    owners = _owners(planted)
    found: set[str] = set()
    with acting_as(None), connection.cursor() as cursor:
        cursor.execute(TENANT_TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(_all_rows(tables, f"t.xmin::text::bigint >= {since}"))
        for table, tenant, said in cursor.fetchall():
            found.update(_strays(table, owners.get(tenant or ""), _as_dict(said)))
        cursor.execute("SELECT id, tenant_id::text FROM delivery_message")
        senders: dict[UUID, str] = dict(cursor.fetchall())
        cursor.execute(
            "SELECT handler, last_error FROM outbox_delivery"
            f" WHERE last_error NOT IN ('', '{PUT_OFF}') AND xmin::text::bigint >= {since}"
        )
        found.update(f"the job {name} broke with {error}" for name, error in cursor.fetchall())
    for letter in letters:
        group = owners.get(senders[UUID(letter.message_id)])
        found.update(_strays("letter", group, {"text": f"{letter.address} {letter.words}"}))
    return found


def _as_dict(said: Any) -> Mapping[str, object]:
    # Django's connections leave jsonb as text, for its own fields to read.
    return json.loads(said) if isinstance(said, str) else said
