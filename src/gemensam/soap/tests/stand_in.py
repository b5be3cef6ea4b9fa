"""A real HTTPS server on loopback that wants a certificate, and the certificates for it."""

import ipaddress
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gemensam.soap.channel import Endpoint

FAR = timedelta(days=2)


class Answering(Protocol):
    """A stand-in: how long it waits, and what it answers; the status 0 is silence."""

    delay: float

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Give the status and the bytes."""


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
def serving_at(path: str, stand_in: Answering, made: Papers) -> Iterator[Endpoint]:
    """Serve over TLS at a path, with a certificate asked of whoever calls."""

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
        yield Endpoint(
            address=f"https://127.0.0.1:{server.server_port}{path}",
            certificate=made.certificate,
            key=made.key,
            authorities=made.authority,
        )
    finally:
        server.shutdown()
        server.server_close()
