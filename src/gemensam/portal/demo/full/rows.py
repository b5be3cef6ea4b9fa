"""Many rows at a time into one table."""

from collections.abc import Iterator, Sequence

from django.db import connection

BATCH = 5_000


def batches[T](rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def insert(table: str, columns: dict[str, str], rows: Sequence[tuple[object, ...]]) -> None:
    """Insert by `unnest`: COPY FROM is refused under row-level security. `columns`: name → type."""
    names = ", ".join(f'"{name}"' for name in columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    with connection.cursor() as cursor:
        for batch in batches(rows):
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})",  # noqa: S608 -- ours
                [list(column) for column in zip(*batch, strict=True)],
            )
