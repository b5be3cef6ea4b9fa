"""The database's own catalogue: every table is walled in or listed, every reference composite."""

from django.apps import apps
from django.db import connection

from gemensam.tenancy import policies
from gemensam.tenancy.global_tables import GLOBAL_TABLES
from gemensam.tenancy.models import TenantForeignKey, TenantModel


def _rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_table_has_a_tenant_or_a_listed_reason(db):
    unlisted = [
        table.name
        for table in policies.tables_of(connection)
        if not table.has_tenant and table.name not in GLOBAL_TABLES
    ]
    assert unlisted == []


def test_no_global_table_is_listed_that_does_not_exist(db):
    names = {table.name for table in policies.tables_of(connection)}
    assert sorted(set(GLOBAL_TABLES) - names) == []


def test_every_tenant_table_has_row_level_security_enabled_and_forced(db):
    open_tables = _rows(
        """
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND a.attname = 'tenant_id' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
        ORDER BY 1
        """
    )
    assert [name for (name,) in open_tables if name not in GLOBAL_TABLES] == []


def test_every_policy_is_the_one_equality_or_a_listed_role(db):
    others = _rows(
        f"""
        SELECT tablename, policyname, coalesce(qual, with_check) FROM pg_policies
        WHERE coalesce(qual, with_check) <> $t${policies.TENANT_EQUALITY}$t$
          AND policyname NOT IN ('owner', 'sealer', 'statistics')
        """
    )
    assert others == []


def test_every_reference_inside_a_tenant_is_composite_in_the_database(db):
    expected = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        if issubclass(model, TenantModel)
        for field in model._meta.local_fields
        if isinstance(field, TenantForeignKey)
    }
    found = set(
        _rows(
            """
            SELECT c.conrelid::regclass::text, a.attname
            FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
            WHERE c.contype = 'f' AND cardinality(c.conkey) = 2 AND a.attname <> 'tenant_id'
            """
        )
    )
    assert expected - found == set()
    assert expected


def test_a_tenant_table_refers_to_another_only_through_the_composite_key(db):
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if issubclass(model, TenantModel)
        for field in model._meta.local_fields
        if field.is_relation
        and issubclass(field.related_model, TenantModel)
        and not isinstance(field, TenantForeignKey)
    ]
    assert plain == []


# Disposal: what is append-only for everybody else goes through these doors, which the worker's role
# alone may open, in the running tenant: for a decided case (`cases/tests/test_disposing.py`), and for a
# mandate that is over (`eservices/tests/test_scans.py`).
_DOORS = [
    (name, "public, pg_temp", ["gemensam_owner", "gemensam_worker"])
    for name in ("cases_dispose", "people_dispose_mandate")
]


def test_no_view_or_function_runs_with_its_owners_rights_but_the_doors_of_disposal(db):
    assert (
        _rows(
            """
        SELECT p.proname, right(p.proconfig[1], -length('search_path=')),
               ARRAY(SELECT grantee::regrole::text FROM aclexplode(p.proacl)
                     WHERE privilege_type = 'EXECUTE' ORDER BY 1)
        FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
        ORDER BY 1
        """
        )
        == _DOORS
    )
