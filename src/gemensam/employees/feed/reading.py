"""A file of employees: bytes to headings and rows of text. Pure, with a limit on everything."""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

# Three times the largest municipality of the county but Gothenburg, and a few hundred letters a row.
MOST_ROWS: Final = 50_000
MOST_BYTES: Final = 20_000_000
MOST_COLUMNS: Final = 100
LONGEST_CELL: Final = 500
SEPARATORS: Final = (";", ",", "\t")


class UnusableFile(ValueError):
    """The file as a whole cannot be read; `says` is the sentence, `about` what stands in it."""

    def __init__(self, says: str, **about: object) -> None:
        super().__init__(says)
        self.says = says
        self.about = about


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stood in a file: its headings, and each row with the line it begins on."""

    digest: str
    size: int
    encoding: str
    separator: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read(data: bytes) -> Sheet:
    """Read a file. Raises UnusableFile."""
    if not data.strip():
        raise UnusableFile(gettext_noop("The file is empty."))
    if len(data) > MOST_BYTES:
        raise UnusableFile(
            gettext_noop("The file is larger than %(most)s MB."), most=MOST_BYTES // 1_000_000
        )
    text, encoding = _decoded(data)
    separator = _separator(text)
    lines = _lines(text, separator)
    _line, headings = next(lines, (0, ()))
    _check_headings(headings)
    rows = tuple(_rows(lines, len(headings)))
    if not rows:
        raise UnusableFile(gettext_noop("The file has headings but no rows."))
    return Sheet(
        digest=hashlib.sha256(data).hexdigest(),
        size=len(data),
        encoding=encoding,
        separator=separator,
        headings=headings,
        rows=rows,
    )


def _decoded(data: bytes) -> tuple[str, str]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, encoding
    raise UnusableFile(
        gettext_noop("The file is not text. Save it as CSV in UTF-8 or Windows-1252.")
    )


def _separator(text: str) -> str:
    first = next(line for line in text.splitlines() if line.strip())
    return max(SEPARATORS, key=first.count)


def _lines(text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give each row that holds anything, with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, tuple(cell.strip() for cell in cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnusableFile(
            gettext_noop(
                "A quotation mark on line %(line)s is never closed, or stands inside a word."
            ),
            line=reader.line_num or 1,
        ) from error


def _check_headings(headings: Sequence[str]) -> None:
    if len(headings) < len(SEPARATORS) or len(headings) > MOST_COLUMNS:
        raise UnusableFile(
            gettext_noop(
                "The first line should be headings with semicolons, commas or tabs between them."
            )
        )
    twice = {one for one in headings if one and headings.count(one) > 1}
    if twice:
        raise UnusableFile(
            gettext_noop("Several columns have the same heading: %(names)s."),
            names=", ".join(sorted(twice)),
        )


def _rows(
    lines: Iterator[tuple[int, tuple[str, ...]]], width: int
) -> Iterator[tuple[int, tuple[str, ...]]]:
    for count, (line, cells) in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise UnusableFile(
                gettext_noop("The file has more than %(most)s rows."), most=MOST_ROWS
            )
        if len(cells) > width and any(cells[width:]):
            raise UnusableFile(
                gettext_noop(
                    "Line %(line)s has more cells than there are headings. If a cell holds the sign"
                    " that stands between cells, put quotation marks round it."
                ),
                line=line,
            )
        padded = (*cells[:width], *[""] * (width - len(cells)))
        yield line, tuple(cell[:LONGEST_CELL] for cell in padded)
