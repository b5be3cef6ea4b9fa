"""Cuts a TCP or TLS byte stream into SIP messages by Content-Length (RFC 3261 §18.3).

After bad framing nothing later can be trusted: one BadMessage comes, and then nothing more.
"""

from typing import Final

from sipnet import grammar
from sipnet.limits import MAX_MESSAGE_BYTES
from sipnet.message import BadMessage, read_length

PING: Final = b"\r\n\r\n"
# Longest separator that may be cut in two by the network: "\r\n\r\n" without its last byte.
_OVERLAP: Final = 3


class KeepAlive:
    """A double CRLF between messages: the peer wants a single one back (RFC 5626 §3.5.1)."""


KEEP_ALIVE: Final = KeepAlive()

type Frame = bytes | KeepAlive | BadMessage


class StreamFramer:
    """Collects what one connection sent until a message is whole."""

    def __init__(self) -> None:
        """Start with nothing received."""
        self._buffer = bytearray()
        self._searched = 0
        self._needed: int | None = None
        self.is_broken = False

    def receive(self, data: bytes) -> list[Frame]:
        """Add bytes and return what became whole."""
        frames: list[Frame] = []
        if self.is_broken:
            return frames
        self._buffer += data
        while (frame := self._next_frame()) is not None:
            frames.append(frame)
            if isinstance(frame, BadMessage):
                self.is_broken = True
                self._buffer.clear()
                break
        return frames

    def _next_frame(self) -> Frame | None:
        if self._needed is None:
            blank = self._blank_lines()
            if blank is not None:
                return blank
            # Half a keep-alive waits for its other half; a head begins after it.
            if not self._buffer or self._buffer.startswith((b"\r", b"\n")):
                return None
            bad = self._find_head()
            if bad is not None:
                return bad
        if self._needed is None or len(self._buffer) < self._needed:
            return None
        message = bytes(self._buffer[: self._needed])
        del self._buffer[: self._needed]
        self._needed, self._searched = None, 0
        return message

    def _blank_lines(self) -> KeepAlive | None:
        if self._searched or not self._buffer.startswith((b"\r", b"\n")):
            return None
        if self._buffer.startswith(PING):
            del self._buffer[: len(PING)]
            return KEEP_ALIVE
        if not PING.startswith(self._buffer):
            self._buffer = self._buffer.lstrip(b"\r\n")
        return None

    def _find_head(self) -> BadMessage | None:
        end = grammar.HEAD_END.search(self._buffer, max(0, self._searched - _OVERLAP))
        if end is None:
            self._searched = len(self._buffer)
            too_long = self._searched > MAX_MESSAGE_BYTES
            return BadMessage("message too large") if too_long else None
        head_bytes = end.end()
        del end
        length = _declared_length(bytes(self._buffer[:head_bytes]))
        if length is None:
            return BadMessage("no usable Content-Length on a connection")
        if head_bytes + length > MAX_MESSAGE_BYTES:
            return BadMessage("message too large")
        self._needed = head_bytes + length
        return None


def _declared_length(head: bytes) -> int | None:
    found = {
        read_length(value.decode("latin-1").strip(" \t"))
        for value in grammar.CONTENT_LENGTH.findall(head)
    }
    # Two different lengths are how requests are smuggled past a proxy.
    return found.pop() if len(found) == 1 else None
