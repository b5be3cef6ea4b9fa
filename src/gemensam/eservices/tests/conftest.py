"""Where the tests of e-services take place."""

import pytest

from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def place(real_db):
    """Give Margit's municipality."""
    found = organisations.municipality_by_slug("munkedal")
    assert found is not None
    return found


@pytest.fixture
def home(place):
    """Let the whole test look into Margit's municipality."""
    with tenant_context(place.tenant_id):
        yield place
