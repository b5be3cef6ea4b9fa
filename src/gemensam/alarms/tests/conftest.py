"""Receivers as the receiver's database role, and the centre's tenant."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gemensam.kernel.actor import ActorKind, Assurance


@contextmanager
def database_role(name):
    """Let new connections of every thread be this role's."""
    from django.conf import settings
    from django.db import connection, connections

    database = connections["default"].settings_dict
    before = {key: database[key] for key in ("USER", "PASSWORD")}
    secrets = settings.ENVIRONMENT.secrets
    connection.close()
    database |= {
        "USER": f"gemensam_{name}",
        "PASSWORD": secrets.password_for(f"gemensam_{name}"),
    }
    try:
        yield
    finally:
        connection.close()
        database |= before


@pytest.fixture
def as_receiver(real_db):
    with database_role("receiver"):
        yield


@pytest.fixture
def as_supervisor(real_db):
    with database_role("supervisor"):
        yield


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def centre():
    """Give the tenant of the receiving centre, once a database is there."""
    from gemensam.organisations import api as organisations

    return lambda: organisations.body_by_slug("larmcentralen-vast").tenant_id


@pytest.fixture
def home():
    from gemensam.organisations import api as organisations

    return lambda: organisations.municipality_by_slug("munkedal").tenant_id


@pytest.fixture
def actor(now):
    """Give somebody of the cast as a log-in would make them."""
    from gemensam.identity import api as identity
    from gemensam.identity.models import DemoPersona

    def find(key):
        row = DemoPersona.objects.get(key=key)
        found = identity.actor_for(
            person_id=row.person_id,
            tenant_id=row.tenant_id,
            commission_id=row.commission_id,
            kind=ActorKind.STAFF if row.commission_id else ActorKind.RESIDENT,
            assurance=Assurance.LOA3,
        )
        return replace(found, authenticated_at=now)

    return find
