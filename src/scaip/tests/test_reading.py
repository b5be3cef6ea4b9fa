"""Reading SCAIP bodies: what real units write, what is refused, and that nothing raises."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaip import (
    AlarmRequest,
    BadReply,
    BadRequest,
    MessageType,
    Oddity,
    Position,
    Reply,
    parse_request,
    parse_response,
    write_request,
    write_response,
)
from scaip.reading import MAX_BODY_BYTES

DATA = Path(__file__).parents[3] / "tests" / "protocols" / "data"


def _read(name: str) -> AlarmRequest | BadRequest:
    return parse_request((DATA / name).read_bytes())


def _mrq(inner: str) -> AlarmRequest | BadRequest:
    return parse_request(f"<mrq>{inner}</mrq>".encode())


class TestWhatUnitsSend:
    def test_minimal_alarm_gets_all_defaults(self) -> None:
        assert _read("minimal_alarm.xml") == AlarmRequest(
            ref="7",
            cid="12345678",
            dty="0003",
            mty=MessageType.MESSAGE,
            ver="01.00",
            sco="0",
            cha="0",
            stc="0010",
            lco="000",
            pri="0",
        )

    def test_blanks_unpadded_codes_and_several_addresses_are_put_up_with(self) -> None:
        assert _read("blanks_and_unpadded.xml") == AlarmRequest(
            ref="0A17",
            cid="0046317000001",
            dty="0002",
            did="KNAPP-000012",
            crd=("sip:12345678@192.0.2.10", "tel:+4631990000"),
            stc="0009",
            lco="011",
            oddities=(Oddity("did", "KNAPP-000012"),),
        )

    def test_position_unknown_status_and_unknown_tags_are_kept(self) -> None:
        assert _read("position_and_unknown_tags.xml") == AlarmRequest(
            ref="9",
            cid="12345678",
            dty="0051",
            stc="0999",
            lge=Position("57.7089,11.9746", "2026-11-21T08:15:00+01", "$GPGGA,1", "nära ån"),
            other=(("xsig", "-71 dBm"),),
        )

    def test_latin_1_under_a_false_declaration_is_read(self) -> None:
        assert _read("latin_1_declared_as_utf_8.xml") == AlarmRequest(
            ref="5", cid="12345678", dty="0003", lte="Sovrum på övervåningen"
        )

    def test_namespace_is_ignored(self) -> None:
        xml = b'<mrq xmlns="urn:x"><ref>1</ref><cid>2</cid><dty>3</dty></mrq>'
        assert parse_request(xml) == AlarmRequest("1", "2", "0003")

    @pytest.mark.parametrize(
        ("inner", "expected"),
        [
            ("<mty>XX</mty>", AlarmRequest("1", "2", "0003", oddities=(Oddity("mty", "XX"),))),
            ("<stc>larm</stc>", AlarmRequest("1", "2", "0003", oddities=(Oddity("stc", "larm"),))),
            (
                "<stc>10000</stc>",
                AlarmRequest("1", "2", "0003", oddities=(Oddity("stc", "10000"),)),
            ),
            ("<stc>00019</stc>", AlarmRequest("1", "2", "0003", stc="0019")),
            ("<dty>4</dty>", AlarmRequest("1", "2", "0003", oddities=(Oddity("dty", "4"),))),
            ("<dty>3</dty>", AlarmRequest("1", "2", "0003")),
            ("<crd/><crd> sip: </crd>", AlarmRequest("1", "2", "0003", crd=("sip:",))),
            ("<ico>7</ico>", AlarmRequest("1", "2", "0003", ico="007")),
            (
                "<lge><geo>1,2</geo><alt>7</alt></lge><lge/>",
                AlarmRequest("1", "2", "0003", lge=Position("1,2")),
            ),
        ],
    )
    def test_value_that_the_standard_forbids_is_noted_not_refused(
        self, inner: str, expected: AlarmRequest
    ) -> None:
        assert _mrq(f"<ref>1</ref><cid>2</cid><dty>3</dty>{inner}") == expected

    def test_long_texts_are_cut_and_noted(self) -> None:
        long = "x" * 300
        assert _mrq(
            f"<ref>1</ref><cid>2</cid><dty>3</dty><lte>{long}</lte><crd>sip:{long}</crd>"
        ) == AlarmRequest(
            "1",
            "2",
            "0003",
            lte="x" * 256,
            crd=("sip:" + "x" * 252,),
            oddities=(Oddity("crd", "sip:" + "x" * 252), Oddity("lte", "x" * 256)),
        )

    def test_odd_reference_is_kept(self) -> None:
        assert _mrq("<ref>a-1</ref><cid>2</cid><dty>3</dty>") == AlarmRequest(
            "a-1", "2", "0003", oddities=(Oddity("ref", "a-1"),)
        )


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        "name",
        ["entity_flood.xml", "document_type_in_utf_16.xml", "document_type_in_utf_7.xml"],
    )
    def test_document_type_is_refused(self, name: str) -> None:
        read = _read(name)
        assert isinstance(read, BadRequest)
        assert read.snu == "2"

    def test_cut_off_body_still_says_whose_it_was(self) -> None:
        assert _read("cut_off.xml") == BadRequest("not well-formed XML", "2", "88", "12345678")

    @pytest.mark.parametrize(
        ("xml", "expected"),
        [
            (b"", BadRequest("not well-formed XML", "2")),
            (b"<mrs/>", BadRequest("the root is not mrq", "2")),
            (b"<mrq/>", BadRequest("ref, cid, dty missing", "7")),
            (b"\xff\xfe<mrq", BadRequest("not well-formed XML", "2")),
            (b"<mrq><ref>1</ref><cid>2</cid></mrq>", BadRequest("dty missing", "7", "1", "2")),
            (
                b"<mrq>" + b"<a/>" * 200 + b"<ref>1</ref></mrq>",
                BadRequest("too many tags", "1", "1"),
            ),
            (
                b"<mrq><ref>1</ref><cid>4 5</cid><dty>3</dty></mrq>",
                BadRequest("cid has forbidden characters", "3", "1", None),
            ),
            (
                b"<mrq><ref>" + b"1" * 40 + b"</ref><cid>4</cid><dty>3</dty></mrq>",
                BadRequest("ref too long", "1", None, "4"),
            ),
            (b"<ref>1</ref>" + b" " * MAX_BODY_BYTES, BadRequest("body too long", "1", "1")),
        ],
    )
    def test_unusable_body_names_the_reason(self, xml: bytes, expected: BadRequest) -> None:
        assert parse_request(xml) == expected

    def test_unknown_declared_encoding_does_not_raise(self) -> None:
        assert parse_request(b'<?xml version="1.0" encoding="KLINGON"?><mrq/>') == BadRequest(
            "not well-formed XML", "2"
        )

    @given(st.binary(max_size=300))
    def test_random_bytes_never_raise(self, data: bytes) -> None:
        assert isinstance(parse_request(data), BadRequest)
        assert isinstance(parse_response(data), BadReply)

    @given(st.integers(0, 200), st.binary(max_size=6), st.integers(0, 12))
    def test_mutated_bodies_never_raise(self, at: int, put: bytes, cut: int) -> None:
        xml = (DATA / "blanks_and_unpadded.xml").read_bytes()
        read = parse_request(xml[:at] + put + xml[at + cut :])
        assert isinstance(read, AlarmRequest | BadRequest)


XML_TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
    ),
    max_size=32,
).map(str.strip)
DIGITS = "0123456789"


def _digits(width: int) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=width, max_size=width)


REQUESTS = st.builds(
    AlarmRequest,
    ref=st.from_regex(r"[0-9a-zA-Z]{1,16}", fullmatch=True),
    cid=st.text(DIGITS, min_size=1, max_size=16),
    dty=_digits(4),
    mty=st.sampled_from(MessageType),
    sco=_digits(1),
    cha=_digits(1),
    hbo=_digits(1),
    did=XML_TEXT.map(lambda text: text[:8].strip()),
    dco=_digits(3),
    dte=XML_TEXT,
    crd=st.lists(XML_TEXT.filter(bool), max_size=3).map(tuple),
    stc=_digits(4),
    stt=XML_TEXT,
    pri=_digits(1),
    lco=_digits(3),
    lva=_digits(2),
    lte=XML_TEXT,
    lge=st.none() | st.builds(Position, XML_TEXT, XML_TEXT, XML_TEXT),
    ico=_digits(3),
    ite=XML_TEXT,
    ame=_digits(1),
    other=st.lists(st.tuples(st.just("zzz"), XML_TEXT.filter(bool)), max_size=2).map(tuple),
)
REPLIES = st.builds(
    Reply,
    ref=st.from_regex(r"[0-9a-zA-Z]{1,16}", fullmatch=True),
    snu=st.sampled_from(["0", "1", "5", "7", "99"]),
    ste=XML_TEXT,
    mre=st.sampled_from(["", "0", "1", "2"]),
    cre=st.sampled_from(["", "0", "61", "62"]),
    tnu=st.lists(XML_TEXT.filter(bool), max_size=2).map(tuple),
    hbi=st.sampled_from(["", "0", "4"]),
)


class TestRoundTrip:
    @given(REQUESTS)
    def test_request_that_was_written_reads_the_same(self, request_: AlarmRequest) -> None:
        assert parse_request(write_request(request_)) == request_

    @given(REPLIES)
    def test_reply_that_was_written_reads_the_same(self, reply: Reply) -> None:
        assert parse_response(write_response(reply)) == reply

    def test_reply_is_written_without_namespace_in_the_order_of_the_standard(self) -> None:
        reply = Reply("7", "0", "a<b", mre="1", cre="62", tnu=("sip:x@example.org",))
        assert write_response(reply) == (
            b'<?xml version="1.0" encoding="UTF-8"?>\r\n<mrs><ref>7</ref><snu>0</snu>'
            b"<ste>a&lt;b</ste><cve>01.00</cve><mre>1</mre><cre>62</cre>"
            b"<tnu>sip:x@example.org</tnu></mrs>"
        )

    def test_character_that_xml_forbids_is_our_own_mistake(self) -> None:
        with pytest.raises(ValueError, match="XML forbids"):
            write_response(Reply("7", ste="a\0b"))


class TestReadingReplies:
    def test_padded_numbers_and_unknown_tags_are_read(self) -> None:
        xml = b"<mrs><ref>7</ref><snu>00000</snu><mre>01</mre><cre>62</cre><new>1</new></mrs>"
        assert parse_response(xml) == Reply("7", "0", mre="1", cre="62")

    def test_reply_without_number_is_bad(self) -> None:
        assert parse_response(b"<mrs><ref>7</ref></mrs>") == BadReply("ref or snu missing", "7")
