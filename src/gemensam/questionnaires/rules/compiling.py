"""Compile a form's rules into one program: steps in an order in which each knows what it needs. Pure.

Theory of operation. A program has numbered cells. Answers fill the input cells, today the first
one. Each step then fills one cell from cells before it:

- a page, group or field that has a condition has a cell that says whether it is shown: its own
  condition is true and what it stands in is shown. Unknown is not true.
- a field that may be hidden has a second cell for what counts: its answer while it is shown, else
  unknown. So a hidden answer is kept but moves nothing, and there is nothing to clear.
- calculated fields, checks and conditional demands have a cell each.

Cells of a repeating group hold one value per row. The program is JSON: `evaluating` runs it in
Python, `program.js` in the browser.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

from gemensam.questionnaires.rules import amounts
from gemensam.questionnaires.rules.checking import Code, Named, Scope, check
from gemensam.questionnaires.rules.kinds import FieldKind, Sort
from gemensam.questionnaires.rules.language import (
    BadExpression,
    Fault,
    Place,
    gettext_noop,
    parse,
)
from gemensam.questionnaires.rules.schema import Field, FormSchema, Group, Page, Table

# The first cell holds today's date.
TODAY: Final = 0
ALWAYS: Final = -1


@dataclass(frozen=True, slots=True)
class Misfit:
    """A fault in one of the form's rules: which element's, which of its rules, and what."""

    element: str
    rule: str
    fault: Fault

    def __str__(self) -> str:
        return f"{self.element}.{self.rule} {self.fault}"


class DoesNotCompile(ValueError):
    """Some rules cannot be read, do not fit the form, or hang on each other in a circle."""

    def __init__(self, misfits: list[Misfit]) -> None:
        super().__init__("; ".join(str(one) for one in misfits))
        self.misfits = misfits


@dataclass(frozen=True, slots=True)
class _Step:
    """What fills one cell; in a repeating group, once for each row of it."""

    target: int
    code: Code
    # The cell of the rows that it is done for; ALWAYS for a step of its own.
    rows: int = ALWAYS
    element: str = ""


@dataclass(slots=True)
class _Making:
    """What is known of the program so far."""

    schema: FormSchema
    cells: int = 1
    steps: dict[int, _Step] = field(default_factory=dict)
    misfits: list[Misfit] = field(default_factory=list)
    # Where each element's "is shown" stands; ALWAYS when nothing hides it.
    shown: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    row_inputs: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    required: dict[str, int] = field(default_factory=dict)
    checks: list[tuple[str, int]] = field(default_factory=list)

    def cell(self) -> int:
        self.cells += 1
        return self.cells - 1


def page_key(page: Page) -> str:
    """Give the name of a page among the elements: its id may be a field's too."""
    return f"/{page.id}"


def compile_form(schema: FormSchema) -> dict[str, Any]:
    """Give a form's program as JSON data. Raises DoesNotCompile: every fault, each with its place."""
    making = _Making(schema)
    _lay_out(making)
    scope = _scope(making)
    for page in schema.pages:
        _shown_step(making, page_key(page), page, ALWAYS, scope)
        for group in page.groups:
            _group_steps(making, group, making.shown[page_key(page)], scope)
    if making.misfits:
        raise DoesNotCompile(making.misfits)
    return _written(making, _in_order(making))


def scope_of(schema: FormSchema) -> Scope:
    """Give the names that a form's rules may use, by their cells in its program."""
    making = _Making(schema)
    _lay_out(making)
    return _scope(making)


def _lay_out(making: _Making) -> None:
    """Number the cells: every name must have its place before the first rule is read."""
    for page in making.schema.pages:
        making.shown[page_key(page)] = making.cell() if page.show_when else ALWAYS
        for group in page.groups:
            own = making.cell() if group.show_when else ALWAYS
            making.shown[group.id] = own if own != ALWAYS else making.shown[page_key(page)]
            if group.repeat:
                making.row_inputs[group.id] = making.cell()
                hidden = making.shown[group.id] != ALWAYS
                making.rows[group.id] = making.cell() if hidden else making.row_inputs[group.id]
            for one in group.fields:
                _lay_out_field(making, group, one)


def _lay_out_field(making: _Making, group: Group, one: Field) -> None:
    making.shown[one.id] = making.cell() if one.show_when else making.shown[group.id]
    if one.kind is not FieldKind.CALCULATED:
        making.inputs[one.id] = making.cell()
    is_plain = one.kind is not FieldKind.CALCULATED and making.shown[one.id] == ALWAYS
    making.counts[one.id] = making.inputs[one.id] if is_plain else making.cell()
    if one.required_when:
        making.required[one.id] = making.cell()
    making.checks += [(one.id, making.cell()) for _ in one.checks]


def _scope(making: _Making) -> Scope:
    schema = making.schema
    fields = {
        one.id: Named(
            one.sort,
            making.counts[one.id],
            frozenset(one.options),
            group.id if group.repeat else None,
        )
        for group in schema.groups()
        for one in group.fields
    }
    return Scope(fields, making.rows, {table.id: table for table in schema.tables})


def _shown_step(making: _Making, key: str, node: Page | Group, around: int, scope: Scope) -> None:
    if node.show_when:
        code = _code(making, key, "show_when", node.show_when, scope, Sort.TRUTH)
        _add(making, making.shown[key], _all_of(around, code), key)


def _group_steps(making: _Making, group: Group, around: int, scope: Scope) -> None:
    _shown_step(making, group.id, group, around, scope)
    shown = making.shown[group.id]
    if group.repeat:
        inner, rows = scope.within(group.id), making.rows[group.id]
        if rows != making.row_inputs[group.id]:
            _add(making, rows, ["when", ["v", shown], ["v", making.row_inputs[group.id]]], group.id)
    else:
        inner, rows = scope, ALWAYS
    for one in group.fields:
        _field_steps(making, one, shown, inner, rows)


def _field_steps(making: _Making, one: Field, around: int, scope: Scope, rows: int) -> None:
    sign = "r" if rows != ALWAYS else "v"
    shown, is_shown = making.shown[one.id], ["v", making.shown[one.id]]
    if one.show_when:
        is_shown = [sign, shown]
        code = _code(making, one.id, "show_when", one.show_when, scope, Sort.TRUTH)
        _add(making, shown, _all_of(around, code), one.id, rows)
    if one.kind is FieldKind.CALCULATED:
        code = _code(making, one.id, "value", one.value, scope, one.result)
        code = _rounded(code, one) if shown == ALWAYS else ["when", is_shown, _rounded(code, one)]
        _add(making, making.counts[one.id], code, one.id, rows)
    elif shown != ALWAYS:
        code = ["when", is_shown, [sign, making.inputs[one.id]]]
        _add(making, making.counts[one.id], code, one.id, rows)
    if one.required_when:
        code = _code(making, one.id, "required_when", one.required_when, scope, Sort.TRUTH)
        _add(making, making.required[one.id], code, one.id, rows)
    cells = [cell for field_id, cell in making.checks if field_id == one.id]
    for number, (item, cell) in enumerate(zip(one.checks, cells, strict=True), 1):
        code = _code(making, one.id, f"checks {number}", item.holds, scope, Sort.TRUTH)
        _add(making, cell, code, one.id, rows)


def _all_of(around: int, code: Code) -> Code:
    # "all" is true or false, never unknown: something is shown or it is not.
    return ["all", code] if around == ALWAYS else ["all", ["v", around], code]


def _rounded(code: Code, one: Field) -> Code:
    """Round a calculated number to the decimals that it is shown with, so that sums add up."""
    if one.result is not Sort.NUMBER:
        return code
    return ["round_to", code, str(10 ** (4 - one.decimals))]


def _code(  # noqa: PLR0917
    making: _Making, element: str, rule: str, text: str, scope: Scope, expected: Sort
) -> Code:
    try:
        return check(parse(text), scope, expected)
    except BadExpression as error:
        making.misfits.append(Misfit(element, rule, error.fault))
        return ["none"]


def _add(making: _Making, target: int, code: Code, element: str, rows: int = ALWAYS) -> None:
    making.steps[target] = _Step(target, code, rows, element)


def cells_read(code: Code) -> Iterator[int]:
    """Give every cell that a piece of code looks at."""
    match code[0]:
        case "v" | "r" | "rows":
            yield code[1]
            return
        case "many" | "any" | "every" | "sum_of" | "min_of" | "max_of":
            yield code[1]
    for part in code[1:]:
        if isinstance(part, list):
            yield from cells_read(part)


def _in_order(making: _Making) -> list[_Step]:
    graph: dict[int, list[int]] = {}
    for step in making.steps.values():
        needed = [*cells_read(step.code), *([step.rows] if step.rows != ALWAYS else [])]
        graph[step.target] = [cell for cell in needed if cell in making.steps]
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise DoesNotCompile([_circle(making, error.args[1])]) from None
    return [making.steps[cell] for cell in order]


def _circle(making: _Making, cells: list[int]) -> Misfit:
    """Name the elements that hang on each other, each once, in the order they do."""
    names = [making.steps[cell].element for cell in reversed(cells)]
    first = making.schema.field(names[0])
    is_calculated = first is not None and cells[-1] == making.counts[first.id] and first.value
    circle = [name for at, name in enumerate(names) if at == 0 or name != names[at - 1]]
    if len(circle) == 1:
        circle *= 2
    fault = Place(1, 1).fault(
        gettext_noop("These hang on each other in a circle: %(circle)s."),
        circle=" → ".join(circle),
    )
    return Misfit(circle[0], "value" if is_calculated else "show_when", fault.fault)


def _written(making: _Making, steps: list[_Step]) -> dict[str, Any]:
    schema = making.schema
    return {
        "format": 1,
        "cells": making.cells,
        "steps": [[step.target, step.rows, step.code] for step in steps],
        # For each field: its input cell, its sort, its counting cell, where "is shown" stands.
        "fields": {
            one.id: [
                making.inputs.get(one.id, ALWAYS),
                one.sort.value,
                making.counts[one.id],
                making.shown[one.id],
                *([group.id, bool(one.show_when)] if group.repeat else []),
            ]
            for group in schema.groups()
            for one in group.fields
        },
        "groups": {
            group.id: [making.row_inputs[group.id], making.rows[group.id]]
            for group in schema.repeats.values()
        },
        "shown": {
            key: making.shown[key]
            for page in schema.pages
            for key in (page_key(page), *(group.id for group in page.groups))
            if making.shown[key] != ALWAYS
        },
        "required": making.required,
        "checks": making.checks,
        "tables": {table.id: _rows(table) for table in schema.tables},
    }


def _rows(table: Table) -> list[list[Code | None]]:
    """Give a table's cells as code for constants; None where a cell cannot be read as its sort."""
    return [
        [_constant(sort, cell) for sort, cell in zip(table.sorts, row, strict=True)]
        for row in table.rows
    ]


def tables_of(data: Mapping[str, list[list[Any]]]) -> dict[str, list[list[Any]]]:
    """Give the tables with their numbers as numbers: `["n", "12"]` and `["t", "words"]` in JSON."""
    return {
        name: [
            [cell and (int(cell[1]) if cell[0] == "n" else cell[1]) for cell in row] for row in rows
        ]
        for name, rows in data.items()
    }


def _constant(sort: Sort, cell: str) -> Code | None:
    if sort is Sort.TEXT:
        return ["t", cell]
    value = amounts.parsed(sort, cell)
    return None if value is None else ["n", str(value)]
