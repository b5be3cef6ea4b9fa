"""One indicator's definition, and its numbers when it is a count."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.programme.pages import shown
from gemensam.programme.rules.indicators import IndicatorDefinition
from gemensam.programme.standings import CountLine
from gemensam.programme.words import DIRECTION_WORDS, FEED_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Column, Fact, Num, Row, Table


@dataclass(frozen=True, slots=True)
class Counts:
    """An indicator that is a number per municipality."""

    total: str
    below: str
    table: Table
    csv_href: str
    is_made_up: bool


def facts(definition: IndicatorDefinition) -> list[Fact]:
    """Tell what is counted, of what, and who says so."""
    return [
        Fact(_("Numerator"), shown.said(definition.numerator)),
        Fact(_("Denominator"), _denominator(definition)),
        Fact(_("Direction"), _(DIRECTION_WORDS[definition.direction])),
        Fact(_("How the value comes in"), _(FEED_WORDS[definition.feed])),
        Fact(_("Source"), shown.source_names(definition.sources)),
        Fact(_("Target value"), _("No document gives a starting value or a target value.")),
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
