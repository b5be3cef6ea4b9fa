"""A new version is published under a dozen open drafts: each moves or stays, nothing is lost."""

from datetime import UTC, datetime
from random import Random

from gemensam.kernel.actor import Actor, ActorKind, Assurance
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.people.models import Resident
from gemensam.questionnaires.rules.rebasing import Why
from gemensam.questionnaires.tests.open_drafts import republish
from gemensam.tenancy.context import tenant_context

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def test_each_open_draft_moves_or_stays_as_the_rule_says_and_loses_no_answer(db):
    place = organisations.municipality_by_slug("munkedal")
    with tenant_context(place.tenant_id):
        margit = people.resident(Resident.objects.get(given_name="Margit").id)
        actor = Actor(ActorKind.RESIDENT, person_id=margit.person_id, assurance=Assurance.LOA3)
        outcome = republish(Random(1), 12, actor=actor, resident_id=margit.id, now=NOW)

    assert (outcome.lost, outcome.wrong) == (0, [])
    # All of it happens, or the test says nothing.
    assert 0 < outcome.moved < outcome.drafts
    assert set(outcome.reasons) == {why.value for why in Why} - {Why.ADDED}
