"""The tenant a transaction works in: set in the database for that transaction only.

The database is the wall (row-level security compares each row with `gemensam.tenant`); the Python
side only remembers the value so that new rows get it and nested blocks can put it back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast
from uuid import UUID

from django.db import connections, transaction

_tenant: ContextVar[UUID | None] = ContextVar("gemensam_tenant", default=None)
_known: ContextVar[dict[str, object] | None] = ContextVar("gemensam_known", default=None)


class NoTenantContext(RuntimeError):
    """A row of a tenant was about to be made outside every tenant's context."""


def current_tenant_id() -> UUID:
    """Give the tenant of the running block.

    Raises NoTenantContext: outside every `tenant_context`.
    """
    tenant_id = _tenant.get()
    if tenant_id is None:
        raise NoTenantContext("open tenant_context(...) before working with a tenant's rows")
    return tenant_id


def running_tenant_id() -> UUID | None:
    """Give the tenant of the running block; None outside every one."""
    return _tenant.get()


def _tell_database(tenant_id: UUID | None, using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('gemensam.tenant', %s, true)",
            [str(tenant_id) if tenant_id else ""],
        )


@contextmanager
def tenant_context(tenant_id: UUID | None, *, using: str = "default") -> Iterator[None]:
    """Run a block as one tenant (None: as no tenant), in a transaction of its own or a savepoint.

    When the block raises, the rollback restores the earlier setting by itself.
    """
    with transaction.atomic(using=using):
        token = _tenant.set(tenant_id)
        try:
            _tell_database(tenant_id, using)
            yield
        finally:
            _tenant.reset(token)
        _tell_database(_tenant.get(), using)


@contextmanager
def request_context(*, using: str = "default") -> Iterator[None]:
    """Open a request's transaction without a tenant; `enter_tenant` sets it once it is known."""
    with transaction.atomic(using=using):
        token, known = _tenant.set(None), _known.set({})
        try:
            yield
        finally:
            _tenant.reset(token)
            _known.reset(known)
    # Inside a block of a tenant's, as in tests: there it goes on.
    if (outer := _tenant.get()) is not None:
        _tell_database(outer, using)


def once_a_request[T](key: str, ask: Callable[[], T]) -> T:
    """Ask for what no request changes: once within a request, outside of one each time."""
    known = _known.get()
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    return cast("T", known[key])


def enter_tenant(tenant_id: UUID | None, *, using: str = "default") -> None:
    """Let the rest of the running transaction work in a tenant; None: in no tenant."""
    _tenant.set(tenant_id)
    _tell_database(tenant_id, using)
