"""`gemensam cards` says what is missing, and writes what nginx needs."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import override_settings

from gemensam.config.cli import main
from gemensam.identity.tests import card_trees
from gemensam.identity.tests.card_trees import revoked, settings, trees, write
from gemensam.identity.tests.test_cards_watch import cecilia, hers, is_in, the_door

__all__ = ["cecilia", "hers", "the_door"]


@pytest.fixture
def cards(tmp_path):
    """Cards are set up in a folder."""
    said = card_trees.settings(tmp_path)
    with override_settings(GEMENSAM_CARDS=card_trees.write(tmp_path, said)):
        yield said


def test_without_a_file_of_cards_it_says_so(capsys):
    assert main(["cards", "fetch"]) == 2
    assert capsys.readouterr().err == "GEMENSAM_CARDS names no file: no cards are set up.\n"


def test_an_unusable_file_of_cards_stops_it_with_what_to_mend(tmp_path, capsys):
    path = card_trees.write(tmp_path, card_trees.settings(tmp_path, least=1))
    with override_settings(GEMENSAM_CARDS=path):
        assert main(["cards", "fetch"]) == 2
    assert capsys.readouterr().err == f"GEMENSAM_CARDS: {path}: least is one of 2, 3, 4\n"


def test_nginxs_files_are_written_with_the_hosts_the_socket_and_everybodys_certificates(
    cards, tmp_path
):
    into = tmp_path / "nginx"
    words = ("--into", str(into), "--certificates", str(tmp_path / "tls"))
    assert main(["cards", "nginx", *words]) == 0
    text = (into / "gemensam.conf").read_text()
    wanted = (
        "listen 443 ssl;",
        "server_name gemensam.example.se;",
        "server_name kort.example.se;",
        f"proxy_pass http://unix:{cards['socket']};",
        f"ssl_client_certificate {into}/authorities.pem;",
        "error_page 495 = @door;",
    )
    assert [one for one in wanted if one not in text] == []
    assert text.count("X-Gemensam-Card $ssl_client_escaped_cert") == 1
    assert (into / "authorities.pem").read_bytes().count(b"BEGIN CERTIFICATE") == 5


def test_lists_that_are_files_are_fetched_by_nobody(db, cards, capsys):
    assert main(["cards", "fetch"]) == 0
    assert capsys.readouterr().out == ""


class _Lists(BaseHTTPRequestHandler):
    """An authority that hands out the list that is `content`."""

    content = b""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *_said):
        pass


def test_the_command_that_fetches_lists_logs_the_holders_out(hers, tmp_path, capsys):
    client, one = hers
    folder = tmp_path / "fetched"
    folder.mkdir()
    said = settings(folder)
    handler = type("_", (_Lists,), {"content": revoked(trees().person3, one)})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        said["trees"][0]["authorities"][0]["revoked"] = f"http://127.0.0.1:{server.server_port}/l"
        more = {"GEMENSAM_CARDS": write(folder, said), "GEMENSAM_HOME": folder}
        with override_settings(**more):
            assert main(["cards", "fetch"]) == 0
        server.shutdown()
    assert (capsys.readouterr().out.splitlines(), is_in(client)) == (
        [
            "well  SITHS e-id Person HSA-id 3 CA v1",
            "well  1 sessions of revoked cards have ended",
        ],
        False,
    )
