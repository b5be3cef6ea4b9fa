"""How a municipality's columns and words become ours: kept, newest first, never rewritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gemensam.employees.feed.comparing import Limits
from gemensam.employees.feed.rows import REQUIRED, Field, plain
from gemensam.employees.feed_models import FeedMapping
from gemensam.employees.models import Category
from gemensam.kernel.swedish import sort_key

# How category words are kept between us and whoever types them.
BETWEEN: Final = "="


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping in use: our field's column, their word's category, and the limits."""

    columns: Mapping[Field, str]
    categories: Mapping[str, str]
    limits: Limits
    made_at: datetime | None = None
    made_by: str = ""

    @property
    def words(self) -> dict[str, str]:
        """Give the categories as rows are read by them."""
        return {plain(word): category for word, category in self.categories.items()}

    def missing(self, headings: tuple[str, ...]) -> list[str]:
        """Name the columns that a file should have and has not."""
        has = {plain(heading) for heading in headings}
        return [heading for heading in self.columns.values() if plain(heading) not in has]


NONE: Final = Mapped({}, {}, Limits())


class UnreadableCategories(ValueError):
    """A line of the categories is not `their word = our category`."""


def mapping() -> Mapped:
    """Give the running tenant's mapping; `NONE` until somebody has made one."""
    row = FeedMapping.objects.order_by("-made_at", "-id").first()
    if row is None:
        return NONE
    return Mapped(
        columns={field: row.columns[field] for field in Field if field in row.columns},
        categories=row.categories,
        limits=Limits(row.most_leavers, row.most_changes, row.floor),
        made_at=row.made_at,
        made_by=row.made_by,
    )


def keep(
    *,
    columns: Mapping[Field, str],
    categories: Mapping[str, str],
    limits: Limits,
    by: str,
    now: datetime,
) -> None:
    """Keep a mapping from now on; those before it stay."""
    assert set(REQUIRED) <= set(columns)
    FeedMapping.objects.create(
        columns={field.value: heading for field, heading in columns.items()},
        categories=dict(categories),
        most_leavers=limits.most_leavers,
        most_changes=limits.most_changes,
        floor=limits.floor,
        made_at=now,
        made_by=by,
    )


def read_categories(text: str) -> dict[str, str]:
    """Read lines of `their word = our category`. Raises UnreadableCategories: with the line."""
    ours = {plain(label): value for value, label in Category.choices}
    found = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        word, between, label = line.rpartition(BETWEEN)
        if not between or not word.strip() or plain(label) not in ours:
            raise UnreadableCategories(line.strip())
        found[word.strip()] = ours[plain(label)]
    return found


def write_categories(categories: Mapping[str, str]) -> str:
    """Write what `read_categories` reads."""
    labels = dict(Category.choices)
    ordered = sorted(categories.items(), key=lambda pair: sort_key(pair[0]))
    return "\n".join(
        f"{word} {BETWEEN} {labels.get(category, category)}" for word, category in ordered
    )
