"""Which pages there are to look at, and as whom: read from the table of who may what."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.addresses import every_address
from tests.cast_at_work import ANONYMOUS, EVERYBODY
from tests.permissions import table

# Answers that are no pages: files, data and what machines ask for.
NO_PAGES = (
    *("alive", "ready", "metrics", "ui:stylesheet", "ui:accent", "ui:language"),
    *("homecare:service_worker", "homecare:round_as_json", "homecare:notes_as_json"),
    *("cases:letter", "eservices:decision_pdf", "console:feed"),
)


@dataclass(frozen=True)
class PageType:
    """One sort of page and the first of the cast who may open it."""

    name: str
    path: str
    who: str


def _first_who_may(row: table.Row) -> str | None:
    opened = [key for key in EVERYBODY if row.expected["GET"][key] == 200]
    # Somebody at work where possible: their pages have more on them.
    at_work = [key for key in opened if key != ANONYMOUS]
    return (at_work if ANONYMOUS not in opened else opened)[0] if opened else None


def page_types() -> Iterator[PageType]:
    """Every sort of page that somebody of the cast may open."""
    rows = table.read()
    for address in every_address():
        row = rows.get(address.name)
        if row is None or address.name in NO_PAGES or address.route.endswith((".csv", ".pdf")):
            continue
        who = _first_who_may(row)
        if who is not None:
            yield PageType(address.name, table.path_of(address, row), who)
