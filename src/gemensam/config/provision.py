"""Make the database ready: roles, the database itself, tables, then every policy and grant."""

import psycopg
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

from gemensam.config.environment import DATABASE_NAME
from gemensam.embedded.secret_store import Secrets
from gemensam.tenancy import planning, policies, roles


def create_roles_and_database(
    superuser_dsn: str, secrets: Secrets, *, name: str = DATABASE_NAME, template: str = "template0"
) -> None:
    """Make or refresh the roles and, when it is missing, the database. Needs a superuser."""
    with psycopg.connect(superuser_dsn, autocommit=True) as admin:
        for statement in roles.creation_sql(secrets.password_for):
            admin.execute(statement.encode())
        found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found is None:
            admin.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8'").format(
                    sql.Identifier(name), sql.Identifier(roles.OWNER), sql.Identifier(template)
                )
            )
            admin.execute(
                sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name))
            )
            for role in roles.ROLES:
                admin.execute(
                    sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                        sql.Identifier(name), sql.Identifier(role.database_name)
                    )
                )


def migrate(*, verbosity: int = 0) -> bool:
    """Run the migrations and put the policies in place, as the migrator; say if policies changed.

    Raises UnlistedTable: a table has neither a tenant nor a line in `global_tables`.
    """
    call_command("migrate", verbosity=verbosity, interactive=False, skip_checks=True)
    with transaction.atomic():
        changed = policies.apply(connection)
        tables = [one.name for one in policies.tables_of(connection) if one.has_tenant]
        planning.expect_large_tenants(connection, tables)
    return changed


def drop_database(superuser_dsn: str, *, name: str = DATABASE_NAME) -> None:
    """Throw the database away, whoever is connected to it."""
    with psycopg.connect(superuser_dsn, autocommit=True) as admin:
        admin.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def analyze(superuser_dsn: str, *, name: str = DATABASE_NAME) -> None:
    """Let the planner know the data after a bulk load, instead of waiting for autovacuum."""
    with psycopg.connect(superuser_dsn, dbname=name, autocommit=True) as admin:
        admin.execute("ANALYZE")
