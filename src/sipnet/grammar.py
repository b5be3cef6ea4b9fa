"""Bytes ↔ parts of a SIP message (RFC 3261 §7, §25), lenient on reading. No header has a meaning.

Every quantifier that could backtrack is possessive, so that no input costs more than linear time.
"""

import re
from typing import Final

TOKEN: Final = r"[A-Za-z0-9!%*_+`'~.-]++"  # noqa: S105 – a grammar rule, not a secret
BLANK: Final = r"[ \t]*+"
QUOTED: Final = r'"(?:[^"\\]|\\.)*+"'

# The blank line after the head; bare LF occurs in hand-made units.
HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
CONTENT_LENGTH: Final = re.compile(
    rb"\n(?:content-length|l)[ \t]*+:[ \t]*+([^\r\n]*+)", re.IGNORECASE
)
IS_TOKEN: Final = re.compile(TOKEN)
_QUOTED_STRING: Final = re.compile(QUOTED)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_FOLD: Final = re.compile(r"\r?\n[ \t]++")
_PARAMETER: Final = re.compile(
    rf";{BLANK}({TOKEN})(?:{BLANK}={BLANK}({QUOTED}|[^;,\" \t]*+))?{BLANK}",
)

# Everything below blank apart from tab, CR and LF, and DEL: never legal in a head.
_CONTROLS: Final = bytes(code for code in (*range(32), 127) if code not in b"\t\r\n")

# RFC 3261 §20 and the later letters of the registry.
_COMPACT: Final = {
    "a": "Accept-Contact",
    "b": "Referred-By",
    "c": "Content-Type",
    "d": "Request-Disposition",
    "e": "Content-Encoding",
    "f": "From",
    "i": "Call-ID",
    "j": "Reject-Contact",
    "k": "Supported",
    "l": "Content-Length",
    "m": "Contact",
    "o": "Event",
    "r": "Refer-To",
    "s": "Subject",
    "t": "To",
    "u": "Allow-Events",
    "v": "Via",
    "x": "Session-Expires",
    "y": "Identity",
}
_KNOWN: Final = (
    "Accept", "Allow", "Authorization", "Call-ID", "Contact", "Content-Length", "Content-Type",
    "CSeq", "Date", "Expires", "From", "Max-Forwards", "MIME-Version", "P-Asserted-Identity",
    "Proxy-Authorization", "Record-Route", "Require", "Retry-After", "Route", "Server", "Supported",
    "Subject", "To", "Unsupported", "User-Agent", "Via", "WWW-Authenticate", "Warning",
)  # fmt: skip
_CANONICAL: Final = (
    _COMPACT
    | {letter.upper(): name for letter, name in _COMPACT.items()}
    | {spelling: name for name in _KNOWN for spelling in (name, name.lower(), name.upper())}
)

type Header = tuple[str, str]


def canonical_name(name: str) -> str | None:
    """Return the header name in its long usual spelling, or None if it is no token."""
    known = _CANONICAL.get(name)
    if known is not None:
        return known
    if IS_TOKEN.fullmatch(name) is None:
        return None
    return _CANONICAL.get(name.lower()) or "-".join(
        part[:1].upper() + part[1:].lower() for part in name.split("-")
    )


def has_control_characters(head: bytes) -> bool:
    """Say whether the head carries control characters or a CR outside a line end."""
    return len(head.translate(None, _CONTROLS)) != len(head) or (
        head.count(b"\r") != head.count(b"\r\n")
    )


def lines(head: str) -> list[str]:
    """Split a head into unfolded lines."""
    if "\n " in head or "\n\t" in head:
        head = _FOLD.sub(" ", head)
    return head.replace("\r", "").split("\n")


def parameters(text: str) -> dict[str, str] | None:
    """Read `;name=value;flag` into lower-case names (a flag has ""), or None if it is not that."""
    found: dict[str, str] = {}
    if '"' not in text and "," not in text and text[:1] in {"", ";"}:
        # Nothing to quote: splitting is three times as fast, and each message has four of these.
        for part in text[1:].split(";"):
            name, _, value = part.partition("=")
            found.setdefault(name.strip(" \t").lower(), value.strip(" \t"))
        found.pop("", None)
        return found
    position, end = 0, len(text)
    while position < end:
        match = _PARAMETER.match(text, position)
        if match is None:
            return None
        name, value = match.groups()
        found.setdefault(name.lower(), value or "")
        position = match.end()
    return found


def split_at_commas(text: str) -> list[str]:
    """Split a header value at commas outside quotes and angle brackets."""
    parts: list[str] = []
    start, position, depth = 0, 0, False
    while position < len(text):
        character = text[position]
        if character == '"':
            position = _end_of_quote(text, position)
            continue
        if character in "<>":
            depth = character == "<"
        elif character == "," and not depth:
            parts.append(text[start:position].strip(" \t"))
            start = position + 1
        position += 1
    parts.append(text[start:].strip(" \t"))
    return [part for part in parts if part]


def _end_of_quote(text: str, position: int) -> int:
    match = _QUOTED_STRING.match(text, position)
    # A quote that never ends takes the rest; looking on behind it would cost quadratic time.
    return match.end() if match else len(text)


def unquoted(text: str) -> str:
    """Return the content of a quoted string, or the text itself when it is not quoted."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return _ESCAPE.sub(r"\1", text[1:-1])
    return text
