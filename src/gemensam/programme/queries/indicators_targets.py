"""How the plans' targets stand in their own periods, each with its second condition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gemensam.programme.models import IndicatorTarget
from gemensam.programme.queries import indicators
from gemensam.programme.queries.indicators_definitions import recipes
from gemensam.programme.rules import indicators_targets as rules
from gemensam.programme.rules.indicators import IndicatorDefinition
from gemensam.programme.rules.indicators_expressions import Condition, Use
from gemensam.programme.rules.indicators_figures import IndicatorFigures, Total
from gemensam.programme.rules.indicators_yaml import Recipe


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target as it is written, and how it stands."""

    key: str
    definition: IndicatorDefinition
    plan_key: str
    text: str
    source: str
    assumption: str
    starts_on: date
    ends_on: date
    target: rules.Target
    assessment: rules.Assessment
    value: Total


def wanted_of(indicator: str) -> list[tuple[int, str, rules.Target]]:
    """Give an indicator's targets in the county body's tenant: year, wording, what is wanted."""
    rows = IndicatorTarget.objects.filter(indicator=indicator).order_by("starts_on", "key")
    return [(row.ends_on.year, row.text, _target(row)) for row in rows]


def years() -> list[int]:
    """Give the years that have targets, the latest first, in the county body's tenant."""
    found = IndicatorTarget.objects.values_list("ends_on__year", flat=True)
    return sorted(set(found), reverse=True)


def assessments(*, plan_key: str = "", year: int | None = None) -> list[TargetRow]:
    """Judge every target, or a plan's or a year's, in the county body's tenant."""
    rows = IndicatorTarget.objects.order_by("starts_on", "key")
    if plan_key:
        rows = rows.filter(plan_key=plan_key)
    if year is not None:
        rows = rows.filter(starts_on__year__lte=year, ends_on__year__gte=year)
    known = recipes()
    wanted = [row for row in rows if row.indicator in known]
    by_period: dict[tuple[date, date], list[IndicatorTarget]] = {}
    for row in wanted:
        by_period.setdefault((row.starts_on, row.ends_on), []).append(row)
    found = [
        one
        for (starts_on, ends_on), group in by_period.items()
        for one in _judged(group, known, starts_on, ends_on)
    ]
    return sorted(found, key=lambda one: (one.starts_on, one.key))


def _judged(
    rows: Sequence[IndicatorTarget], known: Mapping[str, Recipe], starts_on: date, ends_on: date
) -> Iterable[TargetRow]:
    keys = {row.indicator for row in rows} | {row.second_indicator for row in rows} - {""}
    asked = [known[key] for key in sorted(keys) if key in known]
    now = indicators.of_recipes(asked, starts_on=starts_on, ends_on=ends_on)
    year = replace_year(starts_on), replace_year(ends_on)
    before = indicators.of_recipes(asked, starts_on=year[0], ends_on=year[1])
    for row in rows:
        value = _total(row, now, known)
        target = _target(row)
        second = now.get(row.second_indicator)
        yield TargetRow(
            row.key,
            known[row.indicator].definition,
            row.plan_key,
            row.text,
            row.source,
            row.assumption,
            starts_on,
            ends_on,
            target,
            rules.assess(
                target,
                value,
                second=second.county if second else None,
                before=None if row.part else _total(row, before, known),
                each_is_one=known[row.indicator].definition.counts_municipalities,
            ),
            value,
        )


def replace_year(day: date) -> date:
    """Give the same day a year before; the last of February for a leap day."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _total(
    row: IndicatorTarget, found: Mapping[str, IndicatorFigures], known: Mapping[str, Recipe]
) -> Total:
    figures = found[row.indicator]
    if row.part:
        part = _of_part(known[row.indicator], row.part)
        figures = indicators.of_recipes(
            [part], starts_on=figures.starts_on, ends_on=figures.ends_on
        )[part.id]
    if row.among:
        figures = next(one for one in figures.others if one.among == row.among)
    return figures.county


def _of_part(recipe: Recipe, part: str) -> Recipe:
    """Give the same indicator for one of its reported parts."""
    condition = (Condition("part", part, is_equal=True),)
    denominator = None
    if recipe.denominator is not None:
        denominator = Use("reported.denominator", condition)
    return replace(recipe, numerator=Use("reported.numerator", condition), denominator=denominator)


def _target(row: IndicatorTarget) -> rules.Target:
    second = None
    if row.second_condition:
        least = _least(row.second_numerator, row.second_denominator)
        second = rules.SecondCondition(row.second_condition, row.second_indicator, least)
    return rules.Target(
        rules.Comparison(row.comparison), _least(row.numerator, row.denominator), second
    )


def _least(numerator: int | None, denominator: int | None) -> rules.Least | None:
    return None if numerator is None else rules.Least(numerator, denominator)
