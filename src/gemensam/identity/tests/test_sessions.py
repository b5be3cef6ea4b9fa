"""Sessions: when they end, what is kept of them, and whom they stand for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from gemensam.authority import api as authority
from gemensam.identity import actions, queries
from gemensam.identity import api as identity
from gemensam.identity.models import Commission, Session
from gemensam.identity.rules import ABSOLUTE, IDLE, TOUCH_EVERY, is_alive, token_hash
from gemensam.kernel import actor as kernel
from gemensam.kernel.actor import ANONYMOUS, Actor, ActorKind, Assurance, Purpose, Regime, Right
from gemensam.kernel.periods import Period
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)
NUMBER = number_for_tests(date(1971, 2, 3), 7)
RIGHTS = ("Läsa;besök;VE", "Skriva;anteckning SoL;SJF")
KINDS = [ActorKind.STAFF, ActorKind.RESIDENT]
YEARS = {"min_value": datetime(2020, 1, 1), "max_value": datetime(2080, 1, 1)}  # noqa: DTZ001 -- hypothesis adds the zone
INSTANTS = st.datetimes(**YEARS, timezones=st.just(UTC))
# Around the idle time and the absolute ends, and now and then far away.
WHILES = st.timedeltas(INSTANT, timedelta(hours=12))


@pytest.fixture
def home(db):
    return organisations.municipality_by_slug("munkedal").tenant_id


@pytest.fixture
def ali(home):
    """Somebody who both works in the municipality and lives there."""
    return identity.register_person(given_name="Ali", family_name="Rahm", identity_number=NUMBER)


@pytest.fixture
def unit(home):
    with tenant_context(home):
        return next(unit for unit in organisations.units() if unit.name == "Hemtjänst Norr")


@pytest.fixture
def commission_id(home, ali, unit):
    with tenant_context(home):
        return identity.grant_commission(
            person_id=ali,
            hsa_id="SE2120000001-U998",
            employee_hsa_id="SE2120000001-P998",
            name="Hemtjänst Norr",
            title="undersköterska",
            purpose=Purpose.HOME_CARE,
            rights=[Right.parse(text) for text in RIGHTS],
            valid=Period(NOW - DAY, NOW + DAY),
            unit_id=unit.id,
            care_provider_id=unit.care_provider_id,
            regime=Regime.SOL,
        )


def begin(person_id, kind=ActorKind.RESIDENT, **over):
    given = {"assurance": Assurance.LOA3, "method": "test", "now": NOW}
    return identity.open_session(person_id=person_id, kind=kind, **(given | over))


def begin_work(ali, home, commission_id, **over):
    return begin(ali, ActorKind.STAFF, tenant_id=home, commission_id=commission_id, **over)


def is_live(token, now):
    return queries.live_session(token, now=now) is not None


def around(instant):
    return [instant - INSTANT, instant]


def acting(token, tenant_id=None, now=NOW):
    with tenant_context(tenant_id):
        return queries.actor_of(queries.live_session(token, now=now))


@given(last_seen_at=INSTANTS, left=WHILES, before=WHILES, after=WHILES)
def test_a_session_counts_until_the_earlier_of_its_two_ends_and_never_on_it(
    last_seen_at, left, before, after
):
    row = {"last_seen_at": last_seen_at, "ends_at": last_seen_at + left, "ended_at": None}
    end = min(row["ends_at"], last_seen_at + timedelta(minutes=15))
    asked = [end - before, end - INSTANT, end, end + after]
    assert [is_alive(now=now, **row) for now in asked] == [True, True, False, False]


@given(last_seen_at=INSTANTS, left=WHILES, ended_at=INSTANTS, now=INSTANTS)
def test_a_session_that_was_ended_never_counts_whatever_the_clock_says(
    last_seen_at, left, ended_at, now
):
    ends_at = last_seen_at + left
    assert not is_alive(now=now, last_seen_at=last_seen_at, ends_at=ends_at, ended_at=ended_at)
    assert not is_alive(
        now=last_seen_at, last_seen_at=last_seen_at, ends_at=ends_at, ended_at=ended_at
    )


def test_staff_stay_for_a_working_day_and_residents_for_an_hour():
    hours = {kind: lasts / timedelta(hours=1) for kind, lasts in ABSOLUTE.items()}
    assert hours == {ActorKind.STAFF: 10, ActorKind.RESIDENT: 1}


def test_a_token_is_stored_as_its_sha_256_so_that_sessions_outlive_a_release():
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_row_of_a_session_holds_the_hash_of_its_token_and_never_the_token(
    ali, home, commission_id
):
    token = begin_work(ali, home, commission_id, assurance=Assurance.LOA4, method="kort")
    (row,) = Session.objects.filter(person_id=ali).values()
    assert row == {
        "id": row["id"],
        "token_hash": token_hash(token),
        "kind": "STAFF",
        "person_id": ali,
        "tenant_id": home,
        "commission_id": commission_id,
        "assurance": 4,
        "method": "kort",
        "issuer": "",
        "issuer_session": "",
        "card": "",
        "opened": None,
        "rights": None,
        "allowed": None,
        "device": "",
        "authenticated_at": NOW,
        "last_seen_at": NOW,
        "ends_at": NOW + timedelta(hours=10),
        "ended_at": None,
    }
    assert token not in str(row)


def test_every_token_is_new_and_carries_256_bits(ali):
    tokens = {begin(ali) for _ in range(20)}
    assert (len(tokens), {len(token) for token in tokens}) == (20, {43})


def test_the_stored_hash_is_not_a_token(ali):
    assert not is_live(token_hash(begin(ali)), NOW)


@pytest.mark.parametrize("token", ["", "x", "å" * 43, "\x00", "'; --"])
def test_a_token_that_was_never_given_finds_nothing(ali, token):
    begin(ali)
    assert queries.live_session(token, now=NOW) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_session_that_nobody_uses_ends_on_the_idle_instant(ali, kind):
    token = begin(ali, kind)
    assert [is_live(token, now) for now in around(NOW + IDLE)] == [True, False]


@pytest.mark.parametrize("kind", KINDS)
def test_a_session_in_constant_use_ends_on_its_absolute_end_all_the_same(ali, kind):
    token, now, end = begin(ali, kind), NOW, NOW + ABSOLUTE[kind]
    while now < end:
        actions.touch_session(queries.live_session(token, now=now), now=now)
        now += IDLE - INSTANT
    assert [is_live(token, now) for now in around(end)] == [True, False]


def test_log_out_ends_that_session_on_the_instant_and_no_other(ali):
    token, other = begin(ali), begin(ali)
    actions.close_session(token=token, now=NOW)
    assert (is_live(token, NOW), is_live(other, NOW)) == (False, True)


def test_a_second_log_out_does_not_move_the_first(ali):
    token = begin(ali)
    actions.close_session(token=token, now=NOW)
    actions.close_session(token=token, now=NOW + DAY)
    assert Session.objects.get(person_id=ali).ended_at == NOW


def test_a_session_is_marked_as_seen_at_most_once_a_minute(ali):
    token = begin(ali)
    written = []
    for now in (NOW, *around(NOW + TOUCH_EVERY), *around(NOW + 2 * TOUCH_EVERY)):
        session = queries.live_session(token, now=now)
        with CaptureQueriesContext(connection) as asked:
            actions.touch_session(session, now=now)
        written.append((len(asked), Session.objects.get(id=session.id).last_seen_at - NOW))
    minute = timedelta(minutes=1)
    assert written == [(0, 0 * minute), (0, 0 * minute), (1, minute), (0, minute), (1, 2 * minute)]


def test_ending_all_sessions_of_a_person_says_how_many_and_leaves_the_others(ali):
    tokens = [begin(ali) for _ in range(3)]
    other = begin(identity.register_person(given_name="Bea", family_name="Ek"))
    actions.close_session(token=tokens[0], now=NOW - DAY)

    assert identity.close_sessions_of(person_id=ali, now=NOW) == 2

    assert [is_live(token, NOW) for token in (*tokens, other)] == [False, False, False, True]
    ended = Session.objects.filter(person_id=ali).order_by("ended_at").values_list("ended_at")
    assert list(ended) == [(NOW - DAY,), (NOW,), (NOW,)]
    assert identity.close_sessions_of(person_id=ali, now=NOW) == 0


def test_the_actor_at_work_is_the_person_in_exactly_one_commission(ali, home, unit, commission_id):
    token = begin_work(ali, home, commission_id)
    assert acting(token, home) == Actor(
        kind=ActorKind.STAFF,
        person_id=ali,
        display_name="Ali Rahm",
        tenant_id=home,
        # At work nobody acts by their own number.
        resident_identity=None,
        hsa_id="SE2120000001-P998",
        title="undersköterska",
        commission=kernel.Commission(
            id=commission_id,
            hsa_id="SE2120000001-U998",
            name="Hemtjänst Norr",
            purpose=Purpose.HOME_CARE,
            rights=frozenset(Right.parse(text) for text in RIGHTS),
            unit_id=unit.id,
            care_provider_id=unit.care_provider_id,
            regime=Regime.SOL,
            valid=Period(NOW - DAY, NOW + DAY),
        ),
        assurance=Assurance.LOA3,
        authenticated_at=NOW,
        session_hash=token_hash(token),
    )


def test_the_actor_at_home_has_a_number_of_their_own_and_no_tenant(ali, commission_id):
    token = begin(ali, assurance=Assurance.LOA2)
    actor = acting(token)
    assert actor == Actor(
        kind=ActorKind.RESIDENT,
        person_id=ali,
        display_name="Ali Rahm",
        resident_identity=NUMBER,
        assurance=Assurance.LOA2,
        authenticated_at=NOW,
        session_hash=token_hash(token),
    )
    printed = repr(actor)
    assert [secret in printed for secret in (NUMBER.reveal(), actor.session_hash)] == [False, False]


def test_an_actor_for_a_job_is_the_one_of_a_session_but_for_the_session(ali, home, commission_id):
    job = identity.actor_for(
        person_id=ali,
        tenant_id=home,
        commission_id=commission_id,
        kind=ActorKind.STAFF,
        assurance=Assurance.LOA3,
    )
    at_work = acting(begin_work(ali, home, commission_id), home)
    assert job == replace(at_work, authenticated_at=None, session_hash="")


def test_a_session_whose_commission_is_gone_or_lies_in_another_tenant_is_nobodys(
    ali, home, commission_id
):
    elsewhere = organisations.municipality_by_slug("skara").tenant_id
    gone = begin_work(ali, home, uuid4())
    astray = begin_work(ali, elsewhere, commission_id)
    assert [acting(gone, home), acting(astray, elsewhere)] == [ANONYMOUS, ANONYMOUS]


@pytest.mark.parametrize("withdrawal", [{"is_archived": True}, {"ends_at": NOW}])
def test_a_commission_that_is_withdrawn_during_a_session_opens_nothing_from_then_on(
    ali, home, unit, commission_id, withdrawal
):
    token = begin_work(ali, home, commission_id)
    thing = authority.ObjRef(
        kind="test",
        tenant_id=home,
        information_class=kernel.InformationClass.VISIT,
        unit_id=unit.id,
        care_provider_id=unit.care_provider_id,
        regime=Regime.SOL,
        is_protected=False,
    )

    def answer():
        ask = authority.Request(
            acting(token, home), Purpose.HOME_CARE, kernel.Activity.READ, thing, NOW
        )
        decision = authority.decide(ask, authority.Facts(care_relation=True))
        return decision.allow, decision.reason

    assert answer()[0] is True
    with tenant_context(home):
        Commission.objects.filter(id=commission_id).update(**withdrawal)
    assert answer() == (False, authority.Reason.COMMISSION_ENDED)


@pytest.mark.parametrize("halves", [{"tenant_id": UUID(int=1)}, {"commission_id": UUID(int=1)}])
def test_the_database_refuses_a_session_with_a_tenant_but_no_commission_and_the_reverse(
    ali, halves
):
    with (
        pytest.raises(IntegrityError, match="identity_session_commission"),
        transaction.atomic(),
    ):
        begin(ali, ActorKind.STAFF, **halves)


@pytest.mark.parametrize(
    ("is_demo", "key", "failure"),
    [(False, "anna", actions.DemoLoginIsOff), (True, "ingen", actions.NoSuchPersona)],
)
def test_nobody_is_picked_without_the_demo_and_nobody_who_is_not_in_it(db, is_demo, key, failure):
    with override_settings(GEMENSAM_DEMO=is_demo), pytest.raises(failure):
        actions.log_in_as_persona(key=key, now=NOW)
    assert not Session.objects.exists()


def test_those_who_may_are_those_with_a_right_of_a_running_commission_here(
    ali, home, commission_id
):
    def may(now, tenant_id=home):
        asked = kernel.Activity.WRITE, kernel.InformationClass.NOTE_SOL
        with tenant_context(tenant_id):
            return ali in identity.persons_who_may(*asked, now=now)

    starts, ends = around(NOW - DAY), around(NOW + DAY)
    assert [may(now) for now in (*starts, *ends)] == [False, True, True, False]
    assert not may(NOW, organisations.municipality_by_slug("skara").tenant_id)


def test_those_at_work_are_persons_and_not_their_log_ins(ali, home, commission_id):
    tokens = [begin_work(ali, home, commission_id) for _ in range(2)]
    begin(ali)

    def at_work(since, now=NOW):
        with tenant_context(home):
            return identity.persons_at_work(purpose=Purpose.HOME_CARE, since=since, now=now)

    assert [at_work(since) for since in (NOW, NOW + INSTANT)] == [1, 0]
    assert [at_work(NOW, now) for now in around(NOW + ABSOLUTE[ActorKind.STAFF])] == [1, 0]
    for token in tokens:
        actions.close_session(token=token, now=NOW)
    assert at_work(NOW) == 0
