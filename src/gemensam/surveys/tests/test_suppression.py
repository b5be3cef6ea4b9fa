"""What is hidden in a table stays hidden for whoever can add and subtract."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from gemensam.surveys.rules.suppression import suppress

FEW = 3


def test_a_small_count_is_hidden_together_with_another_that_would_give_it_away():
    assert suppress([[40, 12, 4]]) == [[40, None, None], [40, None, None]]


def test_a_group_of_fewer_than_ten_shows_nothing_and_one_more_group_goes_with_it():
    shown = suppress([[30, 30], [4, 3], [20, 25]])
    assert shown[0] == [54, 58]
    assert shown[2] == [None, None]
    assert shown[3] == [None, None]
    assert shown[1] == [30, 30]


def test_nothing_is_hidden_where_every_count_is_large_or_zero():
    assert suppress([[30, 0], [10, 44]]) == [[40, 44], [30, 0], [10, 44]]


def test_fewer_than_ten_in_all_show_nothing():
    assert suppress([[5, 4]]) == [[None, None], [None, None]]


def test_a_table_without_groups_is_empty():
    assert suppress([]) == [[]]


def _fits(shown, sums, table) -> bool:
    """Say whether a table is possible for one who knows what is shown and how many answered."""
    total = [sum(column) for column in zip(*table, strict=True)]
    return [sum(row) for row in table] == sums and all(
        seen is None or seen == count
        for seen_row, row in zip(shown, [total, *table], strict=True)
        for seen, count in zip(seen_row, row, strict=True)
    )


def _splits(count: int, parts: int):
    if parts == 1:
        yield (count,)
        return
    for first in range(count + 1):
        for rest in _splits(count - first, parts - 1):
            yield (first, *rest)


@st.composite
def _tables(draw):
    width = draw(st.integers(2, 3))
    height = draw(st.integers(1, 3))
    cell = st.integers(0, 6 if width == 2 else 4)
    return draw(st.lists(st.tuples(*[cell] * width), min_size=height, max_size=height))


@settings(deadline=None, max_examples=100)
@given(_tables())
def test_no_small_count_can_be_worked_out(table):
    shown = suppress(table, least=FEW)
    sums = [sum(row) for row in table]
    possible = [
        list(one)
        for one in product(*(list(_splits(count, len(table[0]))) for count in sums))
        if _fits(shown, sums, one)
    ]
    whole = [sum(column) for column in zip(*table, strict=True)]
    for row, cells in enumerate(table):
        for column, count in enumerate(cells):
            # Where everybody said the same, the whole says what each one said.
            is_secret = 0 < count < FEW and whole.count(0) < len(whole) - 1
            if is_secret:
                assert len({one[row][column] for one in possible}) > 1, (table, shown)
