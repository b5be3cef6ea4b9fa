"""How PostgreSQL, which refuses root, runs when we are root: as another name, not as another owner of the files."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gemensam.embedded.failures import RootRefused

# A bare environment may lack a PATH.
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Names that exist everywhere; initdb wants one that it can look up.
BORROWED_NAMES = ("postgres", "daemon", "nobody")
WALK_THROUGH = 0o711  # others may pass to what is theirs, and list or read nothing
OWNER_DIED = "INT"  # PostgreSQL's fast stop: clients are sent home, data is flushed


@dataclass(frozen=True)
class RunAs:
    """What to put before a command, and who must own the files that it works on."""

    prefix: tuple[str, ...]
    uid: int
    gid: int

    def give(self, *paths: Path) -> None:
        """Hands our own files to the one who runs; nothing happens when that is us."""
        if self.uid == os.geteuid():
            return
        for path in paths:
            os.chown(path, self.uid, self.gid)

    def give_tree(self, folder: Path) -> None:
        """The same for a folder and all below it."""
        if self.uid == os.geteuid() or not folder.exists():
            return
        for parent, folders, files in os.walk(folder):
            for name in (".", *folders, *files):
                os.chown(Path(parent) / name, self.uid, self.gid, follow_symlinks=False)


def choose_run_as(
    home: Path, data: Path, *, unshare: str = "unshare", may_open: bool = False
) -> RunAs:
    """As ourselves; as root in a user namespace; else as a system user that gets the data folder.

    `may_open` says that the home holds nothing but our own files, so that others may be let through it.
    """
    if os.geteuid() != 0:
        return RunAs((), os.geteuid(), os.getegid())
    owner = data.stat().st_uid if data.exists() else 0
    if owner == 0:
        in_namespace = _in_namespace(unshare)
        if in_namespace is not None:
            return _reaching(in_namespace, home)
        owner = _borrowed().pw_uid
    if may_open:
        home.chmod(WALK_THROUGH)
    return _reaching(_with_setpriv(owner), home)


def dies_with_owner() -> tuple[str, ...]:
    """Words that make the command after them stop when the process that started it is gone."""
    setpriv = _program("setpriv")
    return (setpriv, "--pdeathsig", OWNER_DIED, "--") if setpriv else ()


def _in_namespace(unshare: str) -> RunAs | None:
    """Inside, we carry another name and no rights; outside, the files stay root's."""
    program = _program(unshare)
    name = _borrowed().pw_name
    if program is None:
        return None
    prefix = (program, "--user", f"--map-user={name}", f"--map-group={_borrowed().pw_gid}", "--")
    return RunAs(prefix, 0, 0) if _succeeds((*prefix, "true")) else None


def _with_setpriv(uid: int) -> RunAs:
    """The older way: the data folder belongs to a system user."""
    program = _program("setpriv")
    if program is None:
        raise RootRefused(
            "PostgreSQL refuses to run as root, and neither user namespaces nor setpriv work "
            "here: run as an ordinary user, or set DATABASE_URL to a server of your own."
        )
    gid = _group_of(uid)
    words = (program, f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--")
    return RunAs(words, uid, gid)


def _reaching(run_as: RunAs, home: Path) -> RunAs:
    """PostgreSQL must be able to walk to its folder; we never open other people's folders for it."""
    if _succeeds((*run_as.prefix, "test", "-x", str(home))):
        return run_as
    raise RootRefused(
        f"PostgreSQL refuses to run as root, and without root's rights {home} can't be reached: "
        "run as the folder's owner, or set GEMENSAM_HOME to a folder that others may enter."
    )


def _borrowed() -> pwd.struct_passwd:
    for name in BORROWED_NAMES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RootRefused(
        "PostgreSQL refuses to run as root, and this system has no other user: "
        "run as an ordinary user, or set DATABASE_URL to a server of your own."
    )


def _group_of(uid: int) -> int:
    try:
        return pwd.getpwuid(uid).pw_gid
    except KeyError:
        return uid


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=SYSTEM_PATH)


def _succeeds(words: Sequence[str]) -> bool:
    done = subprocess.run(words, capture_output=True, check=False, env={"PATH": SYSTEM_PATH})  # noqa: S603 - fixed words
    return done.returncode == 0
