"""Residents, what is near them, who has to do with them when, and who may act for them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gemensam.authority import api as authority
from gemensam.consents.tests import world
from gemensam.kernel.actor import ANONYMOUS, Activity, Regime
from gemensam.kernel.periods import Period
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.people.models import CareRelation, Home, NextOfKin, Resident
from gemensam.tenancy.context import tenant_context

HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
Basis = people.CareRelationBasis
LEAP_DAY = date(1944, 2, 29)
NEW = number_for_tests(LEAP_DAY, 7)
SCOPES = frozenset({("safety_alarm", Activity.WRITE), ("*", Activity.READ)})
HOME = people.HomeRow("Ågatan 1", "455 30", "Munkedal", "Två trappor", "070-174 06 09", "Skåp 3")
KIN = [people.KinRow("Bo", "son", "070-174 06 05"), people.KinRow("Åsa", "dotter", "070-174 06 06")]
CALM, URGENT, OTHER = (
    people.NoticeRow("Sover", "Länge", is_urgent=False),
    people.NoticeRow("Hund", "Bits", is_urgent=True),
    people.NoticeRow("Hör", "Dåligt", is_urgent=True),
)


@pytest.fixture
def at_home(db):
    with tenant_context(world.home()):
        yield


@pytest.fixture
def now(at_home):
    """Give an instant after all of the demo."""
    return timezone.now()


@pytest.fixture
def margit(at_home):
    return world.resident(world.MARGIT)


@pytest.fixture
def david(at_home):
    """Give a resident whom nobody has to do with."""
    return world.resident(world.DAVID)


@pytest.fixture
def norr(at_home):
    return world.unit("Hemtjänst Norr")


def elsewhere():
    return tenant_context(organisations.body_by_slug("tanum").tenant_id)


def around(start, end):
    return start - INSTANT, start, end - INSTANT, end


def person(key):
    """Give the id of whoever of the cast logs in."""
    return world.private(key, now=None).person_id


def register(number=NEW, **more):
    names = {"given_name": "Elsa", "family_name": "Ny", "is_protected": False}
    return people.register_resident(identity_number=number, **names | more)


def is_related(resident_id, now, *, unit_id=None, person_id=None):
    """Ask about one resident and as a list is asked: both ways say the same."""
    whose = {"unit_id": unit_id, "person_id": person_id, "now": now}
    listed = Home.objects.filter(people.related_resident_ids(**whose), resident_id=resident_id)
    found = people.has_care_relation(resident_id, **whose)
    assert listed.exists() is found
    return found


def relations_of(resident_id):
    rows = CareRelation.objects.filter(resident_id=resident_id)
    rows = rows.order_by("unit__name", "basis", "starts_at")
    return list(rows.values_list("unit_id", "person_id", "basis", "starts_at", "ends_at"))


def give(now, resident_id, **more):
    """Let Eva act for a resident."""
    actor = world.private("david", now=now)
    on = {"basis": people.MandateBasis.MANDATE, "evidence": "Förordnande", "scopes": SCOPES}
    who = {"actor": actor, "resident_id": resident_id, "representative_id": person("eva")}
    return people.give_mandate(**who, **on, now=now, **more)


def revoke(given, now):
    people.revoke_mandate(actor=world.private("david", now=now), mandate_id=given, now=now)


@pytest.mark.parametrize(
    ("key", "born", "name", "is_protected"),
    [
        ("margit", world.MARGIT, "Margit Lindgren", False),
        ("greta", world.GRETA, "Greta Sundin", True),
    ],
)
def test_a_resident_is_found_here_protected_or_not(at_home, key, born, name, is_protected):
    row = people.ResidentRow(
        id=world.resident(born),
        person_id=person(key),
        name=name,
        identity_number=world.number(born),
        birth_date=born,
        is_protected=is_protected,
        language="sv",
        needs_interpreter=False,
    )
    assert [
        people.resident_by_number(world.number(born)),
        people.resident_of_person(row.person_id),
        people.resident(row.id),
        people.residents([row.id, row.id])[row.id],
    ] == [row] * 4


@pytest.mark.parametrize("where", [elsewhere, lambda: tenant_context(None)])
def test_nothing_of_a_resident_is_found_in_another_municipality_or_in_none(margit, where):
    with where():
        assert people.resident_by_number(world.number(world.MARGIT)) is None
        assert people.resident_of_person(person("margit")) is None
        assert people.residents([margit]) == {}
        with pytest.raises(people.NoSuchResident):
            people.resident(margit)
        found = [people.homes([margit]), people.kin_of([margit]), people.notices_of([margit])]
        assert found == [{}, {}, {}]
        lists = (people.next_of_kin, people.notices, people.mandates_of_resident)
        assert [query(margit) for query in lists] == [[], [], []]


def test_one_number_is_registered_once_in_a_municipality_and_once_in_another(at_home):
    assert people.resident_by_number(NEW) is None
    here = register()
    with pytest.raises(IntegrityError, match="people_resident_number"):
        register(given_name="Annan")
    with elsewhere():
        there = register(given_name="Annan")
        assert people.resident_by_number(NEW).id == there
    assert (people.resident_by_number(NEW).id, people.resident(here).name) == (here, "Elsa Ny")


def test_home_kin_and_notices_come_back_as_they_were_registered_the_urgent_first(at_home, david):
    near = {"home": HOME, "kin": KIN, "notices": [CALM, URGENT, OTHER]}
    elsa = register(language="fi", needs_interpreter=True, **near)
    row = people.resident(elsa)
    assert (row.language, row.needs_interpreter, row.birth_date) == ("fi", True, LEAP_DAY)
    assert (people.next_of_kin(elsa), people.notices(elsa)) == (KIN, [URGENT, OTHER, CALM])
    with CaptureQueriesContext(connection) as queries:
        assert people.homes([elsa]) == {elsa: HOME}
        assert people.kin_of([elsa, david]) == {elsa: KIN}
        assert people.notices_of([elsa, david]) == {elsa: [URGENT, OTHER, CALM]}
        assert people.residents([elsa, david])[elsa] == row
    assert len(queries) == 4


def test_a_registration_that_fails_leaves_nothing_behind(at_home):
    with pytest.raises(IntegrityError, match="label"):
        register(home=HOME, notices=[replace(CALM, label=None)])
    assert people.resident_by_number(NEW) is None


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        (world.MARGIT, date(2026, 3, 11), 85),
        (world.MARGIT, date(2026, 3, 12), 86),
        (LEAP_DAY, date(2026, 2, 28), 81),
        (LEAP_DAY, date(2026, 3, 1), 82),
        (LEAP_DAY, date(2028, 2, 29), 84),
    ],
)
def test_age_is_in_whole_years_from_the_birthday(at_home, born, today, age):
    assert people.resident(register(number_for_tests(born, 7))).age(today) == age


def test_a_protection_that_nobody_told_of_counts_as_protected(at_home):
    Resident.objects.create(personal_identity_number=NEW.reveal(), birth_date=LEAP_DAY)
    assert people.resident_by_number(NEW).is_protected is True


def test_a_row_prints_as_its_id_and_as_nothing_of_the_person(margit):
    for row in (Resident.objects.get(id=margit), Home.objects.get(resident_id=margit)):
        assert str(row) == str(row.id)


def test_a_unit_has_to_do_with_a_resident_from_the_start_up_to_the_end(now, david, norr):
    end = now + HOUR
    people.relate(resident_id=david, unit_id=norr, basis=Basis.CASE, now=now)
    assert is_related(david, end, unit_id=norr)
    people.end_relation(resident_id=david, unit_id=norr, now=end)
    found = [is_related(david, instant, unit_id=norr) for instant in around(now, end)]
    assert found == [False, True, True, False]
    assert relations_of(david) == [(norr, None, "CASE", now, end)]


def test_a_relation_is_nobody_elses_and_to_nobody_else(now, david, norr):
    eva, greta = person("eva"), world.resident(world.GRETA)
    people.relate(resident_id=david, unit_id=norr, basis=Basis.CASE, now=now)
    assert not is_related(david, now, unit_id=world.unit("Hemtjänst Söder"))
    assert not is_related(david, now, person_id=eva)
    assert not is_related(david, now)
    assert not is_related(greta, now, unit_id=norr)
    people.relate(resident_id=greta, person_id=eva, basis=Basis.CASE, now=now)
    assert is_related(greta, now, person_id=eva, unit_id=norr)
    with elsewhere():
        assert not is_related(david, now, unit_id=norr)


def test_a_relation_again_changes_nothing_and_another_basis_is_another_relation(now, david, norr):
    for basis, at in ((Basis.CASE, now), (Basis.CASE, now + HOUR), (Basis.HEALTH_CARE, now + HOUR)):
        people.relate(resident_id=david, unit_id=norr, basis=basis, now=at)
    assert relations_of(david) == [
        (norr, None, "CASE", now, None),
        (norr, None, "HEALTH_CARE", now + HOUR, None),
    ]


def test_the_end_ends_every_basis_of_that_unit_only_and_may_be_followed(now, david, norr):
    end, again, south = now + HOUR, now + 2 * HOUR, world.unit("Hemtjänst Söder")
    for unit_id, basis in ((norr, Basis.CASE), (norr, Basis.HEALTH_CARE), (south, Basis.CASE)):
        people.relate(resident_id=david, unit_id=unit_id, basis=basis, now=now)
    people.end_relation(resident_id=david, unit_id=norr, now=end)
    people.relate(resident_id=david, unit_id=norr, basis=Basis.CASE, now=again)
    people.end_relation(resident_id=david, person_id=person("eva"), now=again)
    people.end_relation(resident_id=david, unit_id=norr, now=again + HOUR)
    assert relations_of(david) == [
        (norr, None, "CASE", now, end),
        (norr, None, "CASE", again, again + HOUR),
        (norr, None, "HEALTH_CARE", now, end),
        (south, None, "CASE", now, None),
    ]


@pytest.mark.parametrize("lasts", [timedelta(0), -INSTANT])
def test_a_relation_of_nobody_or_of_no_time_is_refused(now, david, norr, lasts):
    with pytest.raises(IntegrityError, match="people_carerelation_somebody"):
        people.relate(resident_id=david, basis=Basis.CASE, now=now)
    people.relate(resident_id=david, unit_id=norr, basis=Basis.CASE, now=now)
    with pytest.raises(IntegrityError, match="people_carerelation_period"), transaction.atomic():
        people.end_relation(resident_id=david, unit_id=norr, now=now + lasts)


def test_the_database_refuses_a_second_home_and_two_who_are_called_first(margit):
    with pytest.raises(IntegrityError, match="people_home_once"), transaction.atomic():
        Home.objects.create(resident_id=margit, street_address="B", postal_code="455 30", town="C")
    with pytest.raises(IntegrityError, match="people_nextofkin_order"), transaction.atomic():
        NextOfKin.objects.create(resident_id=margit, name="B", relation="son", phone="1", order=1)


def test_the_database_refuses_what_ties_another_municipalitys_resident_or_unit(now, margit, norr):
    with elsewhere():
        elsa, unit = register(), organisations.register_unit(name="U", kind="HOME_CARE")
        for column, ids in (("resident", (margit, unit)), ("unit", (elsa, norr))):
            whose = dict(zip(("resident_id", "unit_id"), ids, strict=True))
            constraint = f"people_carerelation_{column}_in_tenant"
            with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
                people.relate(**whose, basis=Basis.CASE, now=now)


def test_a_mandate_says_what_it_rests_on_and_stands_in_the_journal(now, david):
    given = give(now, david, ends_at=now + HOUR, regimes=[Regime.SOL, Regime.HSL])
    assert people.mandates_of_resident(david) == [
        people.MandateRow(
            id=given,
            resident_id=david,
            resident_name="David Holm",
            representative_id=person("eva"),
            basis="MANDATE",
            scopes=SCOPES,
            regimes=frozenset({Regime.SOL, Regime.HSL}),
            starts_at=now,
            ends_at=now + HOUR,
            revoked_at=None,
            evidence="Förordnande",
            representative_name="Eva Lindgren",
        )
    ]
    assert people.journal(given) == [people.JournalRow(now, "David Holm", "Behörigheten gavs")]


def test_a_mandate_is_held_from_its_start_up_to_its_end(now, david):
    end = now + HOUR
    given = give(now, david, ends_at=end)
    held = [
        given in [row.id for row in people.mandates_of_representative(person("eva"), now=instant)]
        for instant in around(now, end)
    ]
    assert held == [False, True, True, False]
    with elsewhere():
        assert people.mandates_of_representative(person("eva"), now=now) == []


def test_a_revoked_mandate_ends_at_once_is_revoked_once_and_both_read_of_it(now, david):
    given, eva, later = give(now, david), world.private("eva", now=now), now + HOUR
    people.note_in_journal(mandate_id=given, actor=eva, what="Ansökte", now=now + INSTANT)
    revoke(given, later)
    with pytest.raises(people.MandateNotInForce):
        revoke(given, later + HOUR)
    (row,) = people.mandates_of_resident(david)
    assert (row.revoked_at, row.holds(later - INSTANT), row.holds(later)) == (later, True, False)
    assert people.journal(given) == [
        people.JournalRow(now, "David Holm", "Behörigheten gavs"),
        people.JournalRow(now + INSTANT, "Eva Lindgren", "Ansökte"),
        people.JournalRow(later, "David Holm", "Behörigheten återkallades"),
    ]


def test_another_municipality_can_neither_read_nor_revoke_a_mandate(now, david):
    given = give(now, david)
    with elsewhere():
        assert people.journal(given) == []
        with pytest.raises(people.MandateNotInForce):
            revoke(given, now + HOUR)
    (row,) = people.mandates_of_resident(david)
    assert row.holds(now + HOUR)


def test_every_mandate_a_resident_gave_is_listed_newest_first(now, david):
    given = [give(now + hours * HOUR, david) for hours in (1, 0, 2)]
    revoke(given[2], now + 3 * HOUR)
    listed = [row.id for row in people.mandates_of_resident(david)]
    assert listed == [given[2], given[0], given[1]]


def test_staff_are_tied_by_their_units_or_own_relation_while_it_lasts(now, david):
    hanna = world.staff("hanna", now=now)
    assert people.facts_for(hanna, david, now=now) == authority.Facts()
    world.relate_to_hanna(world.DAVID, now=now)
    assert people.facts_for(hanna, david, now=now) == authority.Facts(care_relation=True)
    assert people.facts_for(hanna, david, now=now - INSTANT) == authority.Facts()
    in_no_unit = replace(hanna, commission=None)
    assert people.facts_for(in_no_unit, david, now=now) == authority.Facts()
    people.relate(resident_id=david, person_id=hanna.person_id, basis=Basis.CASE, now=now)
    assert people.facts_for(in_no_unit, david, now=now) == authority.Facts(care_relation=True)


def test_what_other_domains_know_is_kept(now, david):
    known = authority.Facts(care_relation=True, consent=True, blocks_known=True)
    for actor, added in (
        (world.staff("hanna", now=now), {}),
        (world.private("david", now=now), {"is_subject": True}),
        (world.private("eva", now=now), {}),
        (ANONYMOUS, {}),
    ):
        assert people.facts_for(actor, david, now=now, base=known) == replace(known, **added)


def test_a_resident_is_the_subject_on_her_own_pages_only_and_never_at_work(now, margit, david):
    himself = world.private("david", now=now)
    assert people.facts_for(himself, david, now=now) == authority.Facts(is_subject=True)
    assert people.facts_for(himself, margit, now=now) == authority.Facts()
    at_work = replace(world.staff("hanna", now=now), person_id=himself.person_id)
    assert people.facts_for(at_work, david, now=now) == authority.Facts()
    with elsewhere():
        assert people.facts_for(himself, david, now=now) == authority.Facts()


def test_a_representative_has_the_mandate_of_that_resident_while_it_holds(now, david):
    eva, end = world.private("eva", now=now), now + HOUR
    assert people.facts_for(eva, david, now=now) == authority.Facts()
    given = give(now, david, ends_at=end)
    scopes = frozenset(authority.MandateScope(*scope) for scope in SCOPES)
    paper = authority.MandateFacts(scopes, Period(now, end), frozenset({Regime.SOL}))
    held = authority.Facts(mandates=(paper,))
    assert people.facts_for(eva, david, now=now) == held
    assert people.facts_for(eva, david, now=end) == authority.Facts()
    assert people.facts_for(eva, world.resident(world.GRETA), now=now) == authority.Facts()
    with elsewhere():
        assert people.facts_for(eva, david, now=now) == authority.Facts()
    revoke(given, now + INSTANT)
    assert people.facts_for(eva, david, now=now + INSTANT) == authority.Facts()


def test_a_next_of_kin_without_mandate_has_no_tie(now, margit):
    himself = world.private("david", now=now)
    NextOfKin.objects.create(
        resident_id=margit, person_id=himself.person_id, name="D", relation="granne", order=9
    )
    assert people.facts_for(himself, margit, now=now) == authority.Facts()
