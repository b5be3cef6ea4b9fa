"""An organisation as representative: who acts for it, since when, and who no longer does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from gemensam.consents.tests import world
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.people.models import Appointee, Mandate
from gemensam.tenancy.context import tenant_context

HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
NUMBER = "559900-0337"
ALARM = frozenset({("safety_alarm", Activity.READ), ("safety_alarm", Activity.WRITE)})


@pytest.fixture
def now(db):
    with tenant_context(world.home()):
        yield timezone.now()


@pytest.fixture
def david(now):
    """Give a resident whom Eva may not act for yet."""
    return world.resident(world.DAVID)


@pytest.fixture
def helpers(now):
    return register(now)


def register(now, number=NUMBER, name="Hjälparna"):
    staff = world.staff("cecilia", now=now)
    return people.register_organisation(actor=staff, organisation_number=number, name=name, now=now)


def appoint(now, organisation_id, key="eva", **over):
    return people.appoint(
        actor=world.staff("cecilia", now=now),
        organisation_id=organisation_id,
        person_id=world.private(key, now=now).person_id,
        evidence="Protokoll",
        now=now,
        **over,
    )


def end(now, organisation_id, appointee_id):
    people.end_appointment(
        actor=world.staff("cecilia", now=now),
        organisation_id=organisation_id,
        appointee_id=appointee_id,
        why="Har slutat.",
        now=now,
    )


def give(now, resident_id, **to):
    on = {"basis": people.MandateBasis.MANDATE, "evidence": "Fullmakt", "scopes": ALARM}
    david = world.private("david", now=now)
    return people.give_mandate(actor=david, resident_id=resident_id, now=now, **on | to)


def held_by_eva(at, resident_id):
    """Give the mandates that Eva can use for a resident, and whether the rules get to know of any."""
    eva = world.private("eva", now=at)
    held = people.mandates_of_representative(eva.person_id, now=at, resident_id=resident_id)
    facts = people.facts_for(eva, resident_id, now=at)
    return [row.id for row in held], bool(facts.mandates)


def test_an_appointee_acts_from_the_first_instant_up_to_the_last(now, david, helpers):
    given = give(now, david, organisation_id=helpers)
    assert held_by_eva(now, david) == ([], False)
    starts, ends = now + HOUR, now + 3 * HOUR
    appoint(now, helpers, starts_at=starts, ends_at=ends)
    instants = (starts - INSTANT, starts, ends - INSTANT, ends)
    yes, no = ([given], True), ([], False)
    assert [held_by_eva(at, david) for at in instants] == [no, yes, yes, no]


def test_whoever_is_ended_acts_no_more_from_the_same_instant_and_each_mandate_says_so(
    now, david, helpers
):
    given, other = give(now, david, organisation_id=helpers), register(now, "559900-1228", "Andra")
    elsewhere = give(now, david, organisation_id=other)
    appointee = appoint(now, helpers)
    assert held_by_eva(now, david) == ([given], True)
    later = now + HOUR
    end(later, helpers, appointee)
    assert held_by_eva(later - INSTANT, david) == ([given], True)
    assert held_by_eva(later, david) == ([], False)
    assert [line.what for line in people.journal(given)] == [
        "Behörigheten gavs",
        "Kommunen registrerade att Eva Lindgren får agera för Hjälparna",
        "Eva Lindgren får inte längre agera för Hjälparna",
    ]
    assert [line.what for line in people.journal(elsewhere)] == ["Behörigheten gavs"]
    with pytest.raises(people.NotAppointed):
        end(later, helpers, appointee)


def test_appointed_by_another_organisation_or_in_another_municipality_opens_nothing(
    now, david, helpers
):
    give(now, david, organisation_id=helpers)
    appoint(now, register(now, "559900-1228", "Andra"))
    assert held_by_eva(now, david) == ([], False)
    with tenant_context(organisations.body_by_slug("tanum").tenant_id):
        appoint(now, register(now))
        with pytest.raises(people.NoSuchOrganisation):
            people.organisation(helpers)
    assert held_by_eva(now, david) == ([], False)


def test_a_revoked_mandate_opens_nothing_to_whoever_is_appointed_after_it(now, david, helpers):
    given = give(now, david, organisation_id=helpers)
    people.revoke_mandate(actor=world.private("david", now=now), mandate_id=given, now=now + HOUR)
    appoint(now + HOUR, helpers)
    assert held_by_eva(now + 2 * HOUR, david) == ([], False)
    # Nobody reads of it either: what is over is over.
    assert len(people.journal(given)) == 2


def test_the_same_person_is_appointed_once_at_a_time_and_a_number_registered_once(now, helpers):
    appointee = appoint(now, helpers)
    with pytest.raises(people.AlreadyAppointed):
        appoint(now + HOUR, helpers)
    with pytest.raises(people.AlreadyRegistered):
        register(now)
    end(now + HOUR, helpers, appointee)
    appoint(now + 2 * HOUR, helpers)
    assert Appointee.objects.filter(organisation_id=helpers).count() == 2


def test_an_act_is_written_once_by_the_mandate_that_opens_it_in_whose_name_it_was(
    now, david, helpers
):
    through = give(now, david, organisation_id=helpers)
    reads = frozenset({("safety_alarm", Activity.READ)})
    eva = world.private("eva", now=now)
    own = give(now, david, representative_id=eva.person_id, scopes=reads)
    appoint(now, helpers)
    what = {"resident_id": david, "what": "Svarade", "now": now + HOUR}
    people.note_act(actor=eva, service="safety_alarm", **what)
    acted = people.JournalRow(now + HOUR, "Eva Lindgren", "Svarade", "Hjälparna")
    assert (people.journal(through)[-1], len(people.journal(own))) == (acted, 1)
    # With a mandate of her own that opens it she acts in her own name.
    wider = give(now, david, representative_id=eva.person_id)
    people.note_act(actor=eva, service="safety_alarm", **what)
    assert people.journal(wider)[-1] == people.JournalRow(now + HOUR, "Eva Lindgren", "Svarade")
    assert people.journal(through)[-1] == acted
    before = [people.journal(one) for one in (through, own, wider)]
    # The resident's own doing, and that of staff, is nobody's act by a mandate.
    people.note_act(actor=world.private("david", now=now), service="safety_alarm", **what)
    people.note_act(actor=world.staff("cecilia", now=now), service="safety_alarm", **what)
    assert [people.journal(one) for one in (through, own, wider)] == before


@pytest.mark.parametrize("wrong", ["both", "none", "order"])
def test_a_mandate_is_one_persons_or_one_organisations_and_an_order_never_an_organisations(
    now, david, helpers, wrong
):
    eva = world.private("eva", now=now).person_id
    to = {
        "both": {"organisation_id": helpers, "representative_id": eva},
        "none": {},
        "order": {"organisation_id": helpers, "basis": people.MandateBasis.TRUSTEE},
    }[wrong]
    with pytest.raises(IntegrityError, match="people_mandate_to_one"), transaction.atomic():
        give(now, david, **to)


def test_the_database_refuses_another_municipalitys_organisation(now, david, helpers):
    with tenant_context(organisations.body_by_slug("tanum").tenant_id):
        theirs = register(now)
    given = give(now, david, organisation_id=helpers)
    constraint = "people_mandate_organisation_in_tenant"
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Mandate.objects.filter(id=given).update(organisation_id=theirs)
