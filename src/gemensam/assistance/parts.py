"""From a calculation to what pages draw: its rows, what it came to, what was done. No queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gemensam.assistance import words
from gemensam.assistance.basis import as_applied, why_differs
from gemensam.assistance.calculations import VersionRow
from gemensam.assistance.forms import AmountsForm
from gemensam.assistance.rules.steps import Calculation, Row, Section
from gemensam.kernel.money import Money
from gemensam.ui import formats, parts
from gemensam.ui.form_markup import describe
from gemensam.ui.parts import Column as Head
from gemensam.ui.parts import Figure, Moment, Num, Table, Working


@dataclass(frozen=True, slots=True)
class SectionPart:
    """One part of a calculation: its name, where its figures come from, its rows."""

    title: str
    source: str
    table: Table


def editable(
    calculation: Calculation,
    form: AmountsForm | None,
    names: Mapping[str, str],
    changed: Mapping[str, str],
) -> list[SectionPart]:
    """Draw the rows with three amounts, to be filled in where there is a form."""
    heads = [
        Head(_("Row")),
        Head(_("Applied for"), num=True),
        Head(_("Proposed"), num=True),
        Head(_("Decided"), num=form is None),
        Head(_("Why another amount")),
    ]
    return [
        SectionPart(
            words.section(section),
            calculation.norm_source if section is Section.NORM else "",
            Table(
                caption=words.section(section),
                columns=heads,
                rows=[_editable_row(row, form, names, changed.get(row.key)) for row in rows],
            ),
        )
        for section in Section
        if (rows := calculation.of(section))
    ]


def _editable_row(
    row: Row, form: AmountsForm | None, names: Mapping[str, str], before: str | None
) -> parts.Row:
    cells: list[parts.Cell] = [
        _head(row, names, before),
        Num(formats.amount(row.applied)),
        Num(formats.amount(row.proposed)),
    ]
    if form is None:
        cells += [Num(formats.amount(_decided(row))), row.reason or formats.NO_VALUE]
    else:
        cells += [_control(form[f"amount-{row.key}"]), _control(form[f"reason-{row.key}"])]
    return parts.Row(cells)


def _head(row: Row, names: Mapping[str, str], before: str | None) -> SafeString:
    name = words.row_name(row, names)
    context = {
        "name": name,
        "steps": steps_of(row),
        "title": _("How: %(row)s") % {"row": name},
        "changed": before is not None,
        "before": before,
    }
    return render_to_string("assistance/row_head.html", context)


def _control(bound: BoundField) -> SafeString:
    return render_to_string("assistance/cell.html", {"field": describe(bound)})


def _decided(row: Row) -> Money:
    return row.proposed if row.decided is None else row.decided


def steps_of(row: Row) -> list[Working]:
    """Give a row's steps, with the caseworker's last where she decided otherwise."""
    steps = [
        Working(
            words.rule(step.rule),
            formats.amount(step.amount),
            ". ".join(part for part in (step.workings, words.source(step.source)) if part),
        )
        for step in row.steps
    ]
    if row.decided is not None:
        said = _("The caseworker decided otherwise: %(reason)s") % {"reason": row.reason}
        steps.append(Working(said, formats.amount(row.decided - row.proposed)))
    return [*steps, Working(_("Counted"), formats.amount(_decided(row)), total=True)]


def figures_of(calculation: Calculation) -> list[Figure]:
    """Give need less means, and what it grants."""
    result = calculation.result()
    is_surplus = result < Money()
    return [
        Figure(_("Need"), formats.amount(calculation.need())),
        Figure(_("Means"), formats.amount(calculation.means())),
        Figure(
            _("Surplus of the month") if is_surplus else _("Deficit of the month"),
            formats.amount(result),
            below=_("Gives no money")
            if not calculation.granted()
            else _("%(amount)s with every cost as applied for")
            % {"amount": formats.amount(as_applied(calculation))},
        ),
    ]


def versions_of(rows: Sequence[VersionRow]) -> list[Moment]:
    """Tell what was changed, by whom and why, newest first."""
    return [
        Moment(
            formats.moment(row.made_at),
            _("Calculation %(number)d: %(amount)s")
            % {"number": row.number, "amount": formats.amount(Money(row.granted_ore))},
            below=f"{row.made_by}. {row.said}",
        )
        for row in rows
    ]


def plain(calculation: Calculation, names: Mapping[str, str]) -> list[SectionPart]:
    """Draw a decided calculation for the one whom it is about: applied, decided, and why."""
    heads = [
        Head(_("What")),
        Head(_("You applied for"), num=True),
        Head(_("You get counted"), num=True),
    ]
    means = [Head(_("What")), Head(_("You stated"), num=True), Head(_("We counted"), num=True)]
    return [
        SectionPart(
            words.section(section),
            "",
            Table(
                caption=words.section(section),
                columns=means if section in {Section.INCOMES, Section.ASSETS} else heads,
                rows=[_plain_row(row, names) for row in rows],
            ),
        )
        for section in Section
        if (rows := calculation.of(section))
    ]


def _plain_row(row: Row, names: Mapping[str, str]) -> parts.Row:
    name = words.row_name(row, names)
    context = {
        "name": name,
        "why": why_differs(row),
        "steps": steps_of(row),
        "title": _("How: %(row)s") % {"row": name},
    }
    return parts.Row(
        [
            render_to_string("assistance/row_head.html", context),
            Num(formats.amount(row.applied)),
            Num(formats.amount(_decided(row))),
        ]
    )
