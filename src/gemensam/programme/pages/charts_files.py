"""The page's charts and figures as files: SVG, PNG, workbook and JSON, without a browser.

Every file says what it shows, of when, and who says so: files travel without their page.
"""

import io
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typst
from django.http import HttpResponse
from django.utils.html import escape
from openpyxl import Workbook
from openpyxl.styles import Font

WIDTH = 760
MARGIN = 24
# Pixels above the drawing, for title and subtitle, and below it, for the source.
HEAD = 78
FOOT = 44
# Characters that fit on a line of the title and of the lines in small type.
TITLE_LENGTH = 66
LINE_LENGTH = 100
# Twice the size on the page: sharp on paper and on dense screens.
PIXELS_PER_INCH = 192.0
_TEMPLATE: Final = Path(__file__).parents[1] / "typst" / "chart.typ"
_compilers = threading.local()

# The light theme's colours, written out: a file has no style sheet. Keep in step with ui/tokens.css.
_STYLE = """
text{font:400 14px/1 'Segoe UI',Roboto,'Noto Sans','Liberation Sans','DejaVu Sans',Arial,'Libertinus Serif',sans-serif;fill:#435353}
.title{font-size:20px;font-weight:600;fill:#112021}
.strong{font-weight:700;fill:#112021}
.end{text-anchor:end}.mid{text-anchor:middle}
.axis{stroke:#d2dbd9}.target{stroke:#435353;stroke-dasharray:2 4;stroke-width:1.5}
.line{stroke:#105e62;stroke-width:2.5;stroke-linecap:round}
.line--2{stroke:#717d7c;stroke-width:1.5}
.gap{stroke:#717d7c;stroke-width:1.5;stroke-dasharray:1 5;stroke-linecap:round}
.dot{fill:#105e62;stroke:#fff;stroke-width:2}.dot--2{fill:#717d7c}
.ring{fill:#fff;stroke:#105e62;stroke-width:2}
.span{stroke:#a5cdcf;stroke-width:7;stroke-linecap:round}
.q1{fill:#d8eff0}.q2{fill:#a6d5d7}.q3{fill:#66b0b4}.q4{fill:#2e7f83}.q5{fill:#005054}.q0{fill:url(#hatch)}
.map path{stroke:#fff;stroke-width:2}.map .q0{stroke:#717d7c}
.map text{font-size:24px;font-weight:600;fill:#112021}
.hatch-bg{fill:#fff}.hatch-line{stroke:#435353;stroke-width:2}
"""
_HATCH = (
    '<defs><pattern id="hatch" width="11" height="11" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="hatch-bg" width="11" height="11"/>'
    '<path class="hatch-line" d="M5.5 0V11"/></pattern></defs>'
)
_PERCENT = re.compile(r'(?P<name>\b(?:x|x1|x2|cx|width))="(?P<value>[\d.]+)%"')
_LINK = re.compile(r"</?a\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart that can stand alone: its drawing, its height in pixels and what is said of it."""

    title: str
    below: str
    source: str
    drawing: str
    height: int
    # A map is drawn in units of its own; a chart in per cent and pixels.
    view_box: str = ""
    key: Sequence[tuple[str, str]] = ()


def svg(picture: Picture) -> str:
    """Write the chart as a file of its own: sizes in pixels, colours within, no links."""
    inner = WIDTH - 2 * MARGIN
    height = height_of(picture)
    body = _LINK.sub("", picture.drawing)
    if picture.view_box:
        body = (
            f'<svg class="map" x="{MARGIN}" y="{HEAD}" width="{inner}" height="{picture.height}"'
            f' viewBox="{picture.view_box}">{_HATCH}{body}</svg>'
        )
    else:
        body = f'<g transform="translate({MARGIN} {HEAD})">{_in_pixels(body, inner)}</g>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" role="img"><title>{escape(picture.title)}</title>'
        f'<style>{_STYLE}</style><rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        f'<text class="title" x="{MARGIN}" y="36">{_cut(picture.title, TITLE_LENGTH)}</text>'
        f'<text x="{MARGIN}" y="60">{_cut(picture.below, LINE_LENGTH)}</text>{body}'
        f"{_key(picture, height)}"
        f'<text x="{MARGIN}" y="{height - 18}">{_cut(picture.source, LINE_LENGTH)}</text></svg>'
    )


def height_of(picture: Picture) -> int:
    """Give the file's height in pixels."""
    return HEAD + picture.height + FOOT + (28 if picture.key else 0)


def _in_pixels(markup: str, width: int) -> str:
    return _PERCENT.sub(
        lambda found: f'{found["name"]}="{float(found["value"]) * width / 100:.1f}"', markup
    )


def _cut(text: str, most: int) -> str:
    return escape(text if len(text) <= most else f"{text[: most - 1].rstrip()}…")


def _key(picture: Picture, height: int) -> str:
    parts, x = [], MARGIN
    for css, words in picture.key:
        y = height - FOOT - 10
        parts.append(
            f'<rect class="{css}" x="{x}" y="{y - 12}" width="22" height="14"/>'
            f'<text x="{x + 28}" y="{y}">{escape(words)}</text>'
        )
        x += 44 + 8 * len(words)
    return (_HATCH if picture.key else "") + "".join(parts)


def png(picture: Picture) -> bytes:
    """Draw the chart as a picture of points, by the same machine that sets letters."""
    compiler = getattr(_compilers, "chart", None)
    if compiler is None:
        compiler = typst.Compiler(str(_TEMPLATE))
        _compilers.chart = compiler
    drawn = compiler.compile(
        format="png",
        ppi=PIXELS_PER_INCH,
        sys_inputs={
            "svg": svg(picture),
            "width": str(WIDTH * 0.75),
            "height": str(height_of(picture) * 0.75),
        },
    )
    assert isinstance(drawn, bytes)
    return drawn


def picture_answer(picture: Picture, name: str, ending: str) -> HttpResponse:
    """Answer with the chart as `svg` or `png`."""
    if ending == "png":
        return _answer(png(picture), "image/png", f"{name}.png")
    return _answer(svg(picture).encode(), "image/svg+xml", f"{name}.svg")


def _answer(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(
    name: str, rows: Sequence[Sequence[object]], facts: Sequence[str]
) -> HttpResponse:
    """Answer with the figures as a workbook: numbers as numbers, and what they are on a sheet."""
    book = Workbook(write_only=False)
    sheet = book.active
    assert sheet is not None
    sheet.title = name[:31]
    for row in rows:
        sheet.append([_cell(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    about = book.create_sheet("Om")
    for fact in facts:
        about.append([_cell(fact)])
    out = io.BytesIO()
    book.save(out)
    return _answer(out.getvalue(), XLSX, f"{name}.xlsx")


def _cell(value: object) -> object:
    # A text that begins as a formula does is a text all the same.
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
