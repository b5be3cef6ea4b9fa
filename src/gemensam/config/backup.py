"""One file with everything: the database as pg_dump writes it, the stored files, the secrets' names.

The file is a tar: `database.dump`, `files/`, and last `manifest.json` (version, time, digests).
It is written under a temporary name and renamed when complete, so half a backup is never taken for
a whole one. Secrets are not in it: roles get new passwords where it is restored.
"""

import contextlib
import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from gemensam.config.environment import DATABASE_NAME, Environment
from gemensam.embedded.binaries import find_binaries

FORMAT = 1


class BackupUnusable(Exception):
    """The file is not a whole backup of ours."""


class TargetIsNotEmpty(Exception):
    """There is a database already: restoring never writes over one."""


class ProgramFailed(Exception):
    """A program of PostgreSQL ended badly; its words say why."""


def _run(program: str, words: Sequence[str], here: Environment, role: str) -> None:
    given = here.database(role)
    environment = os.environ | {
        "PGHOST": str(given["HOST"]),
        "PGPORT": str(given["PORT"]),
        "PGUSER": str(given["USER"]),
        "PGPASSWORD": str(given["PASSWORD"]),
        "PGDATABASE": str(given["NAME"]),
    }
    if role == "migrator":
        environment["PGOPTIONS"] = "-c role=gemensam_owner"
    done = subprocess.run(  # noqa: S603 -- PostgreSQL's own program
        [str(find_binaries().program(program)), *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ProgramFailed(f"{program}: {done.stderr.strip()}")


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Put a file into the tar under a name; give its digest. Raises FileNotFoundError."""
    # Open through both readings, so that what is in the tar is what the digest is of.
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
        source.seek(0)
        tar.addfile(tar.gettarinfo(arcname=name, fileobj=source), source)
    return digest


def _add_files(tar: tarfile.TarFile, home: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(one for one in (home / "files").rglob("*") if one.is_file()):
        name = str(path.relative_to(home))
        # The system runs meanwhile: what is deleted since it was listed is not in the backup.
        with contextlib.suppress(FileNotFoundError):
            yield name, _add(tar, name, path)


def write(here: Environment, target: Path, *, now: datetime) -> dict[str, object]:
    """Write a backup as the backup role; give its manifest.

    Raises ProgramFailed: pg_dump ended badly, and nothing was left at `target`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / "database.dump"
        _run("pg_dump", ["--format=custom", "--no-owner", f"--file={dump}"], here, "backup")
        whole = Path(folder) / "whole.tar"
        with tarfile.open(whole, "w") as tar:
            manifest: dict[str, object] = {
                "format": FORMAT,
                "made_at": now.isoformat(),
                "database": _add(tar, "database.dump", dump),
                "files": dict(_add_files(tar, here.home)),
            }
            text = json.dumps(manifest, indent=1).encode()
            entry = tarfile.TarInfo("manifest.json")
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text))
        with whole.open("rb") as written:
            os.fsync(written.fileno())
        whole.chmod(0o600)
        whole.replace(target)
    return manifest


def restore(here: Environment, source: Path) -> dict[str, object]:
    """Put a backup into an installation that has roles and an empty database.

    Raises BackupUnusable: not a backup of ours, or damaged; nothing was changed.
    """
    with tempfile.TemporaryDirectory(dir=here.home) as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        _run(
            "pg_restore",
            [
                "--no-owner",
                "--no-privileges",
                # The comment that says which policies are in place would not be true here.
                "--no-comments",
                "--exit-on-error",
                "--single-transaction",
                f"--dbname={DATABASE_NAME if not here.database_url else here.database('app')['NAME']}",
                str(folder / "database.dump"),
            ],
            here,
            "migrator",
        )
        for path in sorted((folder / "files").rglob("*")):
            if path.is_file():
                home = here.home / path.relative_to(folder)
                home.parent.mkdir(parents=True, exist_ok=True)
                path.replace(home)
    return manifest


def _unpack(source: Path, folder: Path) -> dict[str, object]:
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, object] = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, tarfile.TarError, ValueError) as error:
        raise BackupUnusable(f"{source} is no backup of Gemensam ({error})") from error
    files = manifest.get("files")
    if manifest.get("format") != FORMAT or not isinstance(files, dict):
        raise BackupUnusable(f"{source} has a form that this version does not know")
    expected = {"database.dump": manifest.get("database"), **files}
    for path, digest in expected.items():
        if not (folder / path).is_file() or _digest(folder / path) != digest:
            raise BackupUnusable(f"{source} is damaged: {path} is not as it was written")
    return manifest


def ensure_empty(here: Environment) -> None:
    """Look before anything is changed, roles' passwords too.

    Raises TargetIsNotEmpty: the database has tables.
    """
    import psycopg

    name = str(here.database("app")["NAME"])
    with psycopg.connect(here.superuser_dsn(), autocommit=True) as admin:
        found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if not found:
        return
    with psycopg.connect(here.superuser_dsn(), dbname=name) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchone()
    if row is not None and row[0]:
        raise TargetIsNotEmpty("The database is not empty: restore into a new installation.")
