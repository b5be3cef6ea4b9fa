"""A system of its own for a walk: the demo, in a folder and on ports that nobody else uses."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from gemensam.embedded.ports import HOST, free_ports

# The whole demo is loaded first: under a minute alone, minutes beside others on a slow machine.
READY_WITHIN = 400.0
STOP_WITHIN = 30.0


class DidNotStart(RuntimeError):
    """The system was not ready in time; its last words say why."""


@dataclass(frozen=True, slots=True)
class System:
    """Where it answers."""

    home: Path
    host: str
    port: int
    live_port: int
    sip_port: int

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"


@contextmanager
def running(*, keep: Path | None = None) -> Iterator[System]:
    """Start `gemensam demo` in a new folder, wait until it answers, stop it afterwards.

    Raises DidNotStart: it ended, or did not answer in time.
    """
    home = keep or Path(tempfile.mkdtemp(prefix="gemensam-walk-"))
    web, live, sip = free_ports(3)
    system = System(home, HOST, web, live, sip)
    log = home / "demo.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gemensam.config.cli", "demo"],
            env=os.environ
            | {
                "GEMENSAM_HOME": str(home),
                "GEMENSAM_PORT": str(web),
                "GEMENSAM_LIVE_PORT": str(live),
                "GEMENSAM_SIP_PORT": str(sip),
                "GEMENSAM_HOST": HOST,
                "GEMENSAM_DEMO": "1",
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(system, process, log)
        yield system
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if keep is None:
            shutil.rmtree(home, ignore_errors=True)


def _wait(system: System, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{system.address}/halsa/redo", timeout=5).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise DidNotStart(log.read_text(errors="replace")[-2000:])
