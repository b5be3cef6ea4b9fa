"""Every HTML page on the full county: server time and queries, one client, slowest first.

The county lies in `var/bench` and is loaded the first time. Pages are found as their people find
them: from each one's first page, link by link, one address of each kind. The budget is 50 ms at the
95th percentile and 20 queries; the ratio is against that budget.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOME = Path("var") / "bench"
REQUESTS = 50
BUDGET_MS = 50.0
BUDGET_QUERIES = 20
# Enough to reach every kind of page from a first page.
MOST_PAGES_EACH = 60
PEOPLE = ("eva", "margit", "david", "cecilia", "olga", "anna", "bo", "hanna", "karin", "sven")
FIRST = ("/", "/munkedal/", "/goteborg/", "/om/kallor/", "/hjalp/", "/logga-in/", "/tur/", "/ui/")


@dataclass(slots=True)
class Measured:
    """One kind of page as one person sees it."""

    name: str
    person: str
    path: str
    ms: list[float] = field(default_factory=list)
    queries: int = 0

    def row(self) -> dict[str, Any]:
        """Give the row that is printed."""
        ordered = sorted(self.ms)
        p50 = ordered[len(ordered) // 2]
        p95 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
        return {
            "name": f"page {self.name}",
            "unit": "ms p95 server time",
            "ours": round(p95, 1),
            "peer": BUDGET_MS,
            "peer_name": "budget",
            "ratio": round(p95 / BUDGET_MS, 3),
            "note": f"{self.person} {self.path}: p50 {p50:.1f} ms, {self.queries} queries "
            f"(budget {BUDGET_QUERIES}), {len(self.ms)} requests",
            "within": p95 <= BUDGET_MS and self.queries <= BUDGET_QUERIES,
        }


def run() -> Iterator[dict[str, Any]]:
    """Load the county where it is missing, then measure in a process with its settings."""
    environment = os.environ | {
        "GEMENSAM_HOME": str(HOME.resolve()),
        "GEMENSAM_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "gemensam.config.settings.demo",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bench.pages"], env=environment, stdout=subprocess.PIPE, text=True
    ) as inner:
        assert inner.stdout is not None
        for line in inner.stdout:
            yield json.loads(line)
    if inner.returncode:
        raise RuntimeError(f"measuring ended with status {inner.returncode}")


def prepare() -> Iterator[dict[str, Any]]:
    from gemensam.config import demo_database, environment
    from gemensam.embedded.cluster import Cluster

    here = environment.read()
    here.home.mkdir(parents=True, exist_ok=True)
    Cluster(here.home).start()
    was_there = (here.home / "demo-shape").exists()
    began = time.monotonic()
    demo_database.bring_up_to_date(
        here, scale="full", say=lambda text: print(text, file=sys.stderr)
    )
    seconds = time.monotonic() - began
    if not was_there:
        yield {
            "name": "load the full county",
            "unit": "s",
            "ours": round(seconds, 1),
            "peer": 300,
            "peer_name": "budget",
            "ratio": round(seconds / 300, 3),
            "note": "60,000 residents, 50,000 staff, 35,000 alarm units, 1,000,000 notes",
        }


def _pages(person: str) -> Iterator[tuple[str, str, Any]]:
    """Give (kind, path, client) for each kind of HTML page a person reaches by links."""
    from django.test import Client
    from django.urls import Resolver404, resolve
    from lxml import html

    client = Client(headers={"accept-language": "sv", "host": "127.0.0.1"})
    start = "/"
    if person:
        start = client.post("/logga-in/demo/", {"person": person}).headers["Location"]
    waiting = [start, *(FIRST if not person else ())]
    seen: set[str] = set()
    while waiting and len(seen) < MOST_PAGES_EACH:
        path = waiting.pop(0)
        try:
            name = resolve(path.split("?")[0]).view_name
        except Resolver404:
            continue
        if name in seen:
            continue
        answer = client.get(path)
        if answer.status_code != 200 or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        seen.add(name)
        yield name, path, client
        links = [link.get("href", "") for link in html.fromstring(answer.content).iter("a")]
        waiting += [link.split("#")[0] for link in links if link.startswith("/")]


def _measure(name: str, person: str, path: str, client: Any) -> Measured:
    from django.db import connections

    measured = Measured(name, person or "anyone", path)
    count = 0

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        # What opens and closes transactions is no question to the database.
        count += not sql.startswith(("SAVEPOINT", "RELEASE", "SELECT set_config"))
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(counting))
        client.get(path)
        measured.queries = count
    for _ in range(REQUESTS):
        began = time.perf_counter()
        client.get(path)
        measured.ms.append((time.perf_counter() - began) * 1000)
    return measured


def main() -> None:
    """Print the rows, slowest first."""
    for row in prepare():
        print(json.dumps(row, ensure_ascii=False), flush=True)
    import django

    django.setup()
    found: dict[str, Measured] = {}
    for person in ("", *PEOPLE):
        for name, path, client in _pages(person):
            if name not in found:
                found[name] = _measure(name, person, path, client)
    for row in sorted((one.row() for one in found.values()), key=lambda row: -row["ours"]):
        print(json.dumps(row, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
