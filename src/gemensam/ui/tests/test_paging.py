"""Keyset paging: whatever the rows, every one is shown once, in order, even while rows arrive."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemensam.ui.paging import (
    BadCursor,
    Order,
    Page,
    address,
    first_href,
    more_href,
    page_of,
    read_cursor,
    write_cursor,
)

ORDER = (Order("created_at", descending=True), Order("amount"))


class _Sample(models.Model):
    """Rows in a temporary table: ui owns none of its own."""

    created_at = models.DateTimeField()
    amount = models.IntegerField()

    class Meta:
        # A registry of its own: tests that read every model of the product must not meet this one.
        apps = Apps()
        app_label = "ui"
        managed = False
        db_table = "ui_paging_sample"

    def __str__(self) -> str:
        return f"{self.created_at} {self.amount}"


@pytest.fixture
def sample(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE ui_paging_sample"
            " (id integer PRIMARY KEY, created_at timestamp with time zone, amount integer)"
        )
        yield _Sample.objects
        cursor.execute("DROP TABLE ui_paging_sample")


def _moment(minute: int) -> dt.datetime:
    return dt.datetime(2026, 11, 21, 15, minute, 0, 123456, tzinfo=dt.UTC)


def _fill(sample, rows) -> None:
    sample.all().delete()
    sample.bulk_create(
        _Sample(id=number, created_at=_moment(minute), amount=amount)
        for number, (minute, amount) in enumerate(rows)
    )


def _all_pages(sample, size: int) -> list[int]:
    seen: list[int] = []
    after = ""
    while True:
        page = page_of(sample.all(), order=ORDER, after=after, size=size)
        seen += [row.id for row in page.rows]
        if not page.has_more:
            return seen
        after = page.next_cursor


# Few different values, so that ties are common: ties are where paging goes wrong.
ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=25)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS, size=st.integers(1, 7))
def test_every_row_is_shown_once_and_in_order(sample, rows, size):
    _fill(sample, rows)

    expected = sorted(range(len(rows)), key=lambda n: (-rows[n][0], rows[n][1], n))
    assert _all_pages(sample, size) == expected


def test_rows_that_arrive_before_the_cursor_do_not_repeat_others(sample):
    _fill(sample, [(1, 0), (1, 1), (0, 0)])
    first = page_of(sample.all(), order=ORDER, size=2)
    sample.create(id=99, created_at=_moment(5), amount=0)

    second = page_of(sample.all(), order=ORDER, after=first.next_cursor, size=2)

    assert [row.id for row in first.rows] == [0, 1]
    assert [row.id for row in second.rows] == [2]


def test_row_of_the_cursor_may_be_gone(sample):
    _fill(sample, [(2, 0), (1, 0), (0, 0)])
    first = page_of(sample.all(), order=ORDER, size=2)
    sample.filter(id=1).delete()

    second = page_of(sample.all(), order=ORDER, after=first.next_cursor, size=2)

    assert [row.id for row in second.rows] == [2]


def test_bad_cursor_starts_over_and_says_so(sample):
    _fill(sample, [(0, 0)])

    page = page_of(sample.all(), order=ORDER, after="abc")

    assert ([row.id for row in page.rows], page.started_over) == ([0], True)


VALUES = st.lists(
    st.one_of(
        st.text(max_size=10),
        st.integers(),
        st.booleans(),
        st.dates(),
        st.datetimes(timezones=st.just(dt.UTC)),
        st.decimals(allow_nan=False, allow_infinity=False),
        st.uuids(),
    ),
    min_size=1,
    max_size=3,
)


@given(VALUES)
def test_cursor_read_back_is_the_same(values):
    order = [Order(f"f{number}") for number in range(len(values))]
    found = read_cursor(write_cursor(values, order), order)
    assert [(type(v), v) for v in found] == [(type(v), v) for v in values]


@pytest.mark.parametrize("cursor", ["", "a", "a:b", "W10:x", "é"])
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(BadCursor):
        read_cursor(cursor, ORDER)


def test_cursor_of_another_order_is_refused():
    cursor = write_cursor([1], [Order("amount")])
    with pytest.raises(BadCursor):
        read_cursor(cursor, [Order("amount", descending=True)])


def test_altered_cursor_is_refused():
    cursor = write_cursor([UUID(int=7), Decimal("1.5")], ORDER)
    with pytest.raises(BadCursor):
        read_cursor("x" + cursor, ORDER)


def test_next_page_keeps_the_filters():
    query = QueryDict("sok=a%26b&lage=klar&lage=ny&efter=old")

    assert (
        more_href(Page((), next_cursor="n:1"), query) == "?sok=a%26b&lage=klar&lage=ny&efter=n%3A1"
    )
    assert more_href(Page(()), query) == ""


def test_way_back_to_the_first_page_is_given_only_further_on():
    assert first_href(QueryDict("sok=a&efter=x")) == "?sok=a"
    assert first_href(QueryDict("sok=a")) == ""


def test_address_takes_away_empty_parameters():
    assert address(QueryDict("a=1&b=2"), {"a": "", "c": "3"}) == "?b=2&c=3"
