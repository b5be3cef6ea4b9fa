"""A receiver in a thread and alarm units that speak SIP to it over real sockets."""

import asyncio
import re
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

from gemensam.alarms.server.receiver import Receiver
from scaip import AlarmRequest, MessageType, Reply, parse_response, write_request

HOST = "127.0.0.1"
WAIT = 10.0


class RunningReceiver:
    """A receiver with its own loop in a thread of this process."""

    def __init__(self, make=Receiver):
        self._make = make
        self._ready = threading.Event()
        self._stop = None
        self._loop = None
        self.port = 0
        self.receiver = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(WAIT)
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(WAIT)
        assert not self._thread.is_alive()

    async def _main(self):
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self.receiver = self._make(sent_by=f"{HOST}:5060")
        self.port = await self.receiver.wire.open(HOST, 0)
        self._ready.set()
        await self._stop.wait()
        await self.receiver.close()

    def in_loop(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(WAIT)


@dataclass
class Heard:
    """What a unit got back: statuses of its requests and replies to its alarms."""

    statuses: list[int] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)


_LENGTH = re.compile(rb"^Content-Length: (\d+)", re.MULTILINE)


class AlarmUnitAtHome:
    """An alarm unit. Over TCP it cuts the stream by Content-Length, as any SIP element does."""

    def __init__(self, port, *, over="UDP"):
        kind = socket.SOCK_DGRAM if over == "UDP" else socket.SOCK_STREAM
        self.over = over
        self.socket = socket.socket(socket.AF_INET, kind)
        self.socket.settimeout(WAIT)
        self.socket.connect((HOST, port))
        self.rest = b""

    def close(self):
        self.socket.close()

    def message(
        self, request, *, branch="1", user=None, body=None, content_type="application/scaip+xml"
    ):
        host, port = self.socket.getsockname()
        body = write_request(request) if body is None else body
        who = f"sip:{request.cid if user is None else user}@{host}:{port}"
        head = (
            f"MESSAGE sip:larm@{HOST} SIP/2.0\r\n"
            f"Via: SIP/2.0/{self.over} {host}:{port};rport;branch=z9hG4bK-{branch}-{request.ref}\r\n"
            f"Max-Forwards: 70\r\nFrom: <{who}>;tag=t{request.ref}\r\nTo: <sip:larm@{HOST}>\r\n"
            f"Call-ID: {branch}-{request.ref}@{host}\r\nCSeq: 1 MESSAGE\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def send(self, data):
        self.socket.sendall(data)

    def hear(self, *, statuses=0, replies=0, heard=None):
        """Listen until so many final answers and <mrs> have come; each <mrs> is answered."""
        heard = heard or Heard()
        while len(heard.statuses) < statuses or len(heard.replies) < replies:
            self._take(self._one(), heard)
        return heard

    def call(self, request, **how):
        self.send(self.message(request, **how))
        return self.hear(statuses=1, replies=1)

    def silence(self, seconds):
        """Listen for a while; give what came all the same."""
        heard = Heard()
        self.socket.settimeout(seconds)
        try:
            while True:
                self._take(self._one(), heard)
        except TimeoutError:
            return heard
        finally:
            self.socket.settimeout(WAIT)

    def _one(self):
        if self.over == "UDP":
            return self.socket.recv(65535)
        while True:
            head, mark, body = self.rest.partition(b"\r\n\r\n")
            if mark:
                length = int(_LENGTH.search(head)[1])
                if len(body) >= length:
                    self.rest = body[length:]
                    return head + mark + body[:length]
            data = self.socket.recv(65535)
            if not data:
                raise ConnectionError("the receiver hung up")
            self.rest += data

    def _take(self, data, heard):
        if data.startswith(b"SIP/2.0 "):
            status = int(data[8:11])
            if status >= 200:
                heard.statuses.append(status)
            return
        assert data.startswith(b"MESSAGE ")
        head, _, body = data.partition(b"\r\n\r\n")
        kept = [
            line
            for line in head.split(b"\r\n")[1:]
            if line.split(b":")[0] in {b"Via", b"From", b"To", b"Call-ID", b"CSeq"}
        ]
        answer = b"SIP/2.0 200 OK\r\n" + b"\r\n".join(kept) + b";x=1\r\nContent-Length: 0\r\n\r\n"
        self.send(answer.replace(b"CSeq: 1 MESSAGE;x=1", b"CSeq: 1 MESSAGE"))
        heard.replies.append(parse_response(body))


def press(cid, ref, **fields):
    """A press of the button."""
    return AlarmRequest(ref=ref, cid=cid, **({"dty": "0003", "stc": "0010"} | fields))


def heartbeat(cid, ref):
    """A sign of life."""
    return AlarmRequest(ref=ref, cid=cid, dty="0001", mty=MessageType.HEARTBEAT)


@contextmanager
def unit_at(port, over="UDP"):
    unit = AlarmUnitAtHome(port, over=over)
    try:
        yield unit
    finally:
        unit.close()
