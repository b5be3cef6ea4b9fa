"""Writes `<mrq>` and `<mrs>`, strictly: tags in the order of the standard, no namespace."""

import re
from typing import Final

from scaip.message import AlarmRequest, Position, Reply

CONTENT_TYPE: Final = "application/scaip+xml"

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\r\n'
_ESCAPES: Final = {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    # A bare CR would be read as LF.
    ord("\r"): "&#13;",
}
# Text that stands in XML as it is: every reference, number and version.
_PLAIN: Final = re.compile("[0-9A-Za-z .:@_-]*")
# XML 1.0 §2.2: what no document may contain.
_FORBIDDEN: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_request(request: AlarmRequest) -> bytes:
    """Write a request; for simulators, forwarding and tests."""
    fields: list[tuple[str, str]] = [
        ("ref", request.ref),
        ("ver", request.ver),
        ("sco", request.sco),
        ("cha", request.cha),
        ("mty", request.mty.value),
        ("hbo", request.hbo),
        ("cid", request.cid),
        ("dty", request.dty),
        ("did", request.did),
        ("dco", request.dco),
        ("dte", request.dte),
        *(("crd", address) for address in request.crd),
        ("stc", request.stc),
        ("stt", request.stt),
        ("pri", request.pri),
        ("lco", request.lco),
        ("lva", request.lva),
        ("lte", request.lte),
    ]
    body = "".join(_element(tag, text) for tag, text in fields if text)
    if request.lge is not None:
        body += _position(request.lge)
    last = [("ico", request.ico), ("ite", request.ite), ("ame", request.ame), *request.other]
    body += "".join(_element(tag, text) for tag, text in last if text)
    return f"{_DECLARATION}<mrq>{body}</mrq>".encode()


def write_response(reply: Reply) -> bytes:
    """Write a reply."""
    fields = (
        ("ref", reply.ref),
        ("snu", reply.snu),
        ("ste", reply.ste),
        ("cve", reply.cve),
        ("mre", reply.mre),
        ("cre", reply.cre),
        *(("tnu", address) for address in reply.tnu),
        ("hbi", reply.hbi),
    )
    body = "".join(_element(tag, text) for tag, text in fields if text)
    return f"{_DECLARATION}<mrs>{body}</mrs>".encode()


def _position(position: Position) -> str:
    parts = (("geo", position.geo), ("tim", position.tim), ("gga", position.gga))
    inner = "".join(_element(tag, text) for tag, text in parts if text)
    return f"<lge>{_escaped(position.text)}{inner}</lge>"


def _element(tag: str, text: str) -> str:
    return f"<{tag}>{_escaped(text)}</{tag}>"


def _escaped(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    if _FORBIDDEN.search(text):
        message = "a character that XML forbids"
        raise ValueError(message)
    return text.translate(_ESCAPES)
