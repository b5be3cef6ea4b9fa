"""Definitions and reported values as tables: what is saved, what waits, what a change would do."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from gemensam.programme.pages import shown
from gemensam.programme.queries.indicators_definitions import Saved
from gemensam.programme.queries.indicators_values import ValueRow
from gemensam.programme.rules.indicators_expressions import Fault
from gemensam.programme.rules.indicators_figures import Figure, IndicatorFigures, Stage
from gemensam.programme.rules.indicators_yaml import Recipe
from gemensam.programme.words import FEED_WORDS, STAGE_WORDS, VALUE_STATE_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Column, Kind, Lines, Num, Row, Table, Tag

STAGE_KINDS = {Stage.DRAFT: Kind.ASK, Stage.APPROVED: Kind.OK, Stage.LOCKED: Kind.OFF}


def definitions(recipes: Iterable[Recipe]) -> Table:
    """List definitions with what each counts."""
    return Table(
        caption=_("Definitions"),
        columns=[
            Column(_("Measure")), Column(_("What is counted")), Column(_("Source")),
            Column(_("Version"), num=True),
        ],
        rows=[
            Row(
                [
                    Lines(shown.said(one.definition.name), one.id),
                    shown.said(one.definition.numerator) or "",
                    _(FEED_WORDS[one.definition.feed]),
                    Num(str(one.definition.version)),
                ],
                href=reverse("programme:definition", args=[one.id]),
            )
            for one in recipes
        ],
    )  # fmt: skip


def versions(saved: Sequence[Saved]) -> Table:
    """List what was saved of one definition."""
    return Table(
        caption=_("Versions"),
        columns=[Column(_("Version"), num=True), Column(_("Saved by")), Column(_("When"))],
        rows=[
            Row([Num(str(one.version)), one.saved_by, formats.moment(one.saved_at)])
            for one in saved
        ],
    )


def faults(found: Iterable[Fault]) -> Table:
    """List what is wrong with a text, each with its place."""
    return Table(
        caption=_("What has to be mended"),
        columns=[
            Column(_("Line"), num=True), Column(_("Column"), num=True), Column(_("What is wrong")),
        ],
        rows=[
            Row([Num(str(one.line)), Num(str(one.column)), fault_text(one)]) for one in found
        ],
        cards=False,
    )  # fmt: skip


def fault_text(fault: Fault) -> str:
    """Say what is wrong in the reader's language."""
    words = {name: _(word) if name == "expected" else word for name, word in fault.words}
    return _(fault.text) % words


def preview(before: IndicatorFigures | None, after: IndicatorFigures) -> Table:
    """Set every municipality's figure of the period as it is beside as it would be."""
    rows = []
    for row in after.rows:
        was = number(before.of(row.place.code)) if before else _("new")
        will = number(row)
        rows.append(
            Row(
                [
                    row.place.name or _("The county"),
                    Num(was),
                    Num(will),
                    Tag(_("changes"), Kind.ASK) if was != will else "",
                ]
            )
        )
    return Table(
        caption=_("%(name)s, version %(version)s")
        % {"name": shown.said(after.definition.name), "version": after.definition.version},
        columns=[
            Column(_("Municipality")), Column(_("Now"), num=True), Column(_("Then"), num=True),
            Column(_("Difference")),
        ],
        rows=rows,
        show_caption=True,
    )  # fmt: skip


def number(figure: Figure) -> str:
    """Write a figure as what it is of, or the reason why there is none."""
    return _numbers(figure.numerator, figure.denominator) or _(VALUE_STATE_WORDS[figure.state])


def values(rows: Sequence[ValueRow], *, starts_on: date, ends_on: date) -> Table:
    """List a period's values with how each stands."""
    return Table(
        caption=_("Reported values"),
        columns=[
            Column(_("Measure")), Column(_("Reported"), num=True), Column(_("State")),
            Column(_("Counted here"), num=True),
        ],
        rows=[_value(row, starts_on, ends_on) for row in rows],
        id="varden",
    )  # fmt: skip


def _value(row: ValueRow, starts_on: date, ends_on: date) -> Row:
    definition, told, stage = row.recipe.definition, row.told, row.stage
    query = urlencode(
        {
            "kommun": row.code,
            "bland": row.among,
            "fran": starts_on.isoformat(),
            "till": ends_on.isoformat(),
        }
    )
    tag = Tag(_(STAGE_WORDS[stage]), STAGE_KINDS[stage]) if stage else Tag(_("Not reported"))
    numbers = "–"
    if told is not None:
        numbers = _numbers(told.numerator, told.denominator) or told.not_assessable_because
    counted = _numbers(row.counted.numerator, row.counted.denominator) if row.counted else ""
    return Row(
        [
            Lines(shown.said(definition.name), shown.said(row.among_name) or ""),
            Num(numbers),
            tag,
            Num(counted),
        ],
        href=f"{reverse('programme:value', args=[row.recipe.id])}?{query}",
    )


def _numbers(numerator: int | None, denominator: int | None) -> str:
    if numerator is None:
        return ""
    if denominator is None:
        return formats.number(numerator)
    return _("%(part)s of %(whole)s") % {
        "part": formats.number(numerator),
        "whole": formats.number(denominator),
    }
