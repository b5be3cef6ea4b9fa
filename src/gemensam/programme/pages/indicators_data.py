"""An indicator's figures as rows for machines: JSON, CSV and workbook are the same rows."""

from collections.abc import Sequence
from datetime import date

from gemensam.programme.rules.indicators_figures import Figure, IndicatorFigures, Reading, Total

type Value = str | int | bool | None
type Json = dict[str, "Value | Json | list[Json]"]

# The head of the files, and the names in each row of the JSON: they do not follow the language.
COLUMNS = (
    *("indicator", "version", "among", "starts_on", "ends_on", "level", "code", "name", "group"),
    *("state", "numerator", "denominator", "feed", "as_of", "carried_from", "is_partial"),
    *("is_synthetic", "disagrees", "differs_from_parts"),
)


def rows(figures: IndicatorFigures) -> list[dict[str, Value]]:
    """Give each municipality's figure, then the associations' sums and the county's."""
    head: dict[str, Value] = {
        "indicator": figures.definition.id,
        "version": figures.definition.version,
        "among": figures.among,
        "starts_on": figures.starts_on.isoformat(),
        "ends_on": figures.ends_on.isoformat(),
    }
    found = [head | _figure(row) for row in figures.rows]
    found += [head | _total(total, "association") for total in figures.groups if total.name]
    found.append(head | _total(figures.county, "county"))
    return [*found, *(row for other in figures.others for row in rows(other))]


def _figure(row: Figure) -> dict[str, Value]:
    reading = row.reading
    return {
        "level": "municipality" if row.place.code else "county_body",
        "code": row.place.code,
        "name": row.place.name,
        "group": row.place.group,
        "state": row.state.value,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "feed": row.feed.value if row.feed and reading else "",
        "as_of": reading.as_of.isoformat(timespec="seconds") if reading else "",
        "carried_from": _day(reading.carried_from) if reading else "",
        "is_partial": bool(reading and reading.is_partial),
        "is_synthetic": bool(reading and reading.is_synthetic),
        "disagrees": row.disagrees,
        "differs_from_parts": bool(reading and reading.differs_from_parts),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _total(total: Total, level: str) -> dict[str, Value]:
    return {
        "level": level,
        "code": "",
        "name": total.name,
        "group": "",
        "state": total.state.value,
        "numerator": total.numerator,
        "denominator": total.denominator,
        "feed": "",
        "as_of": "",
        "carried_from": "",
        "is_partial": not total.is_complete,
        "is_synthetic": False,
        "disagrees": False,
        "differs_from_parts": False,
    }


def table(figures: IndicatorFigures) -> list[Sequence[Value]]:
    """Give the same rows as a table with its head."""
    return [COLUMNS, *([row[name] for name in COLUMNS] for row in rows(figures))]


def document(figures: IndicatorFigures) -> Json:
    """Give the rows with what they are of, and every source's own numbers."""
    definition = figures.definition
    return {
        "indicator": definition.id,
        "version": definition.version,
        "name": {"sv": definition.name.sv, "en": definition.name.en},
        "measure": definition.measure.value,
        "direction": definition.direction.value,
        "starts_on": figures.starts_on.isoformat(),
        "ends_on": figures.ends_on.isoformat(),
        "completeness": {
            "measured": figures.county.measured,
            "missing": figures.county.missing,
            "not_assessable": figures.county.not_assessable,
            "carried": figures.county.carried,
            "partial": figures.county.partial,
        },
        "rows": [dict(row) for row in rows(figures)],
        "readings": [
            {"code": row.place.code, **_reading(reading)}
            for row in figures.rows
            for reading in row.readings
        ],
    }


def _reading(reading: Reading) -> dict[str, Value]:
    return {
        "feed": reading.feed.value,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
        "as_of": reading.as_of.isoformat(timespec="seconds"),
        "stage": reading.stage.value.lower() if reading.stage else "",
        "is_synthetic": reading.is_synthetic,
        "because": reading.because,
    }
