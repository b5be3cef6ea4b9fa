"""Webhooks: signed, in order, again until taken, never onward or inward, and nobody waits for another."""

import json
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connections, transaction
from django.test import override_settings
from django.utils import timezone
from ops.examples import mirror_cases
from tests.api.receiver import receiving
from tests.api.systems import HOME, System, make_client, tenant_of
from tests.as_worker import as_worker

from gemensam.identity import api as identity
from gemensam.tenancy.context import tenant_context
from gemensam.webhooks import api as webhooks
from gemensam.webhooks import posting, rules
from gemensam.webhooks.models import Occurrence, Sending
from gemensam.webhooks.rules import Kind

ROOT = Path(__file__).parents[2]
LONG = timedelta(days=2)


@pytest.fixture
def now(clones):
    """Work as the worker does; what is written is undone. Gives the time."""
    clones.renew()
    with as_worker(), transaction.atomic():
        yield timezone.now()
        transaction.set_rollback(True)


def _hook(url, *kinds, name="Treserva", scopes=(), slug=HOME):
    """Make a client with a webhook; give its token and its secret."""
    token = make_client(slug, *scopes, name=name)
    with tenant_context(tenant_of(slug)):
        secret = webhooks.add_webhook(
            client_name=name, url=url, kinds=kinds or Kind, now=timezone.now()
        )
    return token, secret


def _tell(now, kind=Kind.CASE_MESSAGE, *, is_guarded=False, slug=HOME) -> str:
    """Let something happen; give its id."""
    source_id = uuid4()
    with tenant_context(tenant_of(slug)):
        webhooks.tell(
            kind=kind,
            source_id=source_id,
            about={"case_id": uuid4(), "event_id": uuid4()},
            is_guarded=is_guarded,
            at=now,
            now=now,
        )
        return str(Occurrence.objects.get(source_id=source_id).id)


def _send_all(now) -> int:
    sent = 0
    while webhooks.send_next(now=now):
        sent += 1
    return sent


def _standing():
    with tenant_context(tenant_of(HOME)):
        return [(one.waiting, one.dead, one.last_error) for one in webhooks.webhooks()]


def test_a_webhook_brings_what_the_feed_says_and_is_signed(now):
    with receiving() as there:
        token, secret = _hook(there.url)
        told = _tell(now)
        assert _send_all(now) == 1
    ((headers, body),) = there.came
    (event,) = [one for one in System(token).get("/events").json()["events"] if one["id"] == told]
    assert json.loads(body) == event
    assert headers["webhook-id"] == told
    assert headers["content-type"] == "application/json"
    at = int(headers["webhook-timestamp"])
    assert at == int(now.timestamp())
    assert mirror_cases.is_genuine(secret, headers, body, now=at)
    assert _standing() == [(0, 0, "")]


def test_only_what_is_wanted_is_brought(now):
    with receiving() as there:
        _hook(there.url, Kind.CASE_OPENED)
        wanted, _ = _tell(now, Kind.CASE_OPENED), _tell(now, Kind.CASE_NOTE)
        _send_all(now)
    assert there.ids == [wanted]


def test_what_happens_to_protected_persons_is_brought_to_those_alone_who_were_let_at_them(now):
    with receiving() as without, receiving() as let_in:
        _hook(without.url, name="without", scopes=[identity.Scope.EVENTS_READ])
        both = [identity.Scope.EVENTS_READ, identity.Scope.CASES_PROTECTED]
        _hook(let_in.url, name="let in", scopes=both)
        guarded = _tell(now, is_guarded=True)
        _send_all(now)
    assert (without.ids, let_in.ids) == ([], [guarded])


def test_another_municipality_is_brought_nothing(now):
    with receiving() as there:
        _hook(there.url, slug="skara")
        _tell(now)
        assert (_send_all(now), there.ids) == (0, [])


def test_a_receiver_that_was_down_gets_everything_in_order_when_it_is_back(now):
    with receiving() as there:
        _hook(there.url)
        there.status = 503
        told = [_tell(now) for _ in range(3)]
        assert _send_all(now) == 1
        assert _standing() == [(3, 0, "HTTP 503")]
        assert _send_all(now) == 0
        there.status = 200
        _send_all(now + LONG)
    assert there.ids == [told[0], *told]
    assert _standing() == [(0, 0, "")]


def test_a_receiver_that_is_not_there_is_tried_again(now):
    with receiving() as there:
        _hook(there.url)
    _tell(now)
    assert _send_all(now) == 1
    assert _standing() == [(1, 0, "ConnectionRefusedError")]


def test_what_is_never_taken_is_set_aside_what_follows_goes_and_one_command_sends_it_again(now):
    with receiving() as there:
        _hook(there.url)
        there.status = 500
        first, second = _tell(now), _tell(now)
        for n in range(rules.MOST_TRIES):
            assert webhooks.send_next(now=now + n * LONG)
        assert (set(there.ids), _standing()) == ({first}, [(1, 1, "HTTP 500")])
        assert webhooks.dead_letters() == 1
        there.status = 200
        _send_all(now + 100 * LONG)
        assert (there.ids[-1], _standing()) == (second, [(0, 1, "HTTP 500")])
        with tenant_context(tenant_of(HOME)):
            assert webhooks.retry_dead(client_name="Treserva", now=now) == 1
        _send_all(now)
    assert (there.ids[-1], _standing()) == (first, [(0, 0, "")])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(now, status):
    with receiving() as there, receiving() as elsewhere:
        _hook(there.url)
        there.status, there.location = status, elsewhere.url
        _tell(now)
        _send_all(now)
        assert (len(there.came), elsewhere.came) == (1, [])
    assert _standing() == [(1, 0, f"HTTP {status}")]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_outside_the_demo_nothing_is_sent_to_a_net_that_we_stand_in(now, host):
    with receiving() as there:
        _hook(there.url.replace("127.0.0.1", host))
        _tell(now)
        with override_settings(GEMENSAM_DEMO=False):
            _send_all(now)
        assert there.came == []
    assert _standing() == [(1, 0, "PrivateAddress")]


def test_a_name_is_looked_up_once_so_that_it_cannot_answer_otherwise_the_second_time(monkeypatch):
    answers = iter(["93.184.215.14", "127.0.0.1"])
    tried = []

    def look_up(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address, timeout):
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(posting.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(posting.socket, "create_connection", connect)
    letter = posting.Letter("https://rebinding.example/hook", {}, b"{}")
    with pytest.raises(posting.NotTaken):
        posting.post(letter, anywhere=False)
    assert tried == [("93.184.215.14", 443)]


@pytest.fixture
def certified(tmp_path, monkeypatch):
    """A certificate for localhost that is trusted here."""
    key, name = Ed25519PrivateKey.generate(), x509.Name([])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(timezone.now() - LONG)
        .not_valid_after(timezone.now() + LONG)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, None)
    )
    file = tmp_path / "localhost.pem"
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + key.private_bytes(*plain))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_what_is_secured_is_brought_to_whom_the_certificate_names_and_nobody_else(now, certified):
    with receiving(certified) as there:
        _hook(there.url, name="by name")
        told = _tell(now)
        _send_all(now)
        assert there.ids == [told]
        _hook(there.url.replace("localhost", "127.0.0.1"), Kind.CASE_NOTE, name="by number")
        _tell(now, Kind.CASE_NOTE)
        _send_all(now)
        assert len(there.ids) == 2
    assert _standing() == [(0, 0, ""), (1, 0, "SSLCertVerificationError")]


@contextmanager
def _dripping(monkeypatch):
    """A receiver that answers with a byte now and then, for ever."""
    monkeypatch.setattr(posting, "SECONDS_IN_ALL", 0.5)
    listening = socket.create_server(("127.0.0.1", 0))

    def drip():
        caller, _ = listening.accept()
        with caller:
            try:
                caller.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while True:
                    caller.sendall(b"x")
                    time.sleep(0.02)
            except OSError:
                return

    dripper = threading.Thread(target=drip)
    dripper.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    listening.close()
    dripper.join()


def test_a_receiver_that_drips_its_answer_is_cut_off(now, monkeypatch):
    with _dripping(monkeypatch) as url:
        _hook(url)
        _tell(now)
        _send_all(now)
    assert _standing() == [(1, 0, "TooSlow")]


def test_while_a_secret_is_changed_both_sign_and_a_day_later_the_new_one_alone(now):
    with receiving() as there:
        _, old = _hook(there.url)
        with tenant_context(tenant_of(HOME)):
            new = webhooks.rotate_secret(client_name="Treserva", url=there.url, now=now)
        for at in (now, now + rules.OLD_SECRET_LASTS):
            _tell(at)
            _send_all(at)
    assert old != new
    found = [
        [
            mirror_cases.is_genuine(one, headers, body, now=int(headers["webhook-timestamp"]))
            for one in (old, new)
        ]
        for headers, body in there.came
    ]
    assert found == [[True, True], [False, True]]


def test_a_client_that_is_revoked_and_an_address_that_was_removed_are_told_nothing_more(now):
    with receiving() as revoked, receiving() as removed:
        _hook(revoked.url, name="revoked")
        _hook(removed.url, name="removed")
        _tell(now)
        with tenant_context(tenant_of(HOME)):
            identity.revoke_client(name="revoked", now=now)
            webhooks.remove_webhook(client_name="removed", url=removed.url)
        _tell(now)
        _send_all(now)
        assert (revoked.came, removed.came, Sending.objects.count()) == ([], [], 0)


def test_who_may_not_read_events_gets_no_webhook(now):
    with pytest.raises(identity.ScopeMissing):
        _hook("http://127.0.0.1/", scopes=[identity.Scope.CASES_READ])


# With real commits: several at once, and a process that is killed.


def _worker_threads(count, do):
    def run(_):
        try:
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_several_workers_at_once_bring_each_event_once_and_in_order(real_db):
    now = timezone.now()
    with as_worker(), receiving() as one, receiving() as other:
        _hook(one.url, name="one")
        _hook(other.url, name="other")
        told = [_tell(now) for _ in range(30)]
        deadline = time.monotonic() + 30

        def work():
            # One that finds nothing may have met the other's locks: it looks again.
            while Sending.objects.exists() and time.monotonic() < deadline:
                webhooks.send_next(now=now)

        _worker_threads(4, work)
        assert (one.ids, other.ids) == (told, told)


def test_a_slow_receiver_keeps_nobody_else_waiting(real_db):
    now = timezone.now()
    with as_worker(), receiving() as slow, receiving() as quick:
        _hook(slow.url, name="slow")
        _hook(quick.url, name="quick")
        slow.slow = 2.0
        told = [_tell(now) for _ in range(5)]
        # Two threads: whichever is with the slow one, the other is free.
        at_most = time.monotonic() + 1.5

        def work():
            while len(quick.came) < 5 and time.monotonic() < at_most:
                webhooks.send_next(now=now)

        _worker_threads(2, work)
        assert (quick.ids, len(slow.came) <= 1) == (told, True)


def test_a_worker_that_dies_after_the_receivers_yes_brings_the_same_again(real_db):
    now = timezone.now()
    with as_worker(), receiving() as there:
        _, secret = _hook(there.url)
        first, second = _tell(now), _tell(now)
        died = subprocess.run(
            [sys.executable, "-m", "tests.api.killed_sender", real_db.name],
            cwd=ROOT,
            check=False,
        )
        assert died.returncode == -signal.SIGKILL
        assert there.ids == [first]
        _send_all(timezone.now())
    assert there.ids == [first, first, second]
    assert all(
        mirror_cases.is_genuine(secret, headers, body, now=int(headers["webhook-timestamp"]))
        for headers, body in there.came
    )
