"""A calculation as a decision carries it: the lines of the letter, in the running language."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from gemensam.assistance import words
from gemensam.assistance.rules.steps import Calculation, Column, Row, Section, Step
from gemensam.cases import api as cases
from gemensam.kernel.money import Money
from gemensam.ui import formats


def basis_of(source_id: UUID, calculation: Calculation, names: Mapping[str, str]) -> cases.Basis:
    """Write a calculation as a decision's basis; `names` are everybody's by key."""
    parts = [
        cases.BasisPart(
            words.section(section),
            tuple(_line(row, names) for row in rows),
            calculation.norm_source if section is Section.NORM else "",
        )
        for section in Section
        if (rows := calculation.of(section))
    ]
    warning = words.invented() if calculation.is_invented else ""
    return cases.Basis(
        source_id=source_id,
        period=words.month(calculation.month),
        amount=calculation.granted(),
        applied=as_applied(calculation),
        parts=(*parts, cases.BasisPart(_("What it came to"), _sums(calculation))),
        warning=warning,
    )


def as_applied(calculation: Calculation) -> Money:
    """Give what would be granted with every cost as applied for: less than that is a part of it.

    Means are the decided ones: the forms ask nobody to state what the authorities tell.
    """
    return max(calculation.need(Column.APPLIED) - calculation.means(), Money())


def _line(row: Row, names: Mapping[str, str]) -> cases.BasisRow:
    return cases.BasisRow(
        text=words.row_name(row, names),
        applied=formats.amount(row.applied),
        decided=formats.amount(row.amount(Column.DECIDED)),
        note=why_differs(row),
    )


def why_differs(row: Row) -> str:
    """Say why a row is not what was applied for: the caseworker's reason, or the rules that did it."""
    if row.reason:
        return row.reason
    if row.applied is None or row.applied == row.amount(Column.DECIDED):
        return ""
    changing = [step for step in row.steps if step.rule not in words.AS_STATED]
    return " ".join(f"{_sentence(step)}." for step in changing)


def _sentence(step: Step) -> str:
    source = words.source(step.source)
    amount = formats.amount(step.amount) if step.amount else ""
    return ", ".join(part for part in (words.rule(step.rule), source, amount) if part)


def _sums(calculation: Calculation) -> tuple[cases.BasisRow, ...]:
    result = calculation.result()
    last = _("Surplus of the month") if result < Money() else _("Deficit of the month")
    need, means = calculation.need, calculation.means
    return (
        cases.BasisRow(_("Need"), formats.amount(need(Column.APPLIED)), formats.amount(need())),
        cases.BasisRow(_("Means"), formats.amount(means(Column.APPLIED)), formats.amount(means())),
        cases.BasisRow(last, formats.NO_VALUE, formats.amount(result)),
    )
