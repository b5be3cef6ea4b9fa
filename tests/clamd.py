"""A real ClamAV daemon for tests, with one signature of our own: no download, ready in a moment."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The test file of EICAR, which every scanner takes for harmful and nobody's computer is harmed by.
# Put together when it is needed: a scanner would take away a file that holds it, compiled ones too.
_PIECES = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*")
EICAR = "".join(_PIECES).encode()
# How the daemon names what it finds by a signature that did not come from ClamAV's makers.
SIGNATURE = "Gemensam.Eicar.UNOFFICIAL"
LARGEST_STREAM = 1024 * 1024
READY_WITHIN = 30


class Clamd:
    """The daemon, on a socket and a port; it can go away and come back."""

    def __init__(self, folder: Path) -> None:
        # Debian keeps it where only the superuser looks.
        self.program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
        assert self.program, "no clamd: run 'sh ops/bootstrap/clamav.sh'"
        self.socket = folder / "socket"
        self.port = _free_port()
        self.log = folder / "log"
        self.config = folder / "clamd.conf"
        self.process: subprocess.Popen[bytes] | None = None
        signatures = folder / "signatures"
        signatures.mkdir()
        (signatures / "own.ndb").write_text(f"Gemensam.Eicar:0:*:{EICAR.hex()}\n")
        self.config.write_text(
            f"LocalSocket {self.socket}\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\n"
            f"DatabaseDirectory {signatures}\nForeground yes\nMaxThreads 2\n"
            f"StreamMaxLength {LARGEST_STREAM}\nAlertExceedsMax yes\nMaxFileSize 500K\n"
        )

    def start(self) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [self.program, "--config-file", str(self.config)], stdout=log, stderr=log
            )
        deadline = time.monotonic() + READY_WITHIN
        while not self._is_ready():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.01)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _is_ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            return line.connect_ex(str(self.socket)) == 0


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running() -> Iterator[Clamd]:
    """Start one in a folder with a short name: a socket's path has little room."""
    with tempfile.TemporaryDirectory(prefix="clamd-") as folder:
        daemon = Clamd(Path(folder))
        try:
            daemon.start()
            yield daemon
        finally:
            daemon.stop()
