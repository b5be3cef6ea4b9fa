"""Log in by card in a real browser: nginx, the door and the web pages as in production, over HTTPS.

The browser's certificate is given to Playwright, which shows it for Chromium in the handshake with
nginx: a certificate of Chromium's own would need a card reader, or a policy file of the machine's.
"""

import socket
import socketserver
import threading
from contextlib import contextmanager

import httpx
import pytest
from tests.nginx import KORT, SITE, street

from gemensam.identity.tests import card_trees
from gemensam.identity.tests.card_trees import card, trees

pytestmark = pytest.mark.browser


class Tunnel(socketserver.StreamRequestHandler):
    """Lead whoever wants to one of our names to this machine (CONNECT of HTTP), others nowhere."""

    def handle(self):
        _method, place, _version = self.rfile.readline().decode().split()
        while self.rfile.readline().strip():
            pass
        host, _colon, port = place.rpartition(":")
        if host not in {SITE, KORT}:
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", int(port))) as there:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=pump, args=(there, self.connection), daemon=True)
            back.start()
            pump(self.connection, there)
            back.join()


def pump(source, target):
    """Carry bytes until there are no more."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


class Tunnels(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


@contextmanager
def tunnels():
    with Tunnels(("127.0.0.1", 0), Tunnel) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@contextmanager
def browsing(browser, here, way, one):
    """Open a browser with a card in it, or without."""
    shown = []
    if one is not None:
        origin = f"https://{KORT}:{here.port}"
        shown = [{"origin": origin, "cert": one.pem, "key": one.key_pem}]
    with browser.new_context(
        locale="sv-SE",
        ignore_https_errors=True,
        java_script_enabled=False,
        proxy={"server": way},
        client_certificates=shown,
    ) as context:
        yield context.new_page()


def press(page, here):
    page.goto(f"https://{SITE}:{here.port}/arbeta/")
    page.get_by_role("button", name="Kort (SITHS/EFOS)").click()


def test_a_card_in_the_reader_and_one_press_lead_to_work(real_db, browser, tmp_path):
    from gemensam.identity.models import Commission, DemoPersona, Session
    from gemensam.tenancy.context import tenant_context

    persona = DemoPersona.objects.get(key="cecilia")
    with tenant_context(persona.tenant_id):
        hsa_id = Commission.objects.get(id=persona.commission_id).employee_hsa_id
    with street(tmp_path, real_db.name) as here, tunnels() as way:
        here.start_door()
        here.start_web()
        here.start_nginx()
        with browsing(browser, here, way, card(trees().person3, hsa_ids=[hsa_id])) as page:
            press(page, here)
            page.wait_for_url("**/arbeta/")
            assert page.locator("h1").count() == 1
            (cookie,) = [one for one in page.context.cookies() if one["name"] == "__Host-gemensam"]
            kept = (cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["domain"])
            assert kept == (True, True, "Lax", SITE)
        old = card(
            trees().person3,
            hsa_ids=[hsa_id],
            begins=card_trees.NOW - 800 * card_trees.DAY,
            ends=card_trees.NOW - card_trees.DAY,
        )
        for one, sentence in ((old, "Ditt kort har gått ut."), (None, "Inget kort visades.")):
            with browsing(browser, here, way, one) as page:
                press(page, here)
                page.get_by_role("heading", name="Det gick inte att logga in").wait_for()
                assert sentence in page.locator("main").inner_text()
        _nobody_lies_to_the_web_pages(here)
    sessions = Session.objects.filter(ended_at=None).values_list("person_id", "method")
    assert list(sessions) == [(persona.person_id, "card")]


def _nobody_lies_to_the_web_pages(here):
    """Through nginx the headers are dropped; past it, over TCP, they are refused and logged."""
    lie = {"X-Gemensam-Card": "x", "X-Gemensam-Proxy": here.secret()}
    with here.browser(card(trees().person3)) as program:
        through = [
            here.get(program, path, host=SITE, headers=lie).status_code
            for path in ("/logga-in/", "/kort/", "/halsa/lever")
        ]
        # nginx keeps metrics to the machines that watch; this one is.
        unmarked = here.get(program, "/metrics", host=SITE).status_code
    assert (through, unmarked) == ([200, 404, 200], 200)
    past = httpx.get(f"http://127.0.0.1:{here.web_port}/logga-in/", headers=lie, trust_env=False)
    assert past.status_code == 403
    assert '"refusal": "not_by_socket"' in here.log("web")
