"""Raw rows of fifty indicators in the 49 municipalities over ten years: made once, read by both sides."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import psycopg

INDICATORS = 50
FIRST_MONTH, MONTHS = date(2016, 12, 1), 120
LAST_DAY = date(2026, 11, 22)
SHARES = [f"bench_{number:02}" for number in range(INDICATORS)]
# The county page shows as many as there are shares among the shipped indicators of its list.
SHOWN = SHARES[:9]
TABLE = "programme_indicatorobservation"
TWIN = "bench_without_roll_up"
COLUMNS = "id, tenant_id, indicator, observed_municipality_id, day, numerator, denominator, source"
CHUNK = 1 << 20
# One month in so many is copied twice, with and without the roll-up, to say what that costs.
TWIN_EVERY = 3

# A day by its number, so that rows come in the order in which a county would send them.
_MAKE = """
    CREATE TABLE raw AS
    SELECT uuidv7() AS id, ?::UUID AS tenant_id,
           'bench_' || lpad((hash(n, 1) % 50)::VARCHAR, 2, '0') AS indicator,
           places[1 + (hash(n, 2) % 49)::INTEGER] AS observed_municipality_id,
           ?::DATE + (n * ? // ?)::INTEGER AS day,
           (hash(n, 3) % 60)::INTEGER AS numerator,
           (60 + hash(n, 4) % 40)::INTEGER AS denominator,
           'bench' AS source
    FROM (SELECT range AS n FROM range(?)) CROSS JOIN (SELECT ?::UUID[] AS places)
"""


@dataclass(frozen=True, slots=True)
class County:
    """Whose rows they are."""

    tenant_id: str
    municipality_ids: Sequence[str]


def make(path: Path, county: County, rows: int) -> duckdb.DuckDBPyConnection:
    """Make the rows in a DuckDB file: its native table is what the peer scans."""
    connection = duckdb.connect(str(path))
    days = (LAST_DAY - FIRST_MONTH).days + 1
    connection.execute(
        _MAKE, [county.tenant_id, FIRST_MONTH, days, rows, rows, list(county.municipality_ids)]
    )
    connection.execute("CHECKPOINT")
    return connection


def months() -> Iterator[date]:
    """Give the first day of each month."""
    for number in range(MONTHS):
        years, month = divmod(FIRST_MONTH.month - 1 + number, 12)
        yield date(FIRST_MONTH.year + years, month + 1, 1)


def write_month(peer: duckdb.DuckDBPyConnection, month: date, path: Path) -> None:
    """Write a month's rows as the text that COPY reads."""
    peer.execute(
        f"COPY (SELECT {COLUMNS} FROM raw WHERE date_trunc('month', day) = DATE '{month}')"
        f" TO '{path}' (FORMAT csv, HEADER false)"
    )


def write_all(peer: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write every row as the text that COPY reads."""
    peer.execute(f"COPY (SELECT {COLUMNS} FROM raw) TO '{path}' (FORMAT csv, HEADER false)")


def copy_in(admin: psycopg.Connection[Any], table: str, path: Path) -> float:
    """Copy a file into a table and commit; give the seconds."""
    began = time.perf_counter()
    statement = f"COPY {table} ({COLUMNS}) FROM STDIN (FORMAT csv)"
    with (
        path.open("rb") as file,
        admin.transaction(),
        admin.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        while chunk := file.read(CHUNK):
            copy.write(chunk)
    return time.perf_counter() - began


def make_twin(admin: psycopg.Connection[Any]) -> None:
    """Make the same table without the roll-up: same columns, indexes, checks and reference."""
    admin.execute(f"CREATE TABLE {TWIN} (LIKE {TABLE} INCLUDING ALL)")
    admin.execute(
        f"ALTER TABLE {TWIN} ADD FOREIGN KEY (tenant_id) REFERENCES tenancy_tenant (id)"
        " DEFERRABLE INITIALLY DEFERRED"
    )


@dataclass(slots=True)
class Ingest:
    """Seconds of the months that were copied both with and without the roll-up."""

    with_roll_up: float = 0.0
    without: float = 0.0
    all_seconds: float = 0.0

    @property
    def cost(self) -> float:
        """Give what the roll-up adds, as a part of the copying."""
        return self.with_roll_up / self.without - 1


def load(admin: psycopg.Connection[Any], peer: duckdb.DuckDBPyConnection, folder: Path) -> Ingest:
    """Copy month by month; every few months also into the twin, before or after by turns."""
    ingest = Ingest()
    path = folder / "month.csv"
    for number, month in enumerate(months()):
        write_month(peer, month, path)
        turn, is_twin = divmod(number, TWIN_EVERY)
        tables = [TABLE] if is_twin else [TABLE, TWIN] if turn % 2 else [TWIN, TABLE]
        for table in tables:
            seconds = copy_in(admin, table, path)
            if table == TABLE:
                ingest.all_seconds += seconds
                ingest.with_roll_up += 0 if is_twin else seconds
            else:
                ingest.without += seconds
    return ingest
