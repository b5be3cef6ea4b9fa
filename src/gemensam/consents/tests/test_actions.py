"""Consents, blocks, lifts and emergency access against the database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from gemensam.consents.tests import world

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ASKED = "Muntligt vid hembesöket"


@pytest.fixture
def at_home(db):
    from gemensam.tenancy.context import tenant_context

    with tenant_context(world.home()):
        yield


@pytest.fixture
def hanna(at_home):
    return world.staff("hanna", now=NOW)


def _facts(actor, resident_id, *, unit="Hemtjänst Norr", now=NOW, base=None):
    from gemensam.authority import api as authority
    from gemensam.consents import api as consents
    from gemensam.organisations import api as organisations

    row = next(row for row in organisations.units() if row.name == unit)
    return consents.facts_for(
        actor,
        resident_id,
        unit_id=row.id,
        provider_id=row.care_provider_id,
        now=now,
        base=base or authority.Facts(),
    )


def _register(actor, resident_id, **more):
    from gemensam.consents import api as consents

    return consents.register_consent(
        actor=actor, resident_id=resident_id, evidence=ASKED, now=NOW, **more
    )


def _block(actor, resident_id, *, unit="Hemtjänst Norr"):
    from gemensam.consents import api as consents

    return consents.register_block(
        actor=actor,
        resident_id=resident_id,
        over=consents.BlockOver(consents.BlockLevel.INNER, unit_id=world.unit(unit)),
        now=NOW,
    )


def _lift(**over):
    from gemensam.consents import api as consents

    given = {
        "basis": consents.LiftBasis.CONSENT,
        "reach": consents.LiftReach.ONLY_REQUESTER,
        "reason": "Gunnar sa ja i telefon",
        "until": NOW + DAY,
    }
    return consents.Lift(**(given | over))


def test_a_consent_opens_for_the_unit_until_its_end_and_stands_in_the_journal(hanna):
    from gemensam.consents import api as consents

    margit = world.resident(world.MARGIT)
    assert _facts(hanna, margit).consent is False
    _register(hanna, margit, ends_at=NOW + DAY)
    assert _facts(hanna, margit).consent is True
    assert _facts(hanna, margit, now=NOW + DAY).consent is False
    assert [(row.what, row.person_name, row.text) for row in consents.journal_of(margit)] == [
        ("Samtycke lämnades", "Hanna Öberg", ASKED)
    ]


def test_a_consent_opens_for_no_other_unit(hanna):
    margit = world.resident(world.MARGIT)
    _register(hanna, margit)
    assert _facts(world.staff("farid", now=NOW), margit).consent is False


def test_a_consent_without_evidence_is_refused(hanna):
    from gemensam.consents import api as consents

    with pytest.raises(consents.NoEvidence):
        consents.register_consent(
            actor=hanna, resident_id=world.resident(world.MARGIT), evidence="  ", now=NOW
        )


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("farid", "OTHER_PURPOSE"),
        ("cecilia", "OTHER_PURPOSE"),
        ("sven", "OTHER_PURPOSE"),
        ("bo", "OTHER_PURPOSE"),
    ],
)
def test_only_whoever_could_read_if_the_resident_agreed_may_ask_for_consent(at_home, who, reason):
    from gemensam.authority import api as authority

    with pytest.raises(authority.Refused) as refusal:
        _register(world.staff(who, now=NOW), world.resident(world.MARGIT))
    assert refusal.value.decision.reason == reason


@pytest.mark.parametrize(("born", "reason"), [(world.DAVID, "RELATION"), (world.GRETA, "RELATION")])
def test_nobody_without_relation_may_ask_for_consent(hanna, born, reason):
    from gemensam.authority import api as authority

    with pytest.raises(authority.Refused) as refusal:
        _register(hanna, world.resident(born))
    assert refusal.value.decision.reason == reason


def test_a_protected_identity_is_refused_even_with_a_relation(hanna):
    from gemensam.authority import api as authority

    world.relate_to_hanna(world.GRETA, now=NOW - HOUR)
    with pytest.raises(authority.Refused) as refusal:
        _register(hanna, world.resident(world.GRETA))
    assert refusal.value.decision.reason == "PROTECTED"


def test_a_revoked_consent_closes_at_once_and_is_revoked_only_once(hanna):
    from gemensam.consents import api as consents

    margit = world.resident(world.MARGIT)
    consent_id = _register(hanna, margit)
    consents.revoke_consent(actor=hanna, resident_id=margit, consent_id=consent_id, now=NOW + HOUR)
    assert _facts(hanna, margit, now=NOW + HOUR).consent is False
    with pytest.raises(consents.AlreadyRevoked):
        consents.revoke_consent(
            actor=hanna, resident_id=margit, consent_id=consent_id, now=NOW + HOUR
        )
    assert [row.what for row in consents.journal_of(margit)] == [
        "Samtycke återkallades",
        "Samtycke lämnades",
    ]


def test_a_new_consent_takes_the_place_of_the_earlier_so_that_one_revocation_closes(hanna):
    from gemensam.consents import api as consents

    margit = world.resident(world.MARGIT)
    _register(hanna, margit)
    latest = _register(hanna, margit, ends_at=NOW + DAY)
    assert [row.id for row in consents.consents_of(margit) if row.revoked_at is None] == [latest]
    consents.revoke_consent(actor=hanna, resident_id=margit, consent_id=latest, now=NOW)
    assert _facts(hanna, margit).consent is False


def test_the_database_refuses_two_consents_to_one_unit_at_a_time(hanna):
    from gemensam.consents.models import Consent

    margit = world.resident(world.MARGIT)
    _register(hanna, margit)
    with pytest.raises(IntegrityError, match="consents_consent_once"), transaction.atomic():
        Consent.objects.create(
            resident_id=margit,
            kind="SHARED_RECORDS",
            to_unit_id=hanna.commission.unit_id,
            starts_at=NOW,
            registered_at=NOW,
            registered_by_id=hanna.person_id,
            evidence=ASKED,
        )


def test_the_resident_revokes_her_own_consent_but_her_representative_may_not(hanna):
    from gemensam.authority import api as authority
    from gemensam.consents import api as consents

    margit = world.resident(world.MARGIT)
    her = {"resident_id": margit, "consent_id": _register(hanna, margit), "now": NOW}
    with pytest.raises(authority.Refused) as refusal:
        consents.revoke_consent(actor=world.private("eva", now=NOW), **her)
    assert refusal.value.decision.reason == "NO_MANDATE"
    consents.revoke_consent(actor=world.private("margit", now=NOW), **her)
    assert _facts(hanna, margit).consent is False


def test_an_inner_block_hides_one_unit_from_others_and_not_the_other_units(hanna):
    margit = world.resident(world.MARGIT)
    _block(hanna, margit)
    assert _facts(hanna, margit).inner_blocked is True
    assert _facts(hanna, margit, unit="Nattpatrullen").inner_blocked is False


def test_an_outer_block_is_a_fact_of_every_unit_of_the_provider(hanna):
    from gemensam.consents import api as consents

    margit = world.resident(world.MARGIT)
    consents.register_block(
        actor=hanna,
        resident_id=margit,
        over=consents.BlockOver(
            consents.BlockLevel.OUTER, care_provider_id=hanna.commission.care_provider_id
        ),
        now=NOW,
    )
    facts = _facts(hanna, margit, unit="Nattpatrullen")
    assert (facts.inner_blocked, facts.outer_blocked) == (False, True)


def test_a_lift_opens_for_whoever_asked_until_it_ends(hanna):
    from gemensam.consents import api as consents

    margit = world.resident(world.MARGIT)
    block_id = _block(hanna, margit)
    consents.lift_block(actor=hanna, block_id=block_id, lift=_lift(), now=NOW)
    assert _facts(hanna, margit, now=NOW + HOUR).inner_blocked is False
    assert _facts(hanna, margit, now=NOW + DAY).inner_blocked is True
    assert _facts(world.staff("cecilia", now=NOW), margit, now=NOW + HOUR).inner_blocked is True


def test_a_lift_of_eight_days_is_refused_by_the_rule_and_by_the_database(hanna):
    from gemensam.consents import api as consents
    from gemensam.consents.models import AccessBlockLift

    block_id = _block(hanna, world.resident(world.MARGIT))
    with pytest.raises(consents.LiftTooLong):
        consents.lift_block(
            actor=hanna, block_id=block_id, lift=_lift(until=NOW + 8 * DAY), now=NOW
        )
    with (
        pytest.raises(IntegrityError, match="consents_accessblocklift_short"),
        transaction.atomic(),
    ):
        AccessBlockLift.objects.create(
            block_id=block_id,
            basis="CONSENT",
            requested_by_id=hanna.person_id,
            unit_id=hanna.commission.unit_id,
            reach="ALL_UNIT",
            registered_at=NOW,
            until=NOW + 8 * DAY,
            reason="Sju dygn är det längsta",
        )


def test_a_block_is_lifted_as_an_emergency_only_with_emergency_access_open(hanna):
    from gemensam.consents import api as consents

    block_id = _block(hanna, world.resident(world.MARGIT))
    with pytest.raises(consents.NoOpenEmergency):
        consents.lift_block(
            actor=hanna,
            block_id=block_id,
            lift=_lift(basis=consents.LiftBasis.EMERGENCY),
            now=NOW,
        )


def test_a_block_that_was_taken_away_hides_nothing_and_cannot_be_lifted(hanna):
    from gemensam.consents import api as consents

    margit = world.resident(world.MARGIT)
    block_id = _block(hanna, margit)
    consents.revoke_block(actor=hanna, block_id=block_id, now=NOW)
    assert _facts(hanna, margit).inner_blocked is False
    with pytest.raises(consents.AlreadyRevoked):
        consents.lift_block(actor=hanna, block_id=block_id, lift=_lift(), now=NOW)


@pytest.mark.parametrize(
    ("over", "constraint"),
    [
        ({"level": "INNER"}, "consents_accessblock_over"),
        ({"level": "OUTER", "unit": True}, "consents_accessblock_over"),
        ({"level": "INNER", "unit": True, "period": True}, "consents_accessblock_period"),
    ],
)
def test_the_database_refuses_a_block_over_nothing_or_over_a_period_turned_round(
    hanna, over, constraint
):
    from gemensam.consents.models import AccessBlock

    bounds = {"written_from": NOW, "written_to": NOW - DAY} if over.get("period") else {}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AccessBlock.objects.create(
            resident_id=world.resident(world.MARGIT),
            level=over["level"],
            unit_id=world.unit("Hemtjänst Norr") if over.get("unit") else None,
            registered_at=NOW,
            registered_by_id=hanna.person_id,
            **bounds,
        )
