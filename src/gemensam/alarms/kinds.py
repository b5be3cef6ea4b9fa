"""The words that rows and rules share: lanes, states, kinds of events. Pure."""

from enum import StrEnum


class Technology(StrEnum):
    """How an alarm reaches the receiving centre."""

    DIGITAL = "DIGITAL"
    ANALOGUE = "ANALOGUE"


class Status(StrEnum):
    """Where a granted alarm stands."""

    ORDERED = "ORDERED"
    INSTALLED = "INSTALLED"
    ENDED = "ENDED"


class GrantEnded(StrEnum):
    """Why somebody has a safety alarm no longer."""

    MOVED = "MOVED"
    DIED = "DIED"
    DECLINED = "DECLINED"
    NOT_NEEDED = "NOT_NEEDED"
    MISTAKE = "MISTAKE"


class Line(StrEnum):
    """What an alarm unit is reached over."""

    IP = "IP"
    MOBILE = "MOBILE"
    IP_AND_MOBILE = "IP_AND_MOBILE"


class QueueLane(StrEnum):
    """Which queue an alarm stands in."""

    ALARM = "ALARM"
    UNKNOWN = "UNKNOWN"
    TECHNICAL = "TECHNICAL"
    TEST = "TEST"
    RESET = "RESET"
    INFORMATION = "INFORMATION"


class State(StrEnum):
    """Where the handling of an alarm stands. Everything but CLOSED is open."""

    NEW = "NEW"
    CLAIMED = "CLAIMED"
    DISPATCHED = "DISPATCHED"
    CLOSED = "CLOSED"


class EndedBecause(StrEnum):
    """Why an alarm was closed."""

    HELPED = "HELPED"
    BY_VOICE = "BY_VOICE"
    MISTAKE = "MISTAKE"
    TECHNICAL = "TECHNICAL"
    KEPT = "KEPT"


class EventKind(StrEnum):
    """What happened to an alarm."""

    RAISED = "RAISED"
    PRESSED_AGAIN = "PRESSED_AGAIN"
    UNIT_SAID = "UNIT_SAID"
    CLAIMED = "CLAIMED"
    TAKEN_OVER = "TAKEN_OVER"
    RELEASED = "RELEASED"
    LEASE_LOST = "LEASE_LOST"
    DISCLOSED = "DISCLOSED"
    DISPATCHED = "DISPATCHED"
    ACCEPTED = "ACCEPTED"
    ARRIVED = "ARRIVED"
    DONE = "DONE"
    ESCALATED = "ESCALATED"
    NOTED = "NOTED"
    CLOSED = "CLOSED"


class Step(StrEnum):
    """What an open alarm waits for."""

    UNCLAIMED = "UNCLAIMED"
    CLAIMED = "CLAIMED"
    NO_ANSWER = "NO_ANSWER"
    UNDER_WAY = "UNDER_WAY"
    ON_SITE = "ON_SITE"
    TO_CLOSE = "TO_CLOSE"


class Function(StrEnum):
    """What is known of a granted alarm's function; each reason is counted by itself."""

    WORKS = "works"
    NOT_ENROLLED = "not_enrolled"
    NO_PASSED_TEST = "no_passed_test"
    TEST_TOO_OLD = "test_too_old"
    NEVER_HEARD_FROM = "never_heard_from"
    SILENT = "silent"
    ANALOGUE_NOT_ASSESSABLE = "analogue_not_assessable"


def choices_of(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    """List the values for a column; what pages call them stands in `words.py`."""
    return [(one.value, one.value) for one in kinds]
