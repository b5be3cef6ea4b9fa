"""A tenant with a folder of its own, and a scanner that is really there."""

import pytest
from tests import clamd as daemons


@pytest.fixture
def home(db, tmp_path, settings_home):
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    tenant_id = organisations.municipality_by_slug("munkedal").tenant_id
    with tenant_context(tenant_id):
        yield tmp_path / "files" / str(tenant_id)


@pytest.fixture
def settings_home(tmp_path, monkeypatch):
    from django.conf import settings

    monkeypatch.setattr(settings, "GEMENSAM_HOME", tmp_path)


@pytest.fixture
def scanner_at(monkeypatch):
    """Say where the scanner is."""
    from django.conf import settings

    return lambda place: monkeypatch.setattr(settings, "GEMENSAM_CLAMD", str(place))


@pytest.fixture
def clamd(scanner_at):
    with daemons.running() as daemon:
        scanner_at(daemon.socket)
        yield daemon
