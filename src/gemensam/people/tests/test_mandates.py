"""What mandates together let somebody do, and what the database holds of them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from gemensam.consents.tests import world
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.people.models import CareRelation, MandateEntry
from gemensam.tenancy.context import tenant_context

HOUR = timedelta(hours=1)
SCOPES = frozenset({("safety_alarm", Activity.READ), ("home_care", Activity.READ)})


@pytest.fixture
def now(db):
    with tenant_context(world.home()):
        yield timezone.now()


@pytest.fixture
def david(now):
    """Give a resident whom Eva may not act for yet."""
    return world.resident(world.DAVID)


def give(now, resident_id, **over):
    """Let Eva act for a resident."""
    on = {"basis": people.MandateBasis.TRUSTEE, "evidence": "Förordnande", "scopes": SCOPES}
    return people.give_mandate(
        actor=world.private("david", now=now),
        resident_id=resident_id,
        representative_id=world.private("eva", now=now).person_id,
        now=now,
        **on | over,
    )


def test_all_that_a_representative_holds_for_a_resident_counts(now, david):
    eva = world.private("eva", now=now)
    for scope in SCOPES:
        give(now, david, scopes=[scope])
    held = people.facts_for(eva, david, now=now).mandates
    assert {(one.service, one.activity) for each in held for one in each.scopes} == SCOPES
    assert len(held) == 2


def test_the_mandates_journal_is_only_added_to(now, david):
    give(now, david)
    for change in (
        lambda: MandateEntry.objects.update(what="x"),
        MandateEntry.objects.all().delete,
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_a_mandate_that_ends_before_it_begins_or_rests_on_nothing_is_refused(now, david):
    for wrong in ({"ends_at": now - HOUR}, {"evidence": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            give(now, david, **wrong)


def test_of_two_who_relate_a_unit_at_once_one_row_stays(now, david):
    unit = world.unit("Nattpatrullen")
    basis = people.CareRelationBasis.CARE_SERVICE
    for _ in range(2):
        people.relate(resident_id=david, unit_id=unit, basis=basis, now=now)
    open_ = CareRelation.objects.filter(resident_id=david, unit_id=unit, ends_at=None)
    assert open_.count() == 1
    with pytest.raises(IntegrityError, match="open_once"), transaction.atomic():
        CareRelation.objects.create(resident_id=david, unit_id=unit, basis=basis, starts_at=now)
    people.end_relation(resident_id=david, unit_id=unit, now=now + HOUR)
    people.relate(resident_id=david, unit_id=unit, basis=basis, now=now + 2 * HOUR)
    assert (open_.count(), CareRelation.objects.filter(resident_id=david).count()) == (1, 2)


def test_what_the_representative_ended_is_not_the_residents_to_undo(now, david):
    given = give(now, david, basis=people.MandateBasis.MANDATE)
    himself, eva = world.private("david", now=now), world.private("eva", now=now)
    minute = timedelta(minutes=1)
    people.revoke_mandate(actor=himself, mandate_id=given, now=now + minute)
    people.undo_revoke_mandate(actor=himself, mandate_id=given, now=now + 2 * minute)
    ended = now + 3 * minute
    assert people.resign_mandate(actor=eva, mandate_id=given, now=ended) == david
    assert [row.holds(ended) for row in people.mandates_of_resident(david)] == [False]
    with pytest.raises(people.NotToBeUndone):
        people.undo_revoke_mandate(actor=himself, mandate_id=given, now=ended + minute)
