"""Sends an envelope over HTTPS with a certificate on both sides, and gives the bytes of the answer.

Nothing of a question or an answer is ever logged or put into an exception: addresses, statuses and
kinds of errors only.
"""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from gemensam.soap.elements import NotUnderstood

# Seconds before the second and third try.
PAUSES: Final = (2.0, 10.0)
WORTH_ANOTHER_TRY: Final = frozenset({429, 502, 503, 504})


class NotConfigured(RuntimeError):
    """The installation has no address or certificate for the service."""


class Unreachable(RuntimeError):
    """The service did not answer after every try; the message holds a status or a kind of error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a service is, and who we are to it. Without `authorities` the system's are trusted."""

    address: str
    certificate: Path
    key: Path
    authorities: Path | None = None

    def tls(self) -> ssl.SSLContext:
        """Give the context that shows our certificate and checks theirs. Raises NotConfigured."""
        if not self.address.startswith("https://"):
            raise NotConfigured("the address begins with https://")
        try:
            context = ssl.create_default_context(cafile=self.authorities)
            context.load_cert_chain(self.certificate, self.key)
        except OSError as error:
            raise NotConfigured(f"the certificate cannot be read: {type(error).__name__}") from None
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


@contextmanager
def connection(endpoint: Endpoint, timeout: httpx.Timeout) -> Iterator[httpx.Client]:
    """Open a connection for some questions. Raises NotConfigured."""
    with httpx.Client(
        verify=endpoint.tls(), timeout=timeout, follow_redirects=False, trust_env=False
    ) as http:
        yield http


@dataclass(frozen=True, slots=True)
class Channel:
    """Sends to one address; `pause` waits between tries."""

    http: httpx.Client
    address: str
    most_bytes: int
    action: str = ""
    # Bytes may trickle in, each within the time of reading: the whole answer has a time of its own.
    most_seconds: float | None = None
    pause: Callable[[float], None] = time.sleep

    def send(self, xml: bytes) -> bytes:
        """Send an envelope until it is answered. Raises Unreachable and NotUnderstood."""
        reason = ""
        for wait in (*PAUSES, None):
            try:
                status, body = self._post(xml)
            except httpx.ReadTimeout:
                # The question was taken: asking anew would be one more disclosure, and one more wait.
                reason = "ReadTimeout"
                break
            except httpx.TransportError as error:
                # The kind only: httpx holds the request, with everything in it, in the error.
                reason = type(error).__name__
            else:
                # A fault comes with 500, and is an answer.
                if status in (httpx.codes.OK, httpx.codes.INTERNAL_SERVER_ERROR):
                    return body
                reason = f"status {status}"
                if status not in WORTH_ANOTHER_TRY:
                    break
            if wait is not None:
                self.pause(wait)
        raise Unreachable(reason) from None

    def _post(self, xml: bytes) -> tuple[int, bytes]:
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{self.action}"'}
        begun = time.monotonic()
        with self.http.stream("POST", self.address, content=xml, headers=headers) as response:
            body = b""
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > self.most_bytes:
                    raise NotUnderstood("the answer is too long")
                if self.most_seconds and time.monotonic() - begun > self.most_seconds:
                    raise httpx.ReadTimeout("the answer takes too long")
            return response.status_code, body
