"""Lists that go out to a file and come back: columns, rows, and what a file would change. Pure.

Texts for people are English message ids, translated where a page shows them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from gemensam.kernel.money import Money
from gemensam.programme.rules.workings import gettext_noop

type Value = str | int | bool | date | Money | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell and what would be right: message ids with what they are about."""

    wrong: str
    right: str
    about: tuple[tuple[str, str], ...] = ()


class Unreadable(ValueError):
    """A cell cannot be read as what its column holds."""

    def __init__(self, wrong: str, right: str, **about: str) -> None:
        super().__init__(wrong)
        self.fault = Fault(wrong, right, tuple(about.items()))


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is written: Swedish parts columns by semicolons and kronor from öre by a comma."""

    separator: str = ";"
    decimal: str = ","


class Kind(Protocol):
    """What a column holds: how its text is read and written. `hint` says what may be written."""

    @property
    def hint(self) -> Fault: ...

    def read(self, text: str) -> Value:
        """Read a stripped text. Raises Unreadable."""
        ...

    def write(self, value: Value, style: Style) -> str: ...


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` never changes and is read in any language; the label is what people see.

    Key columns together say which row it is. One that is not `needed` may be left out of a file:
    then what is there stays as it is.
    """

    key: str
    label: str
    kind: Kind
    is_key: bool = False
    needed: bool = True
    # A key that we give: the file leaves it empty for a new row.
    is_given: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A row's values by column key."""

    values: Mapping[str, Value]

    def text(self, key: str) -> str:
        value = self.values[key]
        assert isinstance(value, str)
        return value

    def number(self, key: str) -> int:
        value = self.values[key]
        assert isinstance(value, int)
        return value

    def number_or_none(self, key: str) -> int | None:
        return None if self.values[key] is None else self.number(key)

    def money(self, key: str) -> Money:
        value = self.values[key]
        assert isinstance(value, Money)
        return value

    def money_or_none(self, key: str) -> Money | None:
        return None if self.values[key] is None else self.money(key)

    def day(self, key: str) -> date:
        value = self.values[key]
        assert isinstance(value, date)
        return value

    def day_or_none(self, key: str) -> date | None:
        return None if self.values[key] is None else self.day(key)

    def flag(self, key: str) -> bool:
        value = self.values[key]
        assert isinstance(value, bool)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        value = self.values[key]
        assert isinstance(value, tuple)
        return value


@dataclass(frozen=True, slots=True)
class Change:
    """What one row of a file changes; nothing before means that the row is new."""

    before: Record | None
    after: Record


class Outcome(StrEnum):
    """What a row of a file would do."""

    NEW = "NEW"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    FAULTY = "FAULTY"


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault at its place; an empty column concerns the whole row."""

    column: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file: its number there (the head is 1) and its cells by column key."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What a row of the file would do, or why it cannot be read."""

    number: int
    outcome: Outcome
    cells: Mapping[str, str]
    before: Record | None = None
    after: Record | None = None
    faults: tuple[CellFault, ...] = ()

    @property
    def changed(self) -> tuple[str, ...]:
        """The columns whose value would be another."""
        if self.before is None or self.after is None:
            return ()
        old = self.before.values
        return tuple(key for key, value in self.after.values.items() if value != old[key])


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a whole file would do."""

    rows: tuple[PlannedRow, ...]
    counts: Mapping[Outcome, int] = field(init=False)

    def __post_init__(self) -> None:
        counted = Counter(row.outcome for row in self.rows)
        object.__setattr__(self, "counts", {one: counted[one] for one in Outcome})

    @property
    def can_be_accepted(self) -> bool:
        """All or nothing: one faulty row stops the whole file."""
        return not self.counts[Outcome.FAULTY] and bool(self.changes)

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(
            Change(row.before, row.after)
            for row in self.rows
            if row.outcome in {Outcome.NEW, Outcome.CHANGED} and row.after is not None
        )

    @property
    def fingerprint(self) -> str:
        """Tell one plan from another: whoever accepts says which one was seen."""
        told = [
            (
                row.number,
                row.outcome,
                sorted(row.before.values.items()) if row.before else None,
                sorted(row.after.values.items()) if row.after else None,
            )
            for row in self.rows
        ]
        return sha256(repr(told).encode()).hexdigest()


def with_faults(
    plan: ImportPlan, columns: Sequence[Column], faults: Iterable[tuple[Record, CellFault]]
) -> ImportPlan:
    """Give the plan with rows made faulty that could be read but not written."""
    by_key: dict[tuple[Value, ...], list[CellFault]] = {}
    for record, fault in faults:
        by_key.setdefault(key_of(columns, record), []).append(fault)
    return ImportPlan(
        tuple(
            replace(row, outcome=Outcome.FAULTY, faults=tuple(found))
            if row.after is not None and (found := by_key.get(key_of(columns, row.after)))
            else row
            for row in plan.rows
        )
    )


type Check = Callable[[Record, Record | None], Iterable[CellFault]]

TWICE = (
    gettext_noop("The file has this row twice, first in row %(row)s."),
    gettext_noop("Keep one of them."),
)
NO_SUCH_ROW = Fault(
    gettext_noop("There is no such row, or it is not yours."),
    gettext_noop("Leave the cell empty to add a new row."),
)


def no_check(_after: Record, _before: Record | None) -> Iterable[CellFault]:
    """Let every row through that its columns can read."""
    return ()


def key_of(columns: Sequence[Column], record: Record) -> tuple[Value, ...]:
    """Give what tells the row from others."""
    return tuple(record.values[column.key] for column in columns if column.is_key)


def read_line(
    columns: Sequence[Column], cells: Mapping[str, str]
) -> tuple[dict[str, Value], list[CellFault]]:
    """Read each cell that the file has."""
    values: dict[str, Value] = {}
    faults = []
    for column in columns:
        if column.key not in cells:
            continue
        try:
            values[column.key] = column.kind.read(cells[column.key].strip())
        except Unreadable as unreadable:
            faults.append(CellFault(column.key, unreadable.fault))
    return values, faults


def plan_import(
    columns: Sequence[Column],
    lines: Sequence[Line],
    current: Iterable[Record],
    check: Check = no_check,
    new_key: Callable[[int], str] = str,
) -> ImportPlan:
    """Say for each row of a file what it would do to the rows that are there.

    `new_key` gives the key of a new row by its number in the file, where we give the keys.
    """
    there = {key_of(columns, record): record for record in current}
    reading = _Reading(columns, there, check, new_key)
    return ImportPlan(tuple(reading.planned(line) for line in lines))


class _Reading:
    """Reads a file's rows one by one, remembering the keys it has met."""

    def __init__(
        self,
        columns: Sequence[Column],
        there: Mapping[tuple[Value, ...], Record],
        check: Check,
        new_key: Callable[[int], str],
    ) -> None:
        self._columns, self._there = columns, there
        self._check, self._new_key = check, new_key
        self._first_at: dict[tuple[Value, ...], int] = {}

    def planned(self, line: Line) -> PlannedRow:
        """Say what a row would do."""
        values, faults = read_line(self._columns, line.cells)
        before = None
        if not faults:
            before, faults = self._before(values, line.number)
        after = None
        if not faults:
            try:
                after = _filled(self._columns, values, before)
            except Unreadable as unreadable:
                faults = [CellFault("", unreadable.fault)]
        if after is not None and after != before:
            faults = list(self._check(after, before))
        return PlannedRow(
            line.number, _outcome(before, after, faults), line.cells, before, after, tuple(faults)
        )

    def _before(
        self, values: dict[str, Value], number: int
    ) -> tuple[Record | None, list[CellFault]]:
        """Find the row that the file means, and give a new one its key."""
        named = [column.key for column in self._columns if column.is_given]
        lacking = [key for key in named if not values.get(key)]
        values |= {key: self._new_key(number) for key in lacking}
        key = key_of(self._columns, Record(values))
        if key in self._first_at:
            twice = Fault(*TWICE, (("row", str(self._first_at[key])),))
            return None, [CellFault("", twice)]
        self._first_at[key] = number
        before = self._there.get(key)
        if before is None and len(lacking) < len(named):
            return None, [CellFault(named[0], NO_SUCH_ROW)]
        return before, []


def _outcome(before: Record | None, after: Record | None, faults: Sequence[CellFault]) -> Outcome:
    if faults or after is None:
        return Outcome.FAULTY
    if before is None:
        return Outcome.NEW
    return Outcome.UNCHANGED if before == after else Outcome.CHANGED


def _filled(
    columns: Sequence[Column], values: Mapping[str, Value], before: Record | None
) -> Record:
    """Keep what the file leaves out; a new row gets what an empty cell means."""
    filled: dict[str, Value] = {}
    for column in columns:
        if column.key in values:
            filled[column.key] = values[column.key]
        elif before is not None:
            filled[column.key] = before.values[column.key]
        else:
            filled[column.key] = column.kind.read("")
    return Record(filled)
