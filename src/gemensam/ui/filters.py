"""Filters and sorting that live in the address: they survive reload and can be saved as a link.

What the address says is checked; what is not understood is left out and named, never guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from gemensam.ui.paging import CURSOR_PARAMETER, Order, address
from gemensam.ui.parts import Column, Link

SORT_PARAMETER = "ordning"
# A search longer than this is not a search; it protects the database from pasted documents.
LONGEST_SEARCH = 100

type FilterValue = str | date | bool


@dataclass(frozen=True, slots=True)
class ChoiceFilter:
    """One of a few values, shown as chips; `options` are (value, words)."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]

    def read(self, text: str) -> FilterValue:
        """Return the value if it is one of the options."""
        if text not in {value for value, _words in self.options}:
            raise ValueError(text)
        return text


@dataclass(frozen=True, slots=True)
class DateFilter:
    """A date written as year-month-day."""

    name: str
    label: str

    def read(self, text: str) -> FilterValue:
        """Return the date."""
        return date.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class FlagFilter:
    """On or absent: `?sena=ja`."""

    name: str
    label: str

    def read(self, text: str) -> FilterValue:
        """Return true for the one word that switches it on."""
        if text != "ja":
            raise ValueError(text)
        return True


@dataclass(frozen=True, slots=True)
class TextFilter:
    """Free text to search for."""

    name: str
    label: str

    def read(self, text: str) -> FilterValue:
        """Return the text without outer spaces."""
        words = text.strip()
        if not words or len(words) > LONGEST_SEARCH or "\x00" in words:
            raise ValueError(text)
        return words


type Filter = ChoiceFilter | DateFilter | FlagFilter | TextFilter


@dataclass(frozen=True, slots=True)
class Sorting:
    """One way to sort: its name in the address and its keys."""

    name: str
    order: Sequence[Order]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asked for, checked."""

    query: QueryDict
    values: Mapping[str, FilterValue] = field(default_factory=dict)
    sort: str = ""
    order: Sequence[Order] = ()
    descending: bool = False
    ignored: Sequence[str] = ()

    @property
    def cursor(self) -> str:
        """Return where the page starts."""
        return self.query.get(CURSOR_PARAMETER, "")

    @property
    def is_filtered(self) -> bool:
        """Say whether anything is filtered at all."""
        return bool(self.values)

    def text(self, name: str) -> str:
        """Return a choice or a search text, or nothing."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    def day(self, name: str) -> date | None:
        """Return a date, if given."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def flag(self, name: str) -> bool:
        """Say whether a flag is on."""
        return self.values.get(name) is True


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters and sortings that one list understands."""

    filters: Sequence[Filter] = ()
    sortings: Sequence[Sorting] = ()

    def read(self, query: QueryDict) -> Chosen:
        """Check what the address asks for. `-name` sorts the other way round."""
        values: dict[str, FilterValue] = {}
        ignored: list[str] = []
        for one in self.filters:
            text = query.get(one.name, "")
            if not text:
                continue
            try:
                values[one.name] = one.read(text)
            except ValueError:
                ignored.append(one.label)
        sort, order, descending = self._sorting(query, ignored)
        return Chosen(
            query=query,
            values=values,
            sort=sort,
            order=order,
            descending=descending,
            ignored=tuple(ignored),
        )

    def _sorting(self, query: QueryDict, ignored: list[str]) -> tuple[str, Sequence[Order], bool]:
        wanted = query.get(SORT_PARAMETER, "")
        descending = wanted.startswith("-")
        for sorting in self.sortings:
            if sorting.name == wanted.removeprefix("-"):
                return sorting.name, _turned(sorting.order, descending), descending
        if wanted:
            ignored.append(_("sorting"))
        if not self.sortings:
            return "", (), False
        first = self.sortings[0]
        return first.name, first.order, False

    def chips(
        self, name: str, chosen: Chosen, counts: Mapping[str, int] | None = None
    ) -> list[Link]:
        """Return the chips of one choice, `Alla` first; each is the address it leads to."""
        one = next(f for f in self.filters if f.name == name and isinstance(f, ChoiceFilter))
        current = chosen.text(name)
        options = [("", _("All")), *one.options]
        return [
            Link(
                text=words,
                href=address(chosen.query, {name: value, CURSOR_PARAMETER: ""}),
                current=value == current,
                count=(counts or {}).get(value),
            )
            for value, words in options
        ]

    def column(self, text: str, sort: str, chosen: Chosen, *, num: bool = False) -> Column:
        """Return a column whose head sorts the list in the address."""
        is_current = chosen.sort == sort
        turn = is_current and not chosen.descending
        href = address(
            chosen.query, {SORT_PARAMETER: f"-{sort}" if turn else sort, CURSOR_PARAMETER: ""}
        )
        direction = ""
        if is_current:
            first_falls = next(s for s in self.sortings if s.name == sort).order[0].descending
            direction = "descending" if first_falls != chosen.descending else "ascending"
        return Column(text=text, num=num, sort_href=href, sorted=direction)


def _turned(order: Sequence[Order], turn: bool) -> Sequence[Order]:  # noqa: FBT001 – private
    if not turn:
        return order
    return tuple(Order(key.field, descending=not key.descending) for key in order)
