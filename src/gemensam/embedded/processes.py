"""Looks at running processes through /proc: is that number really our server, and who are its children?"""

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
LOOK_EVERY = 0.005  # seconds; a process takes a few milliseconds to go


def is_taken(pid: int) -> bool:
    """Whether a number stands for any process, even one that ended but wasn't collected."""
    return (PROC / str(pid)).exists()


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended but wasn't collected by its parent doesn't."""
    try:
        state = _after_name((PROC / str(pid) / "stat").read_text())[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


def is_server_of(pid: int, data: Path) -> bool:
    """Whether a process is the PostgreSQL server of a data folder, and not a reused number."""
    words = _command_line(pid)
    if os.path.basename(words[0]) != b"postgres" or not is_alive(pid):  # noqa: PTH119 - bytes
        return False
    works_there = _works_in(pid, data)
    # Another user's process may hide where it works, but not how it was called.
    return os.fsencode(data) in words if works_there is None else works_there


def children_of(parent: int) -> set[int]:
    """The direct children of a process; PostgreSQL has no deeper ones."""
    return {pid for pid in _all() if _parent_of(pid) == parent}


def left_behind_in(data: Path) -> set[int]:
    """PostgreSQL processes that work in a data folder, whoever their parent is."""
    return {
        pid
        for pid in _all()
        if _command_line(pid)[0].startswith(b"postgres:") and _works_in(pid, data) and is_alive(pid)
    }


def send(pids: Iterable[int], number: signal.Signals) -> None:
    """Sends a signal to processes that may be gone already."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def wait_until_gone(pids: Iterable[int], seconds: float) -> bool:
    """Whether all processes ended within the time."""
    until = time.monotonic() + seconds
    left = set(pids)
    while left := {pid for pid in left if is_alive(pid)}:
        if time.monotonic() > until:
            return False
        time.sleep(LOOK_EVERY)
    return True


def _all() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def _parent_of(pid: int) -> int | None:
    try:
        return int(_after_name((PROC / str(pid) / "stat").read_text())[1])
    except OSError:
        return None


def _after_name(stat: str) -> list[str]:
    """The fields after the process' name, which may itself hold spaces and brackets."""
    return stat.rpartition(")")[2].split()


def _command_line(pid: int) -> list[bytes]:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return [b""]


def _works_in(pid: int, folder: Path) -> bool | None:
    """Compared by the folder itself, not its name: it may be reached by several. None: hidden."""
    try:
        return (PROC / str(pid) / "cwd").samefile(folder)
    except FileNotFoundError:
        return False
    except OSError:
        return None
