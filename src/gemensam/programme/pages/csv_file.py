"""Tables as files that Swedish spreadsheets open: semicolons, a byte order mark, comma in numbers."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from gemensam.programme.pages import shown
from gemensam.programme.rules.indicators import Feed
from gemensam.programme.rules.standing import Standing

# Spreadsheets take a cell that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def answer(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Answer with a file; a text that looks like a formula is disarmed."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(
        [_cell(cell) for cell in row] for row in rows
    )
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    is_formula = isinstance(value, str) and text.startswith(FORMULA_STARTS)
    return f"'{text}" if is_formula else text


HEAD = (
    "kod", "kommun", "delregion", "täljare", "nämnare", "andel i procent", "läge", "källa",
    "påhittat", "tidpunkt", "indikator", "definitionens version",
)  # fmt: skip


def standing_rows(standing: Standing) -> list[Sequence[object]]:
    """Give the same rows as the page shows, hidden ones hidden."""
    definition = standing.definition
    rows: list[Sequence[object]] = [HEAD]
    for row in standing.rows:
        tenths = row.value.tenths_of_percent
        rows.append(
            (
                row.member.code,
                row.member.name,
                row.member.group,
                row.value.numerator,
                row.value.denominator,
                "" if tenths is None else f"{tenths // 10},{tenths % 10}",
                shown.share_text(row.value) if tenths is None else "uppmätt",
                ""
                if row.feed is None
                else "räknat här"
                if row.feed is Feed.LIVE
                else "rapporterat",
                "ja" if row.is_synthetic else "nej",
                row.at.isoformat(timespec="minutes") if row.at else "",
                definition.id,
                definition.version,
            )
        )
    return rows
