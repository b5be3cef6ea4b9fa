"""A stand-in for SSBTEK: a real HTTPS server on loopback that wants a certificate, and judges questions."""

import ipaddress
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lxml import etree

from gemensam.assistance.ssbtek.client import Client, Configuration
from gemensam.assistance.ssbtek.question import SSBT, Organisation
from gemensam.assistance.tests import samples, schemas

FAR = timedelta(days=2)


@dataclass
class StandIn:
    """Answers each agency that is asked with its part; `first` are answers that come before that."""

    parts: dict[str, str] = field(default_factory=samples.everything)
    first: list[tuple[int, bytes]] = field(default_factory=list)
    # Seconds before anything is answered.
    delay: float = 0.0
    # Agencies that are away the first time they are asked.
    away_once: set[str] = field(default_factory=set)
    # What the schema had against the questions, and which agencies each was put to.
    objections: list[str] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        question = schemas.in_body(body)
        if schemas.COMPOSITE.is_file():
            self.objections += schemas.errors_of(schemas.composite(), question)
        included = [
            etree.QName(element).localname
            for element in question.find(f"{{{SSBT}}}specifikaFrageparametrar")
            if element.get("inkludera") == "true"
        ]
        self.asked.append(included)
        self.headers.append(headers)
        if self.objections:
            return 500, samples.fault("NOT_VALID")
        if self.first:
            return self.first.pop(0)
        parts = {
            name: samples.away(name) if name in self.away_once else part
            for name, part in self.parts.items()
            if name in included
        }
        self.away_once -= set(included)
        self.answers.append(samples.response(parts))
        return 200, self.answers[-1]


@dataclass(frozen=True)
class Papers:
    """Whom the server is signed by, and the certificate it wants to see."""

    authority: Path
    certificate: Path
    key: Path
    server: Path
    stranger: Path


def papers(folder: Path) -> Papers:
    """Make an authority and what it signs, and a certificate that it has not signed."""
    key, authority = _signed("Provutfärdare", None)
    made = {
        "authority": _pem(authority),
        "certificate": b"",
        "key": b"",
        "server": b"",
        "stranger": b"",
    }
    client_key, client = _signed("Provkommunen", (key, authority))
    server_key, server = _signed("127.0.0.1", (key, authority))
    stranger_key, stranger = _signed("Främling", None)
    made["certificate"], made["key"] = _pem(client), _secret(client_key)
    made["server"] = _secret(server_key) + _pem(server)
    made["stranger"] = _secret(stranger_key) + _pem(stranger)
    for name, content in made.items():
        (folder / f"{name}.pem").write_bytes(content)
    return Papers(**{name: folder / f"{name}.pem" for name in made})


type Issuer = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]


def _signed(name: str, issuer: Issuer | None) -> Issuer:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signing = key if issuer is None else issuer[0]
    by = key.public_key() if issuer is None else issuer[0].public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer[1].subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - FAR)
        .not_valid_after(now + FAR)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
    )
    if issuer is None:
        usage = x509.KeyUsage(
            digital_signature=True, content_commitment=False, key_encipherment=False,
            data_encipherment=False, key_agreement=False, key_cert_sign=True, crl_sign=True,
            encipher_only=False, decipher_only=False,
        )  # fmt: skip
        builder = builder.add_extension(usage, critical=True)
    return key, builder.sign(signing, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _secret(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@contextmanager
def serving(stand_in: StandIn, made: Papers) -> Iterator[Configuration]:
    """Serve over TLS, with a certificate asked of whoever calls."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = stand_in.answer(dict(self.headers), body)
            time.sleep(stand_in.delay)
            if not status:
                # Silence: the connection is closed without a word.
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_args: object) -> None:
            """A caller that is turned away is no news."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.server)
    context.load_verify_locations(made.authority)
    context.verify_mode = ssl.CERT_REQUIRED
    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Configuration(
            address=f"https://127.0.0.1:{server.server_port}/ssbt",
            certificate=made.certificate,
            key=made.key,
            organisation=Organisation("2120000001", "Provkommunen"),
            actor_id="prov-51",
            authorities=made.authority,
        )
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def client_of(
    configuration: Configuration, pauses: list[float], timeout: float = 5
) -> Iterator[Client]:
    """A client as `connected` makes one, which notes its pauses instead of waiting."""
    with httpx.Client(verify=configuration.tls(), timeout=timeout, trust_env=False) as http:
        yield Client(http, configuration.address, pause=pauses.append)
