"""Post to an address that somebody else gave us: nowhere near us, never onward, never for long."""

import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Final
from urllib.parse import urlsplit

from gemensam.webhooks import rules

# A receiver writes down that it came, and works later.
SECONDS_A_STEP: Final = 5.0
# However slowly it drips: then the connection is cut.
SECONDS_IN_ALL: Final = 15.0
_PORTS: Final = {"http": 80, "https": 443}
_TAKEN: Final = range(200, 300)


class NotTaken(Exception):
    """The receiver did not take it. The message is a class or a status: nothing that it said."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is posted where."""

    url: str
    headers: Mapping[str, str]
    body: bytes


def post(letter: Letter, *, anywhere: bool) -> None:
    """Post it, follow no redirect, and read no more than the status. Raises NotTaken.

    Only the internet's own addresses are connected to, and just those that were looked at: a name
    that answers otherwise the second time gains nothing. `anywhere`: the demo's own machine, too.
    """
    parts = urlsplit(letter.url)
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    connection = _Straight(
        parts.hostname or "",
        parts.port or _PORTS[parts.scheme],
        is_secure=parts.scheme == "https",
        anywhere=anywhere,
    )
    watch = threading.Timer(SECONDS_IN_ALL, connection.cut)
    watch.start()
    try:
        connection.request("POST", path, body=letter.body, headers=dict(letter.headers))
        status = connection.getresponse().status
    except (OSError, HTTPException, ValueError) as error:
        raise NotTaken(type(error).__name__) from error
    finally:
        watch.cancel()
        connection.close()
    if connection.was_cut:
        raise NotTaken("TooSlow")
    if status not in _TAKEN:
        raise NotTaken(f"HTTP {status}")


class PrivateAddress(OSError):
    """The name leads to a net that we stand in, or to nowhere."""


class _Straight(HTTPConnection):
    """A connection to an address that was looked at before."""

    def __init__(self, host: str, port: int, *, is_secure: bool, anywhere: bool) -> None:
        super().__init__(host, port, timeout=SECONDS_A_STEP)
        self.default_port = _PORTS["https" if is_secure else "http"]
        self._is_secure, self._anywhere = is_secure, anywhere
        self.was_cut = False

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [str(one[4][0]) for one in found]
        will_do = [one for one in addresses if self._anywhere or rules.is_public(one)]
        if not will_do:
            raise PrivateAddress(self.host)
        self.sock = socket.create_connection((will_do[0], self.port), self.timeout)
        if self._is_secure:
            # Made known before it shakes hands, so that it can be cut there, too.
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def cut(self) -> None:
        """End whatever it waits for; an answer that ends so looks like a whole one."""
        self.was_cut = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
