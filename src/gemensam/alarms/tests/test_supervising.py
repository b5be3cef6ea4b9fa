"""The supervisor's and the auditor's steps, as the supervisor's database role."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from gemensam.alarms import queries
from gemensam.alarms.actions import auditing, handling, silence, supervising
from gemensam.alarms.actions.counting import recount
from gemensam.alarms.actions.intake import Arrived, note_life, take_batch
from gemensam.alarms.kinds import EventKind, Function, QueueLane, State
from gemensam.alarms.models import Alarm, AlarmEvent, AlarmUnit, Escalation, LastSeen, Route
from gemensam.alarms.tests.conftest import database_role
from gemensam.alarms.tests.field import press
from gemensam.tenancy.context import tenant_context

second, hour = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def raised(real_db, now, centre):
    """Three alarms, one after the other; everything before them has its number."""
    with database_role("supervisor"):
        supervising.number_events()
    kept = [
        take_batch([Arrived(press(cid, "r1"))], now=now, default_centre=centre())[0].alarm_id
        for cid in ("46010001", "46010002", "46010003")
    ]
    with database_role("supervisor"):
        yield kept


@pytest.fixture
def claim(now, centre, actor):
    def do(alarm_id):
        olga = actor("olga")
        with tenant_context(centre()):
            handling.claim(command=handling.Command(uuid4(), olga, now), alarm_id=alarm_id)

    return do


def feed(centre):
    with tenant_context(centre):
        return queries.feed_after(0)


def test_events_are_numbered_without_gaps_and_once(raised, centre):
    before = feed(centre())
    assert (supervising.number_events(), supervising.number_events()) == (3, 0)
    after = feed(centre())
    assert [row.sequence for row in after] == list(range(1, len(before) + 4))
    assert [row.event.alarm_id for row in after[len(before) :]] == raised
    with tenant_context(centre()):
        assert queries.feed_after(len(before) + 2) == after[-1:]
        assert queries.feed_end() == after[-1].sequence


def test_an_event_that_is_not_committed_has_no_number_and_leaves_no_gap(raised, now, centre):
    supervising.number_events()
    holding, go = threading.Event(), threading.Event()

    def slow():
        from django.db import transaction

        with transaction.atomic():
            take_batch([Arrived(press("46010004", "s1"))], now=now, default_centre=centre())
            holding.set()
            go.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    holding.wait(10)
    take_batch([Arrived(press("46010005", "f1"))], now=now, default_centre=centre())
    quick = supervising.number_events()
    go.set()
    thread.join()
    late = supervising.number_events()
    sequences = [row.sequence for row in feed(centre())]
    assert (quick, late) == (1, 1)
    assert sequences == list(range(1, len(sequences) + 1))


def test_a_lost_alarm_comes_back_on_top(raised, now, centre, claim):
    with database_role("app"):
        claim(raised[0])
    assert supervising.release_lost(now=now + 19 * second) == 0
    assert supervising.release_lost(now=now + 20 * second) == 1
    with tenant_context(centre()):
        row = queries.alarm(raised[0])
        assert (row.state, row.claimed_by, row.raised_at) == (State.NEW, None, now + 20 * second)
        last = queries.history(raised[0])[-1]
        assert (last.kind, last.what) == (EventKind.LEASE_LOST, "Olga Persson")
        assert queries.open_alarms()[0].id == raised[0]


def test_an_unclaimed_alarm_is_reminded_of_every_half_minute(raised, now, centre):
    assert supervising.escalate(now=now + 29 * second) == 0
    assert supervising.escalate(now=now + 30 * second) == 3
    assert supervising.escalate(now=now + 31 * second) == 0
    assert supervising.escalate(now=now + 60 * second) == 3
    with tenant_context(centre()):
        assert [row.what for row in queries.history(raised[0])] == [
            "0010",
            "UNCLAIMED 1",
            "UNCLAIMED 2",
        ]


def test_a_silent_unit_is_found_once_and_heard_again(raised, now, centre, home):
    long_ago = now - 30 * 24 * hour
    unit_id = Route.objects.get(cid="46010005").alarm_unit_id
    assert silence.find_silent(now=now, up_since=long_ago) == 1
    assert silence.find_silent(now=now, up_since=long_ago) == 0
    with tenant_context(centre()):
        alarm = Alarm.objects.get(cid="46010005", lane=QueueLane.TECHNICAL)
        assert (alarm.state, alarm.alarm_unit_id) == (State.NEW, unit_id)
    assert LastSeen.objects.get(alarm_unit_id=unit_id).silent_since == now
    note_life({"46010005": (now + second, 1)})
    assert silence.find_heard_again(now=now + 2 * second) == 1
    assert silence.find_heard_again(now=now + 2 * second) == 0
    with tenant_context(centre()):
        told = AlarmEvent.objects.filter(alarm=alarm).order_by("at", "id")
        assert list(told.values_list("kind", flat=True)) == ["RAISED", "UNIT_SAID"]


def test_after_a_stop_of_ours_nobody_is_silent_at_once(raised, now):
    assert silence.find_silent(now=now, up_since=now - 60 * second) == 0


def test_every_municipality_is_counted(raised, now, home):
    assert silence.recount_all(now=now) == 49
    (row,) = queries.county_counts()
    assert (row.tenant_id, row.granted, row.digital, row.working, row.counted_at) == (
        home(),
        11,
        9,
        6,
        now,
    )


def test_a_test_alarm_is_in_the_figure_at_the_next_request(real_db, now, centre, home):
    unit_id = Route.objects.get(cid="46010001").alarm_unit_id
    note_life({"46010001": (now, 2)})
    with tenant_context(home()):
        AlarmUnit.objects.filter(id=unit_id).update(test_passed_at=now - 40 * 24 * hour)
        before = recount(now=now)
        assert before.by_function[Function.TEST_TOO_OLD.value] == 1
    test_alarm = press("46010001", "prov1", stc="0103")
    take_batch([Arrived(test_alarm)], now=now + second, default_centre=centre())
    (row,) = queries.county_counts()
    assert (row.working, row.counted_at) == (before.working + 1, now + second)
    with tenant_context(home()):
        after = recount(now=now + second)
    assert (row.granted, row.digital, row.working) == (after.granted, after.digital, after.working)
    assert {name: number for name, number in row.by_function.items() if number} == after.by_function


def test_the_auditor_finds_an_alarm_without_a_next_step(raised, now, centre):
    assert auditing.forgotten(now=now) == []
    with tenant_context(centre()):
        Escalation.objects.filter(alarm_id=raised[1]).update(next_at=None)
        Escalation.objects.filter(alarm_id=raised[2]).delete()
    found = auditing.forgotten(now=now)
    assert [one.alarm_id for one in found] == raised[1:]
    assert [one.centre_tenant_id for one in found] == [centre(), centre()]


def test_the_auditor_finds_what_a_dead_supervisor_left(raised, now):
    assert len(auditing.forgotten(now=now + 46 * second)) == 3
