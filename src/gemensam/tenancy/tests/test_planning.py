"""References are checked through the key also while tables are new and nothing was counted."""

import psycopg
import pytest

from gemensam.tenancy import planning

REFERRED_TO = """
    SELECT DISTINCT confrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f' AND cardinality(confkey) = 2 ORDER BY 1
"""
KEYS = """
    SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
    WHERE x.indrelid = %s::regclass AND x.indisunique AND x.indpred IS NULL
      AND (SELECT bool_and(a.attname IN ('tenant_id', 'id')) FROM pg_attribute a
           WHERE a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey))
"""


@pytest.fixture
def superuser(db, clones):
    with psycopg.connect(clones.cluster.dsn(database=clones.name)) as connection:
        yield connection
        connection.rollback()


def _index_of_a_check(connection, table: str) -> str:
    """The statement by which PostgreSQL checks a reference, planned for any values."""
    (plan,) = connection.execute(
        f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) SELECT 1 FROM ONLY {table} x"
        " WHERE tenant_id OPERATOR(pg_catalog.=) $1 AND id OPERATOR(pg_catalog.=) $2"
        " FOR KEY SHARE OF x"
    ).fetchone()
    scan = plan[0]["Plan"]["Plans"][0]
    # A bitmap is made of the index below it.
    (scan,) = scan.get("Plans", [scan])
    return scan.get("Index Name", scan["Node Type"])


def test_a_new_tables_references_are_checked_through_its_key(superuser):
    if superuser.info.server_version < planning.WRITES_STATISTICS:
        pytest.skip("this PostgreSQL takes no statistics from us")
    tables = [name for (name,) in superuser.execute(REFERRED_TO)]
    wrong = {}
    for number, table in enumerate(tables):
        copy = f"fresh_{number}"
        superuser.execute(f"CREATE TABLE {copy} (LIKE {table} INCLUDING ALL)")
        planning.expect_large_tenants(superuser, [copy])
        keys = {name for (name,) in superuser.execute(KEYS, [copy])}
        if (used := _index_of_a_check(superuser, copy)) not in keys:
            wrong[table] = used
    assert wrong == {}
    assert "alarms_alarm" in tables
