"""Run a compiled program: all of it, or only what hangs on one answer. Pure.

None is "not known": unanswered, unreadable or hidden. `and`, `or` and `not` are Kleene's, and what is
calculated from it is unknown, but sums and the like over rows leave out the rows where it is.
"""

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush
from typing import Any, Final

from gemensam.questionnaires.rules import amounts
from gemensam.questionnaires.rules.amounts import LARGEST, ONE, rounded
from gemensam.questionnaires.rules.compiling import ALWAYS, TODAY, cells_read, tables_of
from gemensam.questionnaires.rules.kinds import Sort
from gemensam.questionnaires.rules.values import Value, rows_of, split_key

type Cells = list[Any]
type Run = Callable[[Cells, str], Any]


class Program:
    """A compiled form, made ready to run. It may be kept and shared: it holds no answers."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.size: int = data["cells"]
        self.fields: Mapping[str, list[Any]] = data["fields"]
        self.groups: Mapping[str, list[int]] = data["groups"]
        self.shown: Mapping[str, int] = data["shown"]
        self.required: Mapping[str, int] = data["required"]
        self.checks: list[tuple[str, int]] = [(one, cell) for one, cell in data["checks"]]
        self._tables = tables_of(data["tables"])
        self.steps: list[tuple[int, int, Run]] = [
            (target, rows, self.runs(code)) for target, rows, code in data["steps"]
        ]
        self.inputs = {
            name: (row[0], Sort(row[1]), row[4] if len(row) > 4 else None)  # noqa: PLR2004
            for name, row in self.fields.items()
            if row[0] != ALWAYS
        }
        # Which steps, by their place in the order, look at a cell.
        self.followers: list[list[int]] = [[] for _ in range(self.size)]
        for at, (_target, rows, code) in enumerate(data["steps"]):
            for cell in {*cells_read(code), *([rows] if rows != ALWAYS else [])}:
                self.followers[cell].append(at)

    def runs(self, code: list[Any]) -> Run:
        """Make code ready to run on the program's cells."""
        sign, *parts = code
        if sign in {"lookup", "band"}:
            return _table_run(sign, self._tables[parts[0]], self.runs(parts[1]), parts[2])
        if sign in _OVER_ROWS:
            return _OVER_ROWS[sign](parts[0], self.runs(parts[1]))
        if sign in _LEAVES:
            return _LEAVES[sign](*parts)
        runs = [self.runs(part) if isinstance(part, list) else part for part in parts]
        return _SIGNS[sign](*runs)


class Evaluation:
    """What a program comes to with some answers; follows one answer's change without the rest."""

    def __init__(self, program: Program, answers: Mapping[str, Value], *, today: int) -> None:
        self.program = program
        self.cells: Cells = [None] * program.size
        self.cells[TODAY] = today
        for name, (cell, sort, group) in program.inputs.items():
            if group is None:
                self.cells[cell] = amounts.parsed(sort, answers.get(name))
        if program.groups:
            self._fill_rows(answers)
        for step in program.steps:
            self._do(step)

    def _fill_rows(self, answers: Mapping[str, Value]) -> None:
        for name, (cell, _counting) in self.program.groups.items():
            self.cells[cell] = rows_of(name, answers.items())
        for cell, _sort, group in self.program.inputs.values():
            if group is not None:
                rows = self.cells[self.program.groups[group][0]]
                self.cells[cell] = dict.fromkeys(rows)
        for key, value in answers.items():
            name, row = split_key(key)
            if row is not None and name in self.program.inputs:
                cell, sort, _group = self.program.inputs[name]
                of_rows = self.cells[cell]
                if isinstance(of_rows, dict) and row in of_rows:
                    of_rows[row] = amounts.parsed(sort, value)

    def change(self, answers: Mapping[str, Value], key: str) -> None:
        """Take in that the answer under a key is another one now; redo what hangs on it."""
        name, row = split_key(key)
        if name in self.program.groups:
            self._change_rows(answers, name)
            return
        cell, sort, group = self.program.inputs[name]
        value = amounts.parsed(sort, answers.get(key))
        if group is None:
            self._put(cell, value)
        elif row is not None and row in self.cells[self.program.groups[group][0]]:
            self._put(cell, {**self.cells[cell], row: value})

    def _change_rows(self, answers: Mapping[str, Value], group: str) -> None:
        rows = rows_of(group, answers.items())
        inputs = {
            name: (cell, sort)
            for name, (cell, sort, one) in self.program.inputs.items()
            if one == group
        }
        for name, (cell, sort) in inputs.items():
            self.cells[cell] = {
                row: amounts.parsed(sort, answers.get(f"{name}@{row}")) for row in rows
            }
        self.cells[self.program.groups[group][0]] = rows
        changed = [self.program.groups[group][0], *(cell for cell, _sort in inputs.values())]
        self._redo(changed)

    def _put(self, cell: int, value: Any) -> None:
        if self.cells[cell] != value:
            self.cells[cell] = value
            self._redo([cell])

    def _redo(self, changed: Iterable[int]) -> None:
        followers, steps = self.program.followers, self.program.steps
        waiting: list[int] = []
        queued: set[int] = set()

        def follow(cell: int) -> None:
            for at in followers[cell]:
                if at not in queued:
                    queued.add(at)
                    heappush(waiting, at)

        for cell in changed:
            follow(cell)
        while waiting:
            # A step only looks at cells before it, so the first in order is always ready.
            step = steps[heappop(waiting)]
            before = self.cells[step[0]]
            self._do(step)
            if self.cells[step[0]] != before:
                follow(step[0])

    def _do(self, step: tuple[int, int, Run]) -> None:
        target, rows, run = step
        cells = self.cells
        if rows == ALWAYS:
            cells[target] = run(cells, "")
        else:
            cells[target] = {row: run(cells, row) for row in cells[rows] or ()}

    def is_shown(self, name: str, row: str | None = None) -> bool:
        """Say whether a field is shown, in a row of its group if it has several."""
        facts = self.program.fields[name]
        if facts[3] == ALWAYS:
            return True
        if len(facts) > 4 and facts[5]:  # noqa: PLR2004
            return self.cells[facts[3]].get(row) is True
        return self.cells[facts[3]] is True

    def shows(self, element: str) -> bool:
        """Say whether a page (by `page_key`) or a group is shown."""
        cell = self.program.shown.get(element, ALWAYS)
        return cell == ALWAYS or self.cells[cell] is True

    def rows(self, group: str) -> tuple[str, ...]:
        """Give the rows of a repeating group that count."""
        return self.cells[self.program.groups[group][1]] or ()

    def value(self, name: str, row: str | None = None) -> Any:
        """Give a field's exact value, None where it is hidden, missing or cannot be read."""
        return self.truth(self.program.fields[name][2], row)

    def of(self, code: list[Any], row: str | None = None) -> Any:
        """Give what code of the form, such as a part of a condition, comes to; in a row if it has one."""
        return self.program.runs(code)(self.cells, row or "")

    def truth(self, cell: int, row: str | None = None) -> Any:
        """Give what a check or a demand comes to: a cell of its own, in a row if it has several."""
        value = self.cells[cell]
        return value.get(row) if isinstance(value, dict) else value


def _number_of(text: str) -> Run:
    return _constant(int(text))


def _constant(value: Any) -> Run:
    return lambda _cells, _row: value


def _cell(cell: int) -> Run:
    return lambda cells, _row: cells[cell]


def _row_cell(cell: int) -> Run:
    return lambda cells, row: cells[cell].get(row)


def _row_count(cell: int) -> Run:
    return lambda cells, _row: len(cells[cell] or ()) * ONE


def _nothing() -> Run:
    return _constant(None)


_LEAVES: Final[Mapping[str, Callable[..., Run]]] = {
    "n": _number_of,
    "t": _constant,
    "v": _cell,
    "r": _row_cell,
    "rows": _row_count,
    "none": _nothing,
}


def _and(*runs: Run) -> Run:
    def run(cells: Cells, row: str) -> bool | None:
        known = True
        for one in runs:
            truth = one(cells, row)
            if truth is False:
                return False
            if truth is None:
                known = False
        return True if known else None

    return run


def _or(*runs: Run) -> Run:
    def run(cells: Cells, row: str) -> bool | None:
        known = True
        for one in runs:
            truth = one(cells, row)
            if truth is True:
                return True
            if truth is None:
                known = False
        return False if known else None

    return run


def _all(*runs: Run) -> Run:
    return lambda cells, row: all(one(cells, row) is True for one in runs)


def _when(shown: Run, value: Run) -> Run:
    return lambda cells, row: value(cells, row) if shown(cells, row) is True else None


def _of_one(work: Callable[[Any], Any]) -> Callable[[Run], Run]:
    def make(part: Run) -> Run:
        def run(cells: Cells, row: str) -> Any:
            value = part(cells, row)
            return None if value is None else work(value)

        return run

    return make


def _of_two(work: Callable[[Any, Any], Any]) -> Callable[[Run, Run], Run]:
    def make(first: Run, second: Run) -> Run:
        def run(cells: Cells, row: str) -> Any:
            left = first(cells, row)
            if left is None:
                return None
            right = second(cells, row)
            return None if right is None else work(left, right)

        return run

    return make


def _if(condition: Run, yes: Run, no: Run) -> Run:
    def run(cells: Cells, row: str) -> Any:
        truth = condition(cells, row)
        if truth is None:
            return None
        return yes(cells, row) if truth else no(cells, row)

    return run


def _known(first: Run, second: Run) -> Run:
    def run(cells: Cells, row: str) -> Any:
        value = first(cells, row)
        return second(cells, row) if value is None else value

    return run


def _there(part: Run) -> Run:
    return lambda cells, row: part(cells, row) is not None


def _round_to(part: Run, step: str) -> Run:
    size = int(step)

    def run(cells: Cells, row: str) -> Any:
        value = part(cells, row)
        if value is None or abs(value) > LARGEST:
            return None
        return rounded(value, size) * size

    return run


_SIGNS: Final[Mapping[str, Callable[..., Run]]] = {
    "and": _and,
    "or": _or,
    "all": _all,
    "when": _when,
    "if": _if,
    "known": _known,
    "there": _there,
    "round_to": _round_to,
    "not": _of_one(lambda truth: not truth),
    "yes": _of_one({"yes": True, "no": False}.get),
    "whole": _of_one(lambda number: number * ONE),
    "size": _of_one(lambda many: len(many) * ONE),
    "length": _of_one(lambda text: len(text) * ONE),
    "round": _of_one(lambda number: rounded(number, ONE) * ONE),
    "year": _of_one(lambda day: amounts.as_date(day).year * ONE),
    "month": _of_one(lambda day: amounts.as_date(day).month * ONE),
    "start": _of_one(lambda period: period[0]),
    "end": _of_one(lambda period: period[1]),
    # Both the first day and the last one count.
    "days": _of_one(lambda period: (period[1] - period[0] + 1) * ONE),
    "=": _of_two(lambda left, right: left == right),
    "<": _of_two(lambda left, right: left < right),
    "<=": _of_two(lambda left, right: left <= right),
    "+": _of_two(lambda left, right: left + right),
    "-": _of_two(lambda left, right: left - right),
    "*": _of_two(lambda left, right: rounded(left * right, ONE)),
    "/": _of_two(lambda left, right: rounded(left * ONE, right) if right else None),
    "min": _of_two(min),
    "max": _of_two(max),
    "has": _of_two(lambda many, one: one in many),
    "later": _of_two(amounts.later),
    "years": _of_two(amounts.years),
}


def _each(rows: int, part: Run, cells: Cells) -> list[Any]:
    return [part(cells, row) for row in cells[rows] or ()]


def _known_of(work: Callable[[list[Any]], Any]) -> Callable[[int, Run], Run]:
    """Over rows, what is unknown is left out."""

    def make(rows: int, part: Run) -> Run:
        return lambda cells, _row: work(
            [value for value in _each(rows, part, cells) if value is not None]
        )

    return make


def _any(rows: int, part: Run) -> Run:
    def run(cells: Cells, _row: str) -> bool | None:
        truths = _each(rows, part, cells)
        return True if True in truths else None if None in truths else False

    return run


def _every(rows: int, part: Run) -> Run:
    def run(cells: Cells, _row: str) -> bool | None:
        truths = _each(rows, part, cells)
        return False if False in truths else None if None in truths else True

    return run


_OVER_ROWS: Final[Mapping[str, Callable[[int, Run], Run]]] = {
    "any": _any,
    "every": _every,
    "many": _known_of(lambda truths: truths.count(True) * ONE),
    "sum_of": _known_of(sum),
    "min_of": _known_of(lambda values: min(values, default=None)),
    "max_of": _known_of(lambda values: max(values, default=None)),
}


def _table_run(sign: str, table: list[list[Any]], key: Run, column: int) -> Run:
    def run(cells: Cells, row: str) -> Any:
        value, found = key(cells, row), None
        for mine, *others in table if value is not None else ():
            if mine == value or (sign == "band" and mine is not None and mine <= value):
                found = others[column - 1]
        return found

    return run
