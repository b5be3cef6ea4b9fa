"""The home municipality's context, the cast as actors, and phones in their hands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gemensam.kernel.actor import ActorKind, Assurance
from gemensam.tenancy.context import tenant_context

# Milliseconds, as a phone's clock has them, and later than anything in the demo.
LATER = timedelta(minutes=1)


@pytest.fixture
def now():
    at = datetime.now(UTC) + LATER
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


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


@pytest.fixture
def munkedal(db, home):
    """Work in the home municipality, undone afterwards."""
    with tenant_context(home()):
        yield home()


@pytest.fixture
def phone(actor, now):
    """Give the phone of somebody of the cast, not yet enrolled."""
    from gemensam.homecare.tests.phone import Phone

    return lambda key: Phone(actor(key), now)


@pytest.fixture
def resident():
    """Give the id of a resident by name."""
    from gemensam.people.models import Resident

    def find(name):
        given, family = name.split()
        return Resident.objects.get(given_name=given, family_name=family).id

    return find


@pytest.fixture
def visit_tomorrow(now, resident):
    """Give a planned visit of a resident's that nobody has touched."""
    from gemensam.homecare import queries
    from gemensam.homecare.models import Visit

    def find(name):
        row = (
            Visit.objects.filter(
                resident_id=resident(name), window_starts_at__gt=now + timedelta(days=1)
            )
            .order_by("window_starts_at")
            .first()
        )
        return queries.visit(row.id)

    return find
