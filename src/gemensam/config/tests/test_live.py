"""The live stream over real sockets: who is let in, wake-ups, ticks, goodbyes."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection

import pytest
from django.conf import settings
from django.db import connection

from gemensam.alarms.actions.intake import Arrived, take_batch
from gemensam.config.live import Application
from gemensam.embedded.ports import free_ports
from gemensam.identity.actions import close_session, log_in_as_persona
from gemensam.organisations import api as organisations
from scaip import AlarmRequest

PATIENCE = 20.0


@contextmanager
def live_process(port):
    """The command itself, on the test's database."""
    place = connection.settings_dict
    # The command makes its own address of the database from the home; the clone's name is ours.
    starter = (
        "import os\n"
        "from gemensam.config import environment\n"
        "environment.DATABASE_NAME = os.environ['NAME_OF_CLONE']\n"
        "from gemensam.config.cli import main\n"
        "raise SystemExit(main(['live']))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", starter],
        env=os.environ
        | {
            "GEMENSAM_PORT": str(port - 1),
            "GEMENSAM_LIVE_PORT": str(port),
            "NAME_OF_CLONE": place["NAME"],
            "DJANGO_SETTINGS_MODULE": "gemensam.config.settings.demo",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_for(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()


def _wait_for(port, process):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stdout.read().decode()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the live stream never answered")


class Listener:
    """A browser's end of the stream."""

    def __init__(self, port, token="", origin=""):
        headers = {"Cookie": f"{settings.GEMENSAM_SESSION_COOKIE}={token}"} if token else {}
        if origin:
            headers["Origin"] = origin
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.connection.request("GET", "/strom/larm", headers=headers)
        self.answer = self.connection.getresponse()

    def close(self):
        self.answer.close()
        self.connection.close()

    def events(self):
        name = ""
        while line := self.answer.readline():
            if line.startswith(b"event: "):
                name = line[7:].strip().decode()
            elif line.startswith(b"data: "):
                yield name, line[6:].strip().decode()

    def until(self, name):
        """Read until an event of that name; give the names that came before it."""
        before = []
        for found, _ in self.events():
            if found == name:
                return before
            before.append(found)
        raise AssertionError(f"the stream ended without {name}: {before}")


def _token(key):
    return log_in_as_persona(key=key, now=datetime.now(UTC))[0]


def _raise_alarm(ref):
    centre = organisations.body_by_slug("larmcentralen-vast").tenant_id
    request = AlarmRequest(ref=ref, cid="46010001", dty="0003", stc="0010")
    take_batch([Arrived(request)], now=datetime.now(UTC), default_centre=centre)


@pytest.fixture
def live_port(real_db):
    [port] = free_ports(1)
    with live_process(port):
        yield port


def test_an_alarm_wakes_the_stream_with_a_number_and_nothing_else(live_port):
    listener = Listener(live_port, _token("olga"))
    assert listener.until("tick") == []
    # The first look sets the mark that later ones are compared with.
    assert listener.until("tick") == []
    began = time.monotonic()
    _raise_alarm("r1")
    name, data = next(listener.events())
    assert (name, data) == ("wake", "0")
    assert time.monotonic() - began < 2.0
    listener.close()


def test_a_stream_ends_when_its_session_does(live_port):
    token = _token("olga")
    listener = Listener(live_port, token)
    listener.until("tick")
    began = time.monotonic()
    close_session(token=token, now=datetime.now(UTC))
    assert set(listener.until("bye")) <= {"tick"}
    assert time.monotonic() - began < 10.0
    assert listener.answer.readline() in {b"\n", b""}
    listener.close()


def test_the_process_says_goodbye_and_ends_when_it_is_told_to_stop(real_db):
    [port] = free_ports(1)
    with live_process(port) as process:
        listener = Listener(port, _token("olga"))
        listener.until("tick")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert set(listener.until("bye")) <= {"tick"}
        process.wait(PATIENCE)
        assert time.monotonic() - began < 8.0
        listener.close()


def test_no_transaction_is_open_while_streams_wait(live_port, real_db):
    import psycopg

    listener = Listener(live_port, _token("olga"))
    listener.until("tick")
    seen = []
    with psycopg.connect(real_db.cluster.dsn(database=real_db.name), autocommit=True) as admin:
        for _ in range(20):
            rows = admin.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND state LIKE 'idle in transaction%%'"
                " AND state_change < now() - interval '500 ms'"
            )
            seen.append(rows.fetchone()[0])
            time.sleep(0.05)
    listener.close()
    assert seen == [0] * 20


def test_only_an_operators_session_from_the_web_pages_origin_is_let_in(live_port):
    own = f"http://127.0.0.1:{live_port - 1}"
    tokens = {key: _token(key) for key in ("olga", "anna", "eva")} | {"junk": "x", "": ""}

    def ask(key, origin):
        listener = Listener(live_port, tokens[key], origin)
        answer = listener.answer
        listener.close()
        return answer.status, answer.getheader("Access-Control-Allow-Origin")

    asked = [("olga", own), ("anna", own), ("eva", own), ("", own), ("junk", own)]
    strange = [("olga", ""), ("olga", "http://evil.example"), ("olga", "null"), ("olga", own + "0")]
    assert [ask(*one) for one in asked] == [
        (200, own), (403, own), (403, own), (401, own), (401, own),
    ]  # fmt: skip
    assert [ask(*one) for one in strange] == [(200, None), (403, None), (403, None), (403, None)]


def test_a_session_gets_four_streams_and_no_fifth(live_port):
    token = _token("olga")
    listeners = [Listener(live_port, token) for _ in range(5)]
    assert [one.answer.status for one in listeners] == [200, 200, 200, 200, 429]
    for one in listeners:
        one.close()


def test_another_address_is_not_there():
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.disconnect"}

    scope = {"type": "http", "path": "/annat", "method": "GET", "headers": []}
    # In a thread of its own: a browser test may have left a loop running in this one.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, Application(frozenset())(scope, receive, send)).result()
    assert [one.get("status") for one in sent] == [404, None]
