"""A list as an answer: its rows in the reader's language, narrowed as the address says."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from gemensam.programme.lists.registry import List, Scope
from gemensam.programme.pages import shown
from gemensam.programme.rules.lists import Column, Record, Style
from gemensam.programme.rules.lists_files import Format, write_csv, write_xlsx

SWEDISH, ENGLISH = Style(";", ","), Style(",", ".")
TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def filtered(one: List, columns: Sequence[Column], scope: Scope) -> Iterable[Record]:
    """Give the rows whose columns say what the address asks for."""
    kinds = {column.key: column.kind for column in columns}
    for record in one.rows(scope):
        if all(
            kinds[key].write(record.values[key], SWEDISH) == text
            for key, text in scope.filters.items()
        ):
            yield record


def answer(
    one: List, columns: Sequence[Column], records: Iterable[Record], sort: Format
) -> HttpResponse:
    """Answer with a file of the list."""
    heads = [_(column.label) for column in columns]
    if sort is Format.XLSX:
        data = write_xlsx(columns, heads, records, _(one.title))
    else:
        data = write_csv(columns, heads, records, ENGLISH if shown.is_english() else SWEDISH)
    return HttpResponse(
        data,
        content_type=TYPES[sort],
        headers={"Content-Disposition": f'attachment; filename="{one.key}.{sort}"'},
    )
