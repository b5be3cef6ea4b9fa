"""Durable alarms a second through the whole path, beside Kamailio with sqlops in the same run.

Kamailio stores one row before its 200; it sends no <mrs>, checks no unit and finds no duplicates.
The generator and Kamailio's configuration are read from a folder outside this project.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.alarm_system import System
from gemensam.embedded.ports import HOST, free_ports

FOLDER_SETTING = "GEMENSAM_BENCH_DIR"
RATES = (500, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000)
SECONDS = 3
# A rate holds when every message was answered and the slowest hundredth waited less than this.
P99_MS = 1000.0
KAMAILIO_PORT = 15_060
KAMAILIO_CHILDREN = 8
FIRST_CID = 20_000_000
TCP_CHILDREN = 1


class Missing(Exception):
    """Something that the benchmark needs is not on this machine."""


def _bench_folder() -> Path:
    beside = Path(__file__).parents[2] / "shared" / "bench"
    folder = Path(os.environ.get(FOLDER_SETTING) or beside)
    if not (folder / "sipload.c").is_file():
        raise Missing(f"no sipload.c: set {FOLDER_SETTING} to the folder that has it")
    return folder


def _generator(folder: Path, into: Path) -> Path:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise Missing("no C compiler for sipload.c")
    program = into / "sipload"
    subprocess.run(
        [compiler, "-O2", "-o", str(program), str(folder / "sipload.c")], check=True, cwd=into
    )
    return program


def _shoot(
    program: Path, port: int, rate: int, first_cid: int, kind: str = "ME"
) -> dict[str, float]:
    """Send a rate for some seconds, each message from a unit of its own."""
    done = subprocess.run(
        [
            *(str(program), "-t", kind, "-u", str(rate * SECONDS), "-c", str(first_cid)),
            *(str(port), str(rate), str(SECONDS)),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _holds(shot: dict[str, float], *, with_reply: bool) -> bool:
    answered = shot["ok"] == shot["messages"]
    replied = not with_reply or shot["mrs"] == shot["messages"]
    return answered and replied and shot["p99_ms"] < P99_MS


def _climb(
    shoot: Callable[[int, int], dict[str, float]], *, with_reply: bool
) -> tuple[int, dict[str, float]]:
    """Give the highest rate that holds, and what it looked like."""
    best: tuple[int, dict[str, float]] = (0, {})
    cid = FIRST_CID
    for rate in RATES:
        shot = shoot(rate, cid)
        cid += rate * SECONDS
        if not _holds(shot, with_reply=with_reply):
            break
        best = (rate, shot)
        time.sleep(0.5)
    return best


def _register_units(system: System) -> None:
    """Make every unit of the load a known one: routes as enrolment writes them."""
    count = sum(RATES) * SECONDS
    with system.connect() as admin:
        admin.execute(
            """
            INSERT INTO alarms_route (id, cid, alarm_unit_id, safety_alarm_id, resident_id,
                owner_tenant_id, centre_tenant_id, heartbeat_seconds, enrolled_at, is_active)
            SELECT gen_random_uuid(), n::text, gen_random_uuid(), gen_random_uuid(),
                gen_random_uuid(), o.tenant_id, c.tenant_id, 300, now(), true
            FROM generate_series(%s::int, %s::int) n,
                (SELECT tenant_id FROM organisations_organisation WHERE slug = 'munkedal') o,
                (SELECT tenant_id FROM organisations_organisation WHERE kind = 'ALARM_CENTRE') c
            """,
            [FIRST_CID, FIRST_CID + count],
        )
        admin.execute("ANALYZE alarms_route")


def _kept(system: System) -> int:
    with system.connect() as admin:
        row = admin.execute("SELECT count(*) FROM alarms_alarm").fetchone()
    assert row is not None
    return int(str(row[0]))


@contextmanager
def _kamailio(folder: Path, system: System, run: Path) -> Iterator[int]:
    """Run the peer on the same PostgreSQL, with a database of its own."""
    program = shutil.which("kamailio")
    if program is None:
        raise Missing("no kamailio on this machine")
    assert system.tcp_port is not None
    with psycopg.connect(system.cluster.dsn(), autocommit=True) as admin:
        admin.execute("CREATE ROLE kam LOGIN PASSWORD 'x'")
        admin.execute("CREATE DATABASE kam OWNER kam")
    dsn = f"postgresql://kam:x@{HOST}:{system.tcp_port}/kam"
    with psycopg.connect(dsn, autocommit=True) as own:
        own.execute((folder / "schema.sql").read_bytes())
    text = (folder / "kam_sqlops.cfg").read_text()
    text = text.replace(
        "postgres:x@127.0.0.1:PGPORT/postgres", f"kam:x@{HOST}:{system.tcp_port}/kam"
    )
    text = text.replace("TCPCH", str(TCP_CHILDREN)).replace("CHILDREN", str(KAMAILIO_CHILDREN))
    (run / "kam.cfg").write_text(text)
    with (run / "kam.log").open("wb") as log:
        peer = subprocess.Popen(
            [
                *(program, "-f", str(run / "kam.cfg"), "-DD", "-E", "-m", "128", "-M", "16"),
                *("-Y", str(run)),
            ],
            stdout=log,
            stderr=log,
        )
    try:
        time.sleep(2.0)
        if peer.poll() is not None:
            raise Missing(f"kamailio did not start: {(run / 'kam.log').read_text()[-300:]}")
        yield KAMAILIO_PORT
    finally:
        peer.terminate()
        try:
            peer.wait(10)
        except subprocess.TimeoutExpired:
            peer.kill()
            peer.wait()


def _ours(program: Path, system: System) -> tuple[int, dict[str, float], int]:
    _register_units(system)
    system.start_receiver()
    rate, shot = _climb(lambda rate, cid: _shoot(program, system.port, rate, cid), with_reply=True)
    kept = _kept(system)
    assert system.receiver is not None
    system.receiver.terminate()
    system.receiver.wait(20)
    return rate, shot, kept


def _row(
    ours: int | None, peer: int | None, note: str, shot: dict[str, float] | None = None
) -> dict[str, object]:
    if shot:
        note = f"p50 {shot['p50_ms']} ms, p99 {shot['p99_ms']} ms at our rate; {note}"
    return {
        "name": "alarms.durable_per_second",
        "unit": "alarms/s",
        "ours": ours,
        "peer": peer,
        "peer_name": "Kamailio with sqlops",
        "ratio": round(ours / peer, 2) if ours and peer else None,
        "note": note,
    }


DIFFERENCE = (
    "fsync on; each alarm from a unit of its own, new rows in five tables and the outbox, <mrs> "
    "sent and answered; Kamailio stores one row, sends no <mrs>, checks no unit, finds no duplicates"
)


def run() -> list[dict[str, object]]:
    """Measure ours and the peer one after the other on the same PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        try:
            source = _bench_folder()
            program = _generator(source, home)
        except Missing as reason:
            return [_row(None, None, str(reason))]
        system = System(home / "system", tcp_port=free_ports(1)[0])
        try:
            system.prepare()
            rate, shot, kept = _ours(program, system)
            note = f"{kept} alarms kept; {DIFFERENCE}"
            try:
                with _kamailio(source, system, home) as port:
                    peer, _ = _climb(
                        lambda rate, cid: _shoot(program, port, rate, cid), with_reply=False
                    )
            except Missing as reason:
                return [_row(rate, None, f"{reason}; {note}", shot)]
            return [_row(rate, peer, note, shot)]
        finally:
            system.stop()
