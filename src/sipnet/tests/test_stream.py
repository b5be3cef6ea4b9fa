"""RFC 3261 §18.3 and RFC 5626 §3.5.1: messages on a connection."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipnet import BadMessage, Request
from sipnet.stream import KEEP_ALIVE, Frame, StreamFramer

FIRST = Request((("Via", "a"),), b"one", "MESSAGE", "sip:a@b").write()
SECOND = Request((("Via", "b"),), b"", "MESSAGE", "sip:a@b").write()
NO_LENGTH = BadMessage("no usable Content-Length on a connection")


def _frames(*chunks: bytes) -> list[Frame]:
    framer = StreamFramer()
    return [frame for chunk in chunks for frame in framer.receive(chunk)]


class TestFraming:
    def test_two_messages_in_one_chunk_come_apart(self) -> None:
        assert _frames(FIRST + SECOND) == [FIRST, SECOND]

    def test_message_byte_by_byte_comes_whole(self) -> None:
        data = FIRST + SECOND
        assert _frames(*(data[i : i + 1] for i in range(len(data)))) == [FIRST, SECOND]

    @given(st.lists(st.integers(0, len(FIRST + SECOND)), max_size=6))
    def test_any_cut_gives_the_same_messages(self, cuts: list[int]) -> None:
        data = FIRST + b"\r\n" + SECOND
        edges = [0, *sorted(cuts), len(data)]
        chunks = [data[a:b] for a, b in itertools.pairwise(edges)]
        assert _frames(*chunks) == [FIRST, SECOND]

    def test_bare_line_feeds_frame_too(self) -> None:
        data = FIRST.replace(b"\r\n", b"\n")
        assert _frames(b"\n" + data) == [data]

    @pytest.mark.parametrize("cut", range(1, 4))
    def test_double_line_end_is_a_keep_alive(self, cut: int) -> None:
        ping = b"\r\n\r\n"
        assert _frames(ping[:cut], ping[cut:] + FIRST) == [KEEP_ALIVE, FIRST]

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (b"MESSAGE sip:a@b SIP/2.0\r\nVia: a\r\n\r\n", NO_LENGTH),
            (b"MESSAGE sip:a@b SIP/2.0\r\nl: 1\r\nl: 2\r\n\r\n", NO_LENGTH),
            (b"MESSAGE sip:a@b SIP/2.0\r\nl: -1\r\n\r\n", NO_LENGTH),
            (b"MESSAGE x\r\nl: 65530\r\n\r\n", BadMessage("message too large")),
            (b"x" * 65_537, BadMessage("message too large")),
        ],
    )
    def test_after_bad_framing_nothing_more_comes(self, data: bytes, expected: BadMessage) -> None:
        assert _frames(data, FIRST) == [expected]

    @given(st.lists(st.binary(max_size=60), max_size=8))
    def test_random_chunks_never_raise(self, chunks: list[bytes]) -> None:
        assert len(_frames(*chunks)) <= sum(map(len, chunks))
