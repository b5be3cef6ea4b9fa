"""A list of cases that no one index holds in order: put together of walks through several, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from gemensam.cases.models import Case
from gemensam.tenancy import statements
from gemensam.ui.paging import Order, Page, Start, page_from, start_of

# A list shows no calculation: what is heavy in a row stays where it is.
_COLUMNS: Final = [one.column for one in Case._meta.concrete_fields if one.name != "basis"]


@dataclass(frozen=True, slots=True)
class Walk:
    """Cases of a ground that one index holds in the list's order, by a condition in SQL.

    `keys`: what the list is ordered by where that is no column of theirs.
    """

    ground: str
    condition: str
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of cases: parts that follow one another, each of some walks side by side.

    `values` are what the walks' conditions name.
    """

    grounds: statements.Grounds
    parts: Sequence[Sequence[Walk]]
    order: Sequence[Order]
    values: Mapping[str, object]

    def page(self, *, after: str = "", size: int) -> Page[Case]:
        """Read a page. A bad cursor starts over and says so.

        No walk goes further than a page, a part is not asked for when the page is full before it,
        and what is in two walks of a part is shown once.
        """
        start = start_of(self.order, after, "id")
        found: list[Case] = []
        for part in self.parts:
            if len(found) <= size:
                found += self._read(part, start, size + 1 - len(found))
        return page_from(found, start, size)

    def _read(self, part: Sequence[Walk], start: Start, count: int) -> Sequence[Case]:
        """Let the walks find the places, and the table give what lies there, in one statement."""
        walks = [_written(one, start, count) for one in part if one.ground in self.grounds.names]
        if not walks:
            return ()
        names = [one.field for one in start.order]
        columns = [f"one.{column}" for column in _COLUMNS]
        columns += [f"place.{name}" for name in names if name not in _COLUMNS]
        # Nothing of a visitor's is in the words: the ORM, the model and constants of ours wrote them.
        whole = (
            f"{self.grounds.words} SELECT {', '.join(columns)}"  # noqa: S608
            f" FROM ({' UNION '.join(walks)}) AS place ({', '.join(names)})"
            " JOIN cases_case AS one ON one.id = place.id"
            f" ORDER BY {_ordered([f'place.{name}' for name in names], start)} LIMIT {count}"
        )
        after = {f"after_{n}": value for n, value in enumerate(start.after)}
        return list(Case.objects.raw(whole, {**self.grounds.values, **self.values, **after}))


def _written(walk: Walk, start: Start, count: int) -> str:
    keys = [walk.keys.get(one.field, one.field) for one in start.order]
    beyond = f" AND {_beyond(keys, start)}" if start.after else ""
    numbers = [str(n + 1) for n, _key in enumerate(keys)]
    return (
        f"(SELECT {', '.join(keys)} FROM {walk.ground} WHERE {walk.condition}{beyond}"  # noqa: S608
        f" ORDER BY {_ordered(numbers, start)} LIMIT {count})"
    )


def _ordered(keys: Sequence[str], start: Start) -> str:
    pairs = zip(keys, start.order, strict=True)
    return ", ".join(f"{key}{' DESC' * one.descending}" for key, one in pairs)


def _beyond(keys: Sequence[str], start: Start, at: int = 0) -> str:
    """Say "after the cursor" as `ui.paging` does: a >= 1 and (a > 1 or (b >= 2 and (b > 2 or …)))."""
    key, value = keys[at], f"%(after_{at})s"
    sign = "<" if start.order[at].descending else ">"
    beyond = f"{key} {sign} {value}"
    if at + 1 == len(keys):
        return beyond
    return f"({key} {sign}= {value} AND ({beyond} OR {_beyond(keys, start, at + 1)}))"
