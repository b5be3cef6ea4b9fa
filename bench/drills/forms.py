"""Forms: the two that run rules say the same; nobody loses an answer, whatever ends or changes.

`rules` draws forms and answers by chance and runs each in Python and in Node. `kills` ends the web
server with SIGKILL at random moments while residents fill in the application, and looks for every
answer that was announced as saved, in the page and in PostgreSQL (fsync on); browsers that count
what they only sent must be found to lose. `versions` publishes a form anew under open drafts.

GEMENSAM_FORMS_FILLINGS=40 fills in fewer.
"""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench.alarm_system import SOURCES
from bench.drills import forms_browsers as browsers
from gemensam.embedded.cluster import Cluster
from gemensam.embedded.ports import HOST, free_ports

FORMS, ANSWERS_EACH, FIRST_SEED = 1_000, 24, 1
FILLINGS, CARELESS, AT_ONCE = 240, 24, 8
DRAFTS = 100
# So long the server is left in peace once it answers, in seconds.
PEACE = (0.5, 7.0)
# The careless are caught sooner.
LITTLE_PEACE = (0.2, 1.5)
ANSWERS_WITHIN = 60.0


def run() -> Iterator[dict[str, Any]]:
    """Run the three parts; the last two on a database of their own."""
    yield _rules()
    fillings = int(os.environ.get("GEMENSAM_FORMS_FILLINGS", FILLINGS))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        cluster = Cluster(home)
        cluster.start(durable=True)
        try:
            _command(home, "-m", "gemensam.config.cli", "migrate", role="migrator")
            yield from _kills(home, cluster, fillings)
            yield _versions(home)
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


def _command(home: Path, *words: str, role: str = "app") -> bytes:
    done = subprocess.run(
        [sys.executable, *words], env=_environment(home, role=role), check=True, stdout=subprocess.PIPE
    )  # fmt: skip
    return done.stdout


def _rules() -> dict[str, Any]:
    from gemensam.questionnaires.tests.twins import compare_by_chance, twins

    began, differences = time.monotonic(), []
    with twins() as asked:
        for seed in range(FIRST_SEED, FIRST_SEED + FORMS):
            found = compare_by_chance(asked, seed, ANSWERS_EACH)
            differences += [f"seed {seed}: {case}" for case, _ours, _theirs in found]
    return {
        "name": "forms: the same in Python and in the browser",
        "unit": "differences",
        "ours": len(differences),
        "pairs": FORMS * ANSWERS_EACH,
        "seeds": f"{FIRST_SEED}–{FIRST_SEED + FORMS - 1}",
        "seconds": round(time.monotonic() - began, 1),
        "passed": not differences,
        "note": "; ".join(differences[:3]) or "every cell of every program",
    }


@dataclass(slots=True)
class _Web:
    """The web server in a process group of its own, killed again and again until told to stop."""

    home: Path
    port: int
    peace: tuple[float, float]
    kills: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    done: threading.Event = field(default_factory=threading.Event)
    broken: Exception | None = None

    def keep_killing(self) -> None:
        """Kill and start anew, at random moments."""
        try:
            while not self.done.wait(random.uniform(*self.peace)):
                self.kill()
                self.kills += 1
                self.start()
        except (OSError, TimeoutError) as error:
            self.broken = error

    def start(self) -> None:
        """Start the server and return when it answers. Raises TimeoutError."""
        with (self.home / "web.log").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gemensam.config.cli", "web"],
                env=_environment(self.home, self.port),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        deadline = time.monotonic() + ANSWERS_WITHIN
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://{HOST}:{self.port}/halsa/redo", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise TimeoutError(f"the web server does not answer; see {self.home}/web.log")

    def kill(self) -> None:
        """End the server and its workers as a crash would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _kills(home: Path, cluster: Cluster, fillings: int) -> Iterator[dict[str, Any]]:
    words = ("-m", "bench.drills.forms_county", "prepare", str(fillings + CARELESS))
    county = json.loads(_command(home, *words).splitlines()[-1])
    residents = county["residents"]
    careful, careless = residents[:fillings], residents[fillings:]
    ours, kills = _fill_in(home, county["cookie"], careful, is_careless=False)
    theirs, their_kills = _fill_in(home, county["cookie"], careless, is_careless=True)
    lost = ours.lost + _missing(cluster, ours)
    lost_by_careless = _missing(cluster, theirs)
    is_right = not lost and not ours.refused and ours.fillings == fillings and kills > 0
    yield {
        "name": "forms: answers lost when the web server is killed",
        "unit": "answers",
        "ours": len(lost),
        "peer": len(lost_by_careless),
        "peer_name": "browsers that count what they only sent as saved",
        "fillings": ours.fillings,
        "announced": ours.announced,
        "kills": kills,
        "passed": is_right and bool(lost_by_careless),
        "note": f"{ours.unanswered} requests without an answer, {ours.closed} browsers closed and "
        f"opened anew; {ours.refused[:2] or 'none refused'} {lost[:2] or ''}; careless: "
        f"{theirs.fillings} fillings, {their_kills} kills",
    }


def _fill_in(
    home: Path, cookie: str, residents: list[dict[str, str]], *, is_careless: bool
) -> tuple[browsers.Log, int]:
    [port] = free_ports(1)
    web = _Web(home, port, LITTLE_PEACE if is_careless else PEACE)
    web.start()
    killer = threading.Thread(target=web.keep_killing)
    killer.start()
    try:
        log = asyncio.run(
            browsers.all_fill_in(port, cookie, residents, AT_ONCE, is_careless=is_careless)
        )
    finally:
        web.done.set()
        killer.join()
        web.kill()
    if web.broken:
        raise web.broken
    return log, web.kills


def _missing(cluster: Cluster, log: browsers.Log) -> list[str]:
    """Give what was counted as saved and is not what PostgreSQL has."""
    with psycopg.connect(cluster.dsn(database="gemensam"), autocommit=True) as admin:
        rows = admin.execute(
            "SELECT response.resident_id, answer.key, answer.value FROM questionnaires_answer answer"
            " JOIN questionnaires_response response ON response.id = answer.response_id"
        ).fetchall()
    stored = {(str(resident), key): value for resident, key, value in rows}
    return [
        f"{key}: {value} announced, {stored.get((resident, key))} stored"
        for resident, kept in log.kept.items()
        for key, value in kept.items()
        if log.is_lost(resident, key, stored.get((resident, key)))
    ]


def _versions(home: Path) -> dict[str, Any]:
    words = ("-m", "bench.drills.forms_versions", str(DRAFTS), str(FIRST_SEED))
    found: dict[str, Any] = json.loads(_command(home, *words).splitlines()[-1])
    return {
        "name": "forms: answers lost when a form is published anew under open drafts",
        "unit": "answers",
        "ours": found["lost"],
        **found,
        "passed": found["drafts"] == DRAFTS
        and not found["lost"]
        and found["as_the_rule_says"] == DRAFTS
        and 0 < found["moved"] < DRAFTS,
        "note": "each moved or stayed as the rule says, and was told so",
    }
