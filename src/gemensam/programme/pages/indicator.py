"""One indicator's definition, and its numbers when it is a count."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from gemensam.programme.pages import shown, targets
from gemensam.programme.pages.charts_filters import period_text
from gemensam.programme.rules.charts_periods import Period
from gemensam.programme.rules.indicators import IndicatorDefinition
from gemensam.programme.rules.indicators_figures import IndicatorFigures
from gemensam.programme.rules.indicators_targets import Target
from gemensam.programme.standings import CountLine
from gemensam.programme.words import DIRECTION_WORDS, FEED_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Column, Fact, Link, Num, Row, Table


@dataclass(frozen=True, slots=True)
class Counts:
    """An indicator that is a number per municipality."""

    total: str
    below: str
    table: Table
    csv_href: str
    is_made_up: bool


@dataclass(frozen=True, slots=True)
class Single:
    """An indicator that only the county as a whole has: now, and the latest reported periods."""

    value: str
    below: str
    table: Table
    file_href: str
    is_made_up: bool


def single(
    definition: IndicatorDefinition,
    periods: Sequence[Period],
    figures: Sequence[IndicatorFigures],
) -> Single:
    """Give the county's own figure; the first of the periods is now."""
    now = figures[0]
    return Single(
        value=targets.value(now.county),
        below=shown.said(definition.numerator),
        table=Table(
            caption=_("%(measure)s, period by period") % {"measure": shown.said(definition.name)},
            columns=[Column(_("Period")), Column(_("Value"), num=True)],
            rows=[
                Row([period_text(period), Num(targets.value(one.county))])
                for period, one in zip(periods, figures, strict=True)
            ],
            id="tabell",
            cards=False,
        ),
        file_href=reverse("programme:indicator_api", args=[definition.id, "csv"]),
        is_made_up=any(
            row.reading is not None and row.reading.is_synthetic
            for one in figures
            for row in one.rows
        ),
    )


def facts(
    definition: IndicatorDefinition, wanted: Sequence[tuple[int, str, Target]], *, is_countys: bool
) -> list[Fact]:
    """Tell what is counted, of what, who says so, and what the plans want of it."""
    return [
        Fact(_("Numerator"), shown.said(definition.numerator)),
        Fact(_("Denominator"), _denominator(definition)),
        Fact(_("Direction"), _(DIRECTION_WORDS[definition.direction])),
        Fact(
            _("How the value comes in"),
            _("The county body reports it.") if is_countys else _(FEED_WORDS[definition.feed]),
        ),
        Fact(_("Source"), shown.source_names(definition.sources)),
        *(
            Fact(
                _("Target %(year)s") % {"year": year},
                Link(text, f"{reverse('programme:targets')}?ar={year}", lang="sv"),
                below=format_html("{} {}", targets.wanted(target), targets.second(target)),
            )
            for year, text, target in wanted
        ),
        Fact(_("Definition"), _("Version %(number)s") % {"number": definition.version}),
    ]


def _denominator(definition: IndicatorDefinition) -> str:
    if definition.denominator:
        return shown.said(definition.denominator)
    if definition.differing_denominators:
        return _(
            "The documents count against different groups, see below. The municipality gives its own."
        )
    return _("None: it is a number.")


def denominators(definition: IndicatorDefinition) -> list[tuple[str, str]]:
    """Give what the documents count against, and where each stands."""
    return [
        (shown.said(one.text), shown.said(one.where)) for one in definition.differing_denominators
    ]


def counts(definition: IndicatorDefinition, lines: Sequence[CountLine]) -> Counts:
    """Give the county's sum and each municipality's number."""
    known = [line.number for line in lines if line.number is not None]
    return Counts(
        total=formats.number(sum(known)) if known else _("No figure"),
        below=_("The sum of %(known)d of %(all)d municipalities")
        % {"known": len(known), "all": len(lines)},
        table=Table(
            caption=_("%(measure)s, by municipality") % {"measure": shown.said(definition.name)},
            columns=[Column(_("Municipality")), Column(_("Number"), num=True)],
            rows=[
                Row([line.name, Num(_number(line), muted=line.number is None)]) for line in lines
            ],
            foot=[_("The county"), Num(formats.number(sum(known)) if known else formats.NO_VALUE)],
            id="tabell",
            cards=False,
        ),
        csv_href=reverse("programme:indicator_file", args=[definition.id, "csv"]),
        is_made_up=any(line.is_synthetic for line in lines),
    )


def _number(line: CountLine) -> str:
    return _("No figure has been given") if line.number is None else formats.number(line.number)


def csv_rows(definition: IndicatorDefinition, lines: Sequence[CountLine]) -> list[Sequence[object]]:
    """Give the same numbers for a file."""
    rows: list[Sequence[object]] = [
        (_("code"), _("municipality"), _("number"), _("made up"), _("indicator"))
    ]
    rows += [
        (
            line.code,
            line.name,
            line.number,
            _("yes") if line.is_synthetic else _("no"),
            definition.id,
        )
        for line in lines
    ]
    return rows
