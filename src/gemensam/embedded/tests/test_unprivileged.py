"""As root, PostgreSQL runs under another name; where the system forbids that, as a system user."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gemensam.embedded.cluster import Cluster
from gemensam.embedded.failures import RootRefused

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another name")
FORBIDDEN = "false"  # a program that always says no, as unshare does where namespaces are off


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may walk through; pytest's own is root's alone."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_in_a_namespace_the_files_stay_roots(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "home")
    cluster.start(durable=False)
    pid = cluster.pid
    cluster.kill()
    assert pid is not None
    assert {path.lstat().st_uid for path in cluster.home.rglob("*")} == {0}


def test_without_namespaces_a_system_user_gets_the_data_and_nothing_else(
    open_folder: Path,
) -> None:
    cluster = Cluster(open_folder / "home", unshare=FORBIDDEN)
    cluster.start(durable=False)
    try:
        with psycopg.connect(cluster.dsn()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        owners = {path.name: path.stat().st_uid != 0 for path in cluster.home.iterdir()}
    finally:
        cluster.kill()
    assert owners == {
        "log": False,
        "postgres": True,
        "run": True,
        "secrets.json": False,
        "secrets.lock": False,
        "start.lock": False,
    }
    assert stat.S_IMODE(open_folder.stat().st_mode) == 0o755


def test_data_made_in_a_namespace_is_handed_over_when_namespaces_are_gone(
    open_folder: Path,
) -> None:
    first = Cluster(open_folder / "home")
    first.start(durable=False)
    first.stop()
    second = Cluster(open_folder / "home", unshare=FORBIDDEN)
    assert second.start(durable=False) is True
    second.stop()
    # And back: the data's owner decides, so nothing is moved a second time.
    assert first.start(durable=False) is True
    first.stop()
    assert first.data.stat().st_uid != 0


def test_a_home_that_a_system_user_cannot_reach_is_refused_in_one_sentence(tmp_path: Path) -> None:
    home = tmp_path / "home"
    tmp_path.chmod(0o700)
    with pytest.raises(RootRefused) as refused:
        Cluster(home, unshare=FORBIDDEN).start(durable=False)
    assert str(refused.value) == (
        f"PostgreSQL refuses to run as root, and without root's rights {home} can't be reached: "
        "run as the folder's owner, or set GEMENSAM_HOME to a folder that others may enter."
    )
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_home_that_holds_other_peoples_files_is_not_opened(open_folder: Path) -> None:
    home = open_folder / "home"
    home.mkdir(mode=0o700)
    (home / "diary.txt").write_text("private")
    with pytest.raises(RootRefused):
        Cluster(home, unshare=FORBIDDEN).start(durable=False)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
