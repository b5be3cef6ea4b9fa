"""One PostgreSQL of our own in a folder: made, started, waited for, stopped, and killed in drills.

Theory of operation: whoever starts holds `<home>/start.lock` until the server is ready, so a second
starter waits and then joins. The server's own `postmaster.pid` tells who runs and whether it is
ready; it is believed only when that process really is our server.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from gemensam.embedded import processes
from gemensam.embedded.binaries import Binaries, find_binaries
from gemensam.embedded.failures import DurabilityDiffers, StartFailed, StopFailed
from gemensam.embedded.secret_store import Secrets
from gemensam.embedded.server_settings import SOCKET_PORT, init_words, per_start, written_once
from gemensam.embedded.socket_folder import (
    choose_socket_folder,
    make_socket_folder,
    remove_short_folder,
)
from gemensam.embedded.unprivileged import SYSTEM_PATH, RunAs, choose_run_as, dies_with_owner

SUPERUSER = "postgres"
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
OUR_NAMES = {
    *("postgres", "postgres.new", "log", "run"),
    *("secrets.json", "secrets.lock", "start.lock"),
}
LOOK_EVERY = 0.005  # seconds; a warm start takes about a tenth
WAIT_FOR_START = 60.0  # recovery after a crash replays at most max_wal_size
WAIT_FOR_STOP = 60.0  # a fast stop writes one checkpoint
WAIT_FOR_ORPHANS = 10.0
READY_LINE, LONGEST_LOG = 7, 20_000_000
STOP_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
type StopMode = Literal["smart", "fast", "immediate"]


class Cluster:
    """The PostgreSQL of one installation; several processes may hold one at the same time."""

    def __init__(
        self,
        home: Path,
        *,
        tcp_port: int | None = None,
        settings: Mapping[str, str] | None = None,
        unshare: str = "unshare",
    ) -> None:
        self.home = home.resolve()
        self.data = self.home / "postgres"
        self.log = self.home / "log" / "postgres.log"
        self.sockets = choose_socket_folder(self.home)
        self.secrets = Secrets(self.home / "secrets.json")
        self._tcp_port = tcp_port
        self._settings = dict(settings or {})
        self._unshare = unshare
        self._owned: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The server's process number; None when it doesn't run."""
        return self._server_among(self._pid_lines())

    @property
    def is_running(self) -> bool:
        """Whether the server's process runs; it may still be starting."""
        return self.pid is not None

    @property
    def is_ready(self) -> bool:
        """Whether the server takes connections."""
        # One reading for both answers: a crashed server's file says "ready" until it is replaced.
        lines = self._pid_lines()
        said = lines[READY_LINE].strip() if len(lines) > READY_LINE else ""
        return said == "ready" and self._server_among(lines) is not None

    def program(self, name: str) -> Path:
        """The path of pg_dump, pg_restore, psql… of the version that the data has."""
        return self._binaries().program(name)

    def parameters(self, role: str = SUPERUSER, database: str = SUPERUSER) -> dict[str, str]:
        """What psycopg.connect takes; the role's password is made when it is new."""
        return {
            "host": "127.0.0.1" if self._tcp_port else str(self.sockets),
            "port": str(self._tcp_port or SOCKET_PORT),
            "user": role,
            "password": self.secrets.password_for(role),
            "dbname": database,
        }

    def dsn(self, role: str = SUPERUSER, database: str = SUPERUSER) -> str:
        """The same as a URL, as in DATABASE_URL."""
        parts = {
            name: quote(value, safe="") for name, value in self.parameters(role, database).items()
        }
        who = f"{parts['user']}:{parts['password']}"
        return f"postgresql://{who}@/{parts['dbname']}?host={parts['host']}&port={parts['port']}"

    def init(self, *, durable: bool = True) -> bool:
        """Makes the cluster; False when it was there. A killed attempt leaves nothing that counts."""
        with self._starting():
            return self._init(self._prepare(), durable=durable)

    def start(
        self, *, durable: bool = True, detached: bool = False, timeout: float = WAIT_FOR_START
    ) -> bool:
        """Starts the server, making the cluster first; False when it ran and was joined.

        Unless `detached`, the server stops when the *thread* that started it ends: start it from a
        thread that lives as long as the process.
        """
        with self._starting():
            if self.is_running:
                self._refuse_other_durability(durable=durable)
                self.wait_ready(timeout)
                return False
            run_as = self._prepare()
            self._init(run_as, durable=durable)
            self._clear_remains()
            said_before = self._open_log_end()
            self._owned = self._spawn(run_as, durable=durable, detached=detached)
            self._wait(timeout, said_before)
            return True

    def wait_ready(self, timeout: float = WAIT_FOR_START) -> None:
        """Returns when the server takes connections; refuses to wait for one that ended."""
        self._wait(timeout, self._open_log_end())

    def stop(self, mode: StopMode = "fast", *, timeout: float = WAIT_FOR_STOP) -> None:
        """Stops the server, whoever started it; nothing happens when it doesn't run."""
        pid = self.pid
        if pid is not None:
            processes.send([pid], STOP_SIGNALS[mode])
            if not processes.wait_until_gone([pid], timeout):
                raise StopFailed(
                    f"PostgreSQL (process {pid}) did not stop in {timeout:.0f} seconds: "
                    "stop it with mode 'immediate', or end that process."
                )
        self._collect()
        remove_short_folder(self.sockets, self.home)

    def kill(self) -> None:
        """Ends the server and all its children at once, as a crash would. For drills."""
        pid = self.pid
        if pid is not None:
            # Held still first, so that it can't start a child that we don't know of.
            processes.send([pid], signal.SIGSTOP)
            family = {pid, *processes.children_of(pid)}
            processes.send(family, signal.SIGKILL)
            processes.wait_until_gone(family, WAIT_FOR_ORPHANS)
        self._collect()

    def _binaries(self) -> Binaries:
        version_file = self.data / "PG_VERSION"
        # As root under another name the folder is ours too, so that this can be read.
        major = int(version_file.read_text()) if version_file.exists() else None
        return find_binaries(data_major=major)

    def _prepare(self) -> RunAs:
        """Makes our own folders, and only those, fit for the one who will run."""
        run_as = choose_run_as(
            self.home, self.data, unshare=self._unshare, may_open=self._home_is_ours()
        )
        run_as.give_tree(self.data)
        self.log.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        make_socket_folder(self.sockets, frozenset({os.geteuid(), run_as.uid}))
        run_as.give(self.sockets)
        return run_as

    def _home_is_ours(self) -> bool:
        """Whether nothing but the launcher's own files is in the home."""
        return {entry.name for entry in self.home.iterdir()} <= OUR_NAMES

    def _init(self, run_as: RunAs, *, durable: bool) -> bool:
        if (self.data / "PG_VERSION").exists():
            return False
        binaries = self._binaries()
        unfinished = self.home / "postgres.new"
        password_file = self.home / "password.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=PRIVATE_FOLDER)
        _write_private(password_file, self.secrets.password_for(SUPERUSER))
        run_as.give(unfinished, password_file)
        try:
            words = init_words(binaries.major, unfinished, password_file, durable=durable)
            self._run([*run_as.prefix, str(binaries.program("initdb")), *words])
        finally:
            password_file.unlink()
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(written_once())
        unfinished.rename(self.data)
        return True

    def _run(self, words: list[str]) -> None:
        done = subprocess.run(  # noqa: S603 - our own words
            words, capture_output=True, text=True, check=False, env=_environment(), cwd=self.home
        )
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()
            raise StartFailed(f"PostgreSQL could not make its folder {self.data}: {said}")

    def _spawn(self, run_as: RunAs, *, durable: bool, detached: bool) -> subprocess.Popen[bytes]:
        postgres = str(self._binaries().program("postgres"))
        settings = per_start(self.sockets, self._tcp_port, self._settings, durable=durable)
        tie = () if detached else dies_with_owner()
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own words
                [*run_as.prefix, *tie, postgres, "-D", str(self.data), *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(),
                cwd=self.home,
                # Ctrl-C is for the owner, who stops the database last.
                start_new_session=True,
            )

    def _clear_remains(self) -> None:
        """After a crash: ends children that outlived their server, forgets a reused number."""
        if self._owned is not None:
            self._owned.poll()
        orphans = processes.left_behind_in(self.data)
        processes.send(orphans, signal.SIGKILL)
        processes.wait_until_gone(orphans, WAIT_FOR_ORPHANS)
        # A free number is PostgreSQL's own to judge; it only refuses one that is in use by now, be
        # it by a stranger or by a dead server that its owner has not collected.
        number = _number_in(self._pid_lines())
        if number is not None and processes.is_taken(number) and not self.is_running:
            (self.data / "postmaster.pid").unlink()

    def _wait(self, timeout: float, said_before: int) -> None:
        until = time.monotonic() + timeout
        while not self.is_ready:
            ended = self._owned is not None and self._owned.poll() is not None
            if ended or (self._owned is None and not self.is_running):
                self._owned = None
                raise StartFailed(f"PostgreSQL did not start: {self._last_words(said_before)}")
            if time.monotonic() > until:
                raise StartFailed(
                    f"PostgreSQL was not ready in {timeout:.0f} seconds: see {self.log}"
                )
            time.sleep(LOOK_EVERY)

    def _refuse_other_durability(self, *, durable: bool) -> None:
        options = (self.data / "postmaster.opts").read_text("utf-8")
        if durable and "fsync=off" in options:
            raise DurabilityDiffers(
                f"A PostgreSQL that may lose data runs in {self.data}: stop it first."
            )

    def _collect(self) -> None:
        """Takes the exit status of our own child, so that it doesn't stay as a zombie."""
        if self._owned is not None:
            self._owned.wait(WAIT_FOR_STOP)
            self._owned = None

    def _open_log_end(self) -> int:
        """Where the log ends now; a log that has grown long is set aside, one generation."""
        if not self.log.exists():
            _write_private(self.log, "")
        size = self.log.stat().st_size
        if size < LONGEST_LOG or self.is_running:
            return size
        self.log.replace(self.log.with_suffix(".log.1"))
        _write_private(self.log, "")
        return 0

    def _last_words(self, since: int) -> str:
        with self.log.open("rb") as log:
            log.seek(since)
            said = log.read().decode("utf-8", "replace").strip().splitlines()
        return " / ".join(said[-5:]) or f"it said nothing in {self.log}"

    def _server_among(self, lines: list[str]) -> int | None:
        pid = _number_in(lines)
        return pid if pid is not None and processes.is_server_of(pid, self.data) else None

    def _pid_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text("utf-8").splitlines()
        except OSError:
            return []

    @contextmanager
    def _starting(self) -> Iterator[None]:
        self.home.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        handle = os.open(self.home / "start.lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _number_in(lines: list[str]) -> int | None:
    return int(lines[0]) if lines and lines[0].isdigit() else None


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)


def _environment() -> dict[str, str]:
    """Nothing of the caller's: a PGPORT or PGDATA of theirs is not meant for our server."""
    return {"PATH": SYSTEM_PATH, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
