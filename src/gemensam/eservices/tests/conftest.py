"""Where the tests of e-services take place. Django isn't ready when this is read: imports lie inside."""

import pytest


@pytest.fixture
def place(real_db):
    """Give Margit's municipality."""
    from gemensam.organisations import api as organisations

    found = organisations.municipality_by_slug("munkedal")
    assert found is not None
    return found


@pytest.fixture
def home(place):
    """Let the whole test look into Margit's municipality."""
    from gemensam.tenancy.context import tenant_context

    with tenant_context(place.tenant_id):
        yield place
