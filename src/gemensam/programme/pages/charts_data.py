"""The page's figures for machines: the same lines as page and files, with what they are of."""

from collections.abc import Sequence

from gemensam.programme.pages import charts, shown
from gemensam.programme.rules.charts import Moment
from gemensam.programme.rules.indicators import IndicatorDefinition, ShareValue
from gemensam.programme.rules.standing import StandingRow
from gemensam.programme.standings import CountLine

type Json = dict[str, object]


def of_shares(source: charts.Source) -> Json:
    """Give county, associations, municipalities and the development of what is chosen."""
    standing, asked = source.standing, source.asked
    rows = charts.chosen_rows(source)
    codes = {row.member.group for row in rows}
    return {
        **_about(standing.definition),
        "period": {
            "starts_on": asked.period.starts_on.isoformat(),
            "ends_on": asked.period.ends_on.isoformat(),
            "is_now": asked.period.is_now,
        },
        "source": charts.source_line(source),
        "county": _value(standing.county),
        "associations": [
            {"name": one.name, **_value(one.value)} for one in standing.groups if one.name in codes
        ],
        "municipalities": [_row(row) for row in rows],
        "development": [
            {"name": one.name, "periods": [_moment(moment) for moment in one.moments]}
            for one in charts.series(source)
        ],
    }


def of_counts(definition: IndicatorDefinition, lines: Sequence[CountLine]) -> Json:
    """Give the municipalities' numbers and their sum."""
    known = [line.number for line in lines if line.number is not None]
    return {
        **_about(definition),
        "county": {"number": sum(known) if known else None},
        "municipalities": [
            {
                "code": line.code,
                "name": line.name,
                "number": line.number,
                "is_made_up": line.is_synthetic,
            }
            for line in lines
        ],
    }


def _about(definition: IndicatorDefinition) -> Json:
    return {
        "indicator": definition.id,
        "version": definition.version,
        "name": shown.said(definition.name),
        "numerator_is": shown.said(definition.numerator),
        "denominator_is": shown.said(definition.denominator),
    }


def _value(value: ShareValue) -> Json:
    # No ready percentage: whoever adds up must add numerators and denominators.
    return {
        "state": value.state.value,
        "numerator": value.numerator,
        "denominator": value.denominator,
    }


def _row(row: StandingRow) -> Json:
    return {
        "code": row.member.code,
        "name": row.member.name,
        "association": row.member.group,
        **_value(row.value),
        "feed": row.feed.value if row.feed else None,
        "as_of": row.at.isoformat(timespec="minutes") if row.at else None,
        "is_made_up": row.is_synthetic,
    }


def _moment(moment: Moment) -> Json:
    return {
        "starts_on": moment.starts_on.isoformat(),
        "ends_on": moment.ends_on.isoformat(),
        **_value(moment.value),
    }
