"""Ten million raw rows: a scan beside DuckDB, the county page's figures, a real county, freshness.

PostgreSQL is ours with fsync on, and the figures are read by the functions that pages and API call,
as the application's role behind row-level security. DuckDB scans its native table in the same run.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from bench import indicator_data as data
from bench.alarm_system import FOLDER_SETTING, measured

ROWS, COUNTY_ROWS = 10_000_000, 300_000
SCANS, PAGES = 5, 60
BUDGET_MS = 50.0

_SCAN = (
    "SELECT indicator, observed_municipality_id, sum(numerator), sum(denominator)"
    " FROM {} GROUP BY 1, 2"
)
_MONTHS = (
    "SELECT indicator, observed_municipality_id, date_trunc('month', day)::date,"
    " sum(numerator), sum(denominator) FROM raw GROUP BY 1, 2, 3"
)
# The same as the page: each municipality's sums of the period, and each association's by month.
_PEER_PERIOD = (
    "SELECT indicator, observed_municipality_id, sum(numerator), sum(denominator)"
    " FROM raw WHERE day BETWEEN ? AND ? AND list_contains(?, indicator) GROUP BY 1, 2"
)
_PEER_MONTHS = (
    "SELECT indicator, name, date_trunc('month', day), sum(numerator), sum(denominator)"
    " FROM raw JOIN places ON places.id = observed_municipality_id"
    " WHERE day > ? AND list_contains(?, indicator) GROUP BY 1, 2, 3"
)


def run() -> Iterator[dict[str, Any]]:
    """Measure in a process with the settings of a database of its own."""
    yield from measured("bench.indicators")


def _times(times: int, do: Callable[[], object]) -> list[float]:
    found = []
    do()
    for _ in range(times):
        began = time.perf_counter()
        do()
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found)


def _p95(ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]


def _p50(ordered: list[float]) -> float:
    return ordered[len(ordered) // 2]


def _definition(number: int) -> str:
    """Give an indicator of the load: a share that is counted day by day."""
    return "\n".join(
        (
            f"  - id: {data.SHARES[number]}",
            "    version: 1",
            f'    name: {{sv: "Mått {number}", en: "Measure {number}"}}',
            "    short_name: null",
            "    measure: share",
            "    over_time: flow",
            "    formula:",
            "      numerator: sum(observed.numerator)",
            "      denominator: sum(observed.denominator)",
            "    direction: increase",
            "    feed: observed",
            "    numerator: null",
            "    denominator: null",
            "    differing_denominators: []",
            "    sources: []",
            "    note: null",
        )
    )


class Bench:
    """One database with the county, its definitions, and the peer beside it."""

    def __init__(self, home: Path, folder: Path) -> None:
        from gemensam.embedded.cluster import Cluster
        from gemensam.kernel.actor import ANONYMOUS
        from gemensam.organisations import api as organisations
        from gemensam.programme import county
        from gemensam.programme.actions import indicators as actions

        self.folder = folder
        self.places = organisations.municipalities()
        self.county = data.County(
            str(county.tenant_id()), [str(one.organisation_id) for one in self.places]
        )
        self.admin: psycopg.Connection[Any] = psycopg.connect(
            Cluster(home).dsn(database="gemensam"), autocommit=True
        )
        text = "indicators:\n" + "\n".join(_definition(n) for n in range(data.INDICATORS))
        with county.context():
            news = actions.changed(text)
            actions.save_definitions(
                actor=ANONYMOUS, text=text, previewed=actions.digest_of(news), now=_now()
            )

    def page(self) -> tuple[Any, Any]:
        """Give all figures of the county page as it does, for as many indicators as it shows."""
        from gemensam.programme import county
        from gemensam.programme.queries import charts, indicators
        from gemensam.programme.rules.charts_periods import until_now

        with county.context():
            period = until_now(data.LAST_DAY)
            found = indicators.figures(
                data.SHOWN,
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                places=self.places,
                own_only=True,
            )
            shown = [one.definition for one in found.values()]
            developments = charts.county_developments(shown, self.places, today=data.LAST_DAY)
        return found, developments

    def year(self, keys: list[str], *, from_raw: bool) -> Any:
        """Give the figures of the year that ends today, from the roll-up or from the rows alone."""
        from gemensam.programme import county
        from gemensam.programme.queries import indicators
        from gemensam.programme.queries.indicators_definitions import recipes
        from gemensam.programme.rules.charts_periods import until_now

        period = until_now(data.LAST_DAY)
        with county.context():
            known = recipes()
            return indicators.of_recipes(
                [known[key] for key in keys],
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                from_raw=from_raw,
                places=self.places,
                own_only=True,
            )

    def analyze(self) -> None:
        """Let the planner know what it has, as autovacuum would within a minute."""
        self.admin.execute(f"VACUUM ANALYZE {data.TABLE}")
        self.admin.execute("VACUUM ANALYZE programme_indicatormonth")

    def empty(self) -> None:
        """Take the rows away again: only the owner of the database can."""
        self.admin.execute("SET session_replication_role = replica")
        self.admin.execute(f"TRUNCATE {data.TABLE}, programme_indicatormonth")
        self.admin.execute("SET session_replication_role = DEFAULT")


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def _row(name: str, ours: float, peer: float | None, peer_name: str, note: str) -> dict[str, Any]:
    return {
        "name": f"indicators.{name}",
        "unit": "ms",
        "ours": round(ours, 1),
        "peer": None if peer is None else round(peer, 1),
        "peer_name": peer_name,
        "ratio": None if not peer else round(ours / peer, 2),
        "note": note,
    }


def county_row(bench: Bench) -> dict[str, Any]:
    """The real county's 300,000 rows: a year of what its page shows, from the rows alone."""
    peer = data.make(bench.folder / "county.duckdb", bench.county, COUNTY_ROWS)
    data.write_all(peer, bench.folder / "all.csv")
    data.copy_in(bench.admin, data.TABLE, bench.folder / "all.csv")
    bench.analyze()
    year = _times(PAGES, lambda: bench.year(data.SHOWN, from_raw=True))
    every = _times(PAGES, lambda: bench.year(data.SHARES, from_raw=True))
    peer.close()
    bench.empty()
    return _row(
        "county",
        _p95(year),
        BUDGET_MS,
        "budget",
        f"p95; 300,000 rows without roll-ups, {len(data.SHOWN)} indicators x 49 municipalities as "
        f"the page shows, a year: p50 {_p50(year):.1f}; all {len(data.SHARES)} indicators at once: "
        f"p50 {_p50(every):.1f}, p95 {_p95(every):.1f}",
    )


def scan_row(bench: Bench, peer: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Add all ten million up, no roll-up on either side."""
    ours = _times(SCANS, lambda: bench.admin.execute(_SCAN.format(data.TABLE)).fetchall())
    theirs = _times(SCANS, lambda: peer.execute(_SCAN.format("raw")).fetchall())
    return _row(
        "10m_raw",
        _p50(ours),
        _p50(theirs),
        f"DuckDB {duckdb.__version__} native table",
        "median; every row added up by indicator and municipality; no goal",
    )


def _differences(bench: Bench, peer: duckdb.DuckDBPyConnection) -> int:
    """Count the months whose rolled-up sums are not the raw sums: every one must be the same."""
    kept = bench.admin.execute(
        "SELECT indicator, observed_municipality_id, month, numerator, denominator"
        " FROM programme_indicatormonth"
    ).fetchall()
    raw = {row[:3]: tuple(map(int, row[3:])) for row in peer.execute(_MONTHS).fetchall()}
    return len(set(raw.items()) ^ {(row[:3], row[3:]) for row in kept})


def page_row(bench: Bench, peer: duckdb.DuckDBPyConnection, ingest: data.Ingest) -> dict[str, Any]:
    """All figures of the county page, beside DuckDB computing the same from the rows."""
    from gemensam.programme.queries.charts import TREND
    from gemensam.programme.rules.charts_periods import until_now

    period = until_now(data.LAST_DAY)
    peer.execute("CREATE TABLE places (id UUID, name VARCHAR)")
    peer.executemany(
        "INSERT INTO places VALUES (?, ?)",
        [(str(one.organisation_id), one.association_name) for one in bench.places],
    )

    def theirs() -> tuple[list[Any], list[Any]]:
        return (
            peer.execute(_PEER_PERIOD, [period.starts_on, period.ends_on, data.SHOWN]).fetchall(),
            peer.execute(_PEER_MONTHS, [data.LAST_DAY - TREND, data.SHOWN]).fetchall(),
        )

    ours_ms, theirs_ms = _times(PAGES, bench.page), _times(PAGES, theirs)
    codes = {one.organisation_id: one.code for one in bench.places}
    wanted = {(row[0], codes[row[1]]): (int(row[2]), int(row[3])) for row in theirs()[0]}
    shown = {
        (key, row.place.code): (row.numerator, row.denominator)
        for key, figures in bench.page()[0].items()
        for row in figures.rows
    }
    unequal = len(set(wanted.items()) ^ set(shown.items()))
    return _row(
        "10m_page",
        _p95(ours_ms),
        _p95(theirs_ms),
        f"DuckDB {duckdb.__version__} from raw",
        f"p95 of {PAGES}; {len(data.SHOWN)} indicators x 49 municipalities for a year, and three "
        f"years of them by month, as the page shows; "
        f"p50 {_p50(ours_ms):.1f} beside {_p50(theirs_ms):.1f}; figures that differ from the raw "
        f"sums: {unequal}, months: {_differences(bench, peer)}; the roll-up costs "
        f"{ingest.cost:.1%} of COPY by month ({ingest.with_roll_up:.1f} s beside "
        f"{ingest.without:.1f} s), all in {ingest.all_seconds:.0f} s",
    )


def all_row(bench: Bench, peer: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Every indicator of the load at once, for a year: more than any page asks for."""
    from gemensam.programme.rules.charts_periods import until_now

    period = until_now(data.LAST_DAY)
    asked = [period.starts_on, period.ends_on, data.SHARES]
    ours = _times(PAGES, lambda: bench.year(data.SHARES, from_raw=False))
    theirs = _times(PAGES, lambda: peer.execute(_PEER_PERIOD, asked).fetchall())
    return _row(
        "10m_all",
        _p95(ours),
        _p95(theirs),
        f"DuckDB {duckdb.__version__} from raw",
        f"p95 of {PAGES}; all {len(data.SHARES)} indicators x 49 municipalities for a year; "
        f"p50 {_p50(ours):.1f} beside {_p50(theirs):.1f}; no goal",
    )


def freshness_row(bench: Bench) -> dict[str, Any]:
    """A raw row is in the figure that is read next: milliseconds from commit to figure."""
    from gemensam.programme import county
    from gemensam.programme.actions.indicators import Observation, observe
    from gemensam.programme.queries import indicators

    place, key = bench.places[0], data.SHARES[0]
    stale, waited = 0, []
    for _ in range(PAGES):
        with county.context():
            before = indicators.figures([key], starts_on=data.LAST_DAY, ends_on=data.LAST_DAY)
        with county.context():
            observe([Observation(key, place.organisation_id, data.LAST_DAY, 1, 100, "bench")])
        began = time.perf_counter()
        with county.context():
            after = indicators.figures([key], starts_on=data.LAST_DAY, ends_on=data.LAST_DAY)
        waited.append((time.perf_counter() - began) * 1000)
        had, has = (one[key].of(place.code).numerator or 0 for one in (before, after))
        stale += has != had + 1
    return _row(
        "freshness",
        _p95(sorted(waited)),
        None,
        "none",
        f"p95 from the commit of a row to its figure; {stale} of {PAGES} figures were old",
    )


def main() -> None:
    """Print the rows."""
    import django

    django.setup()
    folder = Path(os.environ[FOLDER_SETTING])
    bench = Bench(Path(os.environ["GEMENSAM_HOME"]), folder)

    def say(row: dict[str, Any]) -> None:
        print(json.dumps(row, ensure_ascii=False), flush=True)

    say(county_row(bench))
    peer = data.make(folder / "raw.duckdb", bench.county, ROWS)
    data.make_twin(bench.admin)
    ingest = data.load(bench.admin, peer, folder)
    bench.analyze()
    say(page_row(bench, peer, ingest))
    say(all_row(bench, peer))
    say(scan_row(bench, peer))
    say(freshness_row(bench))


if __name__ == "__main__":
    main()
