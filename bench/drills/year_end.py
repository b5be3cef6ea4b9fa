"""980 people report hours at year end, 20 in each of the 49 municipalities, 10–20 s apart.

They come within three quarters of a minute and each stays longer, so that all are there at once.

A web process and a worker of their own on PostgreSQL with fsync on; the phones are one process
beside them. Nothing may be lost or counted twice, 95 of 100 answers come within half a second, and
of two who attest the same at once one wins and the other is told.

GEMENSAM_YEAR_END_PHONES=98 runs a tenth, for a machine that is not quiet.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.alarm_system import SOURCES
from bench.drills import year_end_phones as phones
from gemensam.embedded.cluster import Cluster
from gemensam.embedded.ports import HOST, free_ports

PHONES = 980
REPORTS = 5
BUDGET_MS = 500.0
ANSWERS_WITHIN = 60.0
DRAINED_WITHIN = 600.0
CONFLICT = 409


def run() -> Iterator[dict[str, Any]]:
    """Drill in a folder of its own."""
    count = int(os.environ.get("GEMENSAM_YEAR_END_PHONES", PHONES))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        cluster = Cluster(home)
        cluster.start(durable=True)
        try:
            yield from _drill(home, count)
        finally:
            cluster.stop()


def _environment(home: Path, port: int = 0, role: str = "app") -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GEMENSAM_")}
    kept.pop("DATABASE_URL", None)
    return kept | {
        "GEMENSAM_HOME": str(home),
        "GEMENSAM_DEMO": "1",
        "GEMENSAM_PORT": str(port),
        "GEMENSAM_DATABASE_ROLE": role,
        "DJANGO_SETTINGS_MODULE": "gemensam.config.settings.demo",
        "PYTHONPATH": os.pathsep.join([str(SOURCES), str(SOURCES.parent)]),
    }


def _county(home: Path, word: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.drills.year_end_county", word],
        env=_environment(home),
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _drill(home: Path, count: int) -> Iterator[dict[str, Any]]:
    subprocess.run(
        [sys.executable, "-m", "gemensam.config.cli", "migrate"],
        env=_environment(home, role="migrator"),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    county = _county(home, "prepare")
    # Spread over all municipalities, also when only some take part.
    tokens = county["phones"][:: max(1, len(county["phones"]) // count)][:count]
    [port] = free_ports(1)
    with _process(home, port, "worker", "worker"), _process(home, port, "web", "app"):
        _wait(port)
        began = time.monotonic()
        log = asyncio.run(
            phones.all_report(port, county["cookie"], tokens, county["activity"], REPORTS)
        )
        took = time.monotonic() - began
        attested = asyncio.run(phones.both_attest(port, county["cookie"], county["attesters"]))
        there = _drained(home)
    yield _times(log, len(tokens), took)
    yield _lost(log, there)
    yield _winners(log, there, attested)


@contextmanager
def _process(home: Path, port: int, word: str, role: str) -> Iterator[None]:
    with (home / f"{word}.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gemensam.config.cli", word],
            env=_environment(home, port, role),
            stdout=output,
            stderr=output,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=ANSWERS_WITHIN)


def _wait(port: int) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN
    while True:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/halsa/redo", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _drained(home: Path) -> dict[str, Any]:
    """Wait until the worker has carried everything to the county, then count."""
    deadline = time.monotonic() + DRAINED_WITHIN
    while True:
        there = _county(home, "count")
        done = there["lines_attested"] >= there["attested"] and not there["waiting"]
        if done or time.monotonic() > deadline:
            return there
        time.sleep(2)


def _p95(seconds: list[float]) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))] * 1000


def _times(log: phones.Log, count: int, took: float) -> dict[str, Any]:
    everything = [one for seconds in log.seconds.values() for one in seconds]
    p95, p50 = _p95(everything), sorted(everything)[len(everything) // 2] * 1000
    by_kind = ", ".join(f"{kind} {_p95(one):.0f} ms" for kind, one in log.seconds.items())
    return {
        "name": "year_end.answer",
        "unit": "ms p95",
        "ours": round(p95, 1),
        "peer": BUDGET_MS,
        "peer_name": "budget",
        "ratio": round(p95 / BUDGET_MS, 3),
        "note": f"{count} sessions, {len(everything)} answers in {took:.0f} s, p50 {p50:.0f} ms, "
        f"p95 of {by_kind}; "
        f"{log.retries} sent again; fsync on, the phones on the same machine",
        "passed": p95 <= BUDGET_MS,
    }


def _lost(log: phones.Log, there: dict[str, Any]) -> dict[str, Any]:
    lost = [note for note in log.acknowledged if not there["notes"].get(note)]
    doubled = [note for note, times in there["notes"].items() if times > 1]
    reports = sum(there["notes"].values())
    return {
        "name": "year_end.lost",
        "unit": "reports",
        "ours": len(lost),
        "peer": 0,
        "peer_name": "budget",
        "ratio": None,
        "note": f"{len(log.acknowledged)} acknowledged, {reports} there, {len(doubled)} twice, "
        f"{len(log.refused)} refused {' '.join(log.refused[:3])}; "
        f"{there['lines']} lines in the county",
        "passed": not lost
        and not doubled
        and not log.refused
        and there["lines"] == reports == len(log.acknowledged),
    }


def _winners(
    log: phones.Log, there: dict[str, Any], attested: list[tuple[int, ...]]
) -> dict[str, Any]:
    right = sum(pair == (phones.SEE_OTHER, CONFLICT) for pair in attested)
    return {
        "name": "year_end.two_attesters",
        "unit": "municipalities where one won and the other was told",
        "ours": right,
        "peer": len(attested),
        "peer_name": "all",
        "ratio": round(right / len(attested), 3),
        "note": f"{there['attested']} of {len(log.acknowledged)} attested, each municipality's by "
        f"{max(there['winners'])} person; {there['lines_attested']} are co-funding in the county",
        "passed": right == len(attested)
        and set(there["winners"]) <= {0, 1}
        and there["attested"] == there["lines_attested"] == len(log.acknowledged),
    }
