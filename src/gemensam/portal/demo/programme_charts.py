"""How the measures have gone in earlier quarters, all invented and marked so."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from gemensam.organisations import api as organisations
from gemensam.portal.demo.programme import (
    INHABITANTS_ON,
    SHARES,
    SILENT,
    YES_OR_NO,
    chance,
    share_of,
)
from gemensam.programme import api as programme

QUARTERS = 6
MONTHS_OF_QUARTER = 3
# In per cent of today's value: how much less a municipality had for each quarter back.
LEAST_GROWTH, GROWTH_SPREAD = 3, 6
REPORTED_AFTER = timedelta(days=12)
# One in this many leaves a quarter unreported, so that gaps are seen.
SELDOM_SILENT = 23


def load(*, now: datetime) -> None:
    """Write down what the municipalities reported for earlier quarters."""
    last = timezone.localdate(now).replace(day=1) - timedelta(days=1)
    places = [place for place in organisations.municipalities() if place.slug not in SILENT]
    inhabitants = organisations.inhabitants(INHABITANTS_ON)
    definitions = programme.indicators()
    for back in range(1, QUARTERS + 1):
        ends_on = _months_before(last, back * MONTHS_OF_QUARTER)
        for indicator in (*SHARES, *YES_OR_NO):
            programme.report_values(
                definition=definitions[indicator],
                starts_on=ends_on.replace(day=1),
                ends_on=ends_on,
                counts=_counts(places, inhabitants, indicator, back),
                is_synthetic=True,
                now=datetime.combine(ends_on, now.timetz()) + REPORTED_AFTER,
            )


def _months_before(month_end: date, months: int) -> date:
    """Give the last day of the month so many months before."""
    month = month_end.year * 12 + month_end.month - months
    return date(month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _counts(
    places: Sequence[organisations.Place],
    inhabitants: Mapping[UUID, int],
    indicator: str,
    back: int,
) -> dict[UUID, programme.Count]:
    found: dict[UUID, programme.Count] = {}
    for place in places:
        if chance(place.code, f"{indicator} {back}", SELDOM_SILENT) == 0:
            continue
        today = share_of(place, indicator, inhabitants[place.organisation_id])
        found[place.organisation_id] = _earlier(place, indicator, today, back)
    return found


def _earlier(
    place: organisations.Place, indicator: str, today: programme.Count, back: int
) -> programme.Count:
    if indicator in YES_OR_NO:
        # Each began in a quarter of its own, and has gone on since.
        began = chance(place.code, f"{indicator} began", QUARTERS * 2)
        return programme.Count(today.numerator if back <= began else 0, 1)
    # What works is digital too: both shares of alarms have grown alike.
    salt = "alarms" if "larm" in indicator else indicator
    less = back * (LEAST_GROWTH + chance(place.code, f"{salt} growth", GROWTH_SPREAD))
    return programme.Count(today.numerator * (100 - less) // 100, today.denominator)
