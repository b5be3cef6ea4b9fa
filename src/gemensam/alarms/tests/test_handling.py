"""Claim, renew, release, dispatch, respond, close: every exit of every command."""

import threading
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from gemensam.alarms import queries
from gemensam.alarms.actions import handling, responding
from gemensam.alarms.actions.intake import Arrived, take_batch
from gemensam.alarms.kinds import EndedBecause, EventKind, State
from gemensam.alarms.models import Alarm, AlarmEvent, Escalation
from gemensam.alarms.tests.field import press
from gemensam.authority import api as authority
from gemensam.organisations import api as organisations
from gemensam.outbox.models import Event
from gemensam.tenancy.context import tenant_context

second = timedelta(seconds=1)


@pytest.fixture
def raise_alarm(now, centre):
    def raise_it(cid="46010001", ref="r1"):
        (kept,) = take_batch([Arrived(press(cid, ref))], now=now, default_centre=centre())
        return kept.alarm_id

    return raise_it


def command(actor, now, command_id=None):
    return handling.Command(command_id or uuid4(), actor, now)


def state_of(alarm_id):
    row = queries.alarm(alarm_id)
    return (row.state, row.claimed_name, row.version)


def kinds(alarm_id):
    return [row.kind for row in queries.history(alarm_id)]


def patrol(home):
    with tenant_context(home):
        return organisations.units(organisations.UnitKind.NIGHT_PATROL)[0].id


def test_claim_takes_the_alarm_for_one_lease(db, now, centre, actor, raise_alarm):
    alarm_id, olga = raise_alarm(), actor("olga")
    with tenant_context(centre()):
        handling.claim(command=command(olga, now), alarm_id=alarm_id)
        row = queries.alarm(alarm_id)
        assert (row.state, row.claimed_by, row.lease_until, row.version) == (
            State.CLAIMED,
            olga.person_id,
            now + 20 * second,
            2,
        )
        assert kinds(alarm_id) == [EventKind.RAISED, EventKind.CLAIMED]
        assert Escalation.objects.get(alarm_id=alarm_id).step == "CLAIMED"


def test_claim_given_twice_is_given_once(db, now, centre, actor, raise_alarm):
    alarm_id, same = raise_alarm(), uuid4()
    with tenant_context(centre()):
        handling.claim(command=command(actor("olga"), now, same), alarm_id=alarm_id)
        handling.claim(command=command(actor("olga"), now + second, same), alarm_id=alarm_id)
        assert state_of(alarm_id) == (State.CLAIMED, "Olga Persson", 2)
        assert AlarmEvent.objects.filter(command_id=same).count() == 1


def test_claim_of_a_taken_alarm_says_who_has_it_and_leaves_no_trace(
    db, now, centre, actor, raise_alarm
):
    alarm_id, another = raise_alarm(), replace(actor("olga"), person_id=uuid4(), display_name="X")
    with tenant_context(centre()):
        handling.claim(command=command(actor("olga"), now), alarm_id=alarm_id)
        with pytest.raises(handling.TakenByAnother) as refusal:
            handling.claim(command=command(another, now + second), alarm_id=alarm_id)
        assert (refusal.value.name, refusal.value.state) == ("Olga Persson", State.CLAIMED)
        assert kinds(alarm_id) == [EventKind.RAISED, EventKind.CLAIMED]


def test_claim_of_a_lost_alarm_takes_it_over_and_says_from_whom(
    db, now, centre, actor, raise_alarm
):
    alarm_id, another = raise_alarm(), replace(actor("olga"), person_id=uuid4(), display_name="X")
    with tenant_context(centre()):
        handling.claim(command=command(actor("olga"), now), alarm_id=alarm_id)
        handling.claim(command=command(another, now + 20 * second), alarm_id=alarm_id)
        assert state_of(alarm_id) == (State.CLAIMED, "X", 3)
        last = queries.history(alarm_id)[-1]
        assert (last.kind, last.what) == (EventKind.TAKEN_OVER, "från Olga Persson")


@pytest.mark.parametrize("who", ["anna", "bo", "cecilia", "karin", "margit"])
def test_nobody_but_an_operator_claims(db, now, centre, actor, raise_alarm, who):
    alarm_id = raise_alarm()
    with tenant_context(centre()), pytest.raises(authority.Refused):
        handling.claim(command=command(actor(who), now), alarm_id=alarm_id)
    with tenant_context(centre()):
        assert state_of(alarm_id) == (State.NEW, "", 1)


def test_an_alarm_of_another_tenant_is_not_there(db, now, home, actor, raise_alarm):
    alarm_id = raise_alarm()
    with tenant_context(home()), pytest.raises(handling.NoSuchAlarm):
        handling.claim(command=command(actor("olga"), now), alarm_id=alarm_id)


def test_renewing_keeps_the_lease_only_for_the_one_who_has_it(db, now, centre, actor, raise_alarm):
    alarm_id, olga = raise_alarm(), actor("olga")
    with tenant_context(centre()):
        handling.claim(command=command(olga, now), alarm_id=alarm_id)
        later = now + 5 * second
        another = replace(olga, person_id=uuid4())
        assert not handling.renew(actor=another, alarm_id=alarm_id, now=later)
        assert handling.renew(actor=olga, alarm_id=alarm_id, now=later)
        assert queries.alarm(alarm_id).lease_until == now + 25 * second


def test_release_gives_the_alarm_back(db, now, centre, actor, raise_alarm):
    alarm_id, olga = raise_alarm(), actor("olga")
    with tenant_context(centre()):
        handling.claim(command=command(olga, now), alarm_id=alarm_id)
        handling.release(command=command(olga, now), alarm_id=alarm_id)
        assert state_of(alarm_id) == (State.NEW, "", 3)
        with pytest.raises(handling.NotYours):
            handling.release(command=command(olga, now), alarm_id=alarm_id)


def test_dispatch_sends_the_owners_unit_and_tells_the_owner(
    db, now, centre, home, actor, raise_alarm
):
    alarm_id, olga, unit_id = raise_alarm(), actor("olga"), patrol(home())
    with tenant_context(centre()):
        handling.claim(command=command(olga, now), alarm_id=alarm_id)
        sent = command(olga, now + second)
        handling.dispatch(command=sent, alarm_id=alarm_id, unit_id=unit_id, text="Har fallit")
        handling.dispatch(command=sent, alarm_id=alarm_id, unit_id=unit_id, text="Har fallit")
        row = queries.alarm(alarm_id)
        assert (row.state, row.responder_unit_id) == (State.DISPATCHED, unit_id)
        assert Escalation.objects.get(alarm_id=alarm_id).step == "NO_ANSWER"
    (event,) = Event.objects.filter(name="alarms.alarm_dispatched")
    assert (event.tenant_id, event.payload["text"], event.payload["unit_id"]) == (
        home(),
        "Har fallit",
        str(unit_id),
    )


def test_dispatch_without_the_claim_is_refused(db, now, centre, home, actor, raise_alarm):
    alarm_id, unit_id = raise_alarm(), patrol(home())
    with tenant_context(centre()), pytest.raises(handling.NotYours):
        handling.dispatch(
            command=command(actor("olga"), now), alarm_id=alarm_id, unit_id=unit_id, text=""
        )
    assert not Event.objects.filter(name="alarms.alarm_dispatched").exists()


def test_dispatch_of_a_unit_that_is_not_the_owners_is_refused(db, now, centre, actor, raise_alarm):
    alarm_id, olga = raise_alarm(), actor("olga")
    with tenant_context(centre()):
        own_unit = organisations.units()[0].id
        handling.claim(command=command(olga, now), alarm_id=alarm_id)
        with pytest.raises(handling.NobodyToSend):
            handling.dispatch(
                command=command(olga, now), alarm_id=alarm_id, unit_id=own_unit, text=""
            )


def test_nobody_can_be_sent_to_an_unknown_unit(db, now, centre, home, actor, raise_alarm):
    alarm_id, olga, unit_id = raise_alarm("99999999"), actor("olga"), patrol(home())
    with tenant_context(centre()):
        handling.claim(command=command(olga, now), alarm_id=alarm_id)
        with pytest.raises(handling.NobodyToSend):
            handling.dispatch(
                command=command(olga, now), alarm_id=alarm_id, unit_id=unit_id, text=""
            )


@pytest.fixture
def dispatched(now, centre, home, actor, raise_alarm):
    def dispatch():
        alarm_id, olga, unit_id = raise_alarm(), actor("olga"), patrol(home())
        with tenant_context(centre()):
            handling.claim(command=command(olga, now), alarm_id=alarm_id)
            handling.dispatch(
                command=command(olga, now), alarm_id=alarm_id, unit_id=unit_id, text=""
            )
        return alarm_id

    return dispatch


def test_the_responder_reports_each_step_once(db, now, centre, actor, dispatched):
    alarm_id, nils = dispatched(), actor("nils")
    report = {"alarm_id": alarm_id, "centre_tenant_id": centre(), "actor": nils}
    responding.responder_accepted(**report, now=now + 5 * second)
    responding.responder_accepted(**report, now=now + 9 * second)
    responding.responder_arrived(**report, now=now + 60 * second)
    responding.responder_done(**report, now=now + 900 * second)
    with tenant_context(centre()):
        row = queries.alarm(alarm_id)
        assert (row.accepted_at, row.arrived_at, row.done_at) == (
            now + 5 * second,
            now + 60 * second,
            now + 900 * second,
        )
        assert kinds(alarm_id)[-3:] == [EventKind.ACCEPTED, EventKind.ARRIVED, EventKind.DONE]
        assert Escalation.objects.get(alarm_id=alarm_id).step == "TO_CLOSE"


def test_another_municipality_cannot_report(db, now, centre, actor, dispatched):
    alarm_id = dispatched()
    with pytest.raises(responding.NotTheOwner):
        responding.responder_accepted(
            alarm_id=alarm_id, centre_tenant_id=centre(), actor=actor("ulla"), now=now
        )


def test_nobody_reports_before_anybody_was_sent(db, now, centre, actor, raise_alarm):
    alarm_id = raise_alarm()
    with pytest.raises(responding.NotDispatched):
        responding.responder_accepted(
            alarm_id=alarm_id, centre_tenant_id=centre(), actor=actor("nils"), now=now
        )


def test_close_ends_what_is_next_and_tells_the_owner(db, now, centre, home, actor, dispatched):
    alarm_id, olga = dispatched(), actor("olga")
    with tenant_context(centre()):
        ended = command(olga, now)
        handling.close(command=ended, alarm_id=alarm_id, because=EndedBecause.HELPED)
        handling.close(command=ended, alarm_id=alarm_id, because=EndedBecause.HELPED)
        row = queries.alarm(alarm_id)
        assert (row.state, row.closed_at, row.ended_because) == (State.CLOSED, now, "HELPED")
        assert Escalation.objects.get(alarm_id=alarm_id).next_at is None
        with pytest.raises(handling.TakenByAnother):
            handling.close(
                command=command(olga, now), alarm_id=alarm_id, because=EndedBecause.HELPED
            )
    (event,) = Event.objects.filter(name="alarms.alarm_closed", payload__alarm_id=str(alarm_id))
    assert (event.tenant_id, event.payload["because"]) == (home(), "HELPED")


def test_close_of_an_unclaimed_alarm_is_refused(db, now, centre, actor, raise_alarm):
    alarm_id = raise_alarm()
    with tenant_context(centre()), pytest.raises(handling.NotYours):
        handling.close(
            command=command(actor("olga"), now), alarm_id=alarm_id, because=EndedBecause.MISTAKE
        )


def test_a_note_is_added_once(db, now, centre, actor, raise_alarm):
    alarm_id, same = raise_alarm(), uuid4()
    with tenant_context(centre()):
        for _ in range(2):
            handling.note(
                command=command(actor("olga"), now, same), alarm_id=alarm_id, text="Ringde åter"
            )
        assert [row.what for row in queries.history(alarm_id)] == ["0010", "Ringde åter"]


def test_of_two_operators_at_once_one_gets_the_alarm(real_db, now, centre, actor, raise_alarm):
    alarm_id, centre_id, olga = raise_alarm(), centre(), actor("olga")
    together, outcomes = threading.Barrier(8), []

    def claim(n):
        from django.db import connection

        one = replace(olga, person_id=uuid4(), display_name=f"operatör {n}")
        together.wait()
        try:
            with tenant_context(centre_id):
                handling.claim(command=command(one, now), alarm_id=alarm_id)
            outcomes.append("claimed")
        except handling.TakenByAnother:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["claimed"] + ["taken"] * 7
    with tenant_context(centre_id):
        assert Alarm.objects.get(id=alarm_id).version == 2
        assert kinds(alarm_id) == [EventKind.RAISED, EventKind.CLAIMED]
