"""Developments over time hide what a single period hides, and the short way gives the same."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gemensam.programme.rules.charts import Moment
from gemensam.programme.rules.charts_history import Sum, history, of_county
from gemensam.programme.rules.charts_periods import Period, asked, read, until_now, written
from gemensam.programme.rules.indicators import MISSING, SUPPRESSED, share

JULY = (date(2026, 7, 1), date(2026, 7, 31))
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))

counts = st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
tables = st.dictionaries(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from("123"), st.sampled_from([JULY, OCTOBER])),
    counts,
)


def _sums(table: dict[tuple[str, str, tuple[date, date]], tuple[int, int]]) -> list[Sum]:
    return [
        Sum(group, f"{group}{code}", starts_on, ends_on, *pair)
        for (group, code, (starts_on, ends_on)), pair in table.items()
    ]


def _by_group(sums: list[Sum]) -> list[Sum]:
    found: dict[tuple[str, date, date], tuple[int, int]] = {}
    for one in sums:
        key = (one.group, one.starts_on, one.ends_on)
        part, whole = found.get(key, (0, 0))
        found[key] = (part + one.numerator, whole + one.denominator)
    return [Sum(group, "", first, last, *pair) for (group, first, last), pair in found.items()]


@given(table=tables, is_open=st.booleans())
def test_the_county_from_sums_of_associations_is_the_county_from_every_row(
    table: dict[tuple[str, str, tuple[date, date]], tuple[int, int]],
    *,
    is_open: bool,
) -> None:
    sums = _sums(table)
    assert of_county(_by_group(sums), is_open=is_open) == history(sums, is_open=is_open).county


@given(table=tables, is_open=st.booleans())
def test_one_association_by_rows_and_the_others_by_sums_is_the_same_as_every_row(
    table: dict[tuple[str, str, tuple[date, date]], tuple[int, int]],
    *,
    is_open: bool,
) -> None:
    sums = _sums(table)
    inside = [one for one in sums if one.group == "A"]
    others = [one for one in _by_group(sums) if one.group != "A"]
    short, whole = (history(some, is_open=is_open) for some in ([*inside, *others], sums))
    codes = {one.code for one in inside}
    assert (short.county, short.groups) == (whole.county, whole.groups)
    assert {code: short.places[code] for code in codes} == {
        code: whole.places[code] for code in codes
    }


def test_each_period_hides_by_itself_and_a_silent_period_is_a_gap() -> None:
    found = history(
        _sums(
            {
                ("A", "1", JULY): (3, 5),
                ("A", "2", JULY): (40, 50),
                ("A", "1", OCTOBER): (20, 30),
            }
        ),
        is_open=False,
    )
    assert found.places == {
        "A1": (Moment(*JULY, SUPPRESSED), Moment(*OCTOBER, share(20, 30))),
        "A2": (Moment(*JULY, SUPPRESSED), Moment(*OCTOBER, MISSING)),
    }
    assert found.groups == {"A": (Moment(*JULY, share(43, 55)), Moment(*OCTOBER, share(20, 30)))}
    assert found.county == found.groups["A"]


def test_a_period_is_read_as_it_is_written_and_anything_else_is_now() -> None:
    third = Period(date(2026, 7, 1), date(2026, 9, 30))
    month = Period(date(2024, 2, 1), date(2024, 2, 29))
    year = Period(date(2025, 1, 1), date(2025, 12, 31))
    assert [read("2026-k3"), read("2024-02"), read("2025")] == [third, month, year]
    assert [written(one) for one in (third, month, year)] == ["2026-k3", "2024-02", "2025"]
    assert [read(text) for text in ("", "2026-13", "26", "2026-k5", "2026-1", "2026 ")] == [
        None
    ] * 6
    today = date(2026, 11, 22)
    now = Period(date(2025, 11, 22), today, is_now=True)
    assert until_now(today) == now
    assert written(now) == ""
    assert asked("2024-02", [month, year], today=today) == month
    assert asked("2026-k3", [month, year], today=today) == now
    assert asked("<b>", [month], today=today) == now
