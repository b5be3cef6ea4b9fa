"""Which pages there are to look at, and as whom: read from the table of who may what."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.addresses import Address, every_address
from tests.cast_at_work import ANONYMOUS, EVERYBODY
from tests.permissions import table

# An address that ends in this is a page; a file, a stream or a probe ends in its own name.
END_OF_PAGE = "/"
# What machines ask for stands here, whatever it ends in.
FOR_MACHINES = "api/"


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


def _is_page(address: Address) -> bool:
    # The front page is the empty route.
    ends = not address.route or address.route.endswith(END_OF_PAGE)
    return ends and not address.route.startswith(FOR_MACHINES)


def page_types() -> Iterator[PageType]:
    """Every sort of page that somebody of the cast may open."""
    rows = table.read()
    for address in every_address():
        row = rows.get(address.name)
        if row is None or not _is_page(address):
            continue
        who = _first_who_may(row)
        if who is not None:
            yield PageType(address.name, table.path_of(address, row), who)
