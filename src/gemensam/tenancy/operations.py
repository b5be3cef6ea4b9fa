"""What migrations may use of ours: the composite foreign key, append-only tables, plain SQL.

Migrations import nothing else of this project, so an old migration keeps running for ever.
"""

from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.migrations.operations import RunSQL
from django.db.models.constraints import BaseConstraint


class TenantReference(BaseConstraint):
    """`FOREIGN KEY (tenant_id, x_id) REFERENCES other (tenant_id, id)`.

    A foreign key's own check bypasses row-level security, so a reference by id alone could point
    into another tenant's row; with the tenant in the key the database refuses it.
    """

    def __init__(self, *, column: str, to_table: str, name: str) -> None:
        self.column = column
        self.to_table = to_table
        super().__init__(name=name)

    def _sql(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        q = editor.quote_name
        return (
            f"ALTER TABLE {q(model._meta.db_table)} ADD CONSTRAINT {q(self.name)} "
            f"FOREIGN KEY (tenant_id, {q(self.column)}) "
            f"REFERENCES {q(self.to_table)} (tenant_id, id)"
        )

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        # Called while CREATE TABLE is put together. Whatever is returned is pasted inline and
        # could name a table that does not exist yet; what is not deferred here is lost.
        assert model is not None
        assert schema_editor is not None
        schema_editor.deferred_sql.append(Statement(self._sql(model, schema_editor)))
        return ""

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert model is not None
        assert schema_editor is not None
        return self._sql(model, schema_editor)

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert model is not None
        assert schema_editor is not None
        q = schema_editor.quote_name
        return f"ALTER TABLE {q(model._meta.db_table)} DROP CONSTRAINT {q(self.name)}"

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Iterable[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Leave it to the database: only it sees the other row."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return (
            "gemensam.tenancy.operations.TenantReference",
            (),
            {"column": self.column, "to_table": self.to_table, "name": self.name},
        )

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TenantReference):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.column, self.to_table))


class AppendOnly(RunSQL):
    """Refuse UPDATE, DELETE and TRUNCATE on a table, for every role, its owner too."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            f"""
            CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON "{table}"
              FOR EACH STATEMENT EXECUTE FUNCTION gemensam_refuse_change();
            CREATE TRIGGER append_only_table BEFORE TRUNCATE ON "{table}"
              FOR EACH STATEMENT EXECUTE FUNCTION gemensam_refuse_change();
            """,
            f"""
            DROP TRIGGER append_only_rows ON "{table}";
            DROP TRIGGER append_only_table ON "{table}";
            """,
        )

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return ("AppendOnly", (self.table,), {})


class KeyInTenant(RunSQL):
    """Let a table's ids be unique inside each tenant only, by its `(tenant_id, id)` constraint.

    For tables whose ids a client chooses: one key across tenants would refuse an id that another
    tenant has, and so tell that it is there.
    """

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_pkey"',
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_pkey" PRIMARY KEY (id)',
        )

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return ("KeyInTenant", (self.table,), {})
