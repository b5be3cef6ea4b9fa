"""Does a granted safety alarm work as intended?

The county's plan asks that granted alarms work and prints no test for it, so the test is ours. A
digital alarm works when it is enrolled, has passed a test alarm lately and is heard from. An
analogue one gives no sign of life: it cannot be assessed, and stays among the granted ones.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from gemensam.alarms.kinds import Function, Technology

# Our choice, since no document states a limit: a test alarm a month, and some days over for a
# weekend or a stay in hospital.
PASSED_TEST_MAX_AGE: Final = timedelta(days=35)
# One lost message is normal on mobile networks; the second miss in a row is a silence.
TOLERATED_MISSES: Final = 2
# Time for a message that is on its way, beyond its interval.
HEARTBEAT_GRACE: Final = timedelta(minutes=5)
# A stamp further ahead than clocks differ proves nothing.
CLOCK_DIFFERENCE: Final = timedelta(minutes=2)
# One heartbeat may be the installer's; the second came by itself.
HEARTBEATS_TO_PROVE: Final = 2


@dataclass(frozen=True, slots=True)
class GrantedAlarm:
    """What the rule needs to know of one granted alarm; no personal data."""

    technology: Technology
    enrolled_at: datetime | None = None
    test_passed_at: datetime | None = None
    seen_at: datetime | None = None
    heartbeat_every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A municipality's granted alarms, counted."""

    granted: int
    digital: int
    working: int
    by_function: dict[str, int] = field(default_factory=dict)


def silence_allowed(heartbeat_every: timedelta) -> timedelta:
    """Give how long an alarm unit may be silent before it counts as silent."""
    return heartbeat_every * TOLERATED_MISSES + HEARTBEAT_GRACE


def function_of(alarm: GrantedAlarm, now: datetime) -> Function:
    """Say whether an alarm works as intended, or the first reason why not."""
    if alarm.technology is Technology.ANALOGUE:
        return Function.ANALOGUE_NOT_ASSESSABLE
    if not _has_been(alarm.enrolled_at, now):
        return Function.NOT_ENROLLED
    return _test(alarm, now) or _life(alarm, now) or Function.WORKS


def _test(alarm: GrantedAlarm, now: datetime) -> Function | None:
    if alarm.test_passed_at is None or not _has_been(alarm.test_passed_at, now):
        return Function.NO_PASSED_TEST
    is_old = now - alarm.test_passed_at > PASSED_TEST_MAX_AGE
    return Function.TEST_TOO_OLD if is_old else None


def _life(alarm: GrantedAlarm, now: datetime) -> Function | None:
    if alarm.seen_at is None or alarm.heartbeat_every is None or not _has_been(alarm.seen_at, now):
        return Function.NEVER_HEARD_FROM
    is_silent = now - alarm.seen_at > silence_allowed(alarm.heartbeat_every)
    return Function.SILENT if is_silent else None


def is_proven(*, test_passed_at: datetime | None, heartbeats: int) -> bool:
    """Say whether an alarm unit has shown that it works: a test alarm, and life by itself."""
    return test_passed_at is not None and heartbeats >= HEARTBEATS_TO_PROVE


def tally(alarms: Iterable[GrantedAlarm], now: datetime) -> Tally:
    """Count granted alarms for both of the county's indicators in one pass."""
    technologies: Counter[Technology] = Counter()
    functions: Counter[Function] = Counter()
    for alarm in alarms:
        technologies[alarm.technology] += 1
        functions[function_of(alarm, now)] += 1
    return Tally(
        granted=technologies.total(),
        digital=technologies[Technology.DIGITAL],
        working=functions[Function.WORKS],
        by_function={one.value: functions[one] for one in Function if functions[one]},
    )


def _has_been(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now + CLOCK_DIFFERENCE
