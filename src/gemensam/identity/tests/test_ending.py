"""Sessions that are ended while another is taking over from them, or while a log-in waits."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone
from tests.cast_at_work import log_in

from gemensam.identity import actions, changing, ending
from gemensam.identity.models import Session
from gemensam.identity.oidc.refusals import Refusal
from gemensam.identity.tests.hostile_issuer import Lies, press
from gemensam.identity.tests.oidc_browsing import (
    STAFF,
    At,
    actor_behind,
    answer_to,
    browser,
    go_through,
    token_of,
)


@pytest.fixture
def choosing(staff, cecilia):
    """Cecilia has proven who she is and has yet to choose one of two commissions."""
    cecilia.another()
    staff.who = {"employeeHsaId": staff.who["employeeHsaId"]}
    client = browser()
    return client, go_through(client, staff, STAFF)["Location"]


def end_at_issuer(staff, **more):
    token = staff.sign(staff.logout_token(**more), typ="logout+jwt")
    return browser().post(f"/logga-in/{STAFF}/logga-ut/", {"logout_token": token}).status_code


@pytest.mark.parametrize("named_by", [{"sid": "sid-s-1", "sub": None}, {"sid": "sid-s-1"}, {}])
def test_who_logs_out_at_the_issuer_while_choosing_a_commission_is_out(
    db, staff, cecilia, choosing, named_by
):
    client, address = choosing
    assert client.get(address).status_code == 200
    assert end_at_issuer(staff, **named_by) == 200
    chosen = client.post(address, {"uppdrag": str(cecilia.persona.commission_id)})
    assert (chosen.status_code, Session.objects.count()) == (403, 0)


def test_anothers_log_out_leaves_whoever_is_choosing(db, staff, cecilia, choosing):
    client, address = choosing
    assert end_at_issuer(staff, sub="another", sid="sid-another") == 200
    chosen = client.post(address, {"uppdrag": str(cecilia.persona.commission_id)})
    assert (chosen.status_code, Session.objects.count()) == (303, 1)


def test_a_log_out_token_that_counts_beyond_the_calendar_is_refused(db, staff, choosing):
    for far in (253_402_300_799, 1e300, -1):
        assert end_at_issuer(staff, exp=far) == 400


def test_a_session_that_was_ended_meanwhile_is_not_gone_on_with_in_another_commission(db):
    log_in("cecilia")
    session = Session.objects.latest("id")
    to = changing.Choice(session.commission_id, session.tenant_id, "", "", is_running=False)
    actions.close_sessions_of(person_id=session.person_id, now=timezone.now())
    with pytest.raises(ending.SessionIsOver):
        changing.change(session, to, now=timezone.now())
    assert not Session.objects.filter(ended_at=None).exists()


def test_a_session_that_is_ended_while_the_issuer_is_asked_is_not_proven_anew(
    real_db, staff, cecilia
):
    client = browser()
    go_through(client, staff, STAFF)
    said = staff.authorize(press(client, STAFF, **{"pa-nytt": "1"}))

    def end_meanwhile(_claims):
        # In the issuer's thread, while ours waits for its answer.
        Session.objects.update(ended_at=timezone.now())
        connections.close_all()

    staff.lies = Lies(id_token=end_meanwhile)
    assert answer_to(client, said, STAFF) == (403, Refusal.SESSION_OVER.value)
    assert not Session.objects.filter(ended_at=None).exists()


def test_whoever_ends_all_sessions_while_one_takes_over_ends_the_next_one_too(real_db):
    persona = At().persona
    log_in("cecilia")
    session = Session.objects.get(person_id=persona.person_id, ended_at=None)
    to = changing.Choice(persona.commission_id, persona.tenant_id, "", "", is_running=False)
    now, ended = timezone.now() + timedelta(seconds=1), []

    def end_all():
        ended.append(actions.close_sessions_of(person_id=persona.person_id, now=now))
        connections.close_all()

    other = threading.Thread(target=end_all)
    with transaction.atomic():
        token = changing.change(session, to, now=now)
        other.start()
        # It waits for the row that is being taken over from.
        other.join(0.5)
        assert other.is_alive()
    other.join()
    assert (ended, actor_behind(token).person_id) == ([1], None)


def test_an_ended_session_stays_ended_when_it_was(db):
    token = log_in("cecilia").token
    first, later = timezone.now(), timezone.now() + timedelta(hours=1)
    person_id = Session.objects.latest("id").person_id
    assert actions.close_sessions_of(person_id=person_id, now=first) == 1
    assert actions.close_sessions_of(person_id=person_id, now=later) == 0
    actions.close_session(token=token, now=later)
    assert Session.objects.latest("id").ended_at == first


def test_a_token_of_a_session_that_was_changed_from_is_worth_nothing(db):
    client = log_in("cecilia").client()
    old = token_of(client)
    session = Session.objects.latest("id")
    to = changing.Choice(session.commission_id, session.tenant_id, "", "", is_running=False)
    changing.change(session, to, now=timezone.now())
    assert actor_behind(old).person_id is None
