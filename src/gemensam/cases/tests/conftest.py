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


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """A folder of the test's own for files."""
    from django.conf import settings

    monkeypatch.setattr(settings, "GEMENSAM_HOME", tmp_path)
    return tmp_path


@pytest.fixture
def clamd(disk, monkeypatch):
    """A scanner that is really there."""
    from django.conf import settings
    from tests import clamd as daemons

    with daemons.running() as daemon:
        monkeypatch.setattr(settings, "GEMENSAM_CLAMD", str(daemon.socket))
        yield daemon
