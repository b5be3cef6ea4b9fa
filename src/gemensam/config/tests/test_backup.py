"""A backup taken here is put back on an empty machine, and then everything is there."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from gemensam.embedded.cluster import Cluster

ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "gemensam.config.settings.demo", "GEMENSAM_DEMO": "1"}


def _gemensam(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gemensam.config.cli", *words],
        env=os.environ | ENVIRONMENT | {"GEMENSAM_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def machines(clones, tmp_path):
    """Two machines that know nothing of each other; the first, the suite's own, holds the demo."""
    here, there = settings.GEMENSAM_HOME, tmp_path / "there"
    there.mkdir()
    cluster = Cluster(there)
    cluster.start(durable=False)
    yield here, there
    cluster.stop("immediate")


def _contents(home: Path) -> dict[str, int]:
    with psycopg.connect(Cluster(home).dsn(database="gemensam")) as connection:
        names = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace ORDER BY 1"
        ).fetchall()
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in names
        }


@pytest.mark.slow
def test_a_backup_restored_on_an_empty_machine_holds_every_row_and_file(machines, tmp_path):
    here, there = machines
    stored = here / "files" / "t" / "letter.pdf"
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_bytes(b"%PDF-1.7 invented")
    file = tmp_path / "backup.tar"

    taken = _gemensam(here, "backup", str(file))
    given_back = _gemensam(there, "restore", str(file))

    assert (taken.returncode, given_back.returncode) == (0, 0), taken.stderr + given_back.stderr
    assert _contents(there) == _contents(here)
    assert (there / "files" / "t" / "letter.pdf").read_bytes() == b"%PDF-1.7 invented"
    well = _gemensam(there, "doctor")
    assert "the role is walled in" in well.stdout

    again = _gemensam(there, "restore", str(file))
    assert (again.returncode, "not empty" in again.stderr) == (1, True)


def test_a_damaged_backup_is_refused_and_changes_nothing(tmp_path):
    file = tmp_path / "backup.tar"
    file.write_bytes(b"not a backup at all")
    from gemensam.config import backup

    with pytest.raises(backup.BackupUnusable, match="is no backup of Gemensam"):
        backup._unpack(file, tmp_path)


def test_a_file_that_is_deleted_while_the_backup_is_taken_is_not_in_it(tmp_path):
    import tarfile

    from gemensam.config import backup

    class Deleting(tarfile.TarFile):
        def addfile(self, tarinfo, fileobj=None):
            (files / "b.pdf").unlink(missing_ok=True)
            super().addfile(tarinfo, fileobj)

    files = tmp_path / "files"
    files.mkdir()
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (files / name).write_bytes(name.encode())
    with Deleting.open(tmp_path / "whole.tar", "w") as tar:
        taken = dict(backup._add_files(tar, tmp_path))
        names = tar.getnames()
    assert list(taken) == names == ["files/a.pdf", "files/c.pdf"]
