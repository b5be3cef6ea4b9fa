"""No input may cost more than linear time: hostile values at the size limit are read at once."""

import pytest

from sipnet import BadMessage, parse
from sipnet.stream import StreamFramer

HEAD = (
    "MESSAGE sip:a@b SIP/2.0\r\nVia: {via}\r\nFrom: {from_}\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\n"
    "CSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n"
)
VIA = "SIP/2.0/UDP a;branch=1"
LONG = 65_000


@pytest.mark.parametrize(
    ("via", "from_"),
    [
        ("SIP/2.0/UDP a" + " " * LONG + "x", "<sip:a@b>"),
        ("SIP/2.0/UDP a" + ";" * LONG + '"', "<sip:a@b>"),
        ('"' * LONG + ",", "<sip:a@b>"),
        ('"\\' * (LONG // 2) + ",", "<sip:a@b>"),
        (VIA, '"' * LONG),
        (VIA, '"' + "\\a" * (LONG // 2)),
        (VIA, "a " * (LONG // 2) + "<"),
        (VIA, "<sip:" + "a" * LONG),
        (VIA, "<sip:a@b>;" + 'a="' * (LONG // 3)),
        (VIA, "<sip:a@b>" + " " * LONG + "x"),
    ],
)
def test_hostile_value_is_refused(via: str, from_: str) -> None:
    assert isinstance(parse(HEAD.format(via=via, from_=from_).encode()), BadMessage)


def test_head_that_never_ends_is_searched_once() -> None:
    framer = StreamFramer()
    frames = [frame for _ in range(66_000) for frame in framer.receive(b"x")]
    assert frames == [BadMessage("message too large")]


def test_folded_lines_without_end_are_refused() -> None:
    assert isinstance(
        parse(b"MESSAGE sip:a@b SIP/2.0" + b"\r\n " * 21_000 + b"\r\n\r\n"), BadMessage
    )
