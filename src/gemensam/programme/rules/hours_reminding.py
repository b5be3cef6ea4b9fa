"""When people are reminded of their hours, and of what period."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gemensam.programme.kinds_hours import Reminder

FRIDAY, MONDAY = 4, 0
# Late enough that the week is nearly worked, early enough that there is time to report.
WEEK_HOUR = time(13)
MONTH_HOUR = time(9)
ATTEST_HOUR = time(8)
# Whoever has reported so lately is expected to report again.
TAKES_PART_FOR = timedelta(weeks=8)
# Time that was reported yesterday is nothing to remind anybody of.
WAITS_AT_LEAST = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Due:
    """One reminder: what of, and the first and last day that it is about."""

    kind: Reminder
    starts_on: date
    ends_on: date


def _last_weekday(day: date) -> date:
    """Give the last Monday-to-Friday day of the day's month."""
    last = (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return last - timedelta(days=max(last.weekday() - FRIDAY, 0))


def due(local: datetime) -> tuple[Due, ...]:
    """Say which reminders are due at a moment, in local time: at most once a period each.

    The week's on Friday afternoon, the month's on its last weekday, the attesters' on Monday
    morning. Each is due for the rest of its day, so that a worker that was down catches up.
    """
    day, clock = local.date(), local.time()
    found = []
    if day.weekday() == FRIDAY and clock >= WEEK_HOUR:
        monday = day - timedelta(days=FRIDAY)
        found.append(Due(Reminder.WEEK, monday, monday + timedelta(days=6)))
    if day == _last_weekday(day) and clock >= MONTH_HOUR:
        found.append(Due(Reminder.MONTH, day.replace(day=1), day))
    if day.weekday() == MONDAY and clock >= ATTEST_HOUR:
        found.append(Due(Reminder.ATTEST, day, day))
    return tuple(found)
