"""The plans' targets of a year: what is wanted, what is measured, and how each stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.programme.pages import shown
from gemensam.programme.queries.indicators_targets import TargetRow
from gemensam.programme.rules.indicators_figures import Total
from gemensam.programme.rules.indicators_targets import Comparison, Fulfilment, Least, Target
from gemensam.programme.words import COMPARISON_WORDS, FULFILMENT_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Column, Fact, Figure, Kind, Lines, Link, Row, Table, Tag

TAGS = {
    Fulfilment.MET: Kind.OK,
    Fulfilment.NOT_MET: Kind.WARM,
    Fulfilment.NOT_ASSESSABLE: Kind.OPEN,
}


@dataclass(frozen=True, slots=True)
class TargetsPage:
    """A year's targets."""

    year: int
    years: Sequence[Link]
    told: str
    figures: Sequence[Figure]
    table: Table
    # Where our reading goes beyond the printed words: the target and the reading.
    readings: Sequence[Fact]


def build(rows: Sequence[TargetRow], years: Sequence[int], year: int) -> TargetsPage:
    """Put a year's targets together."""
    here = reverse("programme:targets")
    stands = [row.assessment.whole for row in rows]
    return TargetsPage(
        year=year,
        years=[Link(str(one), f"{here}?ar={one}", current=one == year) for one in years],
        told=_told(stands),
        figures=[
            Figure(
                _(FULFILMENT_WORDS[one]),
                str(stands.count(one)),
                below=_("of %(count)d targets") % {"count": len(stands)},
            )
            for one in Fulfilment
        ],
        table=Table(
            caption=_("The targets of %(year)s") % {"year": year},
            columns=[Column(_("Target")), Column(_("Wanted")), Column(_("Measured")),
                     Column(_("How it stands"))],
            rows=[_row(row) for row in rows],
            id="malvarden",
        ),
        readings=[
            Fact(shown.in_swedish(row.text), shown.in_swedish(row.assumption))
            for row in rows
            if row.assumption
        ],
    )  # fmt: skip


def _told(stands: Sequence[Fulfilment]) -> str:
    met, open_ = stands.count(Fulfilment.MET), stands.count(Fulfilment.NOT_ASSESSABLE)
    told = ngettext(
        "%(met)d of %(count)d target is met.", "%(met)d of %(count)d targets are met.", len(stands)
    ) % {"met": met, "count": len(stands)}
    if not open_:
        return told
    return f"{told} " + ngettext(
        "%(count)d cannot be assessed: the table says why.",
        "%(count)d cannot be assessed: the table says why of each.",
        open_,
    ) % {"count": open_}


def _row(row: TargetRow) -> Row:
    whole = row.assessment.whole
    return Row(
        [
            Lines(
                shown.in_swedish(row.text),
                shown.said(row.definition.name),
                reverse("programme:indicator", args=[row.definition.id]),
            ),
            Lines(wanted(row.target), second(row.target)),
            value(row.value),
            Tag(_(FULFILMENT_WORDS[whole]), TAGS[whole], next_step=_because(row)),
        ],
        key=row.key,
    )


def second(target: Target) -> str:
    """Name the target's second condition, in the plan's own words."""
    if target.second is None:
        return ""
    return format_html(_("and: {words}"), words=shown.in_swedish(target.second.text))


def _because(row: TargetRow) -> str:
    """Say why it stands so: by the condition that decided."""
    decided = row.assessment.first
    if row.assessment.second is not None and decided.fulfilment is Fulfilment.MET:
        decided = row.assessment.second
    return _(decided.because)


def wanted(target: Target) -> str:
    """Write the least that is wanted, or which way."""
    words = _(COMPARISON_WORDS[target.comparison])
    if target.least is None or target.comparison in {Comparison.INCREASE, Comparison.NARRATIVE}:
        return words
    return f"{words} {_least(target.least)}"


def _least(least: Least) -> str:
    if least.denominator is None:
        return formats.number(least.numerator)
    return shown.percent(least.numerator * 1000 // least.denominator)


def value(total: Total) -> str:
    """Write a sum: a share with its two numbers, or a number."""
    if total.denominator is None and total.numerator is not None:
        return formats.number(total.numerator)
    share = shown.share_text(total.value)
    counts = shown.counts_text(total.value)
    return f"{share} ({counts})" if counts else share
