"""The conditions for lists say of every note exactly what the facts of that note say."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from gemensam.consents.tests import world

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture
def hanna(db):
    from gemensam.tenancy.context import tenant_context

    with tenant_context(world.home()):
        yield world.staff("hanna", now=NOW)


def _consent(hanna, born):
    from gemensam.consents import api as consents

    consents.register_consent(actor=hanna, resident_id=world.resident(born), evidence="ja", now=NOW)


def _emergency(hanna, born):
    """Write the row by itself: the action also logs on a connection that is not rolled back."""
    from gemensam.consents.models import EmergencyAccess

    EmergencyAccess.objects.create(
        resident_id=world.resident(born),
        person_id=hanna.person_id,
        commission_id=hanna.commission.id,
        reason="Hittad medvetslös",
        step_up_at=NOW,
        opened_at=NOW,
        until=NOW + timedelta(hours=1),
    )


def _block(hanna, born, level, unit, *, written_from=None, written_to=None):
    from gemensam.consents import api as consents

    inner = level == "INNER"
    return consents.register_block(
        actor=hanna,
        resident_id=world.resident(born),
        over=consents.BlockOver(
            consents.BlockLevel(level),
            unit_id=world.unit(unit) if inner else None,
            care_provider_id=None if inner else hanna.commission.care_provider_id,
            written_from=written_from,
            written_to=written_to,
        ),
        now=NOW - DAY,
    )


def _notes_by_facts(actor, now):
    """What the facts of each note say, asked one by one."""
    from gemensam.authority import api as authority
    from gemensam.consents import api as consents
    from gemensam.homecare.models import Note

    found = {}
    for note in Note.objects.select_related("unit"):
        facts = consents.facts_for(
            actor,
            note.resident_id,
            unit_id=note.unit_id,
            provider_id=note.unit.care_provider_id,
            now=now,
            created_at=note.created_at,
            base=authority.Facts(),
        )
        found[note.id] = (
            facts.consent,
            facts.inner_blocked,
            facts.outer_blocked,
            facts.emergency is not None,
        )
    return found


def _notes_by_conditions(actor, now):
    from django.db.models import Q

    from gemensam.authority import api as authority
    from gemensam.consents import api as consents
    from gemensam.homecare.models import Note

    facts = consents.row_facts(actor, now=now, base=authority.RowFacts())

    def ids(condition):
        if isinstance(condition, bool):
            return set(Note.objects.values_list("id", flat=True)) if condition else set()
        return set(Note.objects.filter(condition).values_list("id", flat=True))

    emergency = Q(pk__in=[])
    for where, _ in facts.emergencies:
        emergency |= where
    sets = [
        ids(one) for one in (facts.consent, facts.inner_blocked, facts.outer_blocked, emergency)
    ]
    return {
        note_id: tuple(note_id in one for one in sets)
        for note_id in Note.objects.values_list("id", flat=True)
    }


@pytest.mark.parametrize(
    ("level", "bounds"),
    list(
        product(
            ["INNER", "OUTER"],
            [(None, None), (NOW - 30 * DAY, None), (None, NOW - 30 * DAY), (NOW, NOW + DAY)],
        )
    ),
)
def test_conditions_for_lists_agree_with_facts_under_every_block(hanna, level, bounds):
    world.relate_to_hanna(world.AKE, now=NOW - DAY)
    _consent(hanna, world.AKE)
    _emergency(hanna, world.HOLGER)
    _block(
        hanna, world.BIRGIT, level, "Hemtjänst Norr", written_from=bounds[0], written_to=bounds[1]
    )
    by_facts = _notes_by_facts(hanna, NOW)
    assert by_facts == _notes_by_conditions(hanna, NOW)
    # Birgit and Gunnar under blocks, Åke with consent alone, Holger by emergency access.
    assert len(set(by_facts.values())) >= 3


@pytest.mark.parametrize("after", [timedelta(), DAY - timedelta(seconds=1), DAY])
@pytest.mark.parametrize("who", ["hanna", "farid", "cecilia"])
def test_conditions_for_lists_agree_with_facts_while_a_lift_lasts_and_after(hanna, who, after):
    from gemensam.consents import api as consents

    block_id = _block(hanna, world.BIRGIT, "INNER", "Hemtjänst Norr")
    consents.lift_block(
        actor=hanna,
        block_id=block_id,
        lift=consents.Lift(
            consents.LiftBasis.CONSENT, consents.LiftReach.ALL_UNIT, "Birgit sa ja", NOW + DAY
        ),
        now=NOW,
    )
    actor = world.staff(who, now=NOW)
    assert _notes_by_facts(actor, NOW + after) == _notes_by_conditions(actor, NOW + after)


@pytest.mark.parametrize("is_lifted", [False, True])
@pytest.mark.parametrize("level", ["INNER", "OUTER"])
def test_conditions_of_one_residents_standing_agree_with_those_asked_of_the_database(
    hanna, level, is_lifted
):
    from gemensam.authority import api as authority
    from gemensam.consents import api as consents
    from gemensam.homecare.models import Note

    block_id = _block(hanna, world.BIRGIT, level, "Hemtjänst Norr", written_to=NOW)
    if is_lifted:
        reach = consents.LiftReach.ONLY_REQUESTER
        lift = consents.Lift(consents.LiftBasis.CONSENT, reach, "Birgit sa ja", NOW + DAY)
        consents.lift_block(actor=hanna, block_id=block_id, lift=lift, now=NOW)
    _emergency(hanna, world.AKE)
    found = {}
    for born in (world.BIRGIT, world.GUNNAR, world.AKE):
        resident_id = world.resident(born)
        facts = consents.row_facts_of(
            consents.standing(hanna, resident_id, now=NOW), now=NOW, base=authority.RowFacts()
        )
        notes = Note.objects.filter(resident_id=resident_id)
        conditions = (facts.consent, facts.inner_blocked, facts.outer_blocked)
        for note in notes:
            found[note.id] = (
                *(
                    one if isinstance(one, bool) else notes.filter(one, id=note.id).exists()
                    for one in conditions
                ),
                bool(facts.emergencies),
            )
    by_facts = _notes_by_facts(hanna, NOW)
    assert found == {note_id: by_facts[note_id] for note_id in found}
    assert len(set(found.values())) >= 2
