"""The rules as tables, and what must hold for every message and every alarm."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.alarms.kinds import Function, QueueLane, State, Step, Technology
from gemensam.alarms.rules import function, handling, intake
from gemensam.alarms.rules.silence import is_outage
from scaip import AlarmRequest, Lane, MessageType

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
OLGA, ANOTHER, ALARM, OTHER = (UUID(int=n) for n in range(1, 5))
second, minute, hour, day = (timedelta(seconds=n) for n in (1, 60, 3600, 86400))


def holding(state, *, by=OLGA, left=10):
    return handling.Holding(state, by, NOW + left * second)


@pytest.mark.parametrize(
    ("held", "held_by_olga", "may_claim", "may_read"),
    [
        (handling.Holding(State.NEW), False, True, False),
        (holding(State.CLAIMED), True, False, True),
        (holding(State.CLAIMED, left=0), False, True, False),
        (holding(State.CLAIMED, left=-1), False, True, False),
        (holding(State.CLAIMED, by=ANOTHER), False, False, False),
        (holding(State.DISPATCHED), False, False, True),
        (holding(State.DISPATCHED, by=ANOTHER), False, False, False),
        (holding(State.CLOSED), False, False, False),
    ],
)
def test_who_holds_an_alarm(held, held_by_olga, may_claim, may_read):
    assert (
        held.is_held_by(OLGA, NOW),
        held.may_claim(NOW),
        held.may_read_resident(OLGA, NOW),
    ) == (held_by_olga, may_claim, may_read)


def test_nobody_in_particular_holds_nothing():
    nobody = handling.Holding(State.CLAIMED, None, NOW + minute)
    dispatched = handling.Holding(State.DISPATCHED, None, None)
    assert not nobody.is_held_by(None, NOW)
    assert not dispatched.may_read_resident(None, NOW)


@pytest.mark.parametrize(
    ("state", "progress", "step"),
    [
        (State.NEW, handling.Progress(), Step.UNCLAIMED),
        (State.CLAIMED, handling.Progress(), Step.CLAIMED),
        (State.DISPATCHED, handling.Progress(), Step.NO_ANSWER),
        (State.DISPATCHED, handling.Progress(accepted=True), Step.UNDER_WAY),
        (State.DISPATCHED, handling.Progress(accepted=True, arrived=True), Step.ON_SITE),
        (State.DISPATCHED, handling.Progress(arrived=True, done=True), Step.TO_CLOSE),
    ],
)
def test_what_an_open_alarm_waits_for(state, progress, step):
    assert handling.step_of(state, progress) is step


def test_a_technical_alarm_is_reminded_of_less_often():
    assert handling.patience(Step.UNCLAIMED, QueueLane.ALARM) == 30 * second
    assert handling.patience(Step.UNCLAIMED, QueueLane.TECHNICAL) == 30 * minute


@pytest.mark.parametrize(
    ("held", "next_at", "forgotten"),
    [
        (handling.Holding(State.NEW), NOW + second, False),
        (handling.Holding(State.NEW), NOW - 14 * second, False),
        (handling.Holding(State.NEW), NOW - 16 * second, True),
        (handling.Holding(State.NEW), None, True),
        (holding(State.CLAIMED), None, False),
        (holding(State.CLAIMED, left=-1), None, True),
        (holding(State.DISPATCHED), None, True),
    ],
)
def test_an_open_alarm_is_forgotten_without_lease_and_next_step(held, next_at, forgotten):
    assert handling.is_forgotten(handling.Watch(ALARM, held, next_at), NOW) is forgotten


def press(**fields):
    return AlarmRequest(**({"ref": "r1", "cid": "1", "dty": "0003"} | fields))


def seen(request, *, age=minute):
    return intake.Seen(request.digest(), NOW - age, "<mrs/>", ALARM)


def judged(request, *, seen=(), open_alarms=(), lane=QueueLane.ALARM):
    return intake.judge(
        request, lane, digest=request.digest(), seen=seen, open_alarms=open_alarms, now=NOW
    )


def opened(lane=QueueLane.ALARM, *, source=("0003", "", "0010"), alarm_id=OTHER):
    return intake.OpenAlarm(alarm_id, lane, source)


@pytest.mark.parametrize(
    ("request_", "lane", "earlier", "open_alarms", "verdict"),
    [
        (press(), QueueLane.ALARM, [], [], intake.NewAlarm(None)),
        (press(), QueueLane.ALARM, [seen(press())], [], intake.TheSameAgain("<mrs/>")),
        (
            press(),
            QueueLane.ALARM,
            [seen(press(), age=day - second)],
            [],
            intake.TheSameAgain("<mrs/>"),
        ),
        (press(), QueueLane.ALARM, [seen(press(), age=day)], [], intake.NewAlarm(ALARM)),
        (press(), QueueLane.ALARM, [seen(press(dty="0009"))], [], intake.NewAlarm(ALARM)),
        (press(), QueueLane.ALARM, [seen(press(dty="0009"))], [opened()], intake.NewAlarm(ALARM)),
        (press(), QueueLane.ALARM, [], [opened()], intake.PressedAgain(OTHER)),
        (press(), QueueLane.UNKNOWN, [], [opened()], intake.PressedAgain(OTHER)),
        (
            press(dty="0009"),
            QueueLane.ALARM,
            [],
            [opened(source=("0003", "", "0010"))],
            intake.NewAlarm(None),
        ),
        (press(), QueueLane.ALARM, [], [opened(QueueLane.TECHNICAL)], intake.NewAlarm(None)),
        (press(stc="0019"), QueueLane.RESET, [], [opened()], intake.SaidAbout(OTHER)),
        (press(stc="0019"), QueueLane.RESET, [], [], intake.NewAlarm(None)),
    ],
)
def test_what_a_message_is(request_, lane, earlier, open_alarms, verdict):
    assert judged(request_, seen=earlier, open_alarms=open_alarms, lane=lane) == verdict


requests = st.builds(
    AlarmRequest,
    ref=st.sampled_from(["r1", "r2"]),
    cid=st.just("1"),
    dty=st.sampled_from(["0003", "0009"]),
    stc=st.sampled_from(["0010", "0019", "0014", "0103", "0777"]),
    did=st.sampled_from(["", "7"]),
)


@given(request=requests, earlier=st.lists(requests, max_size=3), age=st.integers(0, 3 * 86400))
def test_only_the_very_same_message_within_a_day_is_not_kept(request, earlier, age):
    rows = [seen(one, age=age * second) for one in earlier if one.ref == request.ref]
    same = any(one.digest == request.digest() for one in rows) and age < 86400
    assert isinstance(judged(request, seen=rows), intake.TheSameAgain) is same


@given(request=requests, source=st.tuples(*[st.sampled_from(["0003", "0009", "", "0010"])] * 3))
def test_a_call_for_help_is_only_merged_with_an_equal_one(request, source):
    verdict = judged(request, open_alarms=[opened(source=source)])
    assert isinstance(verdict, intake.PressedAgain) is (source == intake.source_of(request))


@pytest.mark.parametrize(
    ("request_", "is_known", "lane"),
    [
        (press(), True, QueueLane.ALARM),
        (press(), False, QueueLane.UNKNOWN),
        (press(stc="0777"), True, QueueLane.ALARM),
        (press(stc="0014"), False, QueueLane.TECHNICAL),
        (press(stc="0103"), False, QueueLane.TEST),
        (press(stc="0019"), True, QueueLane.RESET),
        (press(mty=MessageType.INFORMATION), True, QueueLane.INFORMATION),
    ],
)
def test_which_queue_a_message_stands_in(request_, is_known, lane):
    assert intake.lane_of(request_, is_known=is_known) is lane


def test_a_heartbeat_has_no_queue():
    with pytest.raises(intake.HeartbeatIsNoAlarm):
        intake.lane_of(press(mty=MessageType.HEARTBEAT), is_known=True)
    assert Lane.HEARTBEAT not in intake._LANES


def granted(**over):
    fields = {
        "technology": Technology.DIGITAL,
        "enrolled_at": NOW - 40 * day,
        "test_passed_at": NOW - 5 * day,
        "seen_at": NOW - minute,
        "heartbeat_every": 5 * minute,
    }
    return function.GrantedAlarm(**(fields | over))


@pytest.mark.parametrize(
    ("alarm", "expected"),
    [
        (granted(), Function.WORKS),
        (granted(technology=Technology.ANALOGUE), Function.ANALOGUE_NOT_ASSESSABLE),
        (granted(enrolled_at=None), Function.NOT_ENROLLED),
        (granted(enrolled_at=NOW + hour), Function.NOT_ENROLLED),
        (granted(test_passed_at=None), Function.NO_PASSED_TEST),
        (granted(test_passed_at=NOW - 35 * day), Function.WORKS),
        (granted(test_passed_at=NOW - 35 * day - second), Function.TEST_TOO_OLD),
        (granted(seen_at=None), Function.NEVER_HEARD_FROM),
        (granted(heartbeat_every=None), Function.NEVER_HEARD_FROM),
        (granted(seen_at=NOW - 15 * minute), Function.WORKS),
        (granted(seen_at=NOW - 15 * minute - second), Function.SILENT),
    ],
)
def test_whether_an_alarm_works_as_intended(alarm, expected):
    assert function.function_of(alarm, NOW) is expected


alarms = st.lists(
    st.sampled_from(
        [
            granted(),
            granted(technology=Technology.ANALOGUE),
            granted(seen_at=None),
            granted(enrolled_at=None),
        ]
    ),
    max_size=12,
)


@given(alarms)
def test_a_tally_counts_every_granted_alarm_once(rows):
    tally = function.tally(rows, NOW)
    assert sum(tally.by_function.values()) == tally.granted == len(rows)
    assert tally.working <= tally.digital <= tally.granted


@pytest.mark.parametrize(
    ("silent", "supervised", "expected"),
    [(19, 19, False), (20, 60, True), (20, 67, False), (1, 1, False), (13_000, 13_000, True)],
)
def test_when_silence_is_one_outage(silent, supervised, expected):
    assert is_outage(silent=silent, supervised=supervised) is expected


@pytest.mark.parametrize(
    ("test_passed_at", "heartbeats", "expected"),
    [(None, 9, False), (NOW, 1, False), (NOW, 2, True)],
)
def test_when_a_unit_has_proved_itself(test_passed_at, heartbeats, expected):
    assert function.is_proven(test_passed_at=test_passed_at, heartbeats=heartbeats) is expected
