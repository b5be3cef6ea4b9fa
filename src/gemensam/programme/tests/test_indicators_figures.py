"""Figures from raw rows and reports: the roll-up is the rows' sum, and nothing missing is nought."""

from datetime import UTC, date, datetime
from random import Random

import pytest
from django.db import DatabaseError, connection, transaction

from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.actions.indicators import Observation, observe
from gemensam.programme.actions.values import Count, report_values
from gemensam.programme.models import IndicatorMonth, IndicatorObservation
from gemensam.programme.queries import indicators
from gemensam.programme.rules.indicators import Feed, ValueState

LOG_INS = "antal_sakra_inloggningar"
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def _raw_sums() -> dict[tuple[str, object, date], tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator, observed_municipality_id, date_trunc('month', day)::date,"
            " sum(numerator), coalesce(sum(denominator), 0), count(*)"
            " FROM programme_indicatorobservation GROUP BY 1, 2, 3"
        )
        return {row[:3]: tuple(map(int, row[3:])) for row in cursor.fetchall()}


def _rolled_up() -> dict[tuple[str, object, date], tuple[int, int, int]]:
    rows = IndicatorMonth.objects.values_list(
        "indicator", "observed_municipality_id", "month", "numerator", "denominator", "rows"
    )
    return {row[:3]: row[3:] for row in rows}


def _some_rows(random: Random, many: int) -> list[Observation]:
    places = organisations.municipalities()[:7]
    return [
        Observation(
            LOG_INS,
            random.choice(places).organisation_id,
            date(2026, random.randint(1, 9), random.randint(1, 28)),
            random.randint(-3, 90),
            random.choice([None, 100]),
            "idp",
        )
        for _ in range(many)
    ]


def test_the_roll_up_is_the_sum_of_the_rows_whatever_comes_in_one_statement(db: None) -> None:
    random = Random(20261122)
    with county.context():
        for many in (0, 1, 400, 30):
            observe(_some_rows(random, many))
            assert _rolled_up() == _raw_sums()


def test_a_period_that_begins_and_ends_inside_months_is_the_sum_of_its_days(db: None) -> None:
    with county.context():
        observe(_some_rows(Random(7), 600))
        recipe = indicators.recipe(LOG_INS)
        for starts_on, ends_on in (
            (date(2026, 1, 1), date(2026, 12, 31)),
            (date(2026, 2, 14), date(2026, 6, 9)),
            (date(2026, 3, 2), date(2026, 3, 20)),
            (date(2026, 3, 31), date(2026, 4, 1)),
        ):
            served = indicators.figures([LOG_INS], starts_on=starts_on, ends_on=ends_on)[LOG_INS]
            raw = indicators.of_recipes(
                [recipe], starts_on=starts_on, ends_on=ends_on, from_raw=True
            )[LOG_INS]
            assert served == raw
            assert served.county.measured > 0


def test_raw_rows_are_never_changed_and_a_correction_is_a_row(db: None) -> None:
    place = organisations.municipalities()[0]
    day = date(2026, 5, 3)
    with county.context():
        observe([Observation(LOG_INS, place.organisation_id, day, 40, None, "idp")])
        with pytest.raises(DatabaseError), transaction.atomic():
            IndicatorObservation.objects.filter(indicator=LOG_INS).update(numerator=0)
        observe([Observation(LOG_INS, place.organisation_id, day, -40, None, "correction")])
        found = indicators.figures([LOG_INS], starts_on=day, ends_on=day)[LOG_INS]
    # All taken back is nought, and nought is a value; the others have said nothing.
    assert found.of(place.code).numerator == 0
    assert (found.county.state, found.county.numerator) == (ValueState.MEASURED, 0)
    assert (found.county.measured, found.county.missing) == (1, 48)


def test_what_is_counted_and_what_is_reported_stand_beside_each_other(db: None) -> None:
    first, second = organisations.municipalities()[:2]
    month = date(2025, 5, 1), date(2025, 5, 31)
    with county.context():
        observe([Observation(LOG_INS, first.organisation_id, month[0], 40, None, "idp")])
        observe([Observation(LOG_INS, second.organisation_id, month[0], 5, None, "idp")])
        report_values(
            definition=indicators.recipe(LOG_INS).definition,
            starts_on=month[0],
            ends_on=month[1],
            counts={first.organisation_id: Count(41), second.organisation_id: Count(5)},
            is_synthetic=False,
            now=NOW,
        )
        found = indicators.figures([LOG_INS], starts_on=month[0], ends_on=month[1])[LOG_INS]
    figure = found.of(first.code)
    assert figure.numerator == 40
    assert [(one.feed, one.numerator) for one in figure.readings] == [
        (Feed.OBSERVED, 40),
        (Feed.REPORTED, 41),
    ]
    assert [row.place.code for row in found.disagreeing] == [first.code]
