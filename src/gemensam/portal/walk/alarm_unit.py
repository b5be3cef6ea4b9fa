"""An alarm unit in somebody's home: sends SCAIP over real SIP, UDP or TCP, and waits for `<mrs>`."""

import secrets
import socket
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import scaip
import sipnet

ANSWER_WITHIN = 5.0
# SCAIP allows 16 characters; random ones never repeat.
REF_BYTES = 8
LONGEST_DATAGRAM = 65_535
# A unit holds one connection at most; the endpoint wants a name for it.
CONNECTION = "tcp"
_OK = 200
_FIRST_FAILURE = 300


class NoAnswer(Exception):
    """The receiver did not answer in time."""


class Refused(Exception):
    """The receiver answered, but did not take the message."""


@dataclass(slots=True)
class Exchange:
    """What came back, and how long it took: the acknowledgement and the reply."""

    status: int
    acknowledged_ms: float
    reply: scaip.Reply
    replied_ms: float


@dataclass(slots=True)
class AlarmUnit:
    """One unit with its number (cid); a context manager, since it holds a socket."""

    cid: str
    host: str
    port: int
    transport: str = "UDP"
    _socket: socket.socket = field(init=False)
    _endpoint: sipnet.Endpoint = field(init=False)

    def __post_init__(self) -> None:
        kind = socket.SOCK_DGRAM if self.transport == "UDP" else socket.SOCK_STREAM
        self._socket = socket.socket(socket.AF_INET, kind)
        # Over UDP too: it finds which of our addresses leads there, for the receiver to answer to.
        self._socket.connect((self.host, self.port))
        here, port = self._socket.getsockname()[:2]
        self._endpoint = sipnet.Endpoint(lambda: secrets.token_hex(8), sent_by=f"{here}:{port}")
        if self.transport == "TCP":
            self._endpoint.connection_made(CONNECTION, (self.host, self.port))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def press(self) -> Exchange:
        """Send the alarm of a pressed button (stc 0010, personal trigger)."""
        return self.send(mty=scaip.MessageType.MESSAGE, stc="0010", dty="0003")

    def test(self) -> Exchange:
        """Send a test alarm (stc 0102)."""
        return self.send(mty=scaip.MessageType.MESSAGE, stc="0102", dty="0002")

    def heartbeat(self) -> Exchange:
        """Say that the unit is alive."""
        return self.send(mty=scaip.MessageType.HEARTBEAT, stc="0010", dty="0002")

    def send(self, *, mty: scaip.MessageType, stc: str, dty: str, ref: str = "") -> Exchange:
        """Send a message; give what was answered.

        Raises NoAnswer: neither acknowledged nor replied to in time.
        Raises Refused: answered with a failure.
        """
        ref = ref or secrets.token_hex(REF_BYTES)
        body = scaip.write_request(
            scaip.AlarmRequest(ref=ref, cid=self.cid, dty=dty, mty=mty, stc=stc, crd=("no-voice:",))
        )
        return self._exchange(ref, body)

    def _exchange(self, ref: str, body: bytes) -> Exchange:
        began = time.monotonic()
        destination = (
            sipnet.DatagramRoute((self.host, self.port))
            if self.transport == "UDP"
            else sipnet.StreamRoute(CONNECTION)
        )
        self._endpoint.send_request(
            "MESSAGE",
            f"sip:larm@{self.host}:{self.port}",
            destination=destination,
            now=began,
            from_=f"<sip:{self.cid}@{self.host}>",
            to=f"<sip:larm@{self.host}>",
            headers=(("Content-Type", scaip.CONTENT_TYPE),),
            body=body,
        )
        self._flush()
        status, acknowledged = 0, 0.0
        reply: scaip.Reply | None = None
        replied = 0.0
        deadline = began + ANSWER_WITHIN
        while status == 0 or reply is None:
            self._receive(deadline)
            while (event := self._endpoint.next_event()) is not None:
                elapsed = (time.monotonic() - began) * 1000
                if isinstance(event, sipnet.ResponseReceived):
                    status, acknowledged = event.response.status, elapsed
                elif isinstance(event, sipnet.RequestReceived):
                    self._endpoint.respond(event.transaction, _OK, now=time.monotonic())
                    parsed = scaip.parse_response(event.request.body)
                    if isinstance(parsed, scaip.Reply) and parsed.ref == ref:
                        reply, replied = parsed, elapsed
            self._flush()
            if status >= _FIRST_FAILURE:
                raise Refused(f"{self.cid} was answered {status}")
        return Exchange(status, acknowledged, reply, replied)

    def _flush(self) -> None:
        for data, address in self._endpoint.datagrams_to_send():
            del address  # connected: there is one to send to
            self._socket.send(data)
        for _connection, data in self._endpoint.data_to_send():
            self._socket.sendall(data)

    def _receive(self, deadline: float) -> None:
        now = time.monotonic()
        timer = self._endpoint.get_timer()
        wait = min(deadline, timer if timer is not None else deadline) - now
        if now >= deadline:
            raise NoAnswer(f"{self.cid} had no answer within {ANSWER_WITHIN:.0f} s")
        self._socket.settimeout(max(wait, 0.001))
        try:
            data, address = self._socket.recvfrom(LONGEST_DATAGRAM)
        except TimeoutError:
            self._endpoint.handle_timer(time.monotonic())
            self._flush()
            return
        if self.transport == "UDP":
            self._endpoint.receive_datagram(data, address, time.monotonic())
        elif not data:
            raise NoAnswer(f"{self.cid}: the receiver closed the connection")
        else:
            self._endpoint.receive_data(CONNECTION, data, time.monotonic())
