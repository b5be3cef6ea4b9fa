"""Opening hours: read from what somebody types, and said as a caller needs them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Final

from gemensam.kernel.free_days import is_holiday

DAYS: Final = 7
# A municipality that opens no day within these has closed; long holidays are shorter.
_LOOK_AHEAD: Final = 14
_SPAN: Final = re.compile(
    r"(\d{1,2})(?:[.:](\d{2}))?\s*(?:[-–—]|till|to)\s*(\d{1,2})(?:[.:](\d{2}))?", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"\s*(?:,|;|\boch\b|\band\b)\s*", re.IGNORECASE)


class UnreadableHours(ValueError):
    """What is typed is no hours of a day, or they end before they begin."""


@dataclass(frozen=True, slots=True)
class Span:
    """Open from one time of the day to another, later the same day."""

    opens: time
    closes: time


# The spans of each day from Monday to Sunday; none: closed all day.
type Week = Sequence[Sequence[Span]]


def read(text: str) -> tuple[Span, ...]:
    """Read one day as somebody writes it: `8.30–16.30`, `8-12, 13-16`; nothing means closed.

    Raises UnreadableHours.
    """
    if not text.strip():
        return ()
    spans = tuple(_span(part) for part in _BETWEEN.split(text.strip()))
    if any(earlier.closes > later.opens for earlier, later in pairwise(spans)):
        raise UnreadableHours(text)
    return spans


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise UnreadableHours(text)
    first, first_minutes, last, last_minutes = (int(one or 0) for one in found.groups())
    try:
        # An office may be open until midnight, which no time of that day can say.
        closes = time(23, 59) if (last, last_minutes) == (24, 0) else time(last, last_minutes)
        span = Span(time(first, first_minutes), closes)
    except ValueError as error:
        raise UnreadableHours(text) from error
    if span.opens >= span.closes:
        raise UnreadableHours(text)
    return span


def write(spans: Sequence[Span], *, separator: str = ".") -> str:
    """Write one day so that `read` gives the same back: `8.30–12, 13–16.30`; empty if closed."""
    return ", ".join(
        f"{_short(one.opens, separator)}–{_short(one.closes, separator)}" for one in spans
    )


def _short(at: time, separator: str) -> str:
    return f"{at.hour}{separator}{at.minute:02}" if at.minute else str(at.hour)


def to_json(week: Week) -> list[list[list[str]]]:
    """Give a week as it is stored: `["08:30", "16:30"]` for each span of each day."""
    return [[[f"{one.opens:%H:%M}", f"{one.closes:%H:%M}"] for one in day] for day in week]


def from_json(stored: Sequence[Sequence[Sequence[str]]]) -> Week:
    """Give back what `to_json` made."""
    return tuple(
        tuple(Span(time.fromisoformat(one), time.fromisoformat(two)) for one, two in day)
        for day in stored
    )


@dataclass(frozen=True, slots=True)
class Alike:
    """Days in a row with the same hours."""

    first: int
    last: int
    spans: Sequence[Span]


def alike(week: Week) -> Sequence[Alike]:
    """Put days in a row that have the same hours together."""
    groups = [list(found) for _key, found in groupby(enumerate(week), key=lambda one: one[1])]
    return [Alike(days[0][0], days[-1][0], days[0][1]) for days in groups]


@dataclass(frozen=True, slots=True)
class Standing:
    """Open until a moment, or closed until one; `changes_at` is None if that is not to be said."""

    is_open: bool
    changes_at: datetime | None


def standing(week: Week, here: datetime) -> Standing:
    """Say how it stands at a local time; on holidays nobody answers."""
    for day in (here.date() + timedelta(days=ahead) for ahead in range(_LOOK_AHEAD)):
        for span in _spans_on(week, day):
            opens = datetime.combine(day, span.opens, here.tzinfo)
            closes = datetime.combine(day, span.closes, here.tzinfo)
            if opens <= here < closes:
                return Standing(is_open=True, changes_at=closes)
            if here < opens:
                return Standing(is_open=False, changes_at=opens)
    return Standing(is_open=False, changes_at=None)


def _spans_on(week: Week, day: date) -> Sequence[Span]:
    return () if is_holiday(day) else week[day.weekday()]
