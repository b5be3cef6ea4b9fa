"""Write down indicator values that municipalities report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gemensam.programme import county
from gemensam.programme.models import IndicatorValue
from gemensam.programme.rules.indicators import IndicatorDefinition, Measure


class WrongShape(ValueError):
    """A share has a numerator and a denominator; a count has only a number."""


@dataclass(frozen=True, slots=True)
class Count:
    """What a municipality counted."""

    numerator: int
    denominator: int | None = None


def report_values(
    *,
    definition: IndicatorDefinition,
    starts_on: date,
    ends_on: date,
    counts: Mapping[UUID, Count],
    is_synthetic: bool,
    now: datetime,
) -> int:
    """Write a period's values by municipality (organisation id); say how many.

    Raises WrongShape.
    """
    is_share = definition.measure is Measure.SHARE
    if any((count.denominator is not None) != is_share for count in counts.values()):
        raise WrongShape(definition.id)
    with county.context():
        rows = IndicatorValue.objects.bulk_create(
            IndicatorValue(
                indicator=definition.id,
                definition_version=definition.version,
                reporting_municipality_id=municipality_id,
                starts_on=starts_on,
                ends_on=ends_on,
                numerator=count.numerator,
                denominator=count.denominator,
                is_synthetic=is_synthetic,
                reported_at=now,
            )
            for municipality_id, count in counts.items()
        )
    return len(rows)
