"""The map as markup: what never changes is put together once per process, the values each time."""

from collections.abc import Iterable
from functools import cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gemensam.programme import shipped

# Names that find one's way on the map: the larger towns, and the corners.
LABELLED = frozenset({"1480", "1490", "1488", "1496", "1486", "1492"})


@cache
def view_box() -> str:
    """Give the drawing's frame."""
    return " ".join(map(str, shipped.county_map().view_box))


@cache
def _outline(code: str) -> str:
    return escape(shipped.county_map().shapes[code].path)


@cache
def _label(code: str, name: str) -> str:
    x, y = shipped.county_map().shapes[code].label
    return f'<text x="{x}" y="{y}" text-anchor="middle" aria-hidden="true">{escape(name)}</text>'


def areas(rows: Iterable[tuple[str, str, str, str, str]]) -> SafeString:
    """Draw a link per municipality from (code, name, text, address, class), and the names on top."""
    drawn, labels = [], []
    for code, name, text, href, fill in rows:
        told = escape(f"{name}: {text}")
        drawn.append(
            f'<a href="{escape(href)}" aria-label="{told}"><path class="{escape(fill)}"'
            f' d="{_outline(code)}"><title>{told}</title></path></a>'
        )
        if code in LABELLED:
            labels.append(_label(code, name))
    return mark_safe("".join((*drawn, *labels)))  # noqa: S308 -- every part is escaped above
