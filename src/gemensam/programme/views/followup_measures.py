"""What a report's indicators show today: read for the public page, the paper and the preview."""

from collections.abc import Sequence

from django.utils import timezone

from gemensam.identity.api import Request
from gemensam.organisations import api as organisations
from gemensam.programme import standings
from gemensam.programme.pages import followup as pages
from gemensam.programme.queries import charts, indicators
from gemensam.programme.queries import followup as queries
from gemensam.programme.rules.charts_periods import A_YEAR, until_now
from gemensam.programme.rules.indicators import Feed, Measure

# Our own services say how things stand now, and nothing of a year ago.
OF_THE_PAST = frozenset({Feed.OBSERVED, Feed.REPORTED})


def measures(request: Request, keys: Sequence[str]) -> pages.Measures:
    """Read what some indicators show today, in the county body's tenant."""
    known = indicators.definitions()
    definitions = [known[key] for key in dict.fromkeys(keys) if key in known]
    today = timezone.localdate(request.now)
    places = organisations.municipalities()
    found = standings.everything(definitions, places, until_now(today))
    counts = [one for one in definitions if one.measure is Measure.COUNT]
    before = None
    if counts:
        then = until_now(today - A_YEAR)
        before = standings.everything(counts, places, then, feeds=OF_THE_PAST)
    shares = [one for one in definitions if one.measure is Measure.SHARE]
    developments = charts.county_developments(shares, places, today=today)
    return pages.Measures(
        known, found.shares, found.counts, before.counts if before else {}, developments
    )


def indicators_of(version: queries.Version) -> list[str]:
    """Name every indicator of a report's areas."""
    return [key for area in version.report.areas for key in area.indicators]
