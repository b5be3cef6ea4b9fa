"""The days on which Swedish offices are closed: Saturdays, Sundays, public holidays and the eves."""

from datetime import date
from functools import lru_cache
from typing import Final

import holidays

_SATURDAY: Final = 5


@lru_cache(maxsize=1)
def _holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("SE", categories=("public", "de_facto"))


def is_holiday(day: date) -> bool:
    """Say whether a day is a public holiday or one of the eves that count as one (lag 1989:253)."""
    return day in _holidays()


def is_free(day: date) -> bool:
    """Say whether a day is a Saturday, a Sunday or a holiday."""
    return day.weekday() >= _SATURDAY or is_holiday(day)
