"""Read what charts show beside the figures: developments, periods and targets."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from gemensam.organisations.api import Place
from gemensam.programme.models import IndicatorTarget, IndicatorValue
from gemensam.programme.rules.charts import Moment
from gemensam.programme.rules.charts_history import History, Sum, history, of_county
from gemensam.programme.rules.charts_periods import Period, written
from gemensam.programme.rules.indicators import IndicatorDefinition, Measure
from gemensam.programme.rules.indicators_figures import Stage
from gemensam.programme.rules.indicators_targets import Comparison

# A plan's years: how far back a development is drawn.
TREND = timedelta(days=3 * 366)
# As many periods as are offered to choose from.
MOST_PERIODS = 12

# What was counted day by day goes before what was reported for the same month; a correction goes
# before what it corrects. `word` is the municipality's code, or its association when only sums are
# wanted: they are then taken here.
_SUMS = """
WITH asked AS (SELECT * FROM unnest(%(keys)s::text[], %(versions)s::int[]) AS a(key, newest)),
place AS (SELECT * FROM unnest(%(places)s::uuid[], %(words)s::text[]) AS p(id, word)),
seen AS (
    SELECT indicator, word, month AS starts_on, sum(numerator)::bigint AS numerator,
           sum(denominator)::bigint AS denominator
    FROM programme_indicatormonth JOIN place ON id = observed_municipality_id
    WHERE indicator = ANY(%(keys)s) AND month > %(since)s AND denominator > 0
    GROUP BY 1, 2, 3
),
told AS (
    SELECT indicator, word, reporting_municipality_id, starts_on, ends_on, numerator, denominator
    FROM programme_indicatorvalue AS value
    JOIN asked ON key = indicator AND newest = definition_version
    JOIN place ON place.id = reporting_municipality_id
    WHERE ends_on > %(since)s AND among = '' AND stage <> %(draft)s AND denominator IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM programme_indicatorvalue AS later
        WHERE later.correction > value.correction AND later.correction > 0
          AND later.stage <> %(draft)s AND later.indicator = value.indicator
          AND later.definition_version = value.definition_version AND later.among = ''
          AND later.reporting_municipality_id = value.reporting_municipality_id
          AND later.starts_on = value.starts_on AND later.ends_on = value.ends_on
      )
)
SELECT indicator, word, starts_on, ends_on, sum(numerator)::bigint, sum(denominator)::bigint
FROM (
    SELECT indicator, word, starts_on, (starts_on + interval '1 month - 1 day')::date AS ends_on,
           numerator, denominator FROM seen
    UNION ALL
    SELECT indicator, word, starts_on, ends_on, numerator, denominator FROM told
    WHERE NOT EXISTS (
        SELECT FROM programme_indicatormonth AS month
        WHERE month.indicator = told.indicator AND month.month = told.starts_on
          AND month.observed_municipality_id = told.reporting_municipality_id
          AND month.denominator > 0
          AND told.ends_on = (told.starts_on + interval '1 month - 1 day')::date
    )
) AS every
GROUP BY 1, 2, 3, 4
"""


def _sums(
    definitions: Sequence[IndicatorDefinition], words: Mapping[Place, str], today: date
) -> list[tuple[str, str, date, date, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _SUMS,
            {
                "keys": [one.id for one in definitions],
                "versions": [one.version for one in definitions],
                "places": [place.organisation_id for place in words],
                "words": list(words.values()),
                "since": today - TREND,
                "draft": Stage.DRAFT.value,
            },
        )
        return [
            (key, word, starts_on, ends_on, int(part), int(whole))
            for key, word, starts_on, ends_on, part, whole in cursor.fetchall()
        ]


def histories(
    definitions: Sequence[IndicatorDefinition],
    places: Sequence[Place],
    *,
    today: date,
    inside: str | None = None,
) -> dict[str, History]:
    """Give developments for county, associations and municipalities; `places` are all of them.

    With `inside`, an association's name, only its municipalities come one by one: hiding goes by
    association, so the others' sums say all that the county's development needs.
    """
    groups = {one.code: one.association_name for one in places}
    words = {
        one: one.code if inside in {None, one.association_name} else one.association_name
        for one in places
    }
    rows: defaultdict[str, list[Sum]] = defaultdict(list)
    for key, word, first, last, part, whole in _sums(definitions, words, today):
        group, code = (groups[word], word) if word in groups else (word, "")
        rows[key].append(Sum(group, code, first, last, part, whole))
    return {one.id: history(rows[one.id], is_open=one.counts_municipalities) for one in definitions}


def county_developments(
    definitions: Sequence[IndicatorDefinition], places: Sequence[Place], *, today: date
) -> dict[str, tuple[Moment, ...]]:
    """Give the county's development in several indicators, added up in the database."""
    rows: defaultdict[str, list[Sum]] = defaultdict(list)
    for key, group, first, last, part, whole in _sums(
        definitions, {one: one.association_name for one in places}, today
    ):
        rows[key].append(Sum(group, "", first, last, part, whole))
    return {
        one.id: of_county(rows[one.id], is_open=one.counts_municipalities) for one in definitions
    }


def periods(definition: IndicatorDefinition) -> list[Period]:
    """Give the latest periods that somebody has reported for and that an address can name."""
    rows = (
        IndicatorValue.objects.filter(indicator=definition.id)
        .exclude(stage=Stage.DRAFT)
        .order_by("-ends_on", "-starts_on")
        .values_list("starts_on", "ends_on")
        .distinct()[:MOST_PERIODS]
    )
    return [period for row in rows if written(period := Period(*row))]


@dataclass(frozen=True, slots=True)
class WantedShare:
    """A target that is a share, and the day it is to be reached."""

    text: str
    ends_on: date
    numerator: int
    denominator: int

    @property
    def tenths(self) -> int:
        """The target in tenths of a per cent."""
        return self.numerator * 1000 // self.denominator


def targets(definitions: Sequence[IndicatorDefinition]) -> dict[str, WantedShare]:
    """Give the latest target of each indicator that is a share with a number."""
    shares = [one.id for one in definitions if one.measure is Measure.SHARE]
    # Only what a document prints: an assumption of ours is no line in a chart.
    rows = IndicatorTarget.objects.filter(
        indicator__in=shares,
        comparison=Comparison.AT_LEAST,
        numerator__gt=0,
        denominator__gt=0,
        assumption="",
    ).order_by("ends_on")
    return {
        indicator: WantedShare(text, ends_on, numerator, denominator)
        for indicator, text, ends_on, numerator, denominator in rows.values_list(
            "indicator", "text", "ends_on", "numerator", "denominator"
        )
        if numerator is not None and denominator is not None
    }
