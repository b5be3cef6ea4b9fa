"""Alarm units in a thread: they send, send again until they have a 200, and remember what they got."""

import re
import socket
import threading
import time
from dataclasses import dataclass, field

HOST = "127.0.0.1"
# RFC 3261 T1 and T2: repeats come after 0.5, 1, 2, 4, 4 … seconds.
FIRST_AGAIN, LONGEST_AGAIN = 0.5, 4.0
# After 503 a unit tries anew: it has no second receiver here.
ANEW_AFTER = 0.5
# With so many unanswered no more is sent: the drill is about kills, not about a flood.
MOST_UNANSWERED = 1500
UNITS = 400
FIRST_CID = 70_000_000
_REF = re.compile(rb"^Call-ID: ([0-9]+)-([0-9]+)-([0-9a-z]+)@", re.MULTILINE)
_ECHOED = (b"Via:", b"From:", b"To:", b"Call-ID:", b"CSeq:")

type Key = tuple[str, str]


@dataclass(slots=True)
class _Pending:
    branch: int
    due: float
    wait: float = FIRST_AGAIN


@dataclass(eq=False)
class Units(threading.Thread):
    """Units that call for help at a rate, over UDP."""

    port: int
    rate: float
    acknowledged: set[Key] = field(default_factory=set)
    replied: set[str] = field(default_factory=set)
    sent: int = 0
    refused: int = 0
    _pending: dict[Key, _Pending] = field(default_factory=dict)
    _is_stopping: bool = False
    _has_given_up: bool = False
    _prefix: str = field(default_factory=lambda: f"{time.time_ns() % 10**6:06d}")

    def __post_init__(self) -> None:
        threading.Thread.__init__(self, daemon=True)

    def run(self) -> None:
        """Send new alarms until told to stop, then only repeats until all are acknowledged."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind((HOST, 0))
            sock.settimeout(0.002)
            mine = sock.getsockname()[1]
            began = time.monotonic()
            while not self._has_given_up and (self._pending or not self._is_stopping):
                now = time.monotonic()
                if len(self._pending) >= MOST_UNANSWERED:
                    began = now - self.sent / self.rate
                while not self._is_stopping and self.sent < (now - began) * self.rate:
                    self._new(sock, mine, now)
                self._repeat(sock, mine, now)
                self._listen(sock, now)

    def finish(self, within: float) -> bool:
        """Send nothing new; say whether every alarm was acknowledged in time."""
        self._is_stopping = True
        self.join(within)
        done = not self.is_alive()
        self._has_given_up = True
        self.join(5)
        return done

    def _new(self, sock: socket.socket, mine: int, now: float) -> None:
        key = (str(FIRST_CID + self.sent % UNITS), f"{self._prefix}x{self.sent}")
        self.sent += 1
        self._pending[key] = _Pending(0, now + FIRST_AGAIN)
        self._send(sock, mine, key, 0)

    def _repeat(self, sock: socket.socket, mine: int, now: float) -> None:
        for key, pending in self._pending.items():
            if pending.due <= now:
                pending.wait = min(2 * pending.wait, LONGEST_AGAIN)
                pending.due = now + pending.wait
                self._send(sock, mine, key, pending.branch)

    def _send(self, sock: socket.socket, mine: int, key: Key, branch: int) -> None:
        cid, ref = key
        body = f"<mrq><ref>{ref}</ref><mty>ME</mty><cid>{cid}</cid><dty>0003</dty><stc>0010</stc></mrq>"
        head = (
            f"MESSAGE sip:larm@{HOST}:{self.port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {HOST}:{mine};rport;branch=z9hG4bK-{branch}-{ref}\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:{cid}@{HOST}>;tag=t{ref}\r\nTo: <sip:larm@{HOST}>\r\n"
            f"Call-ID: {branch}-{cid}-{ref}@u\r\nCSeq: 1 MESSAGE\r\n"
            f"Content-Type: application/scaip+xml\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        sock.sendto((head + body).encode(), (HOST, self.port))

    def _listen(self, sock: socket.socket, now: float) -> None:
        for _ in range(200):
            try:
                data, sender = sock.recvfrom(65_535)
            except TimeoutError:
                return
            except ConnectionRefusedError:
                continue
            if data.startswith(b"MESSAGE "):
                self._take_reply(sock, data, sender)
            elif data.startswith(b"SIP/2.0 "):
                self._take_answer(data, now)

    def _take_reply(self, sock: socket.socket, data: bytes, sender: tuple[str, int]) -> None:
        head, _, body = data.partition(b"\r\n\r\n")
        kept = [line for line in head.split(b"\r\n") if line.startswith(_ECHOED)]
        text = b"SIP/2.0 200 OK\r\n" + b"\r\n".join(kept) + b"\r\nContent-Length: 0\r\n\r\n"
        sock.sendto(text, sender)
        ref = body.partition(b"<ref>")[2].partition(b"</ref>")[0].decode()
        self.replied.add(ref)

    def _take_answer(self, data: bytes, now: float) -> None:
        found = _REF.search(data)
        if found is None:
            return
        branch, cid, ref = (part.decode() for part in found.groups())
        key = (cid, ref)
        status = int(data[8:11])
        if 200 <= status < 300:
            self.acknowledged.add(key)
            self._pending.pop(key, None)
            return
        pending = self._pending.get(key)
        if status >= 300 and pending is not None and pending.branch == int(branch):
            # A final answer ends the transaction: a new one, with the same reference.
            self.refused += 1
            pending.branch += 1
            pending.due, pending.wait = now + ANEW_AFTER, FIRST_AGAIN
