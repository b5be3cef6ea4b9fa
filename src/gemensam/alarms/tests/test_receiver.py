"""The receiver over real sockets against real PostgreSQL, as its own database role."""

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection

from gemensam.alarms.models import (
    Alarm,
    AlarmEvent,
    AlarmUnit,
    Escalation,
    Incoming,
    LastSeen,
    Route,
)
from gemensam.alarms.server.receiver import Receiver
from gemensam.alarms.tests.field import HOST, RunningReceiver, heartbeat, press, unit_at
from gemensam.tenancy.context import tenant_context
from scaip import Reply

KNOWN = "46010001"


@pytest.fixture
def receiver(as_receiver):
    with RunningReceiver() as running:
        yield running


def presses(tenant_id, cid):
    with tenant_context(tenant_id):
        rows = Alarm.objects.filter(cid=cid, lane__in=["ALARM", "UNKNOWN"]).order_by("received_at")
        return list(rows.values_list("lane", "state", "press_count", "is_unknown"))


@pytest.mark.parametrize("over", ["UDP", "TCP"])
def test_an_alarm_is_in_the_database_when_its_200_comes(receiver, centre, home, over):
    with unit_at(receiver.port, over) as unit:
        unit.send(unit.message(press(KNOWN, "r1", dte="larmknapp")))
        heard = unit.hear(statuses=1)
        with tenant_context(centre()):
            alarm = Alarm.objects.get(cid=KNOWN, lane="ALARM")
            escalations = list(Escalation.objects.filter(alarm=alarm).values_list("step"))
        heard = unit.hear(replies=1, heard=heard)
    assert heard.statuses == [200]
    assert heard.replies == [Reply("r1", "0", mre="0", cre="0")]
    assert (alarm.ref, alarm.state, alarm.owner_tenant_id, alarm.press_count) == (
        "r1",
        "NEW",
        home(),
        1,
    )
    assert escalations == [("UNCLAIMED",)]


def test_a_retransmission_gets_the_same_bytes_and_no_second_row(receiver, centre):
    with unit_at(receiver.port) as unit:
        data = unit.message(press(KNOWN, "r1"))
        unit.send(data)
        unit.hear(statuses=1, replies=1)
        unit.send(data)
        again = unit.silence(0.5)
    assert (again.statuses, again.replies) == ([200], [])
    with tenant_context(centre()):
        assert Incoming.objects.filter(cid=KNOWN, ref="r1").count() == 1
    assert presses(centre(), KNOWN) == [("ALARM", "NEW", 1, False)]


def test_a_copy_after_the_answer_gets_the_stored_reply_and_is_no_second_press(receiver, centre):
    with unit_at(receiver.port) as unit:
        unit.call(press(KNOWN, "r1"))
        with tenant_context(centre()):
            stored = "<mrs><ref>r1</ref><snu>0</snu><ste>as it was stored</ste></mrs>"
            Incoming.objects.filter(ref="r1", cid=KNOWN).update(mrs=stored)
        again = unit.call(press(KNOWN, "r1"), branch="2")
    assert again.replies == [Reply("r1", "0", ste="as it was stored")]
    assert presses(centre(), KNOWN) == [("ALARM", "NEW", 1, False)]


def test_a_second_press_raises_the_same_alarm(receiver, centre):
    with unit_at(receiver.port) as unit:
        unit.call(press(KNOWN, "r1"))
        unit.call(press(KNOWN, "r2"))
    assert presses(centre(), KNOWN) == [("ALARM", "NEW", 2, False)]
    with tenant_context(centre()):
        kinds = AlarmEvent.objects.filter(alarm__ref="r1").order_by("at", "id")
        assert list(kinds.values_list("kind", flat=True)) == ["RAISED", "PRESSED_AGAIN"]


def test_presses_sent_at_once_are_one_alarm(receiver, centre):
    with unit_at(receiver.port) as unit:
        for n in range(20):
            unit.send(unit.message(press(KNOWN, f"r{n}")))
        heard = unit.hear(statuses=20, replies=20)
    assert {reply.ref for reply in heard.replies} == {f"r{n}" for n in range(20)}
    assert presses(centre(), KNOWN) == [("ALARM", "NEW", 20, False)]


def test_the_same_reference_with_another_meaning_is_a_linked_alarm(receiver, centre):
    with unit_at(receiver.port) as unit:
        unit.call(press(KNOWN, "r1"))
        unit.call(press(KNOWN, "r1", dty="0009"), branch="2")
    with tenant_context(centre()):
        first, second = Alarm.objects.filter(cid=KNOWN, ref="r1").order_by("received_at")
        assert (first.linked_id, second.linked_id) == (None, first.id)


def test_an_unknown_unit_is_an_alarm_in_its_own_lane(receiver, centre):
    with unit_at(receiver.port) as unit:
        heard = unit.call(press("99999999", "r1"))
    assert heard.replies == [
        Reply("r1", "0", ste="unit not registered, alarm kept", mre="0", cre="0")
    ]
    assert presses(centre(), "99999999") == [("UNKNOWN", "NEW", 1, True)]


def test_a_heartbeat_is_answered_noted_and_never_an_alarm(as_receiver, centre):
    unit_id = Route.objects.get(cid="46010005").alarm_unit_id
    before = LastSeen.objects.get(alarm_unit_id=unit_id)
    with RunningReceiver() as running, unit_at(running.port) as unit:
        heard = unit.call(heartbeat("46010005", "h1"))
    # It is written at the latest when the receiver stops.
    after = LastSeen.objects.get(alarm_unit_id=unit_id)
    assert heard.replies == [Reply("h1", "0")]
    assert (after.heartbeats, after.seen_at > before.seen_at) == (before.heartbeats + 1, True)
    with tenant_context(centre()):
        assert not Incoming.objects.filter(ref="h1").exists()


def test_a_test_alarm_proves_the_unit_and_waits_for_nobody(receiver, centre, home):
    with tenant_context(home()):
        assert AlarmUnit.objects.get(cid="46010004").test_passed_at is None
    with unit_at(receiver.port) as unit:
        unit.call(press("46010004", "p1", stc="0103"))
    with tenant_context(home()):
        assert AlarmUnit.objects.get(cid="46010004").test_passed_at is not None
    with tenant_context(centre()):
        alarm = Alarm.objects.get(cid="46010004")
        assert (alarm.lane, alarm.state, alarm.ended_because) == ("TEST", "CLOSED", "KEPT")


def test_a_cancel_closes_nothing(receiver, centre):
    with unit_at(receiver.port) as unit:
        unit.call(press(KNOWN, "r1"))
        unit.call(press(KNOWN, "r2", stc="0019"))
    with tenant_context(centre()):
        (alarm,) = Alarm.objects.filter(cid=KNOWN, lane="ALARM")
        told = AlarmEvent.objects.filter(alarm=alarm).order_by("at", "id")
        assert (alarm.state, list(told.values_list("kind", "what"))) == (
            "NEW",
            [("RAISED", "0010"), ("UNIT_SAID", "0019")],
        )


def test_an_unreadable_body_from_a_number_is_kept_as_an_alarm(receiver, centre):
    with unit_at(receiver.port) as unit:
        body = b"<mrq><ref>r9</ref><cid>46010001</cid><dty>0003"
        unit.send(unit.message(press(KNOWN, "r9"), body=body))
        heard = unit.hear(statuses=1, replies=1)
    assert heard.replies == [Reply("r9", "2", ste="not well-formed XML")]
    with tenant_context(centre()):
        alarm = Alarm.objects.get(cid=KNOWN, ref="r9")
        assert (alarm.lane, alarm.state, alarm.oddities) == (
            "ALARM",
            "NEW",
            ["message: not well-formed XML"],
        )


@pytest.mark.parametrize(
    ("body", "content_type", "user", "status"),
    [
        (b"hello", "text/plain", "46010001", 415),
        (b"<mrq></mrq>", "application/scaip+xml", "nobody", 400),
    ],
)
def test_what_nobody_could_act_on_is_refused(receiver, body, content_type, user, status):
    with unit_at(receiver.port) as unit:
        unit.send(unit.message(press(KNOWN, "r1"), body=body, user=user, content_type=content_type))
        heard = unit.hear(statuses=1)
    assert heard.statuses == [status]


def test_garbage_is_no_harm_to_the_next_alarm(receiver, centre):
    with unit_at(receiver.port) as unit:
        for data in (b"\0\1\2", b"MESSAGE", b"SIP/2.0 abc", b"\r\n\r\n", b"x" * 9000):
            unit.send(data)
        heard = unit.call(press(KNOWN, "r1"))
    assert heard.statuses[-1] == 200
    assert presses(centre(), KNOWN) == [("ALARM", "NEW", 1, False)]


def test_another_sender_than_the_unit_is_kept_and_marked(receiver, centre):
    with unit_at(receiver.port) as unit:
        unit.call(press(KNOWN, "r1"), user="larmbrygga")
    with tenant_context(centre()):
        assert Alarm.objects.get(cid=KNOWN, ref="r1").oddities == ["From: larmbrygga"]


def test_without_the_database_the_answer_is_503_and_afterwards_200(receiver, centre, clones):
    import psycopg

    admin = psycopg.connect(clones.cluster.dsn(), autocommit=True)
    name = clones.name
    with unit_at(receiver.port) as unit:
        unit.call(press(KNOWN, "r1"))
        connection.close()
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname=%s", [name]
        )
        unit.send(unit.message(press(KNOWN, "r2")))
        away = unit.hear(statuses=1)
        unit.send(unit.message(press(KNOWN, "r3")))
        still_away = unit.hear(statuses=1)
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        time.sleep(0.5)
        back = unit.call(press(KNOWN, "r2"), branch="2")
    admin.close()
    assert (away.statuses, still_away.statuses, back.statuses) == ([503], [503], [200])
    assert presses(centre(), KNOWN) == [("ALARM", "NEW", 2, False)]


@pytest.fixture
def holding(clones):
    """Lock rows as somebody's slow transaction would, until the block ends."""
    import psycopg

    @contextmanager
    def hold(statement, *values):
        with psycopg.connect(clones.cluster.dsn(database=clones.name)) as other:
            assert other.execute(statement, values).fetchone() is not None
            yield
            other.rollback()

    return hold


def test_a_stuck_test_alarm_delays_no_alarm(receiver, centre, holding):
    with unit_at(receiver.port) as stuck, unit_at(receiver.port) as unit:
        with holding("SELECT 1 FROM alarms_alarmunit WHERE cid = %s FOR UPDATE", "46010004"):
            stuck.send(stuck.message(press("46010004", "p1", stc="0103")))
            assert stuck.silence(0.3).statuses == []
            assert unit.call(press(KNOWN, "r1")).statuses == [200]
        assert stuck.hear(statuses=1, replies=1).statuses == [200]


def test_a_press_does_not_wait_for_an_operators_transaction(receiver, centre, holding):
    with unit_at(receiver.port) as unit:
        unit.call(press(KNOWN, "r1"))
        with holding("SELECT 1 FROM alarms_alarm WHERE ref = 'r1' AND cid = %s FOR UPDATE", KNOWN):
            assert unit.call(press(KNOWN, "r2")).statuses == [200]
    assert presses(centre(), KNOWN) == [("ALARM", "NEW", 1, False)] * 2


def test_while_the_loop_is_late_heartbeats_are_turned_away_and_alarms_are_not(receiver):
    with unit_at(receiver.port) as unit:
        life, alarm = unit.message(heartbeat(KNOWN, "h1")), unit.message(press(KNOWN, "r1"))
    inside = receiver.receiver
    before = (inside._is_refused(life), inside._is_refused(alarm))
    inside._is_late = True
    assert (before, inside._is_refused(life), inside._is_refused(alarm)) == (
        (False, False),
        True,
        False,
    )


def test_options_tell_whether_alarms_can_be_kept(receiver):
    with unit_at(receiver.port) as unit:
        message = unit.message(press(KNOWN, "o1"), body=b"").replace(b"MESSAGE", b"OPTIONS")
        unit.send(message)
        ready = unit.hear(statuses=1).statuses
        receiver.receiver.alarms.is_away = True
        unit.send(message.replace(b"-1-o1", b"-2-o1"))
        away = unit.hear(statuses=1).statuses
        receiver.receiver.alarms.is_away = False
    assert (ready, away) == ([200], [503])


def test_a_port_that_is_taken_for_tcp_is_refused_and_let_go_for_udp():
    async def tried(port):
        with pytest.raises(OSError, match="in use"):
            await Receiver(sent_by=f"{HOST}:5060").wire.open(HOST, port)

    with socket.create_server((HOST, 0)) as taken, ThreadPoolExecutor() as aside:
        port = taken.getsockname()[1]
        aside.submit(lambda: asyncio.run(tried(port))).result()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.bind((HOST, port))
