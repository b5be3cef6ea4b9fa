"""Dates as plans write them: a year, a half-year, a quarter, a month or a day. Pure."""

import re
from datetime import date

PATTERN = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])"
    r"|(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d\d))?))?"
)
MONTHS_OF_HALF, MONTHS_OF_QUARTER = 6, 3


def is_plan_date(text: str) -> bool:
    """Say whether the text is a date of a plan, and one that exists."""
    found = PATTERN.fullmatch(text)
    if found is None:
        return False
    try:
        _first_day(found)
    except ValueError:
        return False
    return True


def first_day(text: str) -> date:
    """Give the first day that the date covers, to sort by. The text is a date of a plan."""
    found = PATTERN.fullmatch(text)
    assert found is not None
    return _first_day(found)


def _first_day(found: re.Match[str]) -> date:
    month = 1
    if found["half"]:
        month = 1 + MONTHS_OF_HALF * (int(found["half"]) - 1)
    elif found["quarter"]:
        month = 1 + MONTHS_OF_QUARTER * (int(found["quarter"]) - 1)
    elif found["month"]:
        month = int(found["month"])
    return date(int(found["year"]), month, int(found["day"] or 1))
