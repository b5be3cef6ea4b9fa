"""A folder for the unix socket whose path is short enough for the system, and that nobody else can enter."""

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

from gemensam.embedded.failures import SocketFolderRefused

# Linux takes 107 bytes, macOS 103; what is left is room for PostgreSQL's ".lock".
LONGEST_PATH = 100
SOCKET_NAME = "/.s.PGSQL.65535"
# Not tempfile.gettempdir(): a process with another TMPDIR must find the same folder.
SHORT_ROOT = Path("/tmp")  # noqa: S108 - mode and owner are checked below
PRIVATE = 0o700


def choose_socket_folder(home: Path, *, short_root: Path = SHORT_ROOT) -> Path:
    """`<home>/run`, or the same short folder every time for a home with a long path."""
    near = home / "run"
    if len(os.fsencode(near)) + len(SOCKET_NAME) <= LONGEST_PATH:
        return near
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return short_root / f"gemensam-{os.getuid()}-{digest}"


def make_socket_folder(folder: Path, allowed_owners: frozenset[int]) -> None:
    """Makes the folder, or refuses one that somebody else put there first."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in allowed_owners:
        raise SocketFolderRefused(
            f"{folder} belongs to somebody else: remove it, or set GEMENSAM_HOME to a shorter path."
        )
    if stat.S_IMODE(seen.st_mode) != PRIVATE:
        folder.chmod(PRIVATE)


def remove_short_folder(folder: Path, home: Path) -> None:
    """Leaves nothing behind outside the home; a folder that still holds a socket stays."""
    if folder.parent != home:
        with suppress(OSError):
            folder.rmdir()
