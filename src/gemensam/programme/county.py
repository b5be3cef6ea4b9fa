"""The county body, in whose tenant the plan, the money and the reported values lie."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context


class NoCountyBody(LookupError):
    """The database has no county body yet: `gemensam migrate` writes it down."""


def tenant_id() -> UUID:
    """Give the county body's tenant. Raises NoCountyBody."""
    for body in organisations.bodies(organisations.OrganisationKind.COUNTY_BODY):
        return body.tenant_id
    raise NoCountyBody


@contextmanager
def context() -> Iterator[None]:
    """Run a block in the county body's tenant: for what is public, and what policy let through."""
    with tenant_context(tenant_id()):
        yield
