"""The period that an address asks for: a year, a quarter or a month, or now."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_OF_QUARTER = 3
_WRITTEN = re.compile(r"(?P<year>20\d\d)(?:-(?:k(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
# What stands now has been said or counted within a year; older values are shown with their date.
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """First and last day; `is_now` is the running year up to today."""

    starts_on: date
    ends_on: date
    is_now: bool = False


def until_now(today: date) -> Period:
    """Give the year that ends today."""
    return Period(today - A_YEAR, today, is_now=True)


def read(text: str) -> Period | None:
    """Read `2026`, `2026-k3` or `2026-10`; nothing for anything else."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    year = int(found["year"])
    if found["quarter"]:
        last = int(found["quarter"]) * MONTHS_OF_QUARTER
        return _months(year, last - MONTHS_OF_QUARTER + 1, last)
    if found["month"]:
        return _months(year, int(found["month"]), int(found["month"]))
    return _months(year, 1, 12)


def _months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def written(period: Period) -> str:
    """Write a period as the address does; empty for now and for periods of other lengths."""
    year, first, last = period.starts_on.year, period.starts_on.month, period.ends_on.month
    texts = (f"{year}", f"{year}-k{(last + 2) // MONTHS_OF_QUARTER}", f"{year}-{first:02}")
    return next((text for text in texts if read(text) == period), "")


def asked(text: str, known: Iterable[Period], *, today: date) -> Period:
    """Give the period that is asked for; now when it is none, or none that is known of."""
    wanted = read(text)
    return wanted if wanted is not None and wanted in set(known) else until_now(today)
