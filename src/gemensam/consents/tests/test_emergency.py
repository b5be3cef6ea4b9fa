"""Emergency access: who may open it, for how long, and what is known of it afterwards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from gemensam.consents.tests import world

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
REASON = "Hittad medvetslös på golvet"


@pytest.fixture
def at_home(db):
    from gemensam.tenancy.context import tenant_context

    with tenant_context(world.home()):
        yield


@pytest.fixture
def hanna(at_home):
    return world.staff("hanna", now=NOW)


@pytest.mark.parametrize(
    ("since", "lasts", "reason", "constraint"),
    [
        (timedelta(minutes=6), HOUR, REASON, "consents_emergencyaccess_step_up"),
        (timedelta(), HOUR + timedelta(seconds=1), REASON, "consents_emergencyaccess_short"),
        (timedelta(), HOUR, "  akut      ", "consents_emergencyaccess_reason"),
    ],
)
def test_the_database_refuses_emergency_access_that_is_late_long_or_without_reason(
    hanna, since, lasts, reason, constraint
):
    from gemensam.consents.models import EmergencyAccess

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EmergencyAccess.objects.create(
            resident_id=world.resident(world.MARGIT),
            person_id=hanna.person_id,
            commission_id=hanna.commission.id,
            reason=reason,
            step_up_at=NOW - since,
            opened_at=NOW,
            until=NOW - since + lasts,
        )


@pytest.mark.parametrize(
    "authenticated_at", [NOW - timedelta(minutes=5, microseconds=1), NOW + HOUR, None]
)
def test_emergency_access_needs_a_new_log_in(hanna, authenticated_at):
    from gemensam.authority import api as authority
    from gemensam.consents import api as consents
    from gemensam.consents.models import EmergencyAccess

    with pytest.raises(authority.StepUpNeeded):
        consents.open_emergency(
            actor=replace(hanna, authenticated_at=authenticated_at),
            resident_id=world.resident(world.DAVID),
            reason=REASON,
            now=NOW,
        )
    assert EmergencyAccess.objects.count() == 0


@pytest.mark.parametrize("who", ["farid", "cecilia", "sven", "bo"])
def test_emergency_access_opens_for_nobody_without_a_commission_for_care(at_home, who):
    from gemensam.authority import api as authority
    from gemensam.consents import api as consents

    with pytest.raises(authority.Refused) as refusal:
        consents.open_emergency(
            actor=world.staff(who, now=NOW),
            resident_id=world.resident(world.DAVID),
            reason=REASON,
            now=NOW,
        )
    assert refusal.value.decision.reason == "OTHER_PURPOSE"


def test_emergency_access_never_opens_a_protected_identity(hanna):
    from gemensam.authority import api as authority
    from gemensam.consents import api as consents

    with pytest.raises(authority.Refused) as refusal:
        consents.open_emergency(
            actor=hanna, resident_id=world.resident(world.GRETA), reason=REASON, now=NOW
        )
    assert refusal.value.decision.reason == "PROTECTED"


def test_an_opened_emergency_is_told_and_stays_in_the_log_though_the_request_fails(real_db):
    from gemensam.consents import api as consents
    from gemensam.consents.models import EmergencyAccess
    from gemensam.tenancy.context import tenant_context

    class Broken(Exception):
        pass

    hanna = world.staff("hanna", now=NOW)
    with tenant_context(world.home()):
        david = world.resident(world.DAVID)

    def fail_after_opening():
        with tenant_context(world.home()):
            consents.open_emergency(
                actor=hanna, resident_id=david, reason=REASON, now=NOW, request_id="broken"
            )
            raise Broken

    with pytest.raises(Broken):
        fail_after_opening()
    with tenant_context(world.home()):
        assert EmergencyAccess.objects.count() == 0
    assert world.rows_of_log(resident_id=david, request_id="broken") == [
        ("Nödöppning", "consents.emergency", True, True, "ALLOWED")
    ]


def test_whoever_reviews_is_told_of_opened_emergency_access(real_db):
    from gemensam.consents import api as consents
    from gemensam.outbox.models import Event
    from gemensam.tenancy.context import tenant_context

    hanna = world.staff("hanna", now=NOW)
    with tenant_context(world.home()):
        david = world.resident(world.DAVID)
        opened = consents.open_emergency(actor=hanna, resident_id=david, reason=REASON, now=NOW)
    event = Event.objects.get(name="consents.emergency_access.opened")
    assert (event.tenant_id, event.key, event.payload) == (
        world.home(),
        str(david),
        {
            "emergency_id": str(opened.id),
            "resident_id": str(david),
            "actor_person_id": str(hanna.person_id),
            "unit_id": str(hanna.commission.unit_id),
            "until": (NOW + HOUR).isoformat(),
            "at": NOW.isoformat(),
            "version": 1,
        },
    )
