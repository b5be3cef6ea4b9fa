"""The base of every table that belongs to a tenant, and the list of tenants."""

import os
import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.base import ModelBase
from django.db.models.options import Options

from gemensam.kernel.ids import uuid7
from gemensam.tenancy.context import current_tenant_id
from gemensam.tenancy.operations import TenantReference

NANOSECONDS_PER_MILLISECOND = 1_000_000


def new_id() -> UUID:
    """Make a uuid7 from the machine's clock and randomness: the edge that the kernel has not."""
    return uuid7(time.time_ns() // NANOSECONDS_PER_MILLISECOND, os.urandom(10))


class FetchingManager[M: models.Model](models.Manager[M]):
    """Decides what happens when a relation was not fetched: refused in tests, in bulk else."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().fetch_mode(settings.GEMENSAM_FETCH_MODE)


class IdField(models.UUIDField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A uuid7 primary key. Migrations see a plain UUIDField."""

    def __init__(self) -> None:
        super().__init__(primary_key=True, default=new_id, editable=False)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        return (self.name, "django.db.models.UUIDField", [], {"primary_key": True})

    def clone(self) -> "IdField":
        return IdField()


class GlobalModel(models.Model):
    """Base of a table without tenant. Each one stands in `global_tables.py` with its reason."""

    id = IdField()

    objects = FetchingManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


class Tenant(GlobalModel):
    """An organisation that owns data: municipality, association, receiving centre, performer."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class TenantField(models.ForeignKey):  # type: ignore[type-arg]  # as above
    """Whose row it is: filled from the running context. Migrations see a plain foreign key."""

    def __init__(self, to: Any = Tenant, **_from_clone: Any) -> None:
        super().__init__(
            to,
            on_delete=models.PROTECT,
            related_name="+",
            db_index=False,
            editable=False,
            default=current_tenant_id,
        )

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("default")
        return name, "django.db.models.ForeignKey", list(args), kwargs


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]  # as above
    """A reference inside one tenant: the constraint in the database is (tenant_id, x_id)."""

    def __init__(self, to: Any, **kwargs: Any) -> None:
        kwargs.setdefault("on_delete", models.PROTECT)
        super().__init__(to, **kwargs | {"db_constraint": False})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", list(args), kwargs


def _table_of(target: type[models.Model] | str, *, seen_from: "Options[models.Model]") -> str:
    """Name the table of a reference's target: a name while that model is not loaded yet."""
    if not isinstance(target, str):
        return target._meta.db_table
    if target == "self":
        return seen_from.db_table
    if "." in target:
        return target.replace(".", "_").lower()
    return f"{seen_from.app_label}_{target}".lower()


class TenantModelBase(ModelBase):
    """Gives every tenant table its composite key and composite references."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **kwargs: Any
    ) -> Any:
        model: Any = super().__new__(mcs, name, bases, attrs, **kwargs)
        meta = model._meta
        if meta.abstract:
            return model
        references = [
            TenantReference(
                column=f"{field.name}_id",
                to_table=_table_of(field.remote_field.model, seen_from=meta),
                name=f"{meta.db_table}_{field.name}_in_tenant",
            )
            for field in meta.local_fields
            if isinstance(field, TenantForeignKey)
        ]
        meta.constraints = [
            *meta.constraints,
            models.UniqueConstraint(fields=["tenant", "id"], name=f"{meta.db_table}_tenant_id"),
            *references,
        ]
        meta.original_attrs["constraints"] = meta.constraints
        return model


class TenantModel(models.Model, metaclass=TenantModelBase):
    """Base of a table whose rows belong to a tenant; row-level security is put on by `policies`."""

    id = IdField()
    tenant = TenantField()

    objects = FetchingManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
