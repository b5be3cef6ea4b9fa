"""The demo's people for tests: actors newly logged in, residents by name."""

from dataclasses import replace
from datetime import date

from gemensam.kernel.actor import Actor, ActorKind, Assurance
from gemensam.kernel.personal_identity_number import number_for_tests

MARGIT, GRETA, DAVID = date(1940, 3, 12), date(1951, 7, 23), date(1958, 11, 2)
BIRGIT, GUNNAR, AKE = date(1941, 9, 30), date(1938, 2, 4), date(1944, 12, 1)
HOLGER = date(1939, 5, 5)


def home():
    from gemensam.organisations import api as organisations

    return organisations.body_by_slug("munkedal").tenant_id


def number(born):
    return number_for_tests(born, 0)


def resident(born):
    """Give a resident's id; inside the tenant's context."""
    from gemensam.people import api as people

    found = people.resident_by_number(number(born))
    assert found is not None
    return found.id


def unit(name):
    from gemensam.organisations import api as organisations

    return next(row.id for row in organisations.units() if row.name == name)


def staff(key, *, now) -> Actor:
    """Give one of the cast at work, logged in just now."""
    from gemensam.identity import api as identity
    from gemensam.identity.models import DemoPersona

    persona = DemoPersona.objects.get(key=key)
    actor = identity.actor_for(
        person_id=persona.person_id,
        tenant_id=persona.tenant_id,
        commission_id=persona.commission_id,
        kind=ActorKind.STAFF,
        assurance=Assurance.LOA3,
    )
    return replace(actor, authenticated_at=now)


def private(key, *, now) -> Actor:
    """Give one of the cast as a resident on her own pages."""
    from gemensam.identity import api as identity
    from gemensam.identity.models import DemoPersona

    persona = DemoPersona.objects.get(key=key)
    actor = identity.actor_for(
        person_id=persona.person_id,
        tenant_id=None,
        commission_id=None,
        kind=ActorKind.RESIDENT,
        assurance=Assurance.LOA3,
    )
    return replace(actor, authenticated_at=now)


def relate_to_hanna(born, *, now):
    """Enrol somebody in home health care."""
    from gemensam.people import api as people

    people.relate(
        resident_id=resident(born),
        unit_id=unit("Hemsjukvården"),
        basis=people.CareRelationBasis.HEALTH_CARE,
        now=now,
    )


def rows_of_log(**conditions):
    """Read the access log over the log reader's connection: needs real commits."""
    from gemensam.audit.models import AccessLog
    from gemensam.tenancy.context import tenant_context

    tenant_id = home()
    with tenant_context(tenant_id, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(**conditions).order_by("at", "id")
        return [
            (row.activity, row.resource_type, row.is_allowed, row.is_emergency, row.reason)
            for row in rows
        ]
