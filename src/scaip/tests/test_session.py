"""What a message means and what is answered to it."""

import pytest

from scaip import (
    AlarmRequest,
    BadRequest,
    Lane,
    MessageType,
    Reply,
    answer,
    answer_unreadable,
    codes,
    is_sent_by_unit,
)

SIP = ("sip:1@192.0.2.1",)
NUMBER = "sip:larm-7@centre.example.org"
WITH_VOICE = Reply("r1", "0", mre="1", cre="62", tnu=(NUMBER,))
WITHOUT_VOICE = Reply("r1", "0", mre="0", cre="0")


def _request(
    mty: MessageType = MessageType.MESSAGE, stc: str = "0010", crd: tuple[str, ...] = SIP
) -> AlarmRequest:
    return AlarmRequest("r1", "12345678", "0003", mty, stc=stc, crd=crd)


class TestAnswer:
    def test_alarm_with_voice_is_told_where_to_call(self) -> None:
        assert answer(_request(), unit_known=True, transferred_number=NUMBER) == WITH_VOICE

    @pytest.mark.parametrize("stc", ["0019", "0102", "0103", "0113", "0123"])
    def test_cancel_and_tests_open_no_call(self, stc: str) -> None:
        request = _request(stc=stc)
        assert answer(request, unit_known=True, transferred_number=NUMBER) == WITHOUT_VOICE

    @pytest.mark.parametrize("crd", [(), ("no-voice:",), ("sip:",), ("tel:+",), ("nonsense",)])
    def test_unit_that_cannot_be_called_gets_no_voice(self, crd: tuple[str, ...]) -> None:
        request = _request(crd=crd)
        assert answer(request, unit_known=True, transferred_number=NUMBER) == WITHOUT_VOICE

    def test_centre_without_voice_answers_no_voice(self) -> None:
        assert answer(_request(), unit_known=True) == WITHOUT_VOICE

    @pytest.mark.parametrize("mty", [MessageType.RESET, MessageType.INFORMATION])
    def test_reset_and_information_are_only_acknowledged(self, mty: MessageType) -> None:
        request = _request(mty)
        assert answer(
            request, unit_known=True, transferred_number=NUMBER, heartbeat_interval="2"
        ) == Reply("r1", "0")

    def test_heartbeat_may_get_an_interval(self) -> None:
        request = _request(MessageType.HEARTBEAT, stc="0102")
        assert answer(request, unit_known=True, heartbeat_interval="2") == Reply("r1", hbi="2")

    def test_unknown_unit_is_treated_like_any_other(self) -> None:
        assert answer(_request(), unit_known=False, transferred_number=NUMBER) == Reply(
            "r1", "0", "unit not registered, alarm kept", mre="1", cre="62", tnu=(NUMBER,)
        )

    def test_unreadable_body_is_answered_with_its_reason(self) -> None:
        assert answer_unreadable(BadRequest("dty missing", "7", "r1")) == Reply(
            "r1", "7", "dty missing"
        )

    def test_unreadable_body_without_reference_cannot_be_answered(self) -> None:
        assert answer_unreadable(BadRequest("not well-formed XML", "2")) is None

    @pytest.mark.parametrize(("user", "same"), [(" 12345678", True), ("87654321", False)])
    def test_sender_is_compared_with_the_unit(self, user: str, *, same: bool) -> None:
        assert is_sent_by_unit(_request(), user) is same


class TestLane:
    @pytest.mark.parametrize(
        ("mty", "stc", "lane"),
        [
            (MessageType.MESSAGE, "0010", Lane.ALARM),
            (MessageType.MESSAGE, "0125", Lane.ALARM),
            (MessageType.MESSAGE, "0999", Lane.ALARM),
            (MessageType.MESSAGE, "0016", Lane.TECHNICAL),
            (MessageType.MESSAGE, "0103", Lane.TEST),
            (MessageType.MESSAGE, "0019", Lane.RESET),
            (MessageType.MESSAGE, "0093", Lane.RESET),
            (MessageType.RESET, "0010", Lane.RESET),
            (MessageType.INFORMATION, "0102", Lane.INFORMATION),
            (MessageType.HEARTBEAT, "0010", Lane.HEARTBEAT),
            (MessageType.HEARTBEAT, "0102", Lane.HEARTBEAT),
        ],
    )
    def test_lane_follows_type_then_status(self, mty: MessageType, stc: str, lane: Lane) -> None:
        assert _request(mty, stc).lane is lane

    @pytest.mark.parametrize(
        ("mty", "stc", "expected"),
        [
            (MessageType.HEARTBEAT, "0102", (True, False, False)),
            (MessageType.HEARTBEAT, "0019", (True, False, False)),
            (MessageType.MESSAGE, "0102", (False, True, False)),
            (MessageType.MESSAGE, "0019", (False, False, True)),
            (MessageType.MESSAGE, "0010", (False, False, False)),
        ],
    )
    def test_heartbeat_is_neither_test_nor_cancel(
        self, mty: MessageType, stc: str, expected: tuple[bool, bool, bool]
    ) -> None:
        request = _request(mty, stc)
        assert (request.is_heartbeat, request.is_test, request.is_cancel) == expected


class TestDigest:
    def test_digest_is_stable(self) -> None:
        # Stored beside alarms: another value would make duplicates of what is under way.
        assert _request().digest() == "c096764c5b202e2299d3935179983af0"

    def test_way_to_the_unit_does_not_change_the_digest(self) -> None:
        over_mobile = AlarmRequest(
            "r1", "12345678", "0003", stc="0010", crd=("tel:+46",), pri="5", ver="02.00", dte="x"
        )
        assert over_mobile.digest() == _request().digest()

    @pytest.mark.parametrize(
        "other",
        [
            _request(stc="0019"),
            _request(MessageType.RESET),
            AlarmRequest("r2", "12345678", "0003"),
            AlarmRequest("r1", "12345679", "0003"),
            AlarmRequest("r1", "12345678", "0004"),
            AlarmRequest("r1", "12345678", "0003", lte="kök"),
            AlarmRequest("r1", "12345678", "0003", ite="kök"),
        ],
    )
    def test_meaning_changes_the_digest(self, other: AlarmRequest) -> None:
        assert other.digest() != _request().digest()


class TestCodes:
    def test_lists_are_complete(self) -> None:
        assert list(codes.STATUS) == [f"{code:04}" for code in range(128)]
        assert list(codes.DEVICE) == [f"{code:04}" for code in range(52) if code != 42]
        assert list(codes.LOCATION) == [f"{code:03}" for code in range(53)]
        assert list(codes.COMPONENT) == [f"{code:03}" for code in range(30)]
        assert list(codes.STATUS_NUMBER) == [str(code) for code in range(8)]

    @pytest.mark.parametrize(
        "table", [codes.STATUS, codes.DEVICE, codes.LOCATION, codes.COMPONENT, codes.STATUS_NUMBER]
    )
    def test_no_two_codes_share_a_name(self, table: codes.CodeList) -> None:
        swedish = [names[0] for names in table.values()]
        english = [names[1] for names in table.values()]
        assert (len(set(swedish)), len(set(english))) == (len(table), len(table))

    def test_names_come_in_both_languages(self) -> None:
        assert [
            codes.status_name("0010"),
            codes.status_name("0010", "en"),
            codes.device_name("0005"),
            codes.component_name("002"),
            codes.location_name("011"),
            codes.status_number_name("7"),
        ] == [
            "manuellt larm",
            "manual alarm",
            "fallsensor",
            "knapp 1",
            "badrum",
            "obligatoriskt fält saknas",
        ]

    def test_unknown_code_is_shown_as_itself(self) -> None:
        assert [codes.status_name("0999"), codes.status_name("0999", "en")] == [
            "kod 0999",
            "code 0999",
        ]
