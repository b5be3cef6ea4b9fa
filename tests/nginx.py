"""A real nginx with our own configuration, the door and the web pages behind it, and browsers' certificates.

Names end in example.se and lead here: nobody is asked for them.
"""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from gemensam.embedded.ports import free_ports
from gemensam.identity.tests import card_trees

PATIENCE = 60.0
SITE, KORT = "gemensam.example.se", "kort.example.se"
STARTER = (
    "import os\n"
    "from gemensam.config import environment\n"
    "environment.DATABASE_NAME = os.environ['NAME_OF_CLONE']\n"
    "from gemensam.config.cli import main\n"
    "raise SystemExit(main({words!r}))\n"
)
# Everything that nginx writes lies in the folder.
MAIN = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/nginx/gemensam.conf;
}}
"""


class Street:
    """All that stands between a browser and the application, on one folder and three ports."""

    def __init__(self, folder: Path, database: str) -> None:
        # Debian keeps it where only the superuser looks.
        self.program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        assert self.program, "no nginx: run 'sh ops/bootstrap/nginx.sh'"
        self.folder = folder
        self.port, self.web_port, self.live_port = free_ports(3)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        said = card_trees.settings(
            folder,
            site=f"https://{SITE}:{self.port}",
            address=f"https://{KORT}:{self.port}",
        )
        self.cards = card_trees.write(folder, said)
        self.socket = folder / "cards.sock"
        self.secret_file = folder / "proxy-secret.conf"
        self.environment = os.environ | {
            "GEMENSAM_CARDS": str(self.cards),
            "GEMENSAM_PORT": str(self.web_port),
            "GEMENSAM_LIVE_PORT": str(self.live_port),
            "GEMENSAM_ALLOWED_HOSTS": SITE,
            "NAME_OF_CLONE": database,
            "DJANGO_SETTINGS_MODULE": "gemensam.config.settings.prod",
        }
        self.environment.pop("GEMENSAM_DEMO", None)
        self._make_server_certificates()

    def _make_server_certificates(self) -> None:
        """Issue certificates for both hosts by an authority that the tests' browsers trust."""
        tls = self.folder / "tls"
        tls.mkdir()
        authority = card_trees.authority("Provens servrar", None)
        self.trusted = tls / "trusted.pem"
        self.trusted.write_bytes(authority.pem)
        for name, host in (("site", SITE), ("cards", KORT)):
            extensions = [
                (x509.SubjectAlternativeName([x509.DNSName(host)]), False),
                (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
                (card_trees.usage(digital_signature=True), True),
            ]
            subject = card_trees.named(host)
            one = card_trees.certificate(
                subject, authority, extensions, ends=card_trees.NOW + 90 * card_trees.DAY
            )
            (tls / f"{name}.pem").write_bytes(one.pem)
            (tls / f"{name}.key").write_bytes(one.key_pem)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one of our commands."""
        return subprocess.run(
            [sys.executable, "-c", STARTER.format(words=list(words))],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, name: str, *words: str) -> None:
        """Start one of our processes; its log lies beside."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-c", STARTER.format(words=list(words))],
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def start_door(self) -> None:
        self.start("door", "cards", "serve")
        self.wait_for("door", self._door_listens)

    def _door_listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.socket)) == 0

    def start_web(self) -> None:
        self.start("web", "web", "--workers", "1")
        self.wait_for("web", lambda: _answers(f"http://127.0.0.1:{self.web_port}/halsa/lever"))

    def start_nginx(self) -> None:
        words = ("--into", f"{self.folder}/nginx", "--certificates", f"{self.folder}/tls")
        done = self.command("cards", "nginx", *words, "--port", str(self.port))
        assert done.returncode == 0, done.stderr
        main = self.folder / "nginx.conf"
        # As root it would become somebody who may not look into the folder.
        user = "user root;" if os.geteuid() == 0 else ""
        main.write_text(MAIN.format(folder=self.folder, user=user))
        with (self.folder / "nginx.log").open("wb") as log:
            self.processes["nginx"] = subprocess.Popen(
                [str(self.program), "-p", str(self.folder), "-c", str(main)], stdout=log, stderr=log
            )
        self.wait_for("nginx", (self.folder / "nginx.pid").exists)

    def reload_nginx(self) -> None:
        """Let nginx read its configuration anew, and wait until the old workers have gone."""
        before = self._workers()
        self.processes["nginx"].send_signal(signal.SIGHUP)
        self.wait_for("nginx", lambda: not before & self._workers() and bool(self._workers()))

    def _workers(self) -> set[str]:
        pid = self.processes["nginx"].pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return {one for one in children if Path(f"/proc/{one}/stat").exists()}

    def stop(self, name: str) -> None:
        process = self.processes.pop(name)
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def wait_for(self, name: str, is_there) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_there():
            assert self.processes[name].poll() is None, self.log(name)
            assert time.monotonic() < deadline, f"{name} never came: {self.log(name)}"
            time.sleep(0.05)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def secret(self) -> str:
        return self.secret_file.read_text().split('"')[1]

    def browser(self, card=None, *, chain=()) -> httpx.Client:
        """Give a browser that shows a card, or none."""
        context = ssl.create_default_context(cafile=self.trusted)
        if card is not None:
            path = self.folder / "card.pem"
            path.write_bytes(card.pem + b"".join(one.pem for one in chain) + card.key_pem)
            context.load_cert_chain(path)
            path.unlink()
        return httpx.Client(verify=context, trust_env=False, timeout=PATIENCE)

    def get(self, browser: httpx.Client, path: str, *, host=KORT, named=None, headers=None):
        """Ask for a page by the host's name; `named`: the name in the handshake is another."""
        return browser.get(
            f"https://127.0.0.1:{self.port}{path}",
            headers={"Host": f"{host}:{self.port}", **(headers or {})},
            extensions={"sni_hostname": named or host},
        )


def _answers(address: str) -> bool:
    try:
        # The web pages send plain HTTP on to HTTPS: any answer is one.
        httpx.get(address, trust_env=False)
    except httpx.HTTPError:
        return False
    return True


@contextmanager
def street(folder: Path, database: str) -> Iterator[Street]:
    """Start nothing yet; whatever was started ends here."""
    here = Street(folder, database)
    try:
        yield here
    finally:
        for name in list(here.processes):
            here.stop(name)
