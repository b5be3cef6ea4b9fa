"""How dates, amounts and shares are written in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.money import Money
from gemensam.ui import formats

AFTERNOON = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


def test_long_moment_is_written_in_swedish_local_time():
    assert formats.long_moment(AFTERNOON) == "lördag 21 november 2026 kl.\u00a016.30"


def test_long_moment_is_written_in_english_when_the_reader_chose_it():
    with translation.override("en"):
        assert formats.long_moment(AFTERNOON) == "Saturday 21 November 2026 at 16:30"


def test_day_of_a_moment_late_in_the_evening_is_the_local_day():
    assert formats.day(datetime(2026, 11, 21, 23, 30, tzinfo=UTC)) == "22 november 2026"


def test_summer_time_moves_the_clock():
    assert formats.clock(datetime(2026, 7, 1, 6, 5, tzinfo=UTC)) == "8.05"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1_000_000, "1\u202f000\u202f000\u00a0kr"),
        (-1310, "−1\u202f310\u00a0kr"),
        (Money(488_550), "4\u202f885,50\u00a0kr"),
        (Money(488_500), "4\u202f885\u00a0kr"),
        (Decimal("0.5"), "1\u00a0kr"),
        (None, "–"),
    ],
)
def test_amount_in_swedish(value, written):
    assert formats.amount(value) == written


def test_amount_in_english_has_the_currency_first():
    with translation.override("en"):
        assert formats.amount(1_000_000) == "SEK\u00a01,000,000"


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (15265, 18589, "82\u00a0%"),
        (1, 3, "33\u00a0%"),
        (0, 5, "0\u00a0%"),
        (3, 0, "–"),
        (None, 4, "–"),
    ],
)
def test_percent_of_two_counts(part, whole, written):
    assert formats.percent(part, whole) == written


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(0), "nu"),
        (timedelta(minutes=5), "om 5 minuter"),
        (timedelta(minutes=-1), "för 1 minut sedan"),
        (timedelta(hours=-3), "för 3 timmar sedan"),
        (timedelta(hours=20), "i morgon"),
        (timedelta(days=-1), "i går"),
        (timedelta(days=5), "om 5 dagar"),
        (timedelta(days=-12), "för 12 dagar sedan"),
    ],
)
def test_relative_time(gap, said):
    assert formats.until(AFTERNOON + gap, AFTERNOON) == said


def test_relative_time_of_a_date_is_counted_in_local_days():
    assert formats.until(date(2026, 11, 21), AFTERNOON) == "i dag"


@pytest.mark.parametrize(
    ("size", "written"), [(12, "1\u00a0kB"), (340_000, "340\u00a0kB"), (2_400_000, "2,4\u00a0MB")]
)
def test_file_size(size, written):
    assert formats.file_size(size) == written


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_number_read_back_is_the_same(value):
    with translation.override("sv"):
        written = formats.number(value)
    assert int(written.replace("\u202f", "").replace("−", "-")) == value
