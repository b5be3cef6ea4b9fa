"""A grant's statement as a document for a board: PDF/UA-1 and PDF/A-2a, in Swedish."""

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Final

import typst
from django.utils import translation
from django.utils.html import strip_tags

from gemensam.programme.pages import ledger as pages
from gemensam.ui import formats
from gemensam.ui.parts import Cell, Lines, Num, Table

_TEMPLATE: Final = Path(__file__).parent / "typst" / "statement.typ"
# One compiler per process keeps fonts and template parsed.
_compilers = threading.local()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as plain text; which columns hold numbers is said once."""

    title: str
    heads: list[str]
    numbers: list[bool]
    rows: list[list[str]]
    foot: list[str]
    empty: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that the document says."""

    title: str
    year: str
    standing: str
    told: str
    at: str
    figures: list[list[str]]
    readings: list[dict[str, object]]
    grids: list[Grid]
    notes: list[str]


def plain(cell: Cell) -> str:
    """Give a cell's words without markup."""
    match cell:
        case Num():
            return cell.text
        case Lines():
            text = unescape(strip_tags(cell.text))
            below = unescape(strip_tags(cell.below))
            return f"{text} ({below})" if below else text
        case str():
            return unescape(strip_tags(cell))
    return cell.text


def _grid(table: Table) -> Grid:
    return Grid(
        title=table.caption,
        heads=[column.text for column in table.columns],
        numbers=[column.num for column in table.columns],
        rows=[[plain(cell) for cell in row.cells] for row in table.rows],
        foot=[plain(cell) for cell in table.foot],
        empty=table.empty_text,
    )


def _paper(rows: pages.Rows, at: datetime) -> Paper:
    page = pages.build(rows)
    tables: Sequence[Table | None] = (
        page.comparison, page.parts, page.purposes, page.lines, page.hours,
    )  # fmt: skip
    return Paper(
        title=page.title,
        year=str(page.year),
        standing=page.tag.text,
        told=page.told,
        at=formats.moment(at),
        figures=[[one.label, f"{one.value} kr", one.below] for one in page.figures],
        readings=[
            {
                "title": one.title,
                "answer": one.answer,
                "steps": [[step.text, plain(step.source), step.amount] for step in one.workings],
                "assumptions": [*one.assumptions, one.repayment],
            }
            for one in page.readings
        ],
        grids=[_grid(table) for table in tables if table is not None],
        notes=[*page.notes, *([MADE_UP] if page.is_synthetic else [])],
    )


MADE_UP: Final = "Bidraget och raderna är påhittade."


def to_pdf(rows: pages.Rows, *, at: datetime) -> bytes:
    """Set the statement. The same figures at the same instant give the same bytes."""
    with translation.override("sv"):
        paper = _paper(rows, at)
    compiler = getattr(_compilers, "statement", None)
    if compiler is None:
        # No system fonts: it looks, and is tagged, the same on every machine.
        compiler = typst.Compiler(str(_TEMPLATE), ignore_system_fonts=True)
        _compilers.statement = compiler
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"paper": json.dumps(asdict(paper), ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int(at.timestamp()),
    )
    assert isinstance(pdf, bytes)
    return pdf
