"""Per cent of posts against capacity: the plan of 2018, and lines of any kind."""

from hypothesis import given
from hypothesis import strategies as st

from gemensam.programme.kinds import ResourcePool
from gemensam.programme.rules import resources
from gemensam.programme.rules.resources import Pool, Range, ResourceLine

E, L, S, B, N = (
    ResourcePool.ESAMORDNARE,
    ResourcePool.LANSSAMORDNARE,
    ResourcePool.SHARED,
    ResourcePool.BOUGHT,
    ResourcePool.NONE,
)


def line(
    percent: int | None, pool: ResourcePool, *, months: tuple[int, int] = (1, 12), by: str = ""
) -> ResourceLine:
    return ResourceLine("a", "", "roll", percent, pool, *months, shared_with=by)


PLAN_2018 = [
    line(30, S),
    line(30, L),
    line(20, L, by="Direktör"),
    line(20, E),
    line(40, B),
    line(140, E),
    line(120, B),
    line(None, N),
    line(40, E),
    line(5, E),
    line(50, E),
    line(20, E),
    line(60, E),
]
ESAMORDNARE = Pool(E, 4, 100, "2018_plan")


def test_the_pools_of_2018_are_335_50_30_and_160_per_cent() -> None:
    found = resources.totals(PLAN_2018)
    assert {pool: one.tenths for pool, one in found.items()} == {
        E: 3350,
        L: 500,
        S: 300,
        B: 1600,
        N: 0,
    }
    assert [step.formula for step in found[E].workings.steps] == [
        "20 + 140 + 40 + 5 + 50 + 20 + 60"
    ]


def test_a_line_without_per_cent_is_counted_as_unstated_and_adds_nothing() -> None:
    none = resources.pool_total(PLAN_2018, N)
    assert (none.tenths, none.unstated) == (0, 1)
    assert resources.pool_total([*PLAN_2018, line(None, E)], E).tenths == 3350


def test_everything_in_2018_is_575_per_cent_with_the_shared_line_once() -> None:
    whole = resources.whole_total(PLAN_2018)
    assert whole.result == 5750
    assert whole.steps[-1].formula == "335 + 50 + 30 + 160"


def test_what_is_left_of_400_is_65_or_35_by_who_takes_the_shared_line() -> None:
    found = resources.readings(PLAN_2018, ESAMORDNARE)
    assert {one.taken_by: one.tenths_left for one in found} == {L: 650, E: 350}
    assert [one.workings.steps[-1].formula for one in found] == [
        "400 \N{MINUS SIGN} 335",
        "400 \N{MINUS SIGN} 335 \N{MINUS SIGN} 30",
    ]
    assert all(one.workings.assumptions == (resources.SHARED_ASSUMPTION,) for one in found)


def test_without_shared_lines_there_is_one_reading_and_no_assumption() -> None:
    (only,) = resources.readings([line(335, E)], ESAMORDNARE)
    assert (only.tenths_left, only.workings.assumptions) == (650, ())


def test_the_county_coordinator_has_between_30_and_80_per_cent_to_do() -> None:
    assert resources.load_range(PLAN_2018, L) == Range(300, 800)
    assert resources.load_range(PLAN_2018, E) == Range(3350, 3650)
    assert resources.load_range(PLAN_2018, B) == Range(1600, 1600)


def test_half_a_year_counts_half_and_the_month_counts_all() -> None:
    lines = [line(50, E, months=(1, 6)), line(20, E)]
    total = resources.pool_total(lines, E)
    assert (total.tenths, total.workings.steps[0].formula) == (
        450,
        "50 \N{MULTIPLICATION SIGN} 6/12 + 20",
    )
    assert resources.year_loads(lines) == (*[70] * 6, *[20] * 6)


def test_a_month_where_nothing_stated_runs_is_empty_and_a_written_nought_is_nought() -> None:
    assert resources.month_load([line(None, E), line(10, E, months=(3, 3))], 1) is None
    assert resources.month_load([line(0, E)], 1) == 0


LINES = st.lists(
    st.builds(
        lambda percent, pool, months: line(percent, pool, months=months),
        st.none() | st.integers(0, 400),
        st.sampled_from(ResourcePool),
        st.tuples(st.integers(1, 12), st.integers(1, 12)).map(lambda pair: (min(pair), max(pair))),
    ),
    max_size=12,
)


@given(LINES)
def test_the_months_add_up_to_the_year_whatever_the_lines(lines: list[ResourceLine]) -> None:
    months = sum(load or 0 for load in resources.year_loads(lines))
    assert resources.whole_total(lines).result == (months * 20 + 12) // 24


@given(LINES)
def test_a_line_without_per_cent_never_changes_a_sum(lines: list[ResourceLine]) -> None:
    more = [*lines, line(None, E), line(None, S)]
    assert resources.whole_total(more).result == resources.whole_total(lines).result
    assert [r.tenths_left for r in resources.readings(more, ESAMORDNARE)] == [
        r.tenths_left for r in resources.readings(lines, ESAMORDNARE)
    ]
