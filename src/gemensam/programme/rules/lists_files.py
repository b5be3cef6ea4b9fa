"""Lists as CSV and xlsx: bytes to lines and back, with every limit on what is taken in. Pure.

A text that a spreadsheet would take for a formula is disarmed by an apostrophe, which is taken
away again on the way in.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from gemensam.kernel.money import Money
from gemensam.programme.rules.lists import Column, Fault, Line, Record, Style, Value
from gemensam.programme.rules.workings import gettext_noop

# The largest list of a county that is typed by people, with room; more is sent in parts.
MOST_ROWS = 10_000
MOST_COLUMNS = 60
# A file of the longest list is below 2 MB; 5 MB is read in less than two seconds.
MOST_BYTES = 5_000_000
# What a workbook may become when it is unpacked, and in how many pieces: more is a bomb.
MOST_UNPACKED = 60_000_000
MOST_PIECES = 500
# Texts that spreadsheets take for a formula; ours are disarmed and may then begin so too.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_DISARMED = re.compile(r"'+[=+\-@\t\r]")
# The way xlsx writes signs that XML has not; a text that looks so must not be read as one.
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")


# What a broken or dishonest workbook raises inside the reader, wherever it is broken.
BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
)


class Format(StrEnum):
    """The two sorts of file."""

    CSV = "csv"
    XLSX = "xlsx"


class UnusableFile(ValueError):
    """The file as a whole cannot be read."""

    def __init__(self, wrong: str, right: str, **about: str) -> None:
        super().__init__(wrong)
        self.fault = Fault(wrong, right, tuple(about.items()))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stood in a file, by column key, with remarks on how it was read."""

    lines: tuple[Line, ...]
    notices: tuple[Fault, ...] = ()


def armed(text: str) -> str:
    """Take away what `disarmed` put there."""
    return text[1:] if _DISARMED.match(text) else text


def disarmed(text: str) -> str:
    """Let no text begin as a formula does."""
    return f"'{text}" if _FORMULA.match(text) else text


# --- out -----------------------------------------------------------------------------------------


def write_csv(
    columns: Sequence[Column], heads: Sequence[str], records: Iterable[Record], style: Style
) -> bytes:
    """Write the records under their heads, with a mark that tells spreadsheets of UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=style.separator, lineterminator="\r\n")
    writer.writerow([disarmed(head) for head in heads])
    for record in records:
        writer.writerow(_csv_cell(column, record.values[column.key], style) for column in columns)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _csv_cell(column: Column, value: Value, style: Style) -> str:
    text = column.kind.write(value, style)
    return text if isinstance(value, int | date | Money) else disarmed(text)


def write_xlsx(
    columns: Sequence[Column], heads: Sequence[str], records: Iterable[Record], name: str
) -> bytes:
    """Write a workbook of one sheet: numbers as numbers, days as days, texts never as formulas."""
    book = Workbook(write_only=True)
    # Signs that the name of a sheet must not have, and its greatest length.
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", name)[:31])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns):
        letter = chr(ord("A") + place) if place < 26 else "A" + chr(ord("A") + place - 26)  # noqa: PLR2004
        sheet.column_dimensions[letter].width = max(12, min(40, len(column.label) + 6))
    bold = []
    for head in heads:
        cell = WriteOnlyCell(sheet, value=disarmed(head))
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    for record in records:
        sheet.append([_xlsx_cell(column, record.values[column.key]) for column in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_cell(column: Column, value: Value) -> object:
    if value is None:
        return None
    if isinstance(value, Money):
        return value.kronor
    if isinstance(value, date) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    text = column.kind.write(value, Style())
    return _ESCAPE_LIKE.sub("_x005F_", disarmed(text)) or None


# --- in ------------------------------------------------------------------------------------------


def read_file(data: bytes, columns: Sequence[Column], heads: Mapping[str, str]) -> Sheet:
    """Read a file of either sort, told by what it begins with, not by its name.

    `heads` are the texts that name a column, in lower case, by column key. Raises UnusableFile.
    """
    if len(data) > MOST_BYTES:
        raise UnusableFile(
            gettext_noop("The file is larger than %(most)s MB."),
            gettext_noop("Send it in parts."),
            most=str(MOST_BYTES // 1_000_000),
        )
    is_workbook = data.startswith(b"PK\x03\x04")
    rows, notices = _xlsx_rows(data) if is_workbook else _csv_rows(data, heads)
    return _sheet(rows, notices, columns, heads)


def _csv_rows(data: bytes, heads: Mapping[str, str]) -> tuple[Iterator[list[str]], list[Fault]]:
    text, notices = _decoded(data)
    first = next((line for line in text.splitlines() if line.strip()), "")

    def known(separator: str) -> int:
        return sum(
            cell.strip().casefold() in heads
            for cell in next(csv.reader([first], delimiter=separator))
        )

    separator = max((";", ",", "\t"), key=known)
    return _csv_cells(text, separator), notices


def _csv_cells(text: str, separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as error:
        raise UnusableFile(
            gettext_noop("A quotation mark in the file is never closed, or stands inside a word."),
            gettext_noop("Put the whole cell in quotation marks and write a quotation mark twice."),
        ) from error


def _decoded(data: bytes) -> tuple[str, list[Fault]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), []
        except UnicodeDecodeError as error:
            raise _not_text() from error
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _not_text() from error
    if "\x00" in text:
        raise _not_text()
    return text, [
        Fault(
            gettext_noop("The file is written in an older alphabet (Windows-1252)."),
            gettext_noop("Check that å, ä and ö look right below."),
        )
    ]


def _not_text() -> UnusableFile:
    return UnusableFile(
        gettext_noop("The file is neither CSV nor a workbook (xlsx)."),
        gettext_noop("Save it as CSV (UTF-8) or xlsx and send it again."),
    )


def _ensure_no_bomb(data: bytes) -> None:
    try:
        pieces = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise _not_text() from error
    if len(pieces) > MOST_PIECES or sum(piece.file_size for piece in pieces) > MOST_UNPACKED:
        raise UnusableFile(
            gettext_noop("The workbook is too large when it is unpacked."),
            gettext_noop("Keep only the sheet with the list, or save it as CSV."),
        )


def _xlsx_rows(data: bytes) -> tuple[Iterator[list[str]], list[Fault]]:
    _ensure_no_bomb(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
    except (*BROKEN, ValueError) as error:
        raise _not_text() from error
    notices = []
    if len(book.worksheets) > 1:
        only = gettext_noop("Only the first sheet is read, “%(name)s”.")
        notices.append(Fault(only, "", (("name", sheet.title),)))
    return _sheet_cells(sheet), notices


def _sheet_cells(sheet: Worksheet) -> Iterator[list[str]]:
    try:
        # One more than the limit, to tell a full file from one that goes on.
        for row in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1):
            yield [_cell_text(cell) for cell in row]
    except UnusableFile:
        raise
    except (*BROKEN, ValueError) as error:
        raise _not_text() from error


def _cell_text(cell: Cell | MergedCell | ReadOnlyCell | EmptyCell) -> str:
    value = cell.value
    if value is None:
        return ""
    if getattr(cell, "data_type", "") == "f":
        raise UnusableFile(
            gettext_noop("Cell %(cell)s holds a formula."),
            gettext_noop("Copy the column and paste it as values, then send the file again."),
            cell=getattr(cell, "coordinate", ""),
        )
    return _value_text(value)


def _value_text(value: object) -> str:
    match value:
        case bool():
            return "ja" if value else "nej"
        case datetime() if value.time() == datetime.min.time():
            return value.date().isoformat()
        case float():
            return _float_text(value)
        case _:
            # Whole numbers, days and texts; other values are told as they look.
            return _ESCAPED.sub("_", str(value))


def _float_text(value: float) -> str:
    """Write a number so that it cannot be read in two ways: 1.234 is a number with decimals."""
    if value.is_integer():
        return str(int(value))
    whole, _, decimals = f"{Decimal(repr(value)):f}".partition(".")
    return f"{whole}.{decimals:0<4}" if len(decimals) == 3 else f"{whole}.{decimals}"  # noqa: PLR2004


def _sheet(
    rows: Iterator[list[str]],
    notices: list[Fault],
    columns: Sequence[Column],
    heads: Mapping[str, str],
) -> Sheet:
    numbered = enumerate(rows, start=1)
    for _number, row in numbered:
        if any(cell.strip() for cell in row):
            places = _places(row, columns, heads, notices)
            break
    else:
        raise UnusableFile(
            gettext_noop("The file is empty."),
            gettext_noop("Begin with the empty file that can be fetched here."),
        )
    lines: list[Line] = []
    for number, row in numbered:
        if not any(cell.strip() for cell in row):
            continue
        if len(lines) == MOST_ROWS:
            raise UnusableFile(
                gettext_noop("The file has more than %(most)s rows."),
                gettext_noop("Send it in parts."),
                most=str(MOST_ROWS),
            )
        cells = {
            key: armed(row[place]) if place < len(row) else "" for key, place in places.items()
        }
        lines.append(Line(number, cells))
    return Sheet(tuple(lines), tuple(notices))


def _places(
    row: Sequence[str], columns: Sequence[Column], heads: Mapping[str, str], notices: list[Fault]
) -> dict[str, int]:
    """Find each column's place by its head."""
    places: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(row):
        head = armed(cell.strip()).casefold()
        if not head:
            continue
        key = heads.get(head)
        if key is None:
            unknown.append(cell.strip())
        elif key in places:
            raise UnusableFile(
                gettext_noop("The column “%(name)s” stands twice."),
                gettext_noop("Keep one of them."),
                name=cell.strip(),
            )
        else:
            places[key] = place
    lacking = [column.key for column in columns if column.needed and column.key not in places]
    if lacking:
        raise UnusableFile(
            gettext_noop("The first row lacks the columns %(names)s."),
            gettext_noop("Begin with the empty file that can be fetched here."),
            names=", ".join(lacking),
        )
    if unknown:
        notices.append(
            Fault(
                gettext_noop("Columns that are not part of the list were not read: %(names)s."),
                "",
                (("names", ", ".join(unknown)),),
            )
        )
    return places
