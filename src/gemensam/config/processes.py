"""The processes that an installation runs, and how one machine keeps them all going.

Theory of operation. `Keeper` starts each process in a group of its own, with its output in a log
file. One that ends is started again, at once the first time and with a growing pause when it keeps
ending. SIGINT or SIGTERM to the keeper ends every process by SIGTERM, waits, then kills what is
left. PostgreSQL is started first and stopped last, so nobody loses a commit on the way down.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# A process that lived this long counts as healthy: its next end is a first end again.
HEALTHY_AFTER = 30.0
LONGEST_PAUSE = 15.0
STOP_WITHIN = 10.0
LOOK_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Process:
    """One process: its command, its role in the database, and the settings it reads."""

    name: str
    database_role: str
    settings: str = ""


PROCESSES: Sequence[Process] = (
    Process("web", "app"),
    Process("live", "app"),
    Process("receiver", "receiver", "gemensam.config.settings.receiver"),
    Process("worker", "worker"),
    Process("supervisor", "supervisor", "gemensam.config.settings.receiver"),
    Process("auditor", "supervisor", "gemensam.config.settings.receiver"),
)


class PortIsTaken(Exception):
    """Another program listens where we want to."""


def ensure_port_is_free(host: str, port: int, *, kind: socket.SocketKind, setting: str) -> None:
    """Raises PortIsTaken, in one sentence that says what to do."""
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortIsTaken(
                f"Port {port} on {host} is taken by another program: stop it, or choose another "
                f"port with {setting}=… ({error.strerror})."
            ) from error


@dataclass(slots=True)
class _Kept:
    process: Process
    running: subprocess.Popen[bytes]
    started_at: float
    ends_in_a_row: int = 0
    start_again_at: float | None = None


@dataclass(slots=True)
class Keeper:
    """Keeps processes going until it is told to stop."""

    home: Path
    environment: Mapping[str, str]
    say: Callable[[str], None]
    _kept: list[_Kept] = field(default_factory=list)
    _is_stopping: bool = False

    def start(self, process: Process) -> None:
        """Start a process for the first time."""
        self._kept.append(_Kept(process, self._spawn(process), time.monotonic()))

    def run(self) -> None:
        """Watch over the processes until `stop` is asked for."""
        while not self._is_stopping:
            for kept in self._kept:
                self._look(kept)
            time.sleep(LOOK_EVERY)

    def ask_to_stop(self, *_signal: object) -> None:
        """End `run` at its next turn; fit for a signal handler."""
        self._is_stopping = True

    def stop(self) -> None:
        """End every process: kindly first, then not."""
        running = [kept.running for kept in self._kept if kept.running.poll() is None]
        for one in running:
            _signal_group(one, signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        for one in running:
            try:
                one.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(one, signal.SIGKILL)
                one.wait()

    def _look(self, kept: _Kept) -> None:
        now = time.monotonic()
        if kept.start_again_at is not None:
            if now >= kept.start_again_at:
                kept.start_again_at = None
                kept.running = self._spawn(kept.process)
                kept.started_at = now
            return
        status = kept.running.poll()
        if status is None:
            return
        if now - kept.started_at > HEALTHY_AFTER:
            kept.ends_in_a_row = 0
        pause = 0.0 if kept.ends_in_a_row == 0 else min(2.0**kept.ends_in_a_row, LONGEST_PAUSE)
        kept.ends_in_a_row += 1
        kept.start_again_at = now + pause
        self.say(
            f"{kept.process.name} ended (status {status}); starts again in {pause:.0f} s. "
            f"Its log: {self._log_of(kept.process)}"
        )

    def _log_of(self, process: Process) -> Path:
        return self.home / "log" / f"{process.name}.log"

    def _spawn(self, process: Process) -> subprocess.Popen[bytes]:
        log = self._log_of(process)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603 -- our own command line
                [sys.executable, "-m", "gemensam.config.cli", process.name],
                env={
                    **self.environment,
                    "GEMENSAM_DATABASE_ROLE": process.database_role,
                    **({"DJANGO_SETTINGS_MODULE": process.settings} if process.settings else {}),
                },
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
