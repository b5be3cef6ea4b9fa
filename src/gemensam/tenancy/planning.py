"""What the planner must know of a table before it has rows to count.

Without statistics PostgreSQL takes it that a tenant has a row or two, and then finds an index on
(tenant_id, something) as good as the key on (tenant_id, id). References are checked by such a plan,
which each connection keeps: a new receiving centre's checks read all of its alarms for each new
one, half a millisecond each after 2,000 alarms, until autovacuum has counted.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# The first version whose statistics can be written; an older one waits for its own count.
WRITES_STATISTICS = 180_000


def expect_large_tenants(connection: BaseDatabaseWrapper, tables: list[str]) -> None:
    """Tell the planner, for tables that were never counted, that all rows have one tenant.

    Runs as the owner. What autovacuum counts later takes its place.
    """
    with connection.cursor() as cursor:
        if cursor.connection.info.server_version < WRITES_STATISTICS:
            return
        cursor.execute(
            """
            SELECT pg_restore_attribute_stats(
                'schemaname', 'public', 'relname', given.name, 'attname', 'tenant_id',
                'inherited', false, 'null_frac', 0::real, 'avg_width', 16, 'n_distinct', 1::real)
            FROM unnest(%s::text[]) AS given (name)
            WHERE NOT EXISTS (SELECT 1 FROM pg_stats s WHERE s.schemaname = 'public'
                AND s.tablename = given.name AND s.attname = 'tenant_id')
            """,
            [tables],
        )
