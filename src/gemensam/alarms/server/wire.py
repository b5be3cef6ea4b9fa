"""The receiver's sockets: one UDP socket that is drained, TCP connections, one timer.

Theory of operation. Whatever comes in goes to the SIP endpoint with the loop's time; then every
event is handed to `take_event`, everything due is sent, and the one timer is set anew. Nothing here
waits: what takes time happens elsewhere and comes back through `pump`.
"""

import asyncio
import socket
from collections.abc import Callable, Hashable
from typing import Final

from sipnet import CloseConnection, Endpoint, Event, SocketAddress

# As many datagrams at a time as keep a TCP unit from waiting for a flood over UDP.
DRAIN_AT_MOST: Final = 64
# A burst of two seconds at 4,000 messages/s; the kernel may grant less.
SOCKET_BUFFER: Final = 8 << 20
LARGEST_DATAGRAM: Final = 65_535
# Each costs a file descriptor; a unit holds one.
MOST_CONNECTIONS: Final = 20_000


class Wire:
    """Sockets around one endpoint."""

    def __init__(
        self,
        endpoint: Endpoint,
        take_event: Callable[[Event], None],
        *,
        is_refused: Callable[[bytes], bool],
    ) -> None:
        """`is_refused` looks at a datagram before it is read: what a flood is turned away by."""
        self.endpoint = endpoint
        self._take_event = take_event
        self._is_refused = is_refused
        self._loop = asyncio.get_running_loop()
        self._udp: socket.socket | None = None
        self._tcp: asyncio.Server | None = None
        self._connections: dict[Hashable, _Connection] = {}
        self._next_name = 0
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0
        self.send_failures = 0

    async def open(self, host: str, port: int) -> int:
        """Listen on UDP and TCP; give the port, which is found for 0. Raises OSError."""
        while True:
            udp = _bound(host, port)
            found = int(udp.getsockname()[1])
            try:
                self._tcp = await self._loop.create_server(lambda: _Connection(self), host, found)
            except OSError:
                udp.close()
                # What was free for UDP may be taken for TCP: another is looked for.
                if port:
                    raise
            else:
                self._udp = udp
                self._loop.add_reader(udp.fileno(), self._drain)
                return found

    def stop_listening(self) -> None:
        """Take nothing new; what is in hand can still be answered."""
        if self._udp is not None:
            self._loop.remove_reader(self._udp.fileno())
        if self._tcp is not None:
            self._tcp.close()

    def close(self) -> None:
        """Let go of everything."""
        self.stop_listening()
        if self._timer is not None:
            self._timer.cancel()
        for connection in list(self._connections.values()):
            connection.close()
        if self._udp is not None:
            self._udp.close()
            self._udp = None

    def pump(self) -> None:
        """Hand on events, send what is due, set the timer."""
        endpoint = self.endpoint
        while (event := endpoint.next_event()) is not None:
            if isinstance(event, CloseConnection):
                self._flush()
                self._hang_up(event.connection)
            else:
                self._take_event(event)
        self._flush()
        due = endpoint.get_timer()
        if due is not None and (self._timer is None or due < self._timer_at):
            if self._timer is not None:
                self._timer.cancel()
            self._timer_at = due
            self._timer = self._loop.call_at(due, self._fire)

    def _fire(self) -> None:
        self._timer = None
        self.endpoint.handle_timer(self._loop.time())
        self.pump()

    def _drain(self) -> None:
        udp = self._udp
        assert udp is not None  # the reader is removed before the socket is closed
        now, take = self._loop.time(), self.endpoint.receive_datagram
        for _ in range(DRAIN_AT_MOST):
            try:
                data, address = udp.recvfrom(LARGEST_DATAGRAM)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                # An earlier answer found nobody: the kernel says so here, on Linux only once.
                continue
            if not self._is_refused(data):
                take(data, address, now)
        self.pump()

    def _flush(self) -> None:
        udp = self._udp
        for data, address in self.endpoint.datagrams_to_send():
            self._send(udp, data, address)
        for name, data in self.endpoint.data_to_send():
            connection = self._connections.get(name)
            if connection is not None:
                connection.write(data)

    def _send(self, udp: socket.socket | None, data: bytes, address: SocketAddress) -> None:
        try:
            if udp is not None:
                udp.sendto(data, address)
        except OSError:
            # Full buffer or unreachable: the unit asks again, our own requests are repeated.
            self.send_failures += 1

    def connected(self, connection: "_Connection", peer: SocketAddress) -> Hashable | None:
        """Name a new connection; None when there are too many."""
        if len(self._connections) >= MOST_CONNECTIONS:
            return None
        self._next_name += 1
        self._connections[self._next_name] = connection
        self.endpoint.connection_made(self._next_name, peer)
        return self._next_name

    def received(self, name: Hashable, data: bytes) -> None:
        """Take bytes from a connection."""
        if name in self._connections:
            self.endpoint.receive_data(name, data, self._loop.time())
            self.pump()

    def lost(self, name: Hashable) -> None:
        """Forget a connection that is gone."""
        if self._connections.pop(name, None) is not None:
            self.endpoint.connection_lost(name)
            self.pump()

    def _hang_up(self, name: Hashable) -> None:
        connection = self._connections.pop(name, None)
        if connection is not None:
            self.endpoint.connection_lost(name)
            connection.close()


def _bound(host: str, port: int) -> socket.socket:
    """Give a socket for UDP. Raises OSError: the port is taken."""
    udp = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER)
    try:
        udp.bind((host, port))
    except OSError:
        udp.close()
        raise
    udp.setblocking(False)
    return udp


class _Connection(asyncio.Protocol):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._name: Hashable | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # A stream's transport can write; uvloop's is no subclass of asyncio's, so none is asked for.
        self._transport = transport  # type: ignore[assignment]
        self._name = self._wire.connected(self, transport.get_extra_info("peername"))
        if self._name is None:
            transport.close()

    def data_received(self, data: bytes) -> None:
        if self._name is not None:
            self._wire.received(self._name, data)

    def connection_lost(self, error: Exception | None) -> None:
        del error
        if self._name is not None:
            self._wire.lost(self._name)

    def write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
