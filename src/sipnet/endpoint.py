"""The one object that an adapter holds: bytes and time in; events, bytes and a deadline out.

The adapter's loop: bytes in → `next_event` until None → send bytes → re-arm one timer.
"""

from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import Final

from sipnet.client import ClientSide, Outgoing
from sipnet.errors import LocalProtocolError
from sipnet.events import (
    BadMessageReceived,
    CloseConnection,
    DatagramRoute,
    Event,
    Route,
    SocketAddress,
    StreamRoute,
)
from sipnet.grammar import Header
from sipnet.limits import Limits
from sipnet.message import BadMessage, Request, Response, parse
from sipnet.server import Answer, Counters, ServerSide
from sipnet.stream import KeepAlive, StreamFramer
from sipnet.transaction import ClientTransaction, ServerTransaction

# What a receiver of alarms understands. Voice is answered by another server.
METHODS: Final = frozenset(("MESSAGE", "OPTIONS"))
_KEEP_ALIVE_ANSWER: Final = b"\r\n"


class _Connection:
    __slots__ = ("framer", "peer", "transport")

    def __init__(self, peer: SocketAddress, transport: str) -> None:
        self.framer = StreamFramer()
        self.peer = peer
        self.transport = transport


class Endpoint:
    """A SIP element that takes requests and sends some of its own. Not safe between threads."""

    def __init__(
        self,
        new_token: Callable[[], str],
        *,
        sent_by: str,
        methods: frozenset[str] = METHODS,
        bounds: Limits | None = None,
    ) -> None:
        """Take random tokens from `new_token`; `sent_by` is our host[:port], as others reach it."""
        bounds = bounds or Limits()
        self._events: deque[Event] = deque()
        self._datagrams: list[tuple[bytes, SocketAddress]] = []
        self._stream_data: list[tuple[Hashable, bytes]] = []
        self._connections: dict[Hashable, _Connection] = {}
        tell = self._events.append
        self._server = ServerSide(new_token, methods, bounds, self._send, tell)
        most = bounds.max_client_transactions
        self._client = ClientSide(new_token, sent_by, most, self._send, tell)

    @property
    def counters(self) -> Counters:
        """Return what was done so far, for health figures."""
        return self._server.counters

    def receive_datagram(self, data: bytes, address: SocketAddress, now: float) -> None:
        """Take one UDP datagram."""
        route = DatagramRoute(address)
        # Under load most of what comes is repeats of what waits: those are known unread.
        if self._server.is_waiting_for(data, route):
            return
        # Keep-alives of units behind NAT: CRLF or a NUL byte, and nobody waits for an answer.
        if data.strip(b"\r\n\0"):
            self._receive(data, route, address, now)

    def connection_made(
        self, connection: Hashable, peer: SocketAddress, transport: str = "TCP"
    ) -> None:
        """Take a new connection, TCP or TLS, under the adapter's name for it."""
        if connection in self._connections:
            message = f"connection {connection!r} is there already"
            raise LocalProtocolError(message)
        self._connections[connection] = _Connection(peer, transport)

    def receive_data(self, connection: Hashable, data: bytes, now: float) -> None:
        """Take bytes from a connection."""
        known = self._connection(connection)
        route = StreamRoute(connection)
        for frame in known.framer.receive(data):
            if isinstance(frame, KeepAlive):
                self._stream_data.append((connection, _KEEP_ALIVE_ANSWER))
            elif isinstance(frame, BadMessage):
                self.counters.bad_messages += 1
                self._events.append(BadMessageReceived(frame.reason, route))
                self._events.append(CloseConnection(connection, frame.reason))
            else:
                self._receive(frame, route, known.peer, now)

    def connection_lost(self, connection: Hashable) -> None:
        """Forget a connection: its requests can no longer be answered, ours on it have failed."""
        if self._connections.pop(connection, None) is not None:
            self._server.connection_lost(StreamRoute(connection))
            self._client.transport_lost(StreamRoute(connection))

    def next_event(self) -> Event | None:
        """Return the next event, or None."""
        return self._events.popleft() if self._events else None

    def respond(
        self,
        transaction: ServerTransaction,
        status: int,
        *,
        now: float,
        reason: str | None = None,
        headers: Sequence[Header] = (),
        body: bytes = b"",
    ) -> None:
        """Answer a request. Too late (connection lost, 64·T1 over) is no error: nobody waits."""
        self._server.respond(transaction, Answer(status, reason, tuple(headers), body), now)

    def send_request(
        self,
        method: str,
        uri: str,
        *,
        destination: Route,
        now: float,
        from_: str,
        to: str,
        headers: Sequence[Header] = (),
        body: bytes = b"",
    ) -> ClientTransaction:
        """Send a request; Via, From's tag, Call-ID, CSeq and Max-Forwards are filled in.

        Over UDP keep it below 1,300 bytes: no other transport is tried (RFC 3261 §18.1.1).
        """
        transport = "UDP"
        if isinstance(destination, StreamRoute):
            transport = self._connection(destination.connection).transport
        outgoing = Outgoing(method, uri, from_, to, tuple(headers), body)
        return self._client.send(outgoing, transport, destination, now)

    def datagrams_to_send(self) -> list[tuple[bytes, SocketAddress]]:
        """Hand over the datagrams that are due."""
        due, self._datagrams = self._datagrams, []
        return due

    def data_to_send(self) -> list[tuple[Hashable, bytes]]:
        """Hand over the bytes that are due on connections, in order."""
        due, self._stream_data = self._stream_data, []
        return due

    def get_timer(self) -> float | None:
        """Return when `handle_timer` is to be called, or None."""
        server, client = self._server.next_due(), self._client.next_due()
        if server is None or client is None:
            return client if server is None else server
        return min(server, client)

    def handle_timer(self, now: float) -> None:
        """Do what fell due: repeat requests of ours, give up, forget."""
        self._server.handle_timer(now)
        self._client.handle_timer(now)

    def _receive(self, data: bytes, route: Route, peer: SocketAddress, now: float) -> None:
        message = parse(data)
        if isinstance(message, Request):
            self._server.receive(message, data, route, peer, now)
        elif isinstance(message, Response):
            if not self._client.receive(message, now):
                self.counters.stray_responses += 1
        else:
            self.counters.bad_messages += 1
            self._events.append(BadMessageReceived(message.reason, route))
            self._server.refuse_unreadable(message.echo, route, peer)

    def _connection(self, connection: Hashable) -> _Connection:
        known = self._connections.get(connection)
        if known is None:
            message = f"connection {connection!r} was not made, or is lost"
            raise LocalProtocolError(message)
        return known

    def _send(self, data: bytes, route: Route) -> None:
        if isinstance(route, DatagramRoute):
            self._datagrams.append((data, route.address))
        elif route.connection in self._connections:
            self._stream_data.append((route.connection, data))
