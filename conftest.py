"""The tests' own server and databases: real PostgreSQL, started here, as the application's role.

A template database is made once per state of the code that shapes it (migrations, policies, data
files, the demo's story) and half a day, and cloned for each worker. `db` runs a test in a
transaction that is rolled back; `real_db` lets it commit and gives the next test a fresh clone.
"""

import fcntl
import gc
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis

ROOT = Path(__file__).parent
MEMORY = Path("/dev/shm")  # noqa: S108 -- the folder in it is ours alone, or not taken
ROOM = 2 << 30


def _home() -> Path:
    """Give the folder of the tests' server: another one lets two runs go on at once.

    In memory where there is room. Clones come and go, and a disk's file system looks long for each
    of their thousand files when as many have just been deleted.
    """
    if given := os.environ.get("GEMENSAM_TEST_HOME"):
        return Path(given)
    on_disk = ROOT / "var" / "test"
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        return on_disk
    home = MEMORY / f"gemensam-test-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"
    try:
        home.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return on_disk
    return home if home.stat().st_uid == os.getuid() else on_disk


HOME = _home()
TEMPLATE = "gemensam"
# The demo's story happens around the moment it is loaded: an older one has no visits left.
TEMPLATE_LASTS = 12 * 3600
TEMPLATE_IS_BUSY_FOR = 60.0

os.environ.setdefault("GEMENSAM_STANDARDS_DIR", str(ROOT.parent / "shared" / "standards"))
os.environ |= {
    "GEMENSAM_HOME": str(HOME),
    "GEMENSAM_DEMO": "1",
    "DJANGO_SETTINGS_MODULE": "gemensam.config.settings.test",
    "PYTHONPATH": str(ROOT / "src"),
}
# Hundreds of processes are started: without what is compiled each would compile everything anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
os.environ.pop("DATABASE_URL", None)
os.environ.pop("GEMENSAM_DATABASE_ROLE", None)
os.environ.pop("GEMENSAM_CLAMD", None)

import psycopg  # noqa: E402 -- after the environment is set
import pytest  # noqa: E402


def _make_template(dsn: str) -> None:
    """Drop what an earlier shape left, then build the template with the product's own commands."""
    with psycopg.connect(dsn, autocommit=True) as admin:
        rows = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'gemensam%'")
        for (name,) in rows.fetchall():
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
    for words in (["migrate"], ["reset-demo", "--keep-tables"]):
        done = subprocess.run(
            [sys.executable, "-m", "gemensam.config.cli", *words],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "gemensam.config.settings.demo"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            pytest.exit(f"gemensam {' '.join(words)} failed:\n{done.stdout}\n{done.stderr}", 1)


def set_up() -> None:
    """Load the settings: here, and in drills that use these databases without pytest."""
    import django

    # A test's world is large and lives long: looking it through for rubbish often finds none.
    gc.set_threshold(100_000, 50, 1000)
    django.setup()


def pytest_configure(config: pytest.Config) -> None:
    """Load the settings; the server waits for the first test that needs it.

    But where workers are about to look for tests, some will need it: it is made meanwhile.
    """
    set_up()
    # A machine that does something else as well makes no example wrong.
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    if config.getoption("numprocesses", None):
        threading.Thread(target=_ensure_template, daemon=True).start()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long first, so that no worker is left alone with one at the end."""
    slow = {
        item.path
        for item in items
        if item.get_closest_marker("slow") or item.get_closest_marker("browser")
    }
    items.sort(key=lambda item: item.path not in slow)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server when the run is over, in the process that leads it."""
    from gemensam.embedded.cluster import Cluster

    if not hasattr(config, "workerinput"):
        Cluster(HOME).stop("immediate")


def _ensure_template() -> None:
    """Start the server and build the template, once for all workers."""
    from gemensam.config import shape
    from gemensam.embedded.cluster import Cluster

    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cluster = Cluster(HOME, settings={"max_connections": "200"})
        # Detached: it outlives the worker that happened to be first.
        cluster.start(durable=False, detached=True)
        stamp = HOME / "shape"
        if not _is_of_now(stamp, shape.digest()):
            stamp.unlink(missing_ok=True)
            _make_template(cluster.dsn())
            stamp.write_text(f"{shape.digest()} {time.time()}")


def _is_of_now(stamp: Path, digest: str) -> bool:
    if not stamp.exists():
        return False
    made_of, _space, at = stamp.read_text().partition(" ")
    return made_of == digest and time.time() - float(at or 0) < TEMPLATE_LASTS


class Clones:
    """One worker's database, cloned from the template again whenever a test has committed."""

    def __init__(self, worker: str) -> None:
        from gemensam.embedded.cluster import Cluster

        self.name = f"{TEMPLATE}_{worker}"
        self.cluster = Cluster(HOME)
        self.is_fresh = False
        from django.conf import settings

        for alias in settings.DATABASES:
            from django.db import connections

            connections[alias].settings_dict["NAME"] = self.name

    def renew(self) -> None:
        """Give the next test a database as the template is."""
        if self.is_fresh:
            return
        from django.db import connections

        connections.close_all()
        with psycopg.connect(self.cluster.dsn(), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)'.encode())
            self._clone(admin)
        self.is_fresh = True

    def _clone(self, admin: psycopg.Connection) -> None:
        deadline = time.monotonic() + TEMPLATE_IS_BUSY_FOR
        while True:
            try:
                admin.execute(
                    f'CREATE DATABASE "{self.name}" TEMPLATE {TEMPLATE} OWNER gemensam_owner'
                    " STRATEGY FILE_COPY".encode()
                )
            except psycopg.errors.ObjectInUse:
                # The test of backups reads the template itself for some seconds.
                if time.monotonic() > deadline:
                    raise
            else:
                return


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page in English leaves its language behind in the thread; the next test begins anew."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def clones() -> Iterator[Clones]:
    """The worker's database."""
    from django.db import connections

    _ensure_template()
    clones = Clones(os.environ.get("PYTEST_XDIST_WORKER", "solo"))
    clones.renew()
    yield clones
    connections.close_all()


@pytest.fixture
def db(clones: Clones) -> Iterator[None]:
    """The demo county, in a transaction that is rolled back. Other connections see none of it."""
    from django.db import transaction

    clones.renew()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def real_db(clones: Clones) -> Iterator[Clones]:
    """The demo county with real commits; the database is thrown away afterwards."""
    clones.renew()
    clones.is_fresh = False
    yield clones
    from django.db import connections

    connections.close_all()
