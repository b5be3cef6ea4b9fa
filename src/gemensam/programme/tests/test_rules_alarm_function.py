"""A granted alarm works as intended, or the reason why that cannot be said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.programme.rules import alarm_function as rule
from gemensam.programme.rules.alarm_function import (
    Function,
    FunctionCriteria,
    GrantedAlarm,
    Technology,
)
from gemensam.programme.rules.indicators import NOT_ASSESSABLE, share

NOW = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)

WORKING = GrantedAlarm(
    technology=Technology.DIGITAL,
    enrolled_at=NOW - timedelta(days=300),
    last_passed_test_at=NOW - timedelta(days=10),
    last_heartbeat_at=NOW - timedelta(minutes=40),
    heartbeat_interval=HOUR,
)
ANALOGUE = GrantedAlarm(
    technology=Technology.ANALOGUE,
    enrolled_at=None,
    last_passed_test_at=None,
    last_heartbeat_at=None,
    heartbeat_interval=None,
)
WINDOW = 2 * HOUR + rule.HEARTBEAT_GRACE


@pytest.mark.parametrize(
    ("alarm", "expected"),
    [
        (WORKING, Function.WORKS),
        (ANALOGUE, Function.ANALOGUE_NOT_ASSESSABLE),
        (replace(WORKING, technology=Technology.ANALOGUE), Function.ANALOGUE_NOT_ASSESSABLE),
        (replace(WORKING, technology=Technology.UNKNOWN), Function.UNKNOWN_NOT_ASSESSABLE),
        (replace(WORKING, enrolled_at=None), Function.NOT_ENROLLED),
        (replace(WORKING, enrolled_at=NOW + HOUR), Function.NOT_ENROLLED),
        (replace(WORKING, last_passed_test_at=None), Function.NO_PASSED_TEST),
        (replace(WORKING, last_passed_test_at=NOW + HOUR), Function.NO_PASSED_TEST),
        (replace(WORKING, last_passed_test_at=NOW - timedelta(days=35)), Function.WORKS),
        (
            replace(WORKING, last_passed_test_at=NOW - timedelta(days=35) - SECOND),
            Function.TEST_TOO_OLD,
        ),
        (replace(WORKING, last_heartbeat_at=None), Function.NEVER_HEARD_FROM),
        (replace(WORKING, heartbeat_interval=None), Function.NEVER_HEARD_FROM),
        (replace(WORKING, last_heartbeat_at=NOW + HOUR), Function.NEVER_HEARD_FROM),
        (replace(WORKING, last_heartbeat_at=NOW + SECOND), Function.WORKS),
        (replace(WORKING, last_heartbeat_at=NOW - WINDOW), Function.WORKS),
        (replace(WORKING, last_heartbeat_at=NOW - WINDOW - SECOND), Function.SILENT),
    ],
)
def test_the_function_of_one_alarm(alarm: GrantedAlarm, expected: Function) -> None:
    assert rule.alarm_function(alarm, now=NOW) is expected


def test_a_county_may_set_its_own_limits() -> None:
    strict = FunctionCriteria(
        passed_test_max_age=timedelta(days=7), tolerated_misses=1, heartbeat_grace=SECOND
    )
    quiet = replace(
        WORKING, last_passed_test_at=NOW - timedelta(days=1), last_heartbeat_at=NOW - 2 * HOUR
    )
    assert rule.alarm_function(WORKING, now=NOW, criteria=strict) is Function.TEST_TOO_OLD
    assert rule.alarm_function(quiet, now=NOW, criteria=strict) is Function.SILENT
    assert rule.alarm_function(quiet, now=NOW) is Function.WORKS


def test_analogue_alarms_stay_in_both_denominators() -> None:
    silent = replace(WORKING, last_heartbeat_at=NOW - timedelta(days=2))
    counted = rule.tally([WORKING, WORKING, silent, ANALOGUE], now=NOW)
    assert counted.digital_share == share(3, 4)
    assert counted.working_share == share(2, 4)
    assert {f: n for f, n in counted.by_function.items() if n} == {
        Function.WORKS: 2,
        Function.SILENT: 1,
        Function.ANALOGUE_NOT_ASSESSABLE: 1,
    }


def test_only_analogue_alarms_are_zero_percent_and_not_missing() -> None:
    counted = rule.tally([ANALOGUE], now=NOW)
    assert (counted.digital_share, counted.working_share) == (share(0, 1), share(0, 1))


def test_no_granted_alarms_have_no_share() -> None:
    counted = rule.tally([], now=NOW)
    assert (counted.digital_share, counted.working_share) == (NOT_ASSESSABLE, NOT_ASSESSABLE)


moments = st.none() | st.timedeltas(timedelta(days=-90), timedelta(days=2)).map(NOW.__add__)
alarms = st.builds(
    GrantedAlarm,
    technology=st.sampled_from(Technology),
    enrolled_at=moments,
    last_passed_test_at=moments,
    last_heartbeat_at=moments,
    heartbeat_interval=st.none() | st.timedeltas(SECOND, timedelta(days=1)),
)


@given(granted=st.lists(alarms, max_size=20))
def test_working_alarms_are_digital_and_every_alarm_is_counted_once(
    granted: list[GrantedAlarm],
) -> None:
    counted = rule.tally(granted, now=NOW)
    assert counted.working <= counted.digital <= counted.granted == len(granted)
    assert sum(counted.by_function.values()) == counted.granted


@given(alarm=alarms, later=st.timedeltas(timedelta(days=3), timedelta(days=400)))
def test_an_alarm_that_is_heard_no_more_stops_working(
    alarm: GrantedAlarm, later: timedelta
) -> None:
    much_later = NOW + later + timedelta(days=3)
    assert rule.alarm_function(alarm, now=much_later) is not Function.WORKS
