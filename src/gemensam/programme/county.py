"""The county body, in whose tenant the plan, the money and the reported values lie."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from gemensam.organisations import api as organisations
from gemensam.tenancy.context import once_a_request, tenant_context


class NoCountyBody(LookupError):
    """The database has no county body yet: `gemensam migrate` writes it down."""


def body() -> organisations.Body:
    """Give the county body. Raises NoCountyBody."""
    return once_a_request("county body", _body)


def _body() -> organisations.Body:
    for found in organisations.bodies(organisations.OrganisationKind.COUNTY_BODY):
        return found
    raise NoCountyBody


def tenant_id() -> UUID:
    """Give the county body's tenant. Raises NoCountyBody."""
    return body().tenant_id


@contextmanager
def context() -> Iterator[None]:
    """Run a block in the county body's tenant: for what is public, and what policy let through."""
    with tenant_context(tenant_id()):
        yield
