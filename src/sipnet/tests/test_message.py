"""RFC 3261 §7, §18.3, §20: reading and writing messages, by section."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipnet import (
    BadMessage,
    ContentType,
    CSeq,
    LocalProtocolError,
    NameAddress,
    Request,
    Response,
    Uri,
    Via,
    parse,
)
from sipnet.headers import (
    has_tag,
    read_content_type,
    read_cseq,
    read_name_address,
    read_uri,
    read_via,
    stamped_via,
)

DATA = Path(__file__).parents[3] / "tests" / "protocols" / "data"
BODY = b"<mrq><ref>1</ref><cid>12345678</cid><dty>3</dty></mrq>"
HEADERS = (
    ("Via", "SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK1"),
    ("From", "<sip:12345678@192.0.2.10>;tag=1"),
    ("To", "<sip:alarm@example.org>"),
    ("Call-ID", "1"),
    ("CSeq", "1 MESSAGE"),
)
PLAIN = Request(HEADERS, BODY, "MESSAGE", "sip:alarm@example.org")


def _read(name: str) -> Request | Response | BadMessage:
    return parse((DATA / name).read_bytes())


def _without(name: str) -> bytes:
    kept = tuple(header for header in HEADERS if header[0] != name)
    return Request(kept, b"", "MESSAGE", "sip:a@b").write()


def _with(name: str, value: str) -> bytes:
    changed = tuple((key, value if key == name else old) for key, old in HEADERS)
    return Request(changed, b"", "MESSAGE", "sip:a@b").write()


class TestSection7Lenience:
    def test_compact_forms_are_written_out(self) -> None:
        assert _read("compact_headers.sip") == Request(
            (
                ("Via", "SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKcompact"),
                ("From", "<sip:12345678@192.0.2.10>;tag=c1"),
                ("To", "<sip:alarm@example.org>"),
                ("Call-ID", "compact-1"),
                ("CSeq", "1 MESSAGE"),
                ("Content-Type", "application/scaip+xml"),
            ),
            BODY,
            "MESSAGE",
            "sip:alarm@example.org",
        )

    def test_folded_lines_are_joined(self) -> None:
        read = _read("folded_lines.sip")
        assert isinstance(read, Request)
        assert (read.vias, read.from_.tag, read.cseq, read.body) == (
            (Via("UDP", "192.0.2.10", 5060, (("branch", "z9hG4bKfolded"),)),),
            "f1",
            CSeq(1, "MESSAGE"),
            BODY,
        )

    def test_bare_line_feeds_are_line_ends(self) -> None:
        read = _read("bare_line_feeds.sip")
        assert isinstance(read, Request)
        assert (read.call_id, read.body) == ("lf-1", BODY)

    def test_mixed_case_and_blanks_are_put_up_with(self) -> None:
        read = _read("mixed_case_without_max_forwards.sip")
        assert isinstance(read, Request)
        assert (read.method, read.vias, read.from_, read.to, read.cseq, read.body) == (
            "MESSAGE",
            (Via("UDP", "192.0.2.10", 5060, (("branch", "z9hG4bKcase"),)),),
            NameAddress(
                "Köket, övervåningen", Uri("sip", "12345678", "192.0.2.10"), (("tag", "m1"),)
            ),
            NameAddress("", Uri("sip", "alarm", "example.org")),
            CSeq(1, "MESSAGE"),
            BODY,
        )

    def test_several_vias_in_one_line_are_taken_apart(self) -> None:
        read = _read("several_vias_in_one_line.sip")
        assert isinstance(read, Request)
        assert read.vias == (
            Via("TLS", "proxy.example.org", None, (("branch", "z9hG4bKp2"),)),
            Via(
                "UDP",
                "192.0.2.10",
                5060,
                (("branch", "z9hG4bKp1"), ("received", "198.51.100.7")),
            ),
            Via("UDP", "10.0.0.2", None, (("branch", "z9hG4bKp0"),)),
        )

    def test_unknown_header_gets_the_usual_spelling(self) -> None:
        read = parse(PLAIN.write().replace(b"Call-ID: 1", b"Call-ID: 1\r\nx-UNIT-model: Q"))
        assert isinstance(read, Request)
        assert read.header("X-Unit-Model") == "Q"

    def test_bytes_that_are_no_text_survive(self) -> None:
        data = PLAIN.write().replace(b"Call-ID: 1", b"Call-ID: 1\xff\xe5")
        read = parse(data)
        assert isinstance(read, Request)
        assert read.write() == data


class TestSection18Framing:
    def test_bytes_after_the_body_are_dropped(self) -> None:
        assert parse(PLAIN.write() + b"rubbish") == PLAIN

    def test_missing_length_takes_the_rest_of_the_datagram(self) -> None:
        data = PLAIN.write().replace(f"Content-Length: {len(BODY)}\r\n".encode(), b"")
        assert parse(data) == PLAIN

    @pytest.mark.parametrize("length", [b"-5", b"99999999999999", b"5x", b"1000", "٥".encode()])
    def test_unusable_length_is_bad(self, length: bytes) -> None:
        data = PLAIN.write().replace(str(len(BODY)).encode() + b"\r\n\r\n", length + b"\r\n\r\n")
        read = parse(data)
        assert isinstance(read, BadMessage)
        assert read.echo == HEADERS

    def test_two_different_lengths_are_bad(self) -> None:
        data = PLAIN.write().replace(b"Call-ID: 1", b"Call-ID: 1\r\nl: 3")
        assert parse(data) == BadMessage("unusable Content-Length", HEADERS)


class TestSection8MandatoryHeaders:
    @pytest.mark.parametrize("name", ["Via", "From", "To", "Call-ID", "CSeq"])
    def test_missing_header_is_bad(self, name: str) -> None:
        assert parse(_without(name)) == BadMessage(f"{name} missing")

    @pytest.mark.parametrize(
        ("name", "value", "reason"),
        [
            ("Via", "HTTP/1.1 x", "unusable Via"),
            ("Via", "SIP/2.0/UDP x:99999;branch=1", "unusable Via"),
            ("From", "<>", "unusable From or To"),
            ("To", "nobody", "unusable From or To"),
            ("CSeq", "one MESSAGE", "unusable CSeq or Call-ID"),
            ("CSeq", "1 INVITE", "method unusable or other than in CSeq"),
            ("Call-ID", "", "unusable CSeq or Call-ID"),
        ],
    )
    def test_unusable_header_is_bad(self, name: str, value: str, reason: str) -> None:
        read = parse(_with(name, value))
        assert isinstance(read, BadMessage)
        assert read.reason == reason

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "no blank line after the headers"),
            (b"x" * 70_000, "message too large"),
            (PLAIN.write().replace(b"SIP/2.0\r\nVia", b"SIP/3.0\r\nVia"), "unusable start line"),
            (PLAIN.write().replace(b"Call-ID: 1", b"Call-ID: \x001"), "control characters"),
            (PLAIN.write().replace(b"Call-ID: 1", b"Call-ID: 1\r2"), "control characters"),
            (PLAIN.write().replace(b"Call-ID: 1", b"Call ID: 1"), "a header line without a name"),
            (PLAIN.write().replace(b"Call-ID: 1", b"Call-ID"), "a header line without a name"),
            (PLAIN.write().replace(b"Call-ID: 1", b"x: 1\r\n" * 101 + b"i: 1"), "too many headers"),
            (PLAIN.write().replace(b"To:", b"i: 2\r\nTo:"), "Call-ID more than once"),
        ],
    )
    def test_unusable_message_names_the_reason(self, data: bytes, reason: str) -> None:
        read = parse(data)
        assert isinstance(read, BadMessage)
        assert read.reason.startswith(reason)

    @pytest.mark.parametrize("start", [b"SIP/2.0 20 OK", b"SIP/2.0 700 No", b"SIP/2.0 \xc2\xb2 x"])
    def test_unusable_response_is_bad_and_never_answered(self, start: bytes) -> None:
        data = PLAIN.write().replace(b"MESSAGE sip:alarm@example.org SIP/2.0", start)
        assert parse(data) == BadMessage("unusable status code")


class TestSection20Values:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("tel:+46317000", Uri("tel", "+46317000", "")),
            ("tel:0317000", Uri("tel", "0317000", "")),
            ("sip:", Uri("sip", "", "")),
            (
                "sips:a:secret@[2001:db8::1]:5061;transport=TLS?x=y",
                Uri("sips", "a", "[2001:db8::1]", 5061, (("transport", "TLS"),)),
            ),
            ("no-voice:", Uri("no-voice", "", "")),
            ("rubbish", None),
        ],
    )
    def test_uri(self, text: str, expected: Uri | None) -> None:
        assert read_uri(text) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ('"a\\"<b>" <sip:x@y>', NameAddress('a"<b>', Uri("sip", "x", "y"))),
            ("sip:x@y;tag=1", NameAddress("", Uri("sip", "x", "y"), (("tag", "1"),))),
            ('<sip:x@y>;p="a;b"', NameAddress("", Uri("sip", "x", "y"), (("p", '"a;b"'),))),
            ("<sip:x@y> rubbish", None),
            ('<sip:x@y>;"', None),
            ("<sip:x@y", None),
        ],
    )
    def test_name_address(self, text: str, expected: NameAddress | None) -> None:
        assert read_name_address(text) == expected

    @pytest.mark.parametrize(
        ("text", "has"),
        [("<sip:x@y>;TAG=1", True), ("<sip:tag@y>", False), ("tag", False), ("<sip:x@y>", False)],
    )
    def test_tag_is_found_only_as_parameter(self, text: str, *, has: bool) -> None:
        assert has_tag(text) is has

    def test_content_type_and_contact(self) -> None:
        request = Request(
            (
                ("Content-Type", 'Application/SCAIP+xml; charset="utf-8"'),
                ("Contact", "<sip:a@b>, x"),
            ),
            b"",
            "MESSAGE",
            "sip:a@b",
        )
        assert (request.content_type, request.contact) == (
            ContentType("application/scaip+xml", (("charset", '"utf-8"'),)),
            NameAddress("", Uri("sip", "a", "b")),
        )
        assert (PLAIN.content_type, PLAIN.contact) == (None, None)
        assert read_content_type('a/b;"') is None

    def test_cseq_number_has_at_most_ten_digits(self) -> None:
        assert read_cseq("12345678901 MESSAGE") is None

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("SIP/2.0/UDP 192.0.2.1;branch=1", "SIP/2.0/UDP 192.0.2.1;branch=1"),
            ("SIP/2.0/UDP 10.0.0.1;branch=1", "SIP/2.0/UDP 10.0.0.1;branch=1;received=192.0.2.1"),
            (
                "SIP/2.0/UDP 192.0.2.1;rport;branch=1",
                "SIP/2.0/UDP 192.0.2.1;rport=4000;branch=1;received=192.0.2.1",
            ),
            (
                "SIP/2.0/UDP 10.0.0.1;rport;received=192.0.2.1",
                "SIP/2.0/UDP 10.0.0.1;rport=4000;received=192.0.2.1",
            ),
        ],
    )
    def test_via_is_stamped_with_where_it_came_from(self, text: str, expected: str) -> None:
        via = read_via(text)
        assert via is not None
        assert stamped_via(text, via, "192.0.2.1", 4000) == expected


VALUE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs"]), min_size=1, max_size=20
)
EXTRA = st.lists(st.tuples(st.sampled_from(["Subject", "X-Unit", "Contact"]), VALUE), max_size=4)


class TestRoundTrip:
    @given(EXTRA, st.binary(max_size=200), st.sampled_from(["MESSAGE", "OPTIONS"]))
    def test_request_that_was_written_reads_the_same(
        self, extra: list[tuple[str, str]], body: bytes, method: str
    ) -> None:
        found = (*HEADERS[:4], ("CSeq", f"7 {method}"), *extra)
        request = Request(found, body, method, "sip:alarm@example.org;transport=tcp")
        assert parse(request.write()) == request

    @given(EXTRA, st.binary(max_size=200), st.integers(100, 699), st.sampled_from(["", "OK då"]))
    def test_response_that_was_written_reads_the_same(
        self, extra: list[tuple[str, str]], body: bytes, status: int, reason: str
    ) -> None:
        response = Response((*HEADERS, *extra), body, status, reason)
        assert parse(response.write()) == response

    def test_line_break_in_our_own_header_is_refused(self) -> None:
        request = Request((*HEADERS, ("Subject", "a\r\nX: b")), b"", "MESSAGE", "sip:a@b")
        with pytest.raises(LocalProtocolError, match="line break"):
            request.write()

    def test_message_built_without_mandatory_header_is_our_own_mistake(self) -> None:
        with pytest.raises(LocalProtocolError, match="usable Call-ID"):
            _ = Request((), b"", "MESSAGE", "sip:a@b").call_id

    def test_message_that_we_built_reads_its_top(self) -> None:
        assert (PLAIN.top.via.branch, PLAIN.cseq.number) == ("z9hG4bK1", 1)


class TestFuzz:
    @given(st.binary(max_size=400))
    def test_random_bytes_never_raise(self, data: bytes) -> None:
        assert isinstance(parse(data), BadMessage)

    @given(
        st.sampled_from(sorted(path.name for path in DATA.glob("*.sip"))),
        st.integers(0, 420),
        st.binary(max_size=8),
        st.integers(0, 30),
    )
    def test_mutated_messages_never_raise(self, name: str, at: int, put: bytes, cut: int) -> None:
        data = (DATA / name).read_bytes()
        read = parse(data[:at] + put + data[at + cut :])
        if isinstance(read, Request | Response):
            _ = read.vias, read.from_, read.to, read.call_id, read.cseq
            _ = read.content_type, read.contact
            assert parse(read.write()) == read
