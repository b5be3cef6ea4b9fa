"""Log-in by card through a real nginx with the configuration that we ship, and the door behind it."""

import socket
import ssl

import httpx
import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.utils import timezone
from tests.nginx import KORT, PATIENCE, SITE, street

from gemensam.identity.cards.configured import mark_of
from gemensam.identity.cards.log_in import URL
from gemensam.identity.cards.refusals import Refusal
from gemensam.identity.models import DemoPersona, LoginAttempt, Session
from gemensam.identity.oidc import attempts
from gemensam.identity.oidc.flow import draw
from gemensam.identity.oidc.protocol import Secrets
from gemensam.identity.rules import token_hash
from gemensam.identity.tests import card_trees
from gemensam.identity.tests.card_trees import (
    DAY,
    FUNCTION,
    LOA2,
    NOW,
    SIGNING,
    card,
    put_list,
    trees,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def here(clones, tmp_path_factory):
    """nginx and the door, on a database of their own."""
    clones.renew()
    clones.is_fresh = False
    with street(tmp_path_factory.mktemp("kort"), clones.name) as it:
        it.start_door()
        it.start_nginx()
        yield it
    from django.db import connections

    connections.close_all()


class AttemptBegun:
    """An attempt that somebody's browser has begun."""

    def __init__(self):
        from gemensam.identity.cards.log_in import URL

        class Issuer:
            url = URL

        self.state = draw()
        drawn = Secrets(self.state, draw(), draw())
        attempts.begin(Issuer, drawn, browser=draw(), way_on="", renews=None, now=timezone.now())

    @property
    def path(self):
        return f"/kort/?forsok={self.state}"

    @property
    def kept(self):
        """What the door wrote down."""
        row = LoginAttempt.objects.get(state_hash=token_hash(self.state))
        return row.proven


def show(here, one, attempt=None, *, chain=(), **more):
    """Show a card; give the status, and what came of it."""
    attempt = attempt or AttemptBegun()
    with here.browser(one, chain=chain) as browser:
        response = here.get(browser, attempt.path, **more)
    return response.status_code, outcome(attempt)


def outcome(attempt):
    kept = attempt.kept
    if kept is None:
        return None
    return Refusal(kept["refusal"]) if "refusal" in kept else kept["card"]["hsa_id"]


CARDS = {
    "a self-made authority with equal names": (lambda: card(trees().false3), Refusal.SIGNATURE),
    "a level 2 authority": (lambda: card(trees().person2, policies=[LOA2]), Refusal.ASSURANCE),
    "a level 2 authority that claims level 3": (lambda: card(trees().person2), Refusal.POLICY),
    "a function certificate": (
        lambda: card(trees().function, policies=[FUNCTION]),
        Refusal.AUTHORITY_UNKNOWN,
    ),
    "a signature certificate": (
        lambda: card(trees().person3, uses=SIGNING | {"digital_signature": True}),
        Refusal.NOT_FOR_LOG_IN,
    ),
    "TEST in production": (lambda: card(trees().test3), Refusal.TEST_CARD),
    "PP in production": (lambda: card(trees().pp3), Refusal.TEST_CARD),
    "expired": (
        lambda: card(trees().person3, begins=NOW - 800 * DAY, ends=NOW - DAY),
        Refusal.EXPIRED,
    ),
    "not yet valid": (lambda: card(trees().person3, begins=NOW + DAY), Refusal.NOT_YET),
    "for servers": (
        lambda: card(trees().person3, purposes=[ExtendedKeyUsageOID.SERVER_AUTH]),
        Refusal.NOT_FOR_CLIENTS,
    ),
    "another policy": (lambda: card(trees().person3, policies=["2.999.8"]), Refusal.POLICY),
    "a malformed HSA-id": (lambda: card(trees().person3, hsa_ids=["SE1951"]), Refusal.HSA_ID),
    "two serial numbers": (
        lambda: card(trees().person3, hsa_ids=["SE2120000001-P101", card_trees.HSA_ID]),
        Refusal.SERIAL_NUMBER,
    ),
    "no card": (lambda: None, Refusal.CARD_MISSING),
}


def test_a_card_is_taken_once_for_an_attempt(here):
    attempt = AttemptBegun()
    assert show(here, card(trees().person3), attempt) == (303, card_trees.HSA_ID)
    before = attempt.kept
    # Another card for the same attempt changes nothing, and brings no code.
    with here.browser(card(trees().person3, hsa_ids=["SE2120000001-X"])) as browser:
        response = here.get(browser, attempt.path)
    assert (attempt.kept, "kod=" in response.headers["Location"]) == (before, False)


def test_the_browser_is_sent_to_the_web_pages_and_nowhere_else(here):
    attempt = AttemptBegun()
    with here.browser(card(trees().efos3)) as browser:
        response = here.get(browser, f"{attempt.path}&vidare=https://elak.example")
    back = f"https://{SITE}:{here.port}/logga-in/kort/svar/?forsok={attempt.state}&kod="
    assert response.headers["Location"].startswith(back)
    assert response.headers["Cache-Control"] == "no-store"
    # The card is asked for anew each time.
    assert response.headers["Connection"] == "close"


@pytest.mark.parametrize("case", CARDS)
def test_a_card_with_something_wrong_is_refused_with_the_reason(here, case):
    make, expected = CARDS[case]
    assert show(here, make()) == (303, expected)


def test_authorities_that_the_browser_brings_along_do_not_count(here):
    chain = [trees().unnamed, trees().root]
    assert show(here, card(trees().unnamed), chain=chain) == (303, Refusal.AUTHORITY_UNKNOWN)
    false = [trees().false3, trees().false_root]
    assert show(here, card(trees().false3), chain=false) == (303, Refusal.SIGNATURE)


def test_a_card_that_is_revoked_meanwhile_is_refused_at_its_next_use(here):
    one = card(trees().person3)
    assert show(here, one) == (303, card_trees.HSA_ID)
    put_list(here.folder, trees().person3, one)
    assert show(here, one) == (303, Refusal.REVOKED)
    put_list(here.folder, trees().person3)


def test_the_door_ends_the_sessions_of_a_card_that_is_revoked_meanwhile(here):
    one, other = card(trees().person3), card(trees().person3)
    mark = mark_of(trees().person3.certificate)
    anna = DemoPersona.objects.get(key="anna")
    rows = [
        Session.objects.create(
            token_hash=draw(),
            kind="STAFF",
            person_id=anna.person_id,
            assurance=3,
            method="card",
            issuer=URL,
            card=f"{mark}:{each.certificate.serial_number:X}",
            authenticated_at=timezone.now(),
            last_seen_at=timezone.now(),
            ends_at=timezone.now() + DAY,
        )
        for each in (one, other)
    ]
    put_list(here.folder, trees().person3, one)
    # It looks when it starts, and each half minute after that.
    here.stop("door")
    here.start_door()
    here.reload_nginx()
    here.wait_for("door", lambda: Session.objects.get(id=rows[0].id).ended_at is not None)
    assert Session.objects.get(id=rows[1].id).ended_at is None
    put_list(here.folder, trees().person3)


def test_without_a_fresh_list_no_card_is_taken(here):
    one = card(trees().person3)
    put_list(here.folder, trees().person3, heard=NOW - 3 * DAY)
    stale = show(here, one)
    (here.folder / f"{card_trees.name_of(trees().person3)}.crl").unlink()
    missing = show(here, one)
    put_list(here.folder, trees().person3)
    assert [stale, missing] == [(303, Refusal.LIST_STALE), (303, Refusal.LIST_MISSING)]


def lie(here):
    """What a browser would send to be somebody, had it the right to."""
    from urllib.parse import quote

    pem = quote(card(trees().person3).pem.decode())
    return {
        "X-Gemensam-Card": pem,
        "X-Gemensam-Card-Said": "SUCCESS",
        "X-Gemensam-Proxy": here.secret(),
    }


@pytest.mark.parametrize("mark", ["-", "_"])
def test_a_browsers_own_header_is_dropped_where_cards_are_taken(here, mark):
    headers = {name.replace("-", mark): value for name, value in lie(here).items()}
    assert show(here, None, headers=headers) == (303, Refusal.CARD_MISSING)
    expired = card(trees().person3, begins=NOW - 800 * DAY, ends=NOW - DAY)
    assert show(here, expired, headers=headers) == (303, Refusal.EXPIRED)


def test_the_handshake_decides_which_host_it_is(here):
    attempt = AttemptBegun()
    with here.browser(card(trees().person3)) as browser:
        # A handshake that asked for no card cannot be used where one is needed.
        misled = here.get(browser, attempt.path, named=SITE)
    assert (misled.status_code, attempt.kept) == (421, None)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_no_handshake_with_a_card_is_taken_up_again_without_it(here, version):
    context = ssl.create_default_context(cafile=here.trusted)
    context.minimum_version = context.maximum_version = version

    def connect(session=None):
        with (
            socket.create_connection(("127.0.0.1", here.port)) as plain,
            context.wrap_socket(plain, server_hostname=KORT, session=session) as secured,
        ):
            secured.sendall(f"GET / HTTP/1.1\r\nHost: {KORT}\r\n\r\n".encode())
            assert secured.recv(1000).startswith(b"HTTP/1.1 404")
            return secured.session, secured.session_reused

    session, _is_reused = connect()
    assert connect(session)[1] is False


def test_whoever_asks_by_another_name_gets_no_handshake(here):
    with here.browser(card(trees().person3)) as browser, pytest.raises(httpx.ConnectError):
        here.get(browser, "/kort/", named="annan.example.se")


def test_there_is_nothing_else_at_the_cards_host(here):
    with here.browser(card(trees().person3)) as browser:
        found = {
            path: here.get(browser, path).status_code
            for path in ("/", "/logga-in/", "/kort/mer", "/api/v1/", "/static/")
        }
        posted = browser.post(
            f"https://127.0.0.1:{here.port}/kort/",
            headers={"Host": KORT},
            extensions={"sni_hostname": KORT},
        )
    assert (set(found.values()), posted.status_code) == ({404}, 404)


def knock(here, headers, attempt):
    """Ask the door past nginx, as a program on the machine could."""
    transport = httpx.HTTPTransport(uds=str(here.socket))
    with httpx.Client(transport=transport, timeout=PATIENCE) as program:
        response = program.get(f"http://{KORT}{attempt.path}", headers=headers)
    return response.status_code, outcome(attempt)


def test_over_the_socket_a_card_counts_with_the_secret_of_this_start_alone(here):
    headers = lie(here)
    assert knock(here, headers, AttemptBegun()) == (303, card_trees.HSA_ID)
    for secret in ("", "0" * 64, "å"):
        wrong = headers | {"X-Gemensam-Proxy": secret.encode()}
        assert knock(here, wrong, AttemptBegun()) == (403, None)
    del headers["X-Gemensam-Proxy"]
    assert knock(here, headers, AttemptBegun()) == (403, None)
    assert '"refusal": "proxy_secret"' in here.log("door")


def test_what_nginx_did_not_verify_is_refused_even_if_we_find_nothing_wrong(here):
    failed = lie(here) | {"X-Gemensam-Card-Said": "FAILED:unable to verify"}
    assert knock(here, failed, AttemptBegun()) == (303, Refusal.PROXY_DISAGREES)


def test_the_secret_of_the_last_start_counts_no_more(here):
    before = lie(here)
    here.stop("door")
    here.start_door()
    one = card(trees().person3)
    # nginx has the old one too until it has read its configuration anew.
    refused = [knock(here, before, AttemptBegun()), show(here, one)]
    here.reload_nginx()
    assert refused == [(403, None)] * 2
    assert here.secret() != before["X-Gemensam-Proxy"]
    assert show(here, one) == (303, card_trees.HSA_ID)


def test_while_the_door_is_away_nginx_runs_and_the_web_pages_say_so(here):
    here.stop("door")
    here.secret_file.unlink()
    here.reload_nginx()
    attempt = AttemptBegun()
    with here.browser(card(trees().person3)) as browser:
        response = here.get(browser, attempt.path)
    here.start_door()
    here.reload_nginx()
    back = f"https://{SITE}:{here.port}/logga-in/kort/svar/?forsok={attempt.state}"
    assert (response.status_code, response.headers["Location"]) == (303, back)
    assert show(here, card(trees().person3), attempt) == (303, card_trees.HSA_ID)


def test_only_the_proxys_group_may_look_at_socket_and_secret(here):
    assert [oct(path.stat().st_mode & 0o777) for path in (here.socket, here.secret_file)] == [
        "0o660",
        "0o600",
    ]
