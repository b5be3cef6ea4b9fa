"""A database and a receiver of their own in a folder, for benchmarks and drills."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from gemensam.embedded.cluster import Cluster
from gemensam.embedded.ports import HOST, free_ports

FOLDER_SETTING = "GEMENSAM_BENCH_HOME"
SOURCES = Path(__file__).parents[1] / "src"
RECEIVER = ("-m", "gemensam.config.cli", "receiver")
ANSWERS_WITHIN = 60.0


@dataclass(slots=True)
class System:
    """PostgreSQL with fsync on, the tables, one alarm centre, and a receiver."""

    home: Path
    tcp_port: int | None = None
    port: int = field(default_factory=lambda: free_ports(1)[0])
    cluster: Cluster = field(init=False)
    receiver: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.cluster = Cluster(self.home, tcp_port=self.tcp_port)

    def environment(self) -> dict[str, str]:
        """Give what the processes are started with."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GEMENSAM_")}
        kept.pop("DATABASE_URL", None)
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        if self.tcp_port is not None:
            secret = quote(self.cluster.parameters()["password"], safe="")
            kept["DATABASE_URL"] = f"postgresql://postgres:{secret}@{HOST}:{self.tcp_port}/gemensam"
        return kept | {
            "GEMENSAM_HOME": str(self.home),
            "GEMENSAM_DEMO": "1",
            "GEMENSAM_SIP_PORT": str(self.port),
            "GEMENSAM_RECEIVER_PORT": str(free_ports(1)[0]),
            "PYTHONPATH": os.pathsep.join([str(SOURCES), str(SOURCES.parent)]),
        }

    def prepare(self) -> None:
        """Start the database and make the tables and the centre. Raises CalledProcessError."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.cluster.start(durable=True)
        if self.tcp_port is not None:
            # An address from outside names a database that must be there already.
            with psycopg.connect(self.cluster.dsn(), autocommit=True) as admin:
                admin.execute("CREATE ROLE gemensam_owner NOLOGIN")
                admin.execute("CREATE DATABASE gemensam OWNER gemensam_owner TEMPLATE template0")
        for words in (["migrate"], ["register-demo-bodies"]):
            subprocess.run(
                [sys.executable, "-m", "gemensam.config.cli", *words],
                env=self.environment(),
                check=True,
                stdout=subprocess.DEVNULL,
            )

    def start_receiver(self, *words: str) -> None:
        """Start the receiver, or another build of it, and return when it answers."""
        log = (self.home / "receiver.log").open("ab")
        self.receiver = subprocess.Popen(
            [sys.executable, *(words or RECEIVER)],
            env=self.environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        log.close()
        self._wait_for_answer()

    def _wait_for_answer(self) -> None:
        deadline = time.monotonic() + ANSWERS_WITHIN
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.05)
            probe.connect((HOST, self.port))
            while time.monotonic() < deadline:
                number = time.monotonic_ns()
                try:
                    probe.send(
                        f"OPTIONS sip:larm@{HOST} SIP/2.0\r\nVia: SIP/2.0/UDP {HOST};rport;"
                        f"branch=z9hG4bK{number}\r\nFrom: <sip:p@{HOST}>;tag=p\r\n"
                        f"To: <sip:larm@{HOST}>\r\nCall-ID: {number}\r\nCSeq: 1 OPTIONS\r\n"
                        "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n".encode()
                    )
                    if probe.recv(2000).startswith(b"SIP/2.0 200"):
                        return
                except OSError:
                    time.sleep(0.02)
        raise TimeoutError(f"the receiver does not answer; see {self.home}/receiver.log")

    def kill_receiver(self) -> None:
        """End the receiver as a crash would."""
        assert self.receiver is not None
        self.receiver.kill()
        self.receiver.wait()

    def stop(self) -> None:
        """End everything."""
        if self.receiver is not None and self.receiver.poll() is None:
            self.receiver.terminate()
            try:
                self.receiver.wait(15)
            except subprocess.TimeoutExpired:
                self.kill_receiver()
        self.cluster.stop("immediate")

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """Connect past the walls, to count."""
        return psycopg.connect(self.cluster.dsn(database="gemensam"), autocommit=True)


def measured(module: str, **settings: object) -> Iterator[dict[str, Any]]:
    """Measure by a module in a process with a database of its own; give the rows that it prints.

    `settings` are what it takes from the environment, by name, and their usual values.
    """
    with tempfile.TemporaryDirectory(dir=os.environ.get(FOLDER_SETTING)) as folder:
        system = System(Path(folder) / "system")
        try:
            system.prepare()
            environment = system.environment() | {
                "DJANGO_SETTINGS_MODULE": "gemensam.config.settings.demo",
                FOLDER_SETTING: folder,
                **{name: os.environ.get(name, str(usual)) for name, usual in settings.items()},
            }
            with subprocess.Popen(
                [sys.executable, "-m", module], env=environment, stdout=subprocess.PIPE, text=True
            ) as inner:
                assert inner.stdout is not None
                for line in inner.stdout:
                    yield json.loads(line)
            if inner.returncode:
                raise RuntimeError(f"measuring ended with status {inner.returncode}")
        finally:
            system.stop()
