"""The worked example against the real server: a mirror that is right after every sort of trouble."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone
from ops.examples import mirror_cases
from tests.api.systems import HOME, System, make_client, tenant_of
from tests.as_worker import as_worker

from gemensam.cases import api as cases
from gemensam.cases.models import Case
from gemensam.cases.tests.acting import the_world
from gemensam.identity.api import Scope
from gemensam.outbox import api as outbox
from gemensam.people.models import Resident
from gemensam.tenancy.context import tenant_context
from gemensam.webhooks import api as webhooks
from gemensam.webhooks import rules

ROOT = Path(__file__).parents[2]
SCOPES = (Scope.CASES_READ, Scope.EVENTS_READ)
# Much longer than it ever takes, on a machine that has much else to do.
PATIENCE = 60


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


@contextmanager
def _running(live_server, token, secret, file, port):
    """Run the example as anybody would; it answers before it is given back."""
    own = {"GEMENSAM_URL": live_server.url, "GEMENSAM_TOKEN": token, "GEMENSAM_SECRET": secret}
    example = subprocess.Popen(
        [sys.executable, "ops/examples/mirror_cases.py", str(file), str(port)],
        cwd=ROOT,
        env=os.environ | own,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until(lambda: _answers(port))
        yield
    finally:
        example.kill()
        example.wait()


def _answers(port) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _until(holds) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _mirrored(file) -> dict[str, dict]:
    try:
        with sqlite3.connect(file) as database:
            rows = database.execute("SELECT id, whole FROM cases").fetchall()
        database.close()
    except sqlite3.OperationalError:
        return {}
    return {key: json.loads(whole) for key, whole in rows}


def _as_the_api_says(token) -> dict[str, dict]:
    system = System(token)
    ids = [one["id"] for one in system.get("/cases?limit=100").json()["cases"]]
    return {one: system.get(f"/cases/{one}").json() for one in ids}


def _work():
    with as_worker():
        outbox.drain(now=timezone.now())
        while webhooks.send_next(now=timezone.now()):
            pass


def _hook(token, port):
    with tenant_context(tenant_of(HOME)):
        return webhooks.add_webhook(
            client_name="Treserva",
            url=f"http://127.0.0.1:{port}/",
            kinds=webhooks.Kind,
            now=timezone.now(),
        )


def _note(world, case_id):
    with tenant_context(world.home):
        cases.note(actor=world.actor("cecilia"), case_id=case_id, text="Ring.", now=timezone.now())


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_example_mirrors_every_case_and_misses_nothing_while_it_is_down(live_server, tmp_path):
    world, file, port = the_world(), tmp_path / "mirror.sqlite", _free_port()
    world.now = timezone.now()
    token = make_client(HOME, *SCOPES)
    with tenant_context(world.home):
        old = world.open_case(by="eva")
    _work()
    secret = _hook(token, port)
    with _running(live_server, token, secret, file, port):
        _until(lambda: _mirrored(file) == _as_the_api_says(token))
        with tenant_context(world.home):
            new = world.open_case(by="eva")
        _work()
        _until(lambda: str(new) in _mirrored(file))
    _note(world, old)
    _work()
    assert _mirrored(file)[str(old)]["version"] == 1
    with _running(live_server, token, secret, file, port):
        _until(lambda: _mirrored(file)[str(old)]["version"] == 2)
    assert _mirrored(file) == _as_the_api_says(token) != {}


def test_a_case_that_may_not_be_read_any_more_leaves_the_mirror(live_server, tmp_path):
    world, file = the_world(), tmp_path / "mirror.sqlite"
    world.now = timezone.now()
    gemensam = mirror_cases.Gemensam(live_server.url, make_client(HOME, *SCOPES))
    mirror = mirror_cases.Mirror(str(file))
    with tenant_context(world.home):
        case_id = world.open_case(by="eva")
    _note(world, case_id)
    _work()
    mirror_cases.catch_up(gemensam, mirror)
    assert str(case_id) in _mirrored(file)
    # Told before she was protected, read by the mirror after it.
    _note(world, case_id)
    _work()
    with tenant_context(world.home):
        resident_id = Case.objects.get(id=case_id).resident_id
        Resident.objects.filter(id=resident_id).update(is_protected=True)
    mirror_cases.catch_up(gemensam, mirror)
    mirror.database.close()
    assert str(case_id) not in _mirrored(file)


def _post(port, headers, body) -> int:
    request = Request(f"http://127.0.0.1:{port}/", data=body, headers=headers)
    try:
        with urlopen(request) as answer:
            return answer.status
    except HTTPError as refused:
        return refused.code


def test_what_gemensam_did_not_sign_is_refused(live_server, tmp_path):
    port, secret = _free_port(), _secret(1)
    at = int(time.time())

    def headers(signed_by, timestamp, body):
        signed = _signature(signed_by, timestamp, body)
        return {
            "webhook-id": "x",
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signed,
        }

    right = headers(1, at, b"{}")
    with _running(live_server, "no token", secret, tmp_path / "mirror.sqlite", port):
        assert {
            "right": _post(port, right, b"{}"),
            "one of several": _post(
                port, right | {"webhook-signature": f"v1,eA== {right['webhook-signature']}"}, b"{}"
            ),
            "another secret": _post(port, headers(2, at, b"{}"), b"{}"),
            "another body": _post(port, right, b'{"a": 1}'),
            "another id": _post(port, right | {"webhook-id": "y"}, b"{}"),
            "another time": _post(port, right | {"webhook-timestamp": str(at + 1)}, b"{}"),
            "old": _post(port, headers(1, at - 600, b"{}"), b"{}"),
            "none": _post(port, {}, b"{}"),
        } == {"right": 204, "one of several": 204} | dict.fromkeys(
            ("another secret", "another body", "another id", "another time", "old", "none"), 401
        )


def _secret(number: int) -> str:
    return rules.written(bytes([number]) * 32)


def _signature(number: int, timestamp: int, body: bytes) -> str:
    secret = bytes([number]) * 32
    return rules.signatures([secret], message_id="x", timestamp=timestamp, body=body)
