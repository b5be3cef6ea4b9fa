"""A day at the office in three minutes: 50 caseworkers and 500 residents, 5–15 s between pages.

The web server as production runs it (two processes), a worker, PostgreSQL with fsync on; the people
are one process beside them on the same machine, over HTTP with sessions and CSRF tokens. Caseworkers
look through the list, open a case, ask, write, note and decide, some of them in the same one;
residents follow their case, answer and write; every tenth fills in an application that saves itself
after each answer, a fifth of the time apart, and sends it.
Afterwards everything that a page said was done must be in the database once, and the access log
must hold a row for everything that was shown.

GEMENSAM_OFFICE_DAY="5 50 30" makes it 5 caseworkers, 50 residents and 30 s.
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
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.alarm_system import SOURCES
from bench.drills import office_people as people
from gemensam.embedded.cluster import Cluster
from gemensam.embedded.ports import HOST, free_ports

SETTING = "GEMENSAM_OFFICE_DAY"
THINK = (5.0, 15.0)
# So many of the residents are there to apply for something.
APPLYING = 0.1
BUDGET_MS = 500.0
ANSWERS_WITHIN = 60.0
WARM = 20


@dataclass(frozen=True, slots=True)
class Size:
    """How many come, for how long in seconds, and how long they think."""

    caseworkers: int = 50
    residents: int = 500
    seconds: float = 180.0
    think: tuple[float, float] = THINK


def run() -> Iterator[dict[str, Any]]:
    """Drill in a folder of its own."""
    given = os.environ.get(SETTING, "").split()
    size = Size(int(given[0]), int(given[1]), float(given[2])) if given else Size()
    with tempfile.TemporaryDirectory() as folder:
        yield from drill(Path(folder), size)


def drill(home: Path, size: Size) -> list[dict[str, Any]]:
    """Prepare a town, let the day pass, and count."""
    cluster = Cluster(home)
    cluster.start(durable=True)
    try:
        _command(home, "gemensam.config.cli", "migrate", role="migrator")
        town = _town(home, "prepare", str(size.caseworkers), str(size.residents))
        [port] = free_ports(1)
        with _process(home, port, "worker", "worker"), _process(home, port, "web", "app"):
            _wait(port)
            day = people.Day(port, town["cookie"], time.monotonic() + size.seconds, size.think)
            work = people.all_day(day, town["caseworkers"], town["residents"], APPLYING)
            # In a thread of its own: whoever runs the drill may have a loop already.
            with ThreadPoolExecutor(1) as pool:
                log = pool.submit(asyncio.run, work).result()
        return rows_of(log, _town(home, "count"), size)
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


def _command(home: Path, module: str, *words: str, role: str = "app") -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        env=_environment(home, role=role),
        check=True,
        stdout=subprocess.PIPE,
    )
    return done.stdout


def _town(home: Path, *words: str) -> dict[str, Any]:
    said = _command(home, "bench.drills.office_town", *words).splitlines()[-1]
    found: dict[str, Any] = json.loads(said)
    return found


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
    """Wait until it answers, and let both processes have shown a page: the office opened before."""
    deadline = time.monotonic() + ANSWERS_WITHIN
    while True:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/halsa/redo", timeout=5):
                break
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
    for _ in range(WARM):
        with urllib.request.urlopen(f"http://{HOST}:{port}/munkedal/", timeout=ANSWERS_WITHIN):
            pass


def rows_of(log: people.Log, there: dict[str, Any], size: Size) -> list[dict[str, Any]]:
    """Say how long pages took, what went wrong, what is missing, and what the log does not hold."""
    return [_times(log, size), _errors(log), _conflicts(log, there), _lost(log, there), _looks(log, there)]  # fmt: skip


def _at(seconds: Sequence[float], share: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, round(len(ordered) * share))] * 1000


def _times(log: people.Log, size: Size) -> dict[str, Any]:
    everything = [one for seconds in log.seconds.values() for one in seconds]
    p95 = _at(everything, 0.95)
    return {
        "name": "office_day.answer",
        "unit": "ms p95",
        "ours": round(p95, 1),
        "peer": BUDGET_MS,
        "peer_name": "budget",
        "ratio": round(p95 / BUDGET_MS, 3),
        "note": f"{size.caseworkers} caseworkers, {size.residents} residents, {size.seconds:.0f} s; "
        f"{len(everything)} answers, {len(everything) / size.seconds:.0f} a second; p50 "
        f"{_at(everything, 0.5):.0f} p99 {_at(everything, 0.99):.0f}; fsync on, the people on the "
        "same cores as server and database",
        "pages": {
            kind: {"count": len(seconds), **{f"p{n}": round(_at(seconds, n / 100)) for n in (50, 95, 99)}}
            for kind, seconds in sorted(log.seconds.items())
        },
        "passed": p95 <= BUDGET_MS,
    }  # fmt: skip


def _count(name: str, unit: str, ours: int, note: str) -> dict[str, Any]:
    return {
        "name": f"office_day.{name}",
        "unit": unit,
        "ours": ours,
        "peer": 0,
        "peer_name": "budget",
        "ratio": None,
        "note": note,
        "passed": ours == 0,
    }


def _errors(log: people.Log) -> dict[str, Any]:
    return _count("errors", "answers", len(log.errors), "; ".join(log.errors[:5]))


def _conflicts(log: people.Log, there: dict[str, Any]) -> dict[str, Any]:
    """A conflict is right when the case had moved on, or was decided, and the page showed it."""
    decided = set(there["decided"])
    wrong = [
        one
        for one in log.conflicts
        if not (one[2] > one[1] if one[2] is not None else one[0] in decided)
    ]
    note = f"{len(log.conflicts)} times somebody was told that the case had changed; {wrong[:3]}"
    return _count("wrong_conflicts", "409 that were not right", len(wrong), note)


def _lost(log: people.Log, there: dict[str, Any]) -> dict[str, Any]:
    """Look for everything that was said to be done: it must be there, and once."""
    bad = [words for words in log.events if there["events"].get(words) != 1]
    bad += [words for words in log.decisions if there["decisions"].get(words) != 1]
    bad += [one for one in log.submitted if there["submitted"].get(one) != 1]
    answers = [
        (resident, key)
        for resident, mine in log.saved.items()
        for key, value in mine.items()
        if (there["answers"].get(resident, {}).get(key) or "")
        not in [value or "", log.unsure.get(resident, {}).get(key) or value or ""]
    ]
    kept = sum(map(len, log.saved.values()))
    note = (
        f"{len(log.events)} questions, answers, messages and notes, {len(log.decisions)} decisions, "
        f"{len(log.submitted)} applications, {kept} answers of forms; {[*bad, *answers][:3]}"
    )
    return _count("lost", "lost or doubled", len(bad) + len(answers), note)


def _looks(log: people.Log, there: dict[str, Any]) -> dict[str, Any]:
    """Each person's rows in the access log beside what was shown to her.

    A page that came too late, or never, was logged all the same.
    """
    wrong = []
    shown = 0
    for kind, seen in (("case", log.opened), ("case_list", log.listed)):
        for person, count in seen.items():
            shown += count
            logged = there["looks"].get(f"{person}|Läsa|{kind}", 0)
            if logged < count or (logged > count and person not in log.unanswered):
                wrong.append(f"{kind} of {person}: {count} shown, {logged} logged")
    note = f"{shown} rows for what was shown; {wrong[:3]}"
    return _count("unlogged", "people whose log is not what they saw", len(wrong), note)
