"""The answer of a log-in service: our own time for it, and whether it tells who exists.

The issuer is the tests' own, on the loopback, and answers at once. What we wait for it is taken away:
it answers while we wait, in the same process, so none of its work counts as ours. The county is that
of `bench pages`. Budget: 150 ms at the 95th percentile. Known and unknown staff, both of whom are
refused, are asked by turns; the ratio of the medians should lie below 1.2 and above 1/1.2.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench import pages

RUNS = int(os.environ.get("GEMENSAM_BENCH_RUNS", "200"))
BUDGET_MS = 150.0
RATIO = 1.2
PERSON = "cecilia"


@dataclass(slots=True)
class Waited:
    """How long an answer took in all, and what of it was waiting for the issuer, in milliseconds."""

    whole: list[float] = field(default_factory=list)
    issuers: list[float] = field(default_factory=list)

    @property
    def own(self) -> list[float]:
        """What is left: ours."""
        return sorted(a - b for a, b in zip(self.whole, self.issuers, strict=True))


def run() -> Iterator[dict[str, Any]]:
    """Measure in a process with the settings of the benches' county."""
    environment = os.environ | {
        "GEMENSAM_HOME": str(pages.HOME.resolve()),
        "GEMENSAM_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "gemensam.config.settings.demo",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bench.login"], env=environment, stdout=subprocess.PIPE, text=True
    ) as inner:
        assert inner.stdout is not None
        for line in inner.stdout:
            yield json.loads(line)
    if inner.returncode:
        raise RuntimeError(f"measuring ended with status {inner.returncode}")


class Bench:
    """One issuer, connected, and the clock beside each question that it is asked."""

    def __init__(self, issuer: Any, slug: str) -> None:
        from gemensam.identity.oidc import provider

        self.issuer, self.slug, self.asked_ms = issuer, slug, 0.0
        ask = provider.ask

        def timed(*words: Any, **more: Any) -> Any:
            began = time.perf_counter()
            try:
                return ask(*words, **more)
            finally:
                self.asked_ms += (time.perf_counter() - began) * 1000

        provider.ask = timed

    def answer(self, who: dict[str, Any], run: int, waited: Waited, *, status: int) -> None:
        """Log somebody in, and note how long the answer took."""
        from django.test import Client

        from gemensam.identity.tests.hostile_issuer import come_back, press

        # Somebody new each time, as the issuer names them: limits count by that.
        self.issuer.who, self.issuer.subject = who, f"bench-{run}-{os.getpid()}"
        client = Client(headers={"accept-language": "sv", "host": "127.0.0.1"})
        said = self.issuer.authorize(press(client, self.slug))
        self.asked_ms, began = 0.0, time.perf_counter()
        response = come_back(client, self.slug, said)
        waited.whole.append((time.perf_counter() - began) * 1000)
        waited.issuers.append(self.asked_ms)
        if response.status_code != status:
            raise RuntimeError(f"the answer was {response.status_code}, not {status}")


def _employee(key: str) -> str:
    from gemensam.identity.models import Commission, DemoPersona
    from gemensam.tenancy.context import tenant_context

    persona = DemoPersona.objects.get(key=key)
    with tenant_context(persona.tenant_id):
        return str(Commission.objects.get(id=persona.commission_id).employee_hsa_id)


def _measure(bench: Bench) -> tuple[Waited, Waited, Waited]:
    employee = _employee(PERSON)
    let_in, known, unknown = Waited(), Waited(), Waited()
    for run in range(-5, RUNS):
        if run == 0:
            # The first ones read the issuer's description and its keys.
            let_in, known, unknown = Waited(), Waited(), Waited()
        # Both are refused: the one works here, but not in the commission that is named.
        elsewhere = {"commissionHsaId": "SE-BENCH"}
        bench.answer({"employeeHsaId": employee}, run, let_in, status=303)
        turns = [(employee, known), (f"SE-BENCH-{run}", unknown)]
        for someone, waited in turns if run % 2 else reversed(turns):
            bench.answer({"employeeHsaId": someone} | elsewhere, run, waited, status=403)
    return let_in, known, unknown


def _rows(let_in: Waited, known: Waited, unknown: Waited) -> Iterator[dict[str, Any]]:
    own = let_in.own
    p95 = own[min(len(own) - 1, round(len(own) * 0.95))]
    yield {
        "name": "log-in: our own time for the issuer's answer",
        "unit": "ms p95",
        "ours": round(p95, 1),
        "peer": BUDGET_MS,
        "peer_name": "budget",
        "ratio": round(p95 / BUDGET_MS, 3),
        "note": f"p50 {median(own):.1f} ms; beside it {median(let_in.issuers):.1f} ms of waiting for "
        f"the issuer (tokens and userinfo over the loopback); {len(own)} log-ins of staff",
        "passed": p95 <= BUDGET_MS,
    }
    ratio = median(known.own) / median(unknown.own)
    yield {
        "name": "log-in: known beside unknown",
        "unit": "ms p50 own time",
        "ours": round(median(known.own), 2),
        "peer": round(median(unknown.own), 2),
        "peer_name": "an HSA-id that nobody has",
        "ratio": round(ratio, 3),
        "note": f"both refused, {len(known.own)} of each by turns; goal: between "
        f"{1 / RATIO:.2f} and {RATIO}",
        "passed": 1 / RATIO < ratio < RATIO,
    }


def main() -> None:
    """Print the rows."""
    for row in pages.prepare():
        print(json.dumps(row, ensure_ascii=False), flush=True)
    import django

    django.setup()
    import structlog
    from django.conf import settings

    # Rows alone go to standard output.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))

    from gemensam.identity.tests import hostile_issuer

    with tempfile.TemporaryDirectory() as folder, hostile_issuer.running() as issuer:
        issuer.acr = hostile_issuer.SAMBI3
        profile = hostile_issuer.profile(issuer, Path(folder), kind="staff")
        settings.GEMENSAM_ISSUERS = hostile_issuer.write(Path(folder) / "issuers.yaml", [profile])
        for row in _rows(*_measure(Bench(issuer, "siths"))):
            print(json.dumps(row, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
