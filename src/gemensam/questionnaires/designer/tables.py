"""A form's look-up table: a grid of inputs, what was typed as an edit, and rows from a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.questionnaires.rules import amounts, trees
from gemensam.questionnaires.rules.kinds import Sort
from gemensam.questionnaires.rules.schema_json import COLUMNS
from gemensam.questionnaires.rules.trees import Data, Part, Ref

SORTS: Final = {
    "text": gettext_lazy("A text"),
    "number": gettext_lazy("A figure"),
    "date": gettext_lazy("A date"),
}
# A page of more inputs than this is slow to use and not taken whole; such a table is edited as text.
MOST_CELLS: Final = 500
MOST_ROWS: Final = 2000
MOST_COLUMNS: Final = 20
LONGEST_CELL: Final = 200
NEW: Final = "new"

type Column = dict[str, str]
type Cells = list[list[str]]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row's inputs; what removes it, empty for the new one."""

    remove: str
    bounds: Sequence[forms.BoundField]


class TableGrid:
    """The inputs of one table; of anything else, none."""

    def __init__(self, ref: Ref, data: Data) -> None:
        self.ref = ref
        self.columns, self.cells = content(data, ref)
        is_small = len(self.columns) * len(self.cells) <= MOST_CELLS
        self.is_taken = ref.kind is Part.TABLE
        self.has_cells = self.is_taken and is_small

    def fields(self) -> Iterator[tuple[str, forms.Field]]:
        """Give the inputs of each column and cell, of one more row and one more column."""
        for at, column in enumerate((*self.columns, None) if self.is_taken else ()):
            name = f"column.{at if column else NEW}"
            words = _("Column %(number)s") % {"number": at + 1} if column else _("New column")
            id_ = forms.CharField(label=words, max_length=trees.LONGEST_ID)
            id_.widget.attrs |= {} if column else {"id": f"new-column-{at}"}
            yield f"{name}.id", id_
            label = _("Contents")
            yield f"{name}.sort", forms.ChoiceField(label=label, choices=list(SORTS.items()))
        for row, at in self._places():
            words = _("Row %(number)s, %(column)s") % {
                "number": row + 1,
                "column": self.columns[at]["id"],
            }
            cell = forms.CharField(label=words, max_length=LONGEST_CELL)
            cell.widget.attrs |= {"class": "input", "aria-label": words, "autocomplete": "off"}
            yield f"cell.{row}.{at}", cell

    def _places(self) -> Iterator[tuple[int, int]]:
        # A row that nobody has filled in is the new one already.
        more = not self.cells or any(self.cells[-1])
        for row in range(len(self.cells) + more if self.has_cells else 0):
            yield from ((row, at) for at in range(len(self.columns)))

    def initial(self) -> Iterator[tuple[str, str]]:
        """Give what the inputs begin with."""
        for at, column in enumerate(self.columns):
            yield f"column.{at}.id", column["id"]
            yield f"column.{at}.sort", column["sort"]
        for row, cells in enumerate(self.cells):
            yield from ((f"cell.{row}.{at}", cell) for at, cell in enumerate(cells))

    def heads(self, form: forms.Form) -> list[tuple[str, list[forms.BoundField]]]:
        """Give what removes each column, and its inputs."""
        return [
            (f"drop:column:{at}", [form[f"column.{at}.id"], form[f"column.{at}.sort"]])
            for at in range(len(self.columns))
        ]

    def new_column(self, form: forms.Form) -> list[forms.BoundField]:
        """Give the inputs of one more column."""
        return [form[f"column.{NEW}.id"], form[f"column.{NEW}.sort"]] if self.is_taken else []

    def rows(self, form: forms.Form) -> list[GridRow]:
        """Give the rows to draw, and one more to fill in."""
        rows: dict[int, list[forms.BoundField]] = {}
        for row, at in self._places():
            rows.setdefault(row, []).append(form[f"cell.{row}.{at}"])
        is_there = len(self.cells)
        return [
            GridRow(f"drop:row:{row}" if row < is_there else "", bounds)
            for row, bounds in rows.items()
        ]

    def as_text(self) -> str:
        """Give a table that is too large for inputs, to be edited and pasted back."""
        if self.has_cells:
            return ""
        heads = [one["id"] for one in self.columns]
        return "\n".join("\t".join(row) for row in (heads, *self.cells))

    def edit(self, data: Data, typed: Mapping[str, Any]) -> Data:
        """Lay what was typed into a form: what differs, and a new row or column if there is any."""
        if not self.is_taken:
            return data
        columns = [self._column(at, typed) for at in range(len(self.columns))]
        cells = [
            [_plain(typed.get(f"cell.{row}.{at}")) for at in range(len(columns))]
            for row in dict.fromkeys(row for row, _at in self._places())
        ]
        cells = [*cells[: len(self.cells)], *(row for row in cells[len(self.cells) :] if any(row))]
        cells = cells if self.has_cells else self.cells
        words = _plain(typed.get(f"column.{NEW}.id"))
        if words and len(columns) < MOST_COLUMNS:
            taken = [one["id"] for one in columns]
            sort = str(typed.get(f"column.{NEW}.sort") or "text")
            columns.append({"id": trees.unused(words, taken), "sort": sort})
            cells = [[*row, ""] for row in cells]
        return _laid(data, self.ref, columns, cells)

    def _column(self, at: int, typed: Mapping[str, Any]) -> Column:
        was = self.columns[at]
        words = _plain(typed.get(f"column.{at}.id"))
        others = [one["id"] for one in self.columns if one is not was]
        is_same = words in {"", was["id"]}
        sort = str(typed.get(f"column.{at}.sort") or was["sort"])
        return {"id": was["id"] if is_same else trees.unused(words, others), "sort": sort}


def content(data: Data, ref: Ref) -> tuple[list[Column], Cells]:
    """Give a table's columns and its rows, each as wide as there are columns."""
    element = trees.find(data, ref) if ref.kind is Part.TABLE else None
    element = element or {}
    columns = [
        {"id": str(one.get("id", "")), "sort": str(one.get("sort") or "number")}
        for one in element.get("columns") or ()
    ]
    width = len(columns)
    return columns, [
        _as_wide([str(one) for one in row], width) for row in element.get("rows") or ()
    ]


def without(data: Data, ref: Ref, what: str) -> Data:
    """Take a row or a column out of a table: `row:2`, `column:0`; the last column stays.

    `what` may come from anybody's request: what is no such thing takes nothing out.
    """
    kind, _colon, digits = what.partition(":")
    columns, cells = content(data, ref)
    at = int(digits) if digits.isascii() and digits.isdigit() else MOST_ROWS
    if kind == "row" and at < len(cells):
        cells = [*cells[:at], *cells[at + 1 :]]
    elif kind == "column" and at < len(columns) and len(columns) > 1:
        columns = [*columns[:at], *columns[at + 1 :]]
        cells = [[*row[:at], *row[at + 1 :]] for row in cells]
    return _laid(data, ref, columns, cells)


def in_order(data: Data, ref: Ref) -> Data:
    """Sort a table's rows by their first column; what cannot be read comes last."""
    columns, cells = content(data, ref)
    sort = COLUMNS.get(columns[0]["sort"], Sort.TEXT) if columns else Sort.TEXT

    def key(row: list[str]) -> tuple[bool, Any]:
        value = amounts.parsed(sort, row[0])
        return (value is None, row[0] if value is None else value)

    return _laid(data, ref, columns, sorted(cells, key=key))


def pasted(data: Data, ref: Ref, text: str, *, has_headings: bool) -> Data:
    """Let rows of tab-separated cells take the place of a table's; headings name its columns.

    A column that the table has keeps its sort; of another, what its cells are is guessed.
    """
    lines = [
        [_plain(one) for one in line.split("\t")] for line in text.splitlines() if line.strip()
    ]
    heads = lines.pop(0)[:MOST_COLUMNS] if has_headings and lines else []
    columns, _cells = content(data, ref)
    if not lines or not columns:
        return data
    width = min(max(len(heads) or len(columns), *map(len, lines)), MOST_COLUMNS)
    cells = [_as_wide(row, width) for row in lines[:MOST_ROWS]]
    sorts = {one["id"]: one["sort"] for one in columns}
    named: list[Column] = []
    for at in range(width):
        kept = columns[at]["id"] if at < len(columns) else ""
        words = (heads[at] if at < len(heads) else "") or kept or _("Column")
        id_ = trees.unused(words, [one["id"] for one in named])
        named.append({"id": id_, "sort": sorts.get(id_) or _guessed([row[at] for row in cells])})
    return _laid(data, ref, named, cells)


def _guessed(cells: Sequence[str]) -> str:
    filled = [one for one in cells if one]
    for name in ("number", "date"):
        if filled and all(amounts.parsed(COLUMNS[name], one) is not None for one in filled):
            return name
    return "text"


def _laid(data: Data, ref: Ref, columns: Sequence[Column], cells: Cells) -> Data:
    before = content(data, ref)
    # A table without any row is no table: there is always one to fill in.
    cells = cells or [[""] * len(columns)]
    if list(columns) != before[0]:
        data = trees.with_attribute(data, ref, "columns", list(columns))
    return trees.with_attribute(data, ref, "rows", cells) if cells != before[1] else data


def _as_wide(row: list[str], width: int) -> list[str]:
    return [*row[:width], *([""] * (width - len(row)))]


def _plain(typed: object) -> str:
    return " ".join(str(typed or "").split())[:LONGEST_CELL]
