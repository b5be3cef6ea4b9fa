"""SIP requests and responses as frozen values, read leniently and written strictly.

Headers keep their text, so that an answer echoes them as they came; the typed properties read them
on demand. `parse` has checked them, so they cannot fail on what came from the wire.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sipnet import grammar
from sipnet.errors import LocalProtocolError
from sipnet.grammar import Header
from sipnet.headers import (
    ContentType,
    CSeq,
    NameAddress,
    Via,
    is_name_address,
    read_content_type,
    read_cseq,
    read_name_address,
    read_via,
)
from sipnet.limits import MAX_HEADERS, MAX_MESSAGE_BYTES

VERSION: Final = "SIP/2.0"
MAX_STATUS: Final = 699
MIN_STATUS: Final = 100
FIRST_FINAL_STATUS: Final = 200
_ECHOED: Final = frozenset(("Via", "From", "To", "Call-ID", "CSeq"))

# RFC 3261 §21, as far as this stack sends them; other reasons are given by the caller.
REASONS: Final = {
    100: "Trying",
    200: "OK",
    202: "Accepted",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    488: "Not Acceptable Here",
    500: "Server Internal Error",
    503: "Service Unavailable",
}


class Top(NamedTuple):
    """What `parse` has read already of each message, so that it is read once."""

    via: Via
    cseq: CSeq


@dataclass(frozen=True, slots=True)
class _Message:
    headers: tuple[Header, ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first value of a header named in its long usual spelling, or None."""
        for key, value in self.headers:
            if key == name:
                return value
        return None

    def every(self, name: str) -> list[str]:
        """Return all values of a header, in order."""
        return [value for key, value in self.headers if key == name]

    @property
    def top(self) -> Top:
        """Return the newest hop and CSeq."""
        known: Top | None = getattr(self, "known", None)
        if known is not None:
            return known
        return Top(self.vias[0], self._read_cseq())

    @property
    def vias(self) -> tuple[Via, ...]:
        """Return the hops, newest first."""
        return tuple(_required(read_via(text), "Via") for text in self.every("Via"))

    @property
    def from_(self) -> NameAddress:
        """Return who sends."""
        return _required(read_name_address(self.header("From") or ""), "From")

    @property
    def to(self) -> NameAddress:
        """Return whom it is for."""
        return _required(read_name_address(self.header("To") or ""), "To")

    @property
    def call_id(self) -> str:
        """Return Call-ID."""
        return _required(self.header("Call-ID"), "Call-ID")

    @property
    def cseq(self) -> CSeq:
        """Return CSeq."""
        return self.top.cseq

    def _read_cseq(self) -> CSeq:
        return _required(read_cseq(self.header("CSeq") or ""), "CSeq")

    @property
    def content_type(self) -> ContentType | None:
        """Return Content-Type, or None when it is missing or unreadable."""
        return read_content_type(self.header("Content-Type") or "")

    @property
    def contact(self) -> NameAddress | None:
        """Return the first Contact, or None when it is missing or unreadable."""
        values = grammar.split_at_commas(self.header("Contact") or "")
        return read_name_address(values[0]) if values else None


@dataclass(frozen=True, slots=True)
class Request(_Message):
    """A SIP request."""

    method: str
    uri: str
    known: Top | None = field(default=None, compare=False, repr=False)

    def write(self) -> bytes:
        """Write it as bytes, with the right Content-Length."""
        return write_message(f"{self.method} {self.uri} {VERSION}", self.headers, self.body)


@dataclass(frozen=True, slots=True)
class Response(_Message):
    """A SIP response."""

    status: int
    reason: str
    known: Top | None = field(default=None, compare=False, repr=False)

    def write(self) -> bytes:
        """Write it as bytes, with the right Content-Length."""
        return write_message(f"{VERSION} {self.status} {self.reason}", self.headers, self.body)


@dataclass(frozen=True, slots=True)
class BadMessage:
    """What could not be read. A request that said where to answer has its `echo` headers."""

    reason: str
    echo: tuple[Header, ...] = ()


def parse(data: bytes) -> Request | Response | BadMessage:
    """Read one whole message. Never raises; bytes after Content-Length are dropped (§18.3)."""
    if len(data) > MAX_MESSAGE_BYTES:
        return BadMessage("message too large")
    data = data.lstrip(b"\r\n")
    end = grammar.HEAD_END.search(data)
    if end is None:
        return BadMessage("no blank line after the headers")
    head = data[: end.start()]
    if grammar.has_control_characters(head + b"\n"):
        return BadMessage("control characters in the head")
    start, *rest = grammar.lines(head.decode("utf-8", "surrogateescape"))
    found = _headers(rest)
    if isinstance(found, BadMessage):
        return found
    result = _with_body(start, found, data[end.end() :])
    if isinstance(result, BadMessage) and start[:4].upper() != "SIP/":
        return BadMessage(result.reason, _echo(found))
    return result


def _headers(lines: list[str]) -> list[Header] | BadMessage:
    if len(lines) > MAX_HEADERS:
        return BadMessage("too many headers")
    found: list[Header] = []
    for line in lines:
        name, colon, value = line.partition(":")
        canonical = grammar.canonical_name(name.rstrip(" \t"))
        if not colon or canonical is None:
            return BadMessage("a header line without a name")
        value = value.strip(" \t")
        if canonical == "Via" and "," in value:
            found.extend(("Via", via) for via in grammar.split_at_commas(value))
        else:
            found.append((canonical, value))
    return found


def _with_body(start: str, found: list[Header], rest: bytes) -> Request | Response | BadMessage:
    length: int | None = None
    top_via: Via | None = None
    kept: list[Header] = []
    once: dict[str, str] = {}
    for header in found:
        name, value = header
        if name == "Content-Length":
            given = read_length(value)
            if given is None or (length is not None and given != length):
                return BadMessage("unusable Content-Length")
            length = given
            continue
        kept.append(header)
        if name not in _ECHOED:
            continue
        if name == "Via":
            via = read_via(value)
            if via is None:
                return BadMessage("unusable Via")
            top_via = top_via or via
        elif name in once:
            return BadMessage(f"{name} more than once")
        once[name] = value
    if length is not None and length > len(rest):
        return BadMessage("body shorter than Content-Length")
    if top_via is None or len(once) != len(_ECHOED):
        return BadMessage(f"{', '.join(sorted(_ECHOED - once.keys()))} missing")
    body = rest if length is None else rest[:length]
    return _checked(start, once, top_via, tuple(kept), body)


def _checked(
    start: str, once: dict[str, str], via: Via, kept: tuple[Header, ...], body: bytes
) -> Request | Response | BadMessage:
    if not (is_name_address(once["From"]) and is_name_address(once["To"])):
        return BadMessage("unusable From or To")
    cseq = read_cseq(once["CSeq"])
    if cseq is None or not once["Call-ID"]:
        return BadMessage("unusable CSeq or Call-ID")
    top = Top(via, cseq)
    words = start.split(None, 2)
    if len(words) > 1 and words[0].upper() == VERSION:
        return _response(words, top, kept, body)
    return _request(words, top, kept, body)


def _request(
    words: list[str], top: Top, kept: tuple[Header, ...], body: bytes
) -> Request | BadMessage:
    if len(words) != 3 or words[2].strip(" \t").upper() != VERSION:  # noqa: PLR2004 – method, address, version
        return BadMessage("unusable start line")
    method = words[0].upper()
    if grammar.IS_TOKEN.fullmatch(method) is None or top.cseq.method != method:
        return BadMessage("method unusable or other than in CSeq")
    return Request(kept, body, method, words[1], top)


def _response(
    words: list[str], top: Top, kept: tuple[Header, ...], body: bytes
) -> Response | BadMessage:
    code = words[1]
    if not (code.isascii() and code.isdigit() and MIN_STATUS <= int(code[:4]) <= MAX_STATUS):
        return BadMessage("unusable status code")
    reason = words[2].strip(" \t") if len(words) > 2 else ""  # noqa: PLR2004 – the third is the reason
    return Response(kept, body, int(code[:4]), reason, top)


def read_length(text: str) -> int | None:
    """Read Content-Length; more than the limit reads as just above it, which no body reaches."""
    if not (text.isascii() and text.isdigit()):
        return None
    return int(text) if len(text) <= len(str(MAX_MESSAGE_BYTES)) else MAX_MESSAGE_BYTES + 1


def _echo(found: list[Header]) -> tuple[Header, ...]:
    echoed = tuple(header for header in found if header[0] in _ECHOED)
    usable = {name for name, _ in echoed} == _ECHOED
    usable = usable and read_via(dict(reversed(echoed))["Via"]) is not None
    return echoed if usable else ()


def _required[T](value: T | None, name: str) -> T:
    if value is None:
        message = f"a message built without a usable {name}"
        raise LocalProtocolError(message)
    return value


def write_message(start: str, found: tuple[Header, ...], body: bytes) -> bytes:
    """Write a message; `start` may hold header lines. Line breaks in values are refused."""
    text = [start]
    text += [f"{name}: {value}" for name, value in found]
    text.append(f"Content-Length: {len(body)}\r\n\r\n")
    head = "\r\n".join(text)
    # One line end after each part and an empty line; more would be a header that nobody meant.
    expected = start.count("\r\n") + len(text) + 1
    if head.count("\n") != expected or head.count("\r") != expected:
        message = "line break in a header value"
        raise LocalProtocolError(message)
    return head.encode("utf-8", "surrogateescape") + body
