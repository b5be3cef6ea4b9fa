"""Small numbers are not shown, and cannot be worked out from those that are.

A table of counts has a row for each group and a column for each answer; how many answered in each
group is known to all. A count of 1–9 is hidden, and all of a group in which fewer than ten
answered. Then we do what a curious reader would: add and subtract what is shown, and narrow down
what each hidden count can be. While that tells one apart from the others, one more is hidden.

Where everybody gave the same answer, the whole says what each one said: that is not hidden.
"""

from collections.abc import Iterator, Sequence
from typing import Final

# What county statistics in health and social care commonly use.
LEAST: Final = 10
# What it costs to hide a zero, which covers little, and the sum of all groups, which tells most.
ZERO: Final = 1_000
ALL: Final = 1_000_000

type Counts = Sequence[Sequence[int]]
# A cell is None where its count is not shown.
type Shown = list[list[int | None]]
type _Cell = tuple[int, int]
# Cells that are added, and cells that are taken from them, come to a number that is known.
type _Sum = tuple[list[_Cell], list[_Cell], int]


def suppress(counts: Counts, *, least: int = LEAST) -> Shown:
    """Hide what is small in a table; the first row of the answer is the sum of all groups.

    `counts`: a row per group, all of equal length.
    """
    table = [[sum(column) for column in zip(*counts, strict=True)], *map(list, counts)]
    hidden = {
        (row, column)
        for row, cells in enumerate(table)
        for column, count in enumerate(cells)
        if 0 < count < least or sum(cells) < least
    }
    is_mixed = sum(1 for count in table[0] if count) > 1
    while is_mixed and (more := _to_hide(table, hidden, least) - hidden):
        hidden |= more
    return [
        [None if (row, column) in hidden else count for column, count in enumerate(cells)]
        for row, cells in enumerate(table)
    ]


def _to_hide(table: Counts, hidden: set[_Cell], least: int) -> set[_Cell]:
    """Give what to hide with each small count that a reader could narrow down too far."""
    ranges = _ranges(table, hidden)
    more: set[_Cell] = set()
    for row, column in sorted(hidden):
        low, high = ranges[row, column]
        wanted = min(least - 1, sum(table[row]))
        # What was just hidden in its row or column may be enough: that is seen the next time.
        if any(row == r or column == c for r, c in more):
            continue
        if 0 < table[row][column] < least and high - low < wanted:
            more |= _cover(table, hidden | more, (row, column))
    return more


def _cover(table: Counts, hidden: set[_Cell], cell: _Cell) -> set[_Cell]:
    """Give the cells that make a square with a cell: with all four hidden none follows from sums.

    The square whose hiding tells least by going; the sums of all groups are hidden last.
    """
    row, column = cell
    best: tuple[int, set[_Cell]] | None = None
    for other_row in range(len(table)):
        for other_column in range(len(table[0])):
            if other_row == row or other_column == column:
                continue
            square = {(row, other_column), (other_row, column), (other_row, other_column)}
            new = square - hidden
            # A cell that is zero for certain covers nothing.
            is_sure = any(not table[0][c] or not any(table[r]) for r, c in square)
            if not new or is_sure:
                continue
            cost = sum(table[r][c] + (not table[r][c]) * ZERO + (r == 0) * ALL for r, c in new)
            if best is None or cost < best[0]:
                best = cost, new
    return best[1] if best else set()


def _ranges(table: Counts, hidden: set[_Cell]) -> dict[_Cell, tuple[int, int]]:
    """Give between which numbers each cell must lie for one who sees all that is shown."""
    ranges = {
        (row, column): (0, sum(cells)) if (row, column) in hidden else (count, count)
        for row, cells in enumerate(table)
        for column, count in enumerate(cells)
    }
    sums = list(_sums(table))
    while sum(_narrow(ranges, one) for one in sums):
        pass
    return ranges


def _sums(table: Counts) -> Iterator[_Sum]:
    width = len(table[0])
    for row, cells in enumerate(table):
        yield [(row, column) for column in range(width)], [], sum(cells)
    for column in range(width):
        yield [(row, column) for row in range(1, len(table))], [(0, column)], 0


def _narrow(ranges: dict[_Cell, tuple[int, int]], one: _Sum) -> bool:
    """Narrow the cells of one sum by each other; say whether anything became narrower."""
    added, taken, total = one
    low = sum(ranges[cell][0] for cell in added) - sum(ranges[cell][1] for cell in taken)
    high = sum(ranges[cell][1] for cell in added) - sum(ranges[cell][0] for cell in taken)
    has_changed = False
    for cell in added:
        least, most = ranges[cell]
        # What the others come to at most and at least leaves this much for it.
        new = max(least, total - (high - most)), min(most, total - (low - least))
        if new != (least, most):
            ranges[cell], has_changed = new, True
            low, high = low - least + new[0], high - most + new[1]
    for cell in taken:
        least, most = ranges[cell]
        new = max(least, low + most - total), min(most, high + least - total)
        if new != (least, most):
            ranges[cell], has_changed = new, True
            low, high = low + most - new[1], high + least - new[0]
    return has_changed


def counted_while_open(answered: int, *, least: int = LEAST) -> int:
    """Give how many answers the results of an open survey count, of so many.

    Whole tens, and the last ten not yet: whoever reads the results before and after somebody
    answers, or before and after the survey closes, sees at least ten new answers or none.
    """
    return max(0, answered // least - 1) * least
