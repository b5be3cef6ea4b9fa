"""Does a granted safety alarm work as intended? The rule behind `andel_larm_som_avsett`.

The plan asks that granted alarms work; it prints no test for it, so the test is ours. A digital
alarm works when it is enrolled, has passed a test alarm lately and is heard from. An analogue one
gives no sign of life: it cannot be assessed, yet stays in the denominator, since it was granted.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from gemensam.programme.rules.indicators import ShareValue, share

# Our choice, since no document states a limit: a test alarm a month, and some days over for a
# weekend or a stay in hospital.
PASSED_TEST_MAX_AGE = timedelta(days=35)
# One lost message is normal on mobile networks; the second miss in a row is a silence.
TOLERATED_MISSES = 2
# Time for a message that is on its way, beyond its interval.
HEARTBEAT_GRACE = timedelta(minutes=5)
# A stamp further ahead than clocks differ proves nothing.
CLOCK_DIFFERENCE = timedelta(minutes=2)


class Technology(Enum):
    """How an alarm reaches the receiving centre."""

    DIGITAL = "digital"
    ANALOGUE = "analogue"
    UNKNOWN = "unknown"


class Function(Enum):
    """What is known of an alarm's function; each reason is shown by itself."""

    WORKS = "works"
    NOT_ENROLLED = "not_enrolled"
    NO_PASSED_TEST = "no_passed_test"
    TEST_TOO_OLD = "test_too_old"
    NEVER_HEARD_FROM = "never_heard_from"
    SILENT = "silent"
    ANALOGUE_NOT_ASSESSABLE = "analogue_not_assessable"
    UNKNOWN_NOT_ASSESSABLE = "unknown_not_assessable"


@dataclass(frozen=True, slots=True)
class FunctionCriteria:
    """The limits of the rule; a county may set its own, and they are shown in the workings."""

    passed_test_max_age: timedelta = PASSED_TEST_MAX_AGE
    tolerated_misses: int = TOLERATED_MISSES
    heartbeat_grace: timedelta = HEARTBEAT_GRACE

    def heartbeat_window(self, interval: timedelta) -> timedelta:
        """How long an alarm with this interval may be silent."""
        return interval * self.tolerated_misses + self.heartbeat_grace


@dataclass(frozen=True, slots=True)
class GrantedAlarm:
    """What the rule needs to know of one alarm that is granted now; no personal data."""

    technology: Technology
    enrolled_at: datetime | None
    last_passed_test_at: datetime | None
    last_heartbeat_at: datetime | None
    heartbeat_interval: timedelta | None


@dataclass(frozen=True, slots=True)
class AlarmTally:
    """Granted alarms of one municipality, counted by technology and by function."""

    granted: int
    digital: int
    working: int
    by_function: dict[Function, int]

    @property
    def digital_share(self) -> ShareValue:
        """`andel_digitala_trygghetslarm`: of all granted, analogue ones too."""
        return share(self.digital, self.granted)

    @property
    def working_share(self) -> ShareValue:
        """`andel_larm_som_avsett`: of all granted, analogue ones too."""
        return share(self.working, self.granted)


def alarm_function(
    alarm: GrantedAlarm, *, now: datetime, criteria: FunctionCriteria | None = None
) -> Function:
    """Say whether one granted alarm works as intended now, or the first reason why not."""
    limits = criteria or FunctionCriteria()
    if alarm.technology is Technology.ANALOGUE:
        return Function.ANALOGUE_NOT_ASSESSABLE
    if alarm.technology is Technology.UNKNOWN:
        return Function.UNKNOWN_NOT_ASSESSABLE
    if not _is_past(alarm.enrolled_at, now):
        return Function.NOT_ENROLLED
    return _signs_of_life(alarm, now, limits)


def _signs_of_life(alarm: GrantedAlarm, now: datetime, limits: FunctionCriteria) -> Function:
    if alarm.last_passed_test_at is None or not _is_past(alarm.last_passed_test_at, now):
        return Function.NO_PASSED_TEST
    if now - alarm.last_passed_test_at > limits.passed_test_max_age:
        return Function.TEST_TOO_OLD
    if alarm.last_heartbeat_at is None or alarm.heartbeat_interval is None:
        return Function.NEVER_HEARD_FROM
    if not _is_past(alarm.last_heartbeat_at, now):
        return Function.NEVER_HEARD_FROM
    if now - alarm.last_heartbeat_at > limits.heartbeat_window(alarm.heartbeat_interval):
        return Function.SILENT
    return Function.WORKS


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now + CLOCK_DIFFERENCE


def tally(
    alarms: Iterable[GrantedAlarm], *, now: datetime, criteria: FunctionCriteria | None = None
) -> AlarmTally:
    """Count a municipality's granted alarms for both live indicators in one pass."""
    by_technology: Counter[Technology] = Counter()
    by_function: Counter[Function] = Counter()
    for alarm in alarms:
        by_technology[alarm.technology] += 1
        by_function[alarm_function(alarm, now=now, criteria=criteria)] += 1
    return AlarmTally(
        granted=by_technology.total(),
        digital=by_technology[Technology.DIGITAL],
        working=by_function[Function.WORKS],
        by_function={function: by_function[function] for function in Function},
    )
