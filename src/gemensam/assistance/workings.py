"""A calculation line by line, as a page or a terminal shows how it was made (Så räknades det)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from gemensam.assistance import words
from gemensam.assistance.rules.steps import Calculation, Column, Row, Section, figure
from gemensam.kernel.money import Money


class LineKind(StrEnum):
    """How a line is set: a heading, a row, a step below it, a sum or a warning."""

    HEADING = "HEADING"
    ROW = "ROW"
    STEP = "STEP"
    SUM = "SUM"
    WARNING = "WARNING"


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `amounts` are the applied, proposed and decided ones of a row or a sum."""

    kind: LineKind
    text: str
    workings: str = ""
    source: str = ""
    amount: Money | None = None
    amounts: tuple[Money | None, Money, Money | None] | None = None


def lines(calculation: Calculation, naming: words.Naming = words.name_as_it_is) -> Iterator[Line]:
    """Give every line in order. `naming` gives a person's name from her key."""
    if calculation.is_invented:
        text = _("These amounts are calculated with an invented norm and are worth nothing.")
        yield Line(LineKind.WARNING, text, source=calculation.norm)
    for section in Section:
        if rows := calculation.of(section):
            source = calculation.norm_source if section is Section.NORM else ""
            yield Line(LineKind.HEADING, words.section(section), source=source)
            for row in rows:
                yield from _row(row, naming)
    yield _sum(_("Need"), {column: calculation.need(column) for column in Column})
    yield _sum(_("Means"), {column: calculation.means(column) for column in Column})
    results = {column: calculation.result(column) for column in Column}
    is_surplus = results[Column.DECIDED] < Money()
    yield _sum(_("Surplus of the month") if is_surplus else _("Deficit of the month"), results)


def _row(row: Row, naming: words.Naming) -> Iterator[Line]:
    name = f"{words.kind(row.kind)}, {naming(row.person)}" if row.person else words.kind(row.kind)
    amounts = (row.applied, row.proposed, row.decided)
    yield Line(LineKind.ROW, name, amounts=amounts)
    for step in row.steps:
        text, source = words.rule(step.rule), words.source(step.source)
        yield Line(LineKind.STEP, text, step.workings, source, step.amount)
    if row.decided is not None and row.reason:
        text = _("The caseworker decided otherwise: %(reason)s") % {"reason": row.reason}
        yield Line(LineKind.STEP, text, amount=row.decided - row.proposed)


def _sum(text: str, sums: dict[Column, Money]) -> Line:
    amounts = (sums[Column.APPLIED], sums[Column.PROPOSED], sums[Column.DECIDED])
    return Line(LineKind.SUM, text, amounts=amounts)


def as_text(calculation: Calculation) -> str:
    """Write the lines for a terminal, one a line, amounts to the right."""
    columns = (_("Applied for"), _("Proposed amount"), _("Decided amount"))
    heads = " " * 46 + "".join(f"{column:>14}" for column in columns)
    return "\n".join([heads, *(_written(line) for line in lines(calculation))]) + "\n"


def _written(line: Line) -> str:
    match line.kind:
        case LineKind.WARNING | LineKind.HEADING:
            return f"\n{line.text}" + (f" ({line.source})" if line.source else "")
        case LineKind.STEP:
            detail = ", ".join(word for word in (line.workings, line.source) if word)
            shown = "" if line.amount is None else figure(line.amount)
            return f"      {line.text}: {detail} = {shown}"
        case _:
            columns = ["–" if one is None else figure(one) for one in line.amounts or ()]
            return f"  {line.text:<44}" + "".join(f"{column:>14}" for column in columns)
