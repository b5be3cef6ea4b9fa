"""Plants three municipalities with the same people, numbers and cases, told apart by canaries only.

Everything that the demo's own actions wrote for Munkedal, its alarm centre, its association and the
county body is copied, row by row, into two more of each: natural keys stay identical, ids are new,
and every text that a person wrote ends with a canary that names the municipality. Works on the
database as its superuser, on any table that has a tenant: a new table is planted the day it exists.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from gemensam.files import disk
from gemensam.tenancy.global_tables import GLOBAL_TABLES

SOURCE = "munkedal"
COUNTY_BODY = "vastkom"
# The bodies that have rows of their own for Munkedal; each copy gets one of each to itself.
BODIES = ("larmcentralen-vast", COUNTY_BODY, "fyrbodal")
COPIES = ("skara", "tanum")
GROUPS = (SOURCE, *COPIES)
PERSONS = "identity_person"
FILES = "files_storedfile"

# The county body's, read by everybody on the county's pages: the real ones carry no canary. The
# copies do, and nobody may ever see those.
OPEN_TO_ALL = frozenset(
    f"programme_{name}"
    for name in (
        *("plan", "planrevision"),
        *("project", "projectparticipant", "projectnote", "projectdelivery"),
        *("projectrisk", "projectstakeholder", "projectstatus"),
        *("portfoliomodel", "portfolioframe", "portfoliocall"),
        *("pool", "resourceline"),
        *("grant", "grantcomponent", "indicatorvalue", "indicatortarget"),
        *("followupreport", "followuppublication"),
    )
)
# What code reads, not people: a canary there would break the row instead of hiding in it.
READ_BY_CODE = re.compile(
    r"(^|_)(hash|digest|sha256|signature|token|kind|state|status|regime|scopes|rights|purpose"
    r"|service|language|cid|ref|mrs|hsa_id|rule|rules_version|reason|session_hash|request_id"
    r"|resource_type|activity|content_type|lane|step|line|model|form_key|field_id|sort_key)$"
)
SLUG_IN_PATH = re.compile(rf"/{SOURCE}/")
# Tables keep a document beside its SHA-256, so that a canary can stand inside only if both follow.
DOCUMENT, DIGEST = "document", "digest"
AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SOMEBODYS_WORDS = re.compile(r"[A-ZÅÄÖ].*[a-zåäö]| ")


def marker(group: str) -> str:
    """What every canary of a municipality holds, and nothing else in the world does."""
    return f"~{group}~"


@dataclass
class Planted:
    """What was planted, and what was not."""

    ids: dict[str, dict[str, list[UUID]]] = field(
        default_factory=lambda: {group: defaultdict(list) for group in GROUPS}
    )
    tenants: dict[str, dict[UUID, UUID]] = field(default_factory=dict)
    persons: dict[str, dict[UUID, UUID]] = field(default_factory=dict)
    canaries: int = 0
    unplanted: dict[str, str] = field(default_factory=dict)

    def all_ids(self, group: str) -> set[str]:
        """Every id of a municipality's rows, as text."""
        return {str(one) for ids in self.ids[group].values() for one in ids}


@dataclass(frozen=True)
class Column:
    """A column as the catalogue knows it."""

    name: str
    type: str
    longest: int | None
    is_natural_key: bool

    def may_carry(self, mark: str) -> bool:
        """Say whether a canary fits without changing what the row means to the code."""
        return (
            self.type in {"text", "character varying"}
            and not self.is_natural_key
            and not READ_BY_CODE.search(self.name)
            and (self.longest is None or self.longest > len(mark))
        )


def _columns(db: psycopg.Connection[dict[str, Any]], table: str) -> list[Column]:
    rows = db.execute(
        """
        SELECT c.column_name AS name, c.data_type AS type, c.character_maximum_length AS longest,
          EXISTS (SELECT 1 FROM pg_index i JOIN pg_attribute a
                  ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                  WHERE i.indrelid = (%(table)s::text)::regclass AND i.indisunique
                    AND a.attname = c.column_name) AS is_natural_key
        FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND c.table_name = %(table)s::text
          AND c.is_generated = 'NEVER' AND c.is_identity = 'NO'
          AND coalesce(c.column_default, '') NOT LIKE 'nextval%%'
        """,
        {"table": table},
    ).fetchall()
    return [Column(**row) for row in rows]


class Planter:
    """One planting, in one transaction that neither triggers nor foreign keys stop."""

    def __init__(self, db: psycopg.Connection[dict[str, Any]], tables: Iterable[str]) -> None:
        self.db = db
        self.tables = list(tables)
        self.planted = Planted()
        self._new: dict[str, dict[str, str]] = {group: {} for group in GROUPS}

    def plant(self) -> Planted:
        """Plant everything."""
        self.db.execute("SET session_replication_role = replica")
        self._tenants()
        rows = {table: self._rows(table) for table in self.tables}
        for table, found in rows.items():
            for row in found:
                self._note_new_ids(table, row)
        self._plant_persons()
        for table, found in rows.items():
            columns = _columns(self.db, table)
            for row in found:
                for group in GROUPS:
                    self._plant_row(table, columns, row, group)
        self.db.execute("SET session_replication_role = origin")
        self.db.commit()
        return self.planted

    def _tenants(self) -> None:
        found = {r["slug"]: r["id"] for r in self.db.execute("SELECT id, slug FROM tenancy_tenant")}
        self.planted.tenants[SOURCE] = {found[one]: found[one] for one in (SOURCE, *BODIES)}
        for group in COPIES:
            copies = {found[body]: self._body_like(body, group) for body in BODIES}
            self.planted.tenants[group] = {found[SOURCE]: found[group]} | copies
        for table in self.tables:
            # What the demo has there stands in the way of identical keys.
            query = sql.SQL("DELETE FROM {} WHERE tenant_id = ANY (%s)")
            self.db.execute(
                query.format(sql.Identifier(table)), [[found[group] for group in COPIES]]
            )
        for group, tenants in self.planted.tenants.items():
            self._new[group] |= {str(old): str(new) for old, new in tenants.items()}

    def _body_like(self, body: str, group: str) -> UUID:
        """Make a tenant and an organisation like another, for one of the copies."""
        tenant, slug = uuid5(NAMESPACE_URL, f"{body} of {group}"), f"{body}-{group}"
        self.db.execute(
            "INSERT INTO tenancy_tenant (id, slug, name) SELECT %s, %s, name || %s"
            " FROM tenancy_tenant WHERE slug = %s",
            [tenant, slug, f" {group}", body],
        )
        self.db.execute(
            "INSERT INTO organisations_organisation SELECT (jsonb_populate_record(o,"
            " jsonb_build_object('id', gen_random_uuid(), 'tenant_id', %s::uuid, 'slug', %s::text,"
            " 'name', name || %s))).* FROM organisations_organisation o WHERE o.slug = %s",
            [tenant, slug, f" {group}", body],
        )
        return tenant

    def _rows(self, table: str) -> list[dict[str, Any]]:
        query = sql.SQL("SELECT * FROM {} WHERE tenant_id = ANY (%s)").format(sql.Identifier(table))
        return self.db.execute(query, [list(self.planted.tenants[SOURCE])]).fetchall()

    def _note_new_ids(self, table: str, row: Mapping[str, Any]) -> None:
        if not isinstance(row.get("id"), UUID):
            return
        for group in GROUPS:
            new = row["id"] if group == SOURCE else uuid5(NAMESPACE_URL, f"{group} {row['id']}")
            self._new[group][str(row["id"])] = str(new)
            if group == SOURCE and table in OPEN_TO_ALL:
                continue
            self.planted.ids[group][table].append(new)

    def _plant_persons(self) -> None:
        columns = _columns(self.db, PERSONS)
        for row in self.db.execute(f"SELECT * FROM {PERSONS}").fetchall():
            self._note_new_ids(PERSONS, row)
            for group in GROUPS:
                # The national number is one in the whole system; the residents' stay identical.
                kept = {} if group == SOURCE else {"personal_identity_number": None}
                self._plant_row(PERSONS, columns, row | kept, group)
                self.planted.persons.setdefault(group, {})[row["id"]] = UUID(
                    self._new[group][str(row["id"])]
                )

    def _plant_row(
        self, table: str, columns: list[Column], row: Mapping[str, Any], group: str
    ) -> None:
        values = {c.name: self._value(table, c, row[c.name], group) for c in columns}
        if table == FILES:
            values |= self._file(values, group)
        if _is_sealed(row):
            values |= self._sealed(table, row[DOCUMENT], group)
        if group == SOURCE:
            if table in OPEN_TO_ALL:
                return
            changed = {name: value for name, value in values.items() if value != row[name]}
            if not changed or "id" not in values:
                return
            assignments = sql.SQL(", ").join(
                sql.SQL("{} = %s").format(sql.Identifier(name)) for name in changed
            )
            statement = sql.SQL("UPDATE {} SET {} WHERE id = %s").format(
                sql.Identifier(table), assignments
            )
            self._run(table, statement, [*changed.values(), row["id"]])
            return
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(sql.Placeholder() * len(values)),
        )
        self._run(table, statement, [*values.values()])

    def _run(self, table: str, statement: sql.Composed, values: list[Any]) -> None:
        try:
            with self.db.transaction():
                self.db.execute(statement, values)
        except psycopg.errors.IntegrityError as error:
            self.planted.unplanted.setdefault(table, str(error).splitlines()[0])

    def _value(self, table: str, column: Column, value: Any, group: str) -> Any:
        if isinstance(value, UUID):
            return UUID(self._new[group].get(str(value), str(value)))
        mark = f"{marker(group)}{table}.{column.name}"
        if column.type == "jsonb" and value is not None:
            self.planted.canaries += 1
            return Jsonb(json.loads(self._moved(json.dumps(_marked(value, mark)), group)))
        if isinstance(value, str):
            return self._text(column, value, mark, group)
        if isinstance(value, list):
            return [self._value(table, Column("", "", None, True), one, group) for one in value]
        return value

    def _text(self, column: Column, value: str, mark: str, group: str) -> str:
        moved = self._moved(value, group)
        if not SOMEBODYS_WORDS.search(value):
            return moved
        for fitting in (mark, marker(group)):
            if column.may_carry(fitting):
                self.planted.canaries += 1
                room = (column.longest or 10**6) - len(fitting) - 1
                return f"{moved[:room]} {fitting}" if room > 0 else fitting
        return moved

    def _moved(self, text: str, group: str) -> str:
        """Let ids and addresses inside a text point into the copy."""
        ids = AN_ID.sub(lambda found: self._new[group].get(found[0], found[0]), text)
        return SLUG_IN_PATH.sub(f"/{group}/", ids)

    def _sealed(self, table: str, document: str, group: str) -> dict[str, Any]:
        """Mark the words inside a JSON document and seal it anew, as the product writes it."""
        said = _marked(
            json.loads(self._moved(document, group)), f"{marker(group)}{table}.{DOCUMENT}"
        )
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        self.planted.canaries += 1
        return {DOCUMENT: text, DIGEST: _sha256(text)}

    def _file(self, values: Mapping[str, Any], group: str) -> dict[str, Any]:
        """Put bytes with a canary where the product looks for them."""
        data = f"%PDF-1.7\n{marker(group)}{FILES}.bytes\n%%EOF\n".encode()
        path: Path = disk.path_of(values["tenant_id"], values["id"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_sealed(row: Mapping[str, Any]) -> bool:
    document = row.get(DOCUMENT)
    return isinstance(document, str) and row.get(DIGEST) == _sha256(document)


def _marked(value: Any, mark: str) -> Any:
    """Mark the words inside a document, not its keys and codes."""
    if isinstance(value, str):
        return f"{value} {mark}" if SOMEBODYS_WORDS.search(value) else value
    if isinstance(value, list):
        return [_marked(one, mark) for one in value]
    if isinstance(value, dict):
        return {
            key: one if READ_BY_CODE.search(key) else _marked(one, mark)
            for key, one in value.items()
        }
    return value


def tenant_tables(db: psycopg.Connection[dict[str, Any]]) -> list[str]:
    """List the tables that have a tenant, without partitions."""
    rows = db.execute(
        """
        SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND NOT c.relispartition AND a.attname = 'tenant_id' AND a.attnotnull
        ORDER BY c.relname
        """
    ).fetchall()
    return [row["name"] for row in rows if row["name"] not in GLOBAL_TABLES]


def plant(dsn: str) -> Planted:
    """Plant the database of an address, as its superuser."""
    with psycopg.connect(dsn, row_factory=dict_row) as db:
        return Planter(db, tenant_tables(db)).plant()
