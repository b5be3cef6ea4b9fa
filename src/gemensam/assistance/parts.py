"""From a calculation to what pages draw: its rows, what it came to, what was done. No queries."""

from collections.abc import Mapping, Sequence

from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gemensam.assistance import words
from gemensam.assistance.basis import as_applied, why_differs
from gemensam.assistance.calculations import VersionRow
from gemensam.assistance.forms import AmountsForm
from gemensam.assistance.rules.household import Child, Household
from gemensam.assistance.rules.refusals import NotBornYet
from gemensam.assistance.rules.steps import Calculation, Column, Row, Section
from gemensam.kernel.money import Money, total
from gemensam.ui import formats, parts
from gemensam.ui.form_markup import describe
from gemensam.ui.parts import Column as Head
from gemensam.ui.parts import Fact, Figure, Moment, Num, Table, Working


def editable(
    calculation: Calculation,
    form: AmountsForm | None,
    names: Mapping[str, str],
    changed: Mapping[str, str],
) -> Table:
    """Draw the rows with three amounts, to be filled in where there is a form; each part with its sums."""
    columns = [
        Head(_("Row")),
        Head(_("Applied for"), num=True),
        Head(_("Proposed"), num=True),
        Head(_("Decided"), num=form is None),
        Head(_("Why another amount")),
    ]
    rows: list[parts.Row] = []
    for section in Section:
        if found := calculation.of(section):
            sums = [Num(formats.amount(_sum(found, column))) for column in Column]
            rows.append(parts.Row([words.section(section), *sums, ""], subtotal=True))
            rows += [_editable_row(row, form, names, changed.get(row.key)) for row in found]
    return Table(caption=_("The calculation"), columns=columns, rows=rows)


def _sum(rows: Sequence[Row], column: Column) -> Money:
    return total(row.amount(column) for row in rows)


def _editable_row(
    row: Row, form: AmountsForm | None, names: Mapping[str, str], before: str | None
) -> parts.Row:
    cells: list[parts.Cell] = [
        _head(row, names, before),
        Num(formats.amount(row.applied)),
        Num(formats.amount(row.proposed)),
    ]
    if form is None:
        cells += [Num(formats.amount(row.amount(Column.DECIDED))), row.reason or formats.NO_VALUE]
    else:
        cells += [_control(form[f"amount-{row.key}"]), _control(form[f"reason-{row.key}"])]
    return parts.Row(cells)


def _head(row: Row, names: Mapping[str, str], before: str | None) -> SafeString:
    name = words.row_name(row, names)
    context = {
        "name": name,
        "steps": steps_of(row),
        "title": _title(name),
        "changed": before is not None,
        "before": before,
    }
    return render_to_string("assistance/row_head.html", context)


def _title(name: str) -> SafeString:
    return format_html('{}<span class="vh">: {}</span>', _("How it was worked out"), name)


def _control(bound: BoundField) -> SafeString:
    return render_to_string("assistance/cell.html", {"field": describe(bound)})


def steps_of(row: Row) -> list[Working]:
    """Give a row's steps, with the caseworker's last where she decided otherwise."""
    steps = [
        Working(
            words.rule(step.rule),
            formats.amount(step.amount),
            " · ".join(part for part in (step.workings, words.source(step.source)) if part),
        )
        for step in row.steps
    ]
    if row.decided is not None:
        said = _("The caseworker decided otherwise: %(reason)s") % {"reason": row.reason}
        steps.append(Working(said, formats.amount(row.decided - row.proposed)))
    return [*steps, Working(_("Counted"), formats.amount(row.amount(Column.DECIDED)), total=True)]


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
            below=_said_below(calculation),
        ),
    ]


def _said_below(calculation: Calculation) -> str:
    if not calculation.granted():
        return _("Gives no money")
    applied = as_applied(calculation)
    if applied == calculation.granted():
        return ""
    return _("%(amount)s with every cost as applied for") % {"amount": formats.amount(applied)}


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


def plain(calculation: Calculation, names: Mapping[str, str]) -> Table:
    """Draw a decided calculation for the one whom it is about: applied, decided, and why."""
    columns = [
        Head(_("What")),
        Head(_("You applied for or stated"), num=True),
        Head(_("We counted"), num=True),
    ]
    rows: list[parts.Row] = []
    for section in Section:
        if found := calculation.of(section):
            sums = [_sum(found, one) for one in (Column.APPLIED, Column.DECIDED)]
            written = [Num(formats.amount(one)) for one in sums]
            rows.append(parts.Row([words.section(section), *written], subtotal=True))
            rows += [_plain_row(row, names) for row in found]
    return Table(caption=_("How it was worked out"), columns=columns, rows=rows)


def _plain_row(row: Row, names: Mapping[str, str]) -> parts.Row:
    name = words.row_name(row, names)
    context = {
        "name": name,
        "why": why_differs(row),
        "steps": steps_of(row),
        "title": _title(name),
    }
    return parts.Row(
        [
            render_to_string("assistance/row_head.html", context),
            Num(formats.amount(row.applied)),
            Num(formats.amount(row.amount(Column.DECIDED))),
        ]
    )


def home_facts(home: Household, names: Mapping[str, str]) -> list[Fact]:
    """Say who the household is and for how many days."""
    children = [
        _("%(name)s, %(age)d years, %(days)d days")
        % {"name": names.get(one.key, ""), "age": _age(home, one), "days": home.days_of(one)}
        for one in home.children
    ]
    facts = [
        Fact(_("Adults"), ", ".join(names.get(one) or one for one in home.adults)),
        Fact(_("Children"), "; ".join(children) or _("None")),
        Fact(_("Others who share the home"), str(home.others_sharing)),
    ]
    days = _("%(days)d of %(all)d") % {"days": home.days_counted, "all": home.days_of_month}
    return [*facts, Fact(_("Days"), days)]


def _age(home: Household, child: Child) -> int:
    """Give a child's age; 0 for one who is born later: the page says that on its own."""
    try:
        return home.age_of(child)
    except NotBornYet:
        return 0
