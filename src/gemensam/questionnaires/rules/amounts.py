"""Exact values of what was typed: numbers in ten-thousandths, dates in days, times in minutes. Pure.

Whole numbers all of them, so that Python and a browser's BigInt calculate the same to the last digit.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from gemensam.questionnaires.rules.kinds import Sort
from gemensam.questionnaires.rules.values import Parts, Value, is_answered

# One whole, in what numbers are counted in.
ONE: Final = 10_000
# A calculated number beyond this, a thousand times what can be typed, is not known: each rule could
# else square what the one before came to.
LARGEST: Final = 10**15 * ONE
# Days are counted from here, as a browser does.
EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST_DAY: Final = date.min.toordinal() - EPOCH
LAST_DAY: Final = date.max.toordinal() - EPOCH
# A space, a no-break space or a narrow one may part thousands; the comma is Swedish.
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")
# In English it parts thousands: "1,250" may be 1250 as well as 1.25, and nobody guesses which.
_EITHER: Final = re.compile(r"-?([1-9][0-9]{0,2}),([0-9]{3})")
_SPACES: Final = re.compile("[ \u00a0\u202f]")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")

type Exact = int | bool | str | tuple[str, ...] | tuple[int, int] | None


def parsed(sort: Sort, value: Value | None) -> Exact:
    """Give what an answer comes to; None where it is missing or cannot be read as its sort."""
    if value is None or not is_answered(value):
        return None
    # An answer to what the field was in another version may have another shape: it is not known.
    if isinstance(value, Parts):
        return _period(value) if sort is Sort.PERIOD else sort is Sort.THING or None
    if isinstance(value, tuple):
        return value if sort is Sort.PICKS else None
    if sort in {Sort.PERIOD, Sort.PICKS}:
        return None
    read = _READERS.get(sort)
    return read(value) if read else value


def number(text: str) -> int | None:
    """Give ten-thousandths of what was typed, such as "1 250,50"; None when it is no number, or two."""
    typed = _plain(text)
    plain = typed.replace(",", ".")
    if _EITHER.fullmatch(typed) or not _NUMBER.fullmatch(plain):
        return None
    whole, _, part = plain.removeprefix("-").partition(".")
    amount = int(whole) * ONE + int(part.ljust(4, "0"))
    return -amount if plain.startswith("-") else amount


def either(text: str) -> tuple[str, str] | None:
    """Give both that a typed number may mean, each as it can be typed: "1,250" is 1250 or 1,25."""
    typed = _plain(text)
    found = _EITHER.fullmatch(typed)
    if not found:
        return None
    sign = "-" if typed.startswith("-") else ""
    whole, part = found[1], found[2]
    # Never three decimals after the comma: that would be asked about once more.
    shorter = part.rstrip("0")
    small = f"{whole},{shorter if len(shorter) < len(part) else part + '0'}".rstrip(",")
    return f"{sign}{whole}{part}", f"{sign}{small}"


def _plain(text: str) -> str:
    return _SPACES.sub("", text).replace("\u2212", "-")


def day(text: str) -> int | None:
    """Give the days from 1970-01-01 to a date; None when there is no such day."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).toordinal() - EPOCH
    except ValueError:
        return None


def minutes(text: str) -> int | None:
    """Give the minutes from midnight; None when it is no time."""
    found = _TIME.fullmatch(text)
    return int(found[1]) * 60 + int(found[2]) if found else None


def as_date(days: int) -> date:
    """Give the date that is so many days from 1970-01-01."""
    return date.fromordinal(days + EPOCH)


def written(sort: Sort, value: Exact) -> str:
    """Write a value the way it is typed: "1250.5", "2026-11-21", "16:30", "yes"; empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        if sort is Sort.DATE:
            return as_date(value).isoformat()
        if sort is Sort.TIME:
            return f"{value // 60:02}:{value % 60:02}"
        return _decimal(value)
    return value if isinstance(value, str) else ""


def exact(value: Value) -> Decimal | None:
    """Give the number that was typed, for those who count answers; None when it is none."""
    found = parsed(Sort.NUMBER, value)
    return Decimal(found) / ONE if isinstance(found, int) else None


def rounded(value: int, by: int) -> int:
    """Divide, half away from zero: kronor and öre as people round them."""
    quotient = (2 * abs(value) + abs(by)) // (2 * abs(by))
    return quotient if (value < 0) == (by < 0) else -quotient


def later(day: int, days: int) -> int | None:
    """Give the day so many ten-thousandths of a day later; None beyond the calendar."""
    # Parts of a day are left out, towards zero.
    found = day + (abs(days) // ONE if days >= 0 else -(abs(days) // ONE))
    return found if FIRST_DAY <= found <= LAST_DAY else None


def years(start: int, end: int) -> int:
    """Count whole years; who is born on 29 February is a year older on 28 February (SFS 1930:173 1 §)."""
    first, last = as_date(start), as_date(end)
    month, day = first.month, first.day
    if (month, day) == (2, 29) and not _is_leap(last.year):
        day = 28
    before = (last.month, last.day) < (month, day)
    return (last.year - first.year - before) * ONE


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _decimal(value: int) -> str:
    whole, part = divmod(abs(value), ONE)
    words = f"{whole}.{part:04}".rstrip("0").rstrip(".")
    return f"-{words}" if value < 0 else words


def _period(value: Parts) -> tuple[int, int] | None:
    start, end = day(value.get("from")), day(value.get("to"))
    return None if start is None or end is None else (start, end)


def _there(_text: str) -> bool:
    return True


_READERS: Final = {Sort.NUMBER: number, Sort.DATE: day, Sort.TIME: minutes, Sort.THING: _there}
