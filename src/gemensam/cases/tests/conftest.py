"""The demo world for these tests. Models are imported once Django is set up."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def world(db):
    """The demo world, in Munkedal, undone afterwards."""
    from gemensam.cases.tests.acting import the_world
    from gemensam.tenancy.context import tenant_context

    found = the_world()
    with tenant_context(found.home):
        yield found


@pytest.fixture
def real_world(real_db):
    """The demo world with real commits."""
    from gemensam.cases.tests.acting import the_world

    found = the_world()
    found.now = datetime.now(UTC)
    return found
