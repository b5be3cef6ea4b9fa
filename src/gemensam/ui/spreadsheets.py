"""Tables as files that the reader's spreadsheet opens: in Swedish semicolons and decimal commas."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from django.http import HttpResponse
from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

# Spreadsheets take a cell that begins so for a formula.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Signs that the name of a sheet must not have, and its greatest length.
_NOT_IN_NAME: Final = re.compile(r"[\\/*?:\[\]]")
_LONGEST_NAME: Final = 31
# What XML cannot hold.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

type Rows = Iterable[Sequence[object]]


def as_csv(name: str, rows: Rows) -> HttpResponse:
    """Answer with a file; a text that looks like a formula is disarmed."""
    text = io.StringIO()
    sign = "," if get_language() == "en" else ";"
    csv.writer(text, delimiter=sign, lineterminator="\r\n").writerows(
        ["" if cell is None else str(_disarmed(cell)) for cell in row] for row in rows
    )
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def as_workbook(name: str, sheets: Mapping[str, Rows]) -> HttpResponse:
    """Answer with a workbook, a sheet for each table: its first row is the head."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(_NOT_IN_NAME.sub(" ", title)[:_LONGEST_NAME])
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows):
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value=_cell(value))
                cell.font = Font(bold=number == 0)
                cells.append(cell)
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return HttpResponse(
        out.getvalue(),
        content_type=_XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )


def _cell(value: object) -> str | float | None:
    """Give a value as a workbook takes it: numbers as numbers."""
    if isinstance(value, int | float | Decimal):
        return float(value)
    return None if value is None else str(_disarmed(value))


def _disarmed(value: object) -> object:
    if not isinstance(value, str):
        return value
    plain = _CONTROLS.sub("", value)
    return f"'{plain}" if plain.startswith(FORMULA_STARTS) else plain
