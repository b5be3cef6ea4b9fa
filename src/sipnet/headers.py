"""Values of the headers that SIP itself needs: URI, From/To/Contact, Via, CSeq, Content-Type.

Readers return None for what they cannot read; they never raise. Text in, frozen values out.
"""

import re
from typing import Final, NamedTuple

from sipnet import grammar
from sipnet.grammar import BLANK, QUOTED, TOKEN

DEFAULT_PORT: Final = 5060
DEFAULT_TLS_PORT: Final = 5061
MAX_PORT: Final = 65_535

# Branches of RFC 3261 begin so; any other is of RFC 2543 and unique in nothing (§8.1.1.7).
MAGIC_COOKIE: Final = "z9hG4bK"

_HOST: Final = r"\[[0-9A-Fa-f:.]++\]|[A-Za-z0-9._-]++"
_URI: Final = re.compile(
    rf"([A-Za-z][A-Za-z0-9+.-]*+):(?:([^@<>\" \t]*+)@)?({_HOST})?(?::([0-9]{{1,5}}))?"
    r"((?:;[^?<>\" \t]*+)?)((?:\?[^<>\" \t]*+)?)",
)
_URI_WITHOUT_HOST: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*+):([^<>\" \t;]*+)(;[^<>\" \t]*+)?")
_NAME_ADDR: Final = re.compile(
    rf"((?:{QUOTED}|[^\"<;]*+)){BLANK}<{BLANK}([^<>]*+)>{BLANK}((?:;.*+)?)", re.DOTALL
)
# What nearly every unit sends; whatever does not fit is read at length.
_PLAIN_ADDRESS: Final = re.compile(
    r'(?:"[^"\\]*+"|[A-Za-z0-9 ._-]*+)[ ]*+'
    r"<sips?:(?:[A-Za-z0-9+._-]++@)?[A-Za-z0-9][A-Za-z0-9.-]*+(?::[0-9]{1,5})?>"
    rf"(?:;tag={TOKEN})?",
)
_ADDR_SPEC: Final = re.compile(rf"([^;<>\" \t]++){BLANK}((?:;.*+)?)", re.DOTALL)
_VIA: Final = re.compile(
    rf"SIP{BLANK}/{BLANK}2\.0{BLANK}/{BLANK}({TOKEN})[ \t]++({_HOST}){BLANK}"
    rf"(?::{BLANK}([0-9]{{1,5}})(?![0-9]){BLANK})?((?:;.*+)?)",
    re.IGNORECASE | re.DOTALL,
)
_RPORT: Final = re.compile(r";[ \t]*+rport[ \t]*+(?:=[ \t]*+[0-9]*+)?(?=[; \t]|$)", re.IGNORECASE)
_CSEQ: Final = re.compile(rf"([0-9]{{1,10}})[ \t]++({TOKEN})")
_CONTENT_TYPE: Final = re.compile(
    rf"({TOKEN}){BLANK}/{BLANK}({TOKEN}){BLANK}((?:;.*+)?)", re.DOTALL
)


class Uri(NamedTuple):
    """An address such as sip:alarm@example.org:5060;transport=tcp; tel: has only a user."""

    scheme: str
    user: str
    host: str
    port: int | None = None
    parameters: tuple[tuple[str, str], ...] = ()


class NameAddress(NamedTuple):
    """From, To or Contact: a display name, an address and parameters."""

    display_name: str
    uri: Uri
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def tag(self) -> str | None:
        """Return the tag, or None."""
        return dict(self.parameters).get("tag")


class Via(NamedTuple):
    """One hop that a message took."""

    transport: str
    host: str
    port: int | None
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def branch(self) -> str:
        """Return the branch, or "" when it is missing."""
        return dict(self.parameters).get("branch", "")

    @property
    def wants_rport(self) -> bool:
        """Say whether the sender asks for its answer at the port it sent from (RFC 3581)."""
        return "rport" in dict(self.parameters)

    @property
    def answer_port(self) -> int:
        """Return the port for an answer without rport (RFC 3261 §18.2.2)."""
        return self.port or (DEFAULT_TLS_PORT if self.transport == "TLS" else DEFAULT_PORT)


class CSeq(NamedTuple):
    """The number and method that pair an answer with its request."""

    number: int
    method: str


class ContentType(NamedTuple):
    """A media type in lower case, such as application/scaip+xml."""

    media_type: str
    parameters: tuple[tuple[str, str], ...] = ()


def read_uri(text: str) -> Uri | None:
    """Read an address of any scheme."""
    match = _URI.fullmatch(text)
    if match is not None and (match[2] is not None or match[3]):
        scheme, user, host, port, tail, _headers = match.groups()
        if scheme.lower() == "tel":
            user, host = user or host, ""
        found = _parameters(tail)
        # A password in the address is not carried on (RFC 3261 §19.1.1 warns of it).
        return _uri(scheme, (user or "").partition(":")[0], host or "", port, found)
    plain = _URI_WITHOUT_HOST.fullmatch(text)
    if plain is None:
        return None
    return _uri(plain[1], plain[2], "", None, _parameters(plain[3] or ""))


def _uri(
    scheme: str,
    user: str,
    host: str,
    port: str | None,
    parameters: tuple[tuple[str, str], ...] | None,
) -> Uri | None:
    if parameters is None:
        return None
    return Uri(scheme.lower(), user, host.lower(), int(port) if port else None, parameters)


def read_name_address(text: str) -> NameAddress | None:
    """Read the value of From, To or Contact."""
    match = _NAME_ADDR.fullmatch(text)
    if match is not None:
        name, address, tail = match.groups()
    else:
        bare = _ADDR_SPEC.fullmatch(text)
        if bare is None:
            return None
        name, (address, tail) = "", bare.groups()
    uri, found = read_uri(address.strip(" \t")), _parameters(tail)
    if uri is None or found is None:
        return None
    return NameAddress(grammar.unquoted(name.strip(" \t")), uri, found)


def is_name_address(text: str) -> bool:
    """Say whether `read_name_address` can read this."""
    return _PLAIN_ADDRESS.fullmatch(text) is not None or read_name_address(text) is not None


def has_tag(text: str) -> bool:
    """Say whether the value of From or To carries a tag."""
    # Most requests have none in To, and the search for the four letters settles it.
    if "tag" not in text.lower():
        return False
    read = read_name_address(text)
    return read is not None and read.tag is not None


def read_via(text: str) -> Via | None:
    """Read one Via value."""
    match = _VIA.fullmatch(text)
    if match is None:
        return None
    transport, host, port, tail = match.groups()
    found = _parameters(tail)
    if found is None or (port is not None and not 0 < int(port) <= MAX_PORT):
        return None
    return Via(transport.upper(), host.lower(), int(port) if port else None, found)


def stamped_via(text: str, via: Via, host: str, port: int) -> str:
    """Return the Via text with where the message really came from (RFC 3261 §18.2.1, RFC 3581)."""
    if via.wants_rport:
        text = _RPORT.sub(f";rport={port}", text, count=1)
        return f"{text};received={host}" if not dict(via.parameters).get("received") else text
    return text if via.host.strip("[]") == host else f"{text};received={host}"


def read_cseq(text: str) -> CSeq | None:
    """Read CSeq; the method comes in upper case."""
    match = _CSEQ.fullmatch(text)
    return CSeq(int(match[1]), match[2].upper()) if match else None


def read_content_type(text: str) -> ContentType | None:
    """Read Content-Type."""
    match = _CONTENT_TYPE.fullmatch(text)
    if match is None:
        return None
    found = _parameters(match[3])
    return None if found is None else ContentType(f"{match[1]}/{match[2]}".lower(), found)


def _parameters(text: str) -> tuple[tuple[str, str], ...] | None:
    found = grammar.parameters(text)
    return None if found is None else tuple(found.items())
