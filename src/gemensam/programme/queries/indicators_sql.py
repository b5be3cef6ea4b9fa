"""The statements behind indicators: each answers for all indicators and municipalities at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from gemensam.programme.rules.indicators_figures import Stage

DAY = timedelta(days=1)

type Parameter = str | date | list[str] | list[int] | list[bool] | list[UUID]
type ObservedRow = tuple[str, str, int, int]
type ToldRow = tuple[
    UUID, str, str, UUID, date, date, int | None, int | None, str, bool, str, datetime
]

_COLUMNS = """
    v.id, v.indicator, v.among, v.reporting_municipality_id, v.starts_on, v.ends_on, v.numerator,
    v.denominator, v.not_assessable_because, v.is_synthetic, v.stage, v.reported_at
"""
_ASKED = """
    WITH asked AS (
        SELECT * FROM unnest(%(keys)s::text[], %(among)s::text[], %(versions)s::int[],
                             %(counties)s::boolean[]) AS a(key, among, version, is_county)
    ), who AS (
        SELECT * FROM unnest(%(ids)s::uuid[], %(bodies)s::boolean[]) AS w(id, is_county)
    )
"""
# One step down the index for each indicator and municipality, however long the history is.
_LAST = f"""
    {_ASKED}
    SELECT {_COLUMNS} FROM asked JOIN who USING (is_county) CROSS JOIN LATERAL (
        SELECT * FROM programme_indicatorvalue
        WHERE indicator = asked.key AND reporting_municipality_id = who.id
          AND among = asked.among AND definition_version = asked.version
          AND ends_on <= %(last)s AND stage <> %(draft)s
        ORDER BY ends_on DESC, starts_on DESC, correction DESC LIMIT 1
    ) v
"""  # noqa: S608 -- built from the constants above
_WITHIN = f"""
    {_ASKED}
    SELECT DISTINCT ON (v.indicator, v.among, v.reporting_municipality_id, v.starts_on, v.ends_on)
           {_COLUMNS}
    FROM asked JOIN who USING (is_county) JOIN programme_indicatorvalue v
      ON v.indicator = asked.key AND v.reporting_municipality_id = who.id
     AND v.among = asked.among AND v.definition_version = asked.version
    WHERE v.starts_on >= %(first)s AND v.ends_on <= %(last)s AND v.stage <> %(draft)s
    ORDER BY v.indicator, v.among, v.reporting_municipality_id, v.starts_on, v.ends_on,
             v.correction DESC
"""  # noqa: S608 -- built from the constants above

# Indicator by indicator, so that rows are put together by municipality alone.
_MONTHS = """
    SELECT key AS indicator, sums.* FROM unnest(%(keys)s::text[]) AS key CROSS JOIN LATERAL (
        SELECT observed_municipality_id, sum(numerator)::bigint AS numerator,
               sum(denominator)::bigint AS denominator
        FROM programme_indicatormonth
        WHERE indicator = key AND month BETWEEN %({0}_first)s AND %({0}_last)s
        GROUP BY 1
    ) AS sums
"""
_DAYS = """
    SELECT indicator, observed_municipality_id, sum(numerator) AS numerator,
           coalesce(sum(denominator), 0) AS denominator
    FROM programme_indicatorobservation
    WHERE indicator = ANY(%(keys)s) AND day BETWEEN %({0}_first)s AND %({0}_last)s
"""
# Whether every row of a month lies inside the days that are asked for, as it does this month.
_IS_INSIDE = """
    {0} AS (
        SELECT coalesce(bool_and(first_day >= %({0}_first)s AND last_day <= %({0}_last)s), true)
               AS is_inside
        FROM programme_indicatormonth
        WHERE indicator = ANY(%(keys)s) AND month = %({0}_month)s
    )
"""
_EDGE = """
    SELECT indicator, observed_municipality_id, numerator, denominator
    FROM programme_indicatormonth
    WHERE indicator = ANY(%(keys)s) AND month = %({0}_month)s AND (SELECT is_inside FROM {0})
    UNION ALL
    {1} AND NOT (SELECT is_inside FROM {0}) GROUP BY 1, 2
"""
_SUMS = """
    {0} SELECT indicator, code, numerator, denominator FROM (
        SELECT indicator, observed_municipality_id, sum(numerator)::bigint AS numerator,
               sum(denominator)::bigint AS denominator
        FROM ({1}) AS days GROUP BY 1, 2
    ) AS sums JOIN unnest(%(ids)s::uuid[], %(codes)s::text[]) AS place(id, code)
      ON id = observed_municipality_id
"""


def transaction_time() -> datetime:
    """Give when the running transaction began: what is counted now is counted as of then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        found: tuple[datetime] = cursor.fetchone()
    return found[0]


class Wanted(NamedTuple):
    """One indicator by one denominator and one version."""

    key: str
    among: str
    version: int
    is_county: bool


def _parameters(
    wanted: Sequence[Wanted], reporters: Sequence[tuple[UUID, bool]]
) -> dict[str, Parameter]:
    return {
        "keys": [one.key for one in wanted],
        "among": [one.among for one in wanted],
        "versions": [one.version for one in wanted],
        "counties": [one.is_county for one in wanted],
        "ids": [reporter_id for reporter_id, _ in reporters],
        "bodies": [is_county for _, is_county in reporters],
        "draft": Stage.DRAFT.value,
    }


def _all(statement: str, parameters: dict[str, Parameter]) -> list[ToldRow]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def last_reported(
    wanted: Sequence[Wanted], reporters: Sequence[tuple[UUID, bool]], ends_on: date
) -> list[ToldRow]:
    """Give what each municipality said last, up to a day."""
    if not wanted:
        return []
    return _all(_LAST, _parameters(wanted, reporters) | {"last": ends_on})


def reported_within(
    wanted: Sequence[Wanted],
    reporters: Sequence[tuple[UUID, bool]],
    starts_on: date,
    ends_on: date,
) -> list[ToldRow]:
    """Give everything that was said for periods inside a period."""
    if not wanted:
        return []
    return _all(_WITHIN, _parameters(wanted, reporters) | {"first": starts_on, "last": ends_on})


def observed_sums(
    keys: Sequence[str],
    codes: Mapping[UUID, str],
    starts_on: date,
    ends_on: date,
    *,
    from_raw: bool = False,
) -> list[ObservedRow]:
    """Add up raw rows of a period: whole months rolled up, the days at its edges one by one.

    One statement, so that what comes in meanwhile is in all of it or in none.
    """
    parameters: dict[str, Parameter] = {
        "keys": list(keys),
        "ids": list(codes),
        "codes": list(codes.values()),
    }
    if from_raw:
        parameters |= {"all_first": starts_on, "all_last": ends_on}
        return _sums("", f"{_DAYS.format('all')} GROUP BY 1, 2", parameters)
    whole, edges = divided(starts_on, ends_on)
    parts = []
    if whole is not None:
        parts.append(_MONTHS.format("whole"))
        parameters |= {"whole_first": whole[0], "whole_last": whole[1]}
    tests = []
    for name, (since, until) in edges.items():
        tests.append(_IS_INSIDE.format(name))
        parts.append(_EDGE.format(name, _DAYS.format(name)))
        parameters |= {
            f"{name}_first": since,
            f"{name}_last": until,
            f"{name}_month": since.replace(day=1),
        }
    return _sums(f"WITH {', '.join(tests)}" if tests else "", " UNION ALL ".join(parts), parameters)


def _sums(head: str, parts: str, parameters: dict[str, Parameter]) -> list[ObservedRow]:
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(head, parts), parameters)
        return list(cursor.fetchall())


type Days = tuple[date, date]


def divided(starts_on: date, ends_on: date) -> tuple[Days | None, dict[str, Days]]:
    """Divide a period in whole months (first day of the first and last) and the days at its edges."""
    is_inside_one = _next_month(starts_on) == _next_month(ends_on)
    if is_inside_one and (starts_on.day > 1 or (ends_on + DAY).day > 1):
        return None, {"head": (starts_on, ends_on)}
    first = starts_on if starts_on.day == 1 else _next_month(starts_on)
    after = ends_on + DAY
    end = after.replace(day=1)
    edges: dict[str, Days] = {}
    if starts_on < first:
        edges["head"] = (starts_on, first - DAY)
    if end <= ends_on:
        edges["tail"] = (end, ends_on)
    last = (end - DAY).replace(day=1)
    return ((first, last) if first <= last else None), edges


def _next_month(day: date) -> date:
    return (day.replace(day=28) + 4 * DAY).replace(day=1)
