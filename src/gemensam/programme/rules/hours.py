"""Time as people write it, weeks, what repeating a week gives, and what a stopped clock gives."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

MINUTES_PER_HOUR = 60
DAYS = 7
MOST_MINUTES = 24 * MINUTES_PER_HOUR
# A clock that has run longer than any shift was forgotten: its person says how long it was.
LONGEST_TIMER = timedelta(hours=12)


class NotATime(ValueError):
    """The text is no length of time, or longer than a day."""


class NotAWeek(ValueError):
    """The text names no week of the calendar."""


_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
_HOURS = re.compile(r"(\d{1,2})(?:,(\d{1,2}))?\s*(?:h|t|tim)?")
_MINUTES = re.compile(r"(\d{1,4})\s*(?:m|min)")
_BOTH = re.compile(r"(\d{1,2})\s*(?:h|t|tim)\s*(\d{1,2})\s*(?:m|min)?")


def minutes_of(text: str) -> int:
    """Read `1,5`, `1:30`, `1.30`, `90 min` or `1 h 30 min`; a bare number is hours.

    Raises NotATime.
    """
    plain = " ".join(text.lower().split())
    minutes: int | None = None
    if found := _CLOCK.fullmatch(plain) or _BOTH.fullmatch(plain):
        hours, rest = int(found[1]), int(found[2])
        minutes = hours * MINUTES_PER_HOUR + rest if rest < MINUTES_PER_HOUR else None
    elif found := _MINUTES.fullmatch(plain):
        minutes = int(found[1])
    elif found := _HOURS.fullmatch(plain):
        hundredths = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
        # 0,33 is a third of an hour: whole minutes, half rounded up.
        minutes = (hundredths * MINUTES_PER_HOUR + 50) // 100
    if minutes is None or not 1 <= minutes <= MOST_MINUTES:
        raise NotATime(text)
    return minutes


def report_id(tenant_id: UUID, person_id: UUID, key: UUID) -> UUID:
    """Give the id of a report from the key that its reporter chose.

    The same key again is the same report, and nobody else's key can be it.
    """
    return uuid5(uuid5(tenant_id, str(person_id)), str(key))


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week of the calendar, known by its Monday."""

    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read `2026-W47`. Raises NotAWeek."""
        found = re.fullmatch(r"(\d{4})-W(\d{2})", text, re.ASCII)
        if not found:
            raise NotAWeek(text)
        try:
            return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1))
        except (ValueError, OverflowError) as wrong:
            raise NotAWeek(text) from wrong

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=place) for place in range(DAYS))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=DAYS - 1)

    def shifted(self, weeks: int) -> "Week":
        return Week(self.monday + timedelta(weeks=weeks))

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"


@dataclass(frozen=True, slots=True)
class Worked:
    """A report as far as repeating goes."""

    id: UUID
    plan_key: str
    activity_key: str
    worked_on: date
    minutes: int
    note: str


@dataclass(frozen=True, slots=True)
class Copy:
    """One report of an earlier week, moved to the same weekday of a later one."""

    key: UUID
    source: Worked
    worked_on: date


@dataclass(frozen=True, slots=True)
class Repetition:
    """What can be reported now, and how much is left for days that have not come."""

    copies: tuple[Copy, ...]
    ahead: int


def repeated(reports: Iterable[Worked], *, into: Week, today: date) -> Repetition:
    """Move each report to the same weekday of a week. Its key follows from the source and the day,

    so that a second press, or one later in the week, adds only what is not there.
    """
    copies, ahead = [], 0
    for one in reports:
        day = into.days[one.worked_on.weekday()]
        if day > today:
            ahead += 1
        else:
            copies.append(Copy(uuid5(one.id, day.isoformat()), one, day))
    return Repetition(tuple(copies), ahead)


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a clock's time that lies on one day."""

    key: UUID
    day: date
    minutes: int


def is_forgotten(started: datetime, now: datetime) -> bool:
    return now - started > LONGEST_TIMER


def spans(timer_id: UUID, started: datetime, stopped: datetime) -> tuple[Span, ...]:
    """Divide a clock's time at midnight; both moments in the reporter's own zone.

    Each day's part is rounded to whole minutes, and a clock just started gives one minute.
    """
    found: list[Span] = []
    begins = started
    while begins < stopped:
        day = begins.date()
        midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), begins.tzinfo)
        ends = min(midnight, stopped)
        seconds = int(ends.timestamp() - begins.timestamp())
        minutes = min((seconds + 30) // 60, MOST_MINUTES)
        if minutes:
            found.append(Span(uuid5(timer_id, day.isoformat()), day, minutes))
        begins = ends
    if not found:
        return (Span(uuid5(timer_id, stopped.date().isoformat()), stopped.date(), 1),)
    return tuple(found)


def by_cell(reports: Sequence[Worked]) -> dict[tuple[str, str, date], int]:
    """Add minutes by plan, activity and day: what a week's grid shows."""
    sums: dict[tuple[str, str, date], int] = {}
    for one in reports:
        cell = (one.plan_key, one.activity_key, one.worked_on)
        sums[cell] = sums.get(cell, 0) + one.minutes
    return sums
