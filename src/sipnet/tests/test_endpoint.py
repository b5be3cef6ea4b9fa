"""RFC 3261 §8, §17, §18 at the endpoint: repeats, refusals, timers, connections."""

import itertools

import pytest

from sipnet import (
    BadMessageReceived,
    ClientTransaction,
    CloseConnection,
    DatagramRoute,
    Endpoint,
    Event,
    Limits,
    LocalProtocolError,
    Request,
    RequestFailed,
    RequestReceived,
    RequestTimedOut,
    Response,
    ResponseReceived,
    Route,
    StreamRoute,
    parse,
)

UNIT = ("192.0.2.10", 5060)
OTHER = ("198.51.100.7", 5060)


def _endpoint(bounds: Limits | None = None) -> Endpoint:
    tokens = itertools.count(1)
    return Endpoint(lambda: f"t{next(tokens)}", sent_by="centre.example.org", bounds=bounds)


def _message(
    number: int = 1, *, method: str = "MESSAGE", via: str = "", to: str = "", body: bytes = b"a"
) -> bytes:
    headers = (
        ("Via", via or f"SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK{number}"),
        ("From", "<sip:12345678@192.0.2.10>;tag=1"),
        ("To", to or "<sip:alarm@example.org>"),
        ("Call-ID", f"call-{number}"),
        ("CSeq", f"1 {method}"),
    )
    return Request(headers, body, method, "sip:alarm@example.org").write()


def _answer(status: str, number: int = 1, tag: str = ";tag=t1", extra: str = "") -> bytes:
    return (
        f"SIP/2.0 {status}\r\nVia: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK{number}\r\n"
        f"From: <sip:12345678@192.0.2.10>;tag=1\r\nCall-ID: call-{number}\r\nCSeq: 1 MESSAGE\r\n"
        f"To: <sip:alarm@example.org>{tag}\r\n{extra}Content-Length: 0\r\n\r\n"
    ).encode()


def _received(endpoint: Endpoint) -> RequestReceived:
    event = endpoint.next_event()
    assert isinstance(event, RequestReceived)
    return event


def _events(endpoint: Endpoint) -> list[Event]:
    return list(iter(endpoint.next_event, None))


def _send(endpoint: Endpoint, destination: Route, now: float = 0.0) -> ClientTransaction:
    return endpoint.send_request(
        "MESSAGE",
        "sip:12345678@192.0.2.10",
        destination=destination,
        now=now,
        from_="<sip:alarm@example.org>",
        to="<sip:12345678@192.0.2.10>",
        headers=(("Content-Type", "application/scaip+xml"),),
        body=b"<mrs/>",
    )


def _reply_to(request: bytes, status: int) -> bytes:
    read = parse(request)
    assert isinstance(read, Request)
    return Response(read.headers, b"", status, "x").write()


class TestSection17ServerTransaction:
    def test_repeat_is_swallowed_until_the_answer_is_known_and_then_answered_alike(self) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(_message(), UNIT, 0.0)
        event = _received(endpoint)
        endpoint.receive_datagram(_message(), UNIT, 0.5)
        assert (_events(endpoint), endpoint.datagrams_to_send()) == ([], [])
        endpoint.respond(event.transaction, 200, now=0.6)
        assert endpoint.datagrams_to_send() == [(_answer("200 OK"), UNIT)]
        endpoint.receive_datagram(_message(), UNIT, 1.5)
        assert (_events(endpoint), endpoint.datagrams_to_send()) == (
            [],
            [(_answer("200 OK"), UNIT)],
        )
        assert endpoint.counters.repeats == 2

    def test_provisional_answer_is_repeated_until_the_final_one(self) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(_message(), UNIT, 0.0)
        transaction = _received(endpoint).transaction
        endpoint.respond(transaction, 100, now=0.1)
        endpoint.receive_datagram(_message(), UNIT, 0.5)
        trying = (_answer("100 Trying", tag=""), UNIT)
        assert endpoint.datagrams_to_send() == [trying, trying]
        endpoint.respond(transaction, 202, now=0.6, headers=(("Server", "g"),))
        accepted = _answer("202 Accepted", extra="Server: g\r\n")
        assert endpoint.datagrams_to_send() == [(accepted, UNIT)]

    def test_answer_is_forgotten_after_timer_j(self) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(_message(), UNIT, 0.0)
        endpoint.respond(_received(endpoint).transaction, 200, now=1.0)
        assert endpoint.get_timer() == 33.0
        endpoint.handle_timer(32.9)
        endpoint.receive_datagram(_message(), UNIT, 32.9)
        assert _events(endpoint) == []
        endpoint.handle_timer(33.0)
        assert endpoint.get_timer() is None
        endpoint.receive_datagram(_message(), UNIT, 33.0)
        assert _received(endpoint).request.body == b"a"

    def test_request_that_is_never_answered_is_forgotten(self) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(_message(), UNIT, 0.0)
        transaction = _received(endpoint).transaction
        assert endpoint.get_timer() == 32.0
        endpoint.handle_timer(32.0)
        assert (endpoint.get_timer(), endpoint.counters.never_answered) == (None, 1)
        endpoint.respond(transaction, 200, now=33.0)
        assert endpoint.datagrams_to_send() == []

    def test_same_branch_with_another_body_is_another_request(self) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(_message(body=b"a"), UNIT, 0.0)
        endpoint.receive_datagram(_message(body=b"b"), UNIT, 0.0)
        assert [_received(endpoint).request.body, _received(endpoint).request.body] == [b"a", b"b"]

    def test_second_final_answer_is_our_own_mistake(self) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(_message(), UNIT, 0.0)
        transaction = _received(endpoint).transaction
        endpoint.respond(transaction, 200, now=0.0)
        with pytest.raises(LocalProtocolError, match="answered already"):
            endpoint.respond(transaction, 500, now=0.0)

    def test_impossible_status_is_our_own_mistake(self) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(_message(), UNIT, 0.0)
        with pytest.raises(LocalProtocolError, match="status 99"):
            endpoint.respond(_received(endpoint).transaction, 99, now=0.0)

    def test_tag_that_is_there_is_kept(self) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(_message(to="<sip:alarm@example.org>;tag=x"), UNIT, 0.0)
        endpoint.respond(_received(endpoint).transaction, 200, now=0.0)
        assert endpoint.datagrams_to_send() == [(_answer("200 OK", tag=";tag=x"), UNIT)]


class TestSection18WhereAnswersGo:
    @pytest.mark.parametrize(
        ("via", "source", "expected"),
        [
            ("SIP/2.0/UDP 192.0.2.10:7000;branch=z9hG4bK1", UNIT, ("192.0.2.10", 7000)),
            ("SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1", ("192.0.2.10", 9), ("192.0.2.10", 5060)),
            ("SIP/2.0/UDP 10.0.0.1;rport;branch=z9hG4bK1", ("192.0.2.9", 9), ("192.0.2.9", 9)),
            (
                "SIP/2.0/UDP [2001:db8::1];branch=z9hG4bK1",
                ("2001:db8::1", 9, 0, 3),
                ("2001:db8::1", 5060, 0, 3),
            ),
        ],
    )
    def test_answer_goes_where_the_request_came_from(
        self,
        via: str,
        source: tuple[str, int] | tuple[str, int, int, int],
        expected: tuple[str, int] | tuple[str, int, int, int],
    ) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(_message(via=via), source, 0.0)
        endpoint.respond(_received(endpoint).transaction, 200, now=0.0)
        assert [address for _, address in endpoint.datagrams_to_send()] == [expected]

    @pytest.mark.parametrize("data", [b"\r\n\r\n", b"\0", b""])
    def test_keep_alive_datagram_is_ignored(self, data: bytes) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(data, UNIT, 0.0)
        assert (_events(endpoint), endpoint.datagrams_to_send()) == ([], [])


class TestSection8Refusals:
    def test_unreadable_request_is_answered_400_and_told(self) -> None:
        endpoint = _endpoint()
        data = _message().replace(b"Content-Length: 1", b"Content-Length: 9")
        endpoint.receive_datagram(data, UNIT, 0.0)
        assert (_events(endpoint), endpoint.datagrams_to_send()) == (
            [BadMessageReceived("body shorter than Content-Length", DatagramRoute(UNIT))],
            [(_answer("400 Bad Request"), UNIT)],
        )

    def test_rubbish_is_told_and_not_answered(self) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(b"GET / HTTP/1.1\r\n\r\n", UNIT, 0.0)
        assert endpoint.datagrams_to_send() == []
        assert endpoint.counters.bad_messages == 1

    @pytest.mark.parametrize(
        ("method", "start"),
        [("INVITE", b"SIP/2.0 405 Method Not Allowed"), ("CANCEL", b"SIP/2.0 481 Call/")],
    )
    def test_method_that_we_do_not_serve_is_refused(self, method: str, start: bytes) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(_message(method=method), UNIT, 0.0)
        ((answer, _),) = endpoint.datagrams_to_send()
        assert (answer[: len(start)], _events(endpoint)) == (start, [])

    def test_ack_is_never_answered(self) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(_message(method="ACK"), UNIT, 0.0)
        assert (_events(endpoint), endpoint.datagrams_to_send()) == ([], [])

    def test_peer_with_too_many_unanswered_gets_503_and_others_do_not(self) -> None:
        endpoint = _endpoint(Limits(max_unanswered_per_peer=1))
        endpoint.receive_datagram(_message(1), UNIT, 0.0)
        transaction = _received(endpoint).transaction
        endpoint.receive_datagram(_message(2), UNIT, 0.0)
        refused = _answer("503 Service Unavailable", 2, ";tag=t2")
        assert (_events(endpoint), endpoint.datagrams_to_send()) == ([], [(refused, UNIT)])
        endpoint.receive_datagram(_message(3), OTHER, 0.0)
        assert _received(endpoint).request.call_id == "call-3"
        endpoint.respond(transaction, 200, now=0.0)
        endpoint.receive_datagram(_message(2), UNIT, 0.5)
        assert _received(endpoint).request.call_id == "call-2"

    def test_named_front_proxy_is_not_bounded_but_the_whole_table_is(self) -> None:
        bounds = Limits(2, 1, frozenset((UNIT[0],)))
        endpoint = _endpoint(bounds)
        for number in range(3):
            endpoint.receive_datagram(_message(number), UNIT, 0.0)
        assert (len(_events(endpoint)), endpoint.counters.refused) == (2, 1)

    def test_oldest_answer_is_forgotten_rather_than_a_new_request_refused(self) -> None:
        endpoint = _endpoint(Limits(max_remembered=1))
        for number in (1, 2):
            endpoint.receive_datagram(_message(number), UNIT, 0.0)
            endpoint.respond(_received(endpoint).transaction, 200, now=0.0)
        assert endpoint.counters.forgotten_early == 1
        endpoint.receive_datagram(_message(2), UNIT, 0.5)
        assert _events(endpoint) == []
        endpoint.receive_datagram(_message(1), UNIT, 0.5)
        assert _received(endpoint).request.call_id == "call-1"


class TestSection17ClientTransaction:
    def test_request_is_filled_in(self) -> None:
        endpoint = _endpoint()
        _send(endpoint, DatagramRoute(UNIT))
        assert endpoint.datagrams_to_send() == [
            (
                (
                    b"MESSAGE sip:12345678@192.0.2.10 SIP/2.0\r\n"
                    b"Via: SIP/2.0/UDP centre.example.org;rport;branch=z9hG4bKt1\r\n"
                    b"Max-Forwards: 70\r\nFrom: <sip:alarm@example.org>;tag=t2\r\n"
                    b"To: <sip:12345678@192.0.2.10>\r\nCall-ID: t3\r\nCSeq: 1 MESSAGE\r\n"
                    b"Content-Type: application/scaip+xml\r\nContent-Length: 6\r\n\r\n<mrs/>"
                ),
                UNIT,
            )
        ]

    def test_unanswered_request_is_repeated_and_times_out(self) -> None:
        endpoint = _endpoint()
        transaction = _send(endpoint, DatagramRoute(UNIT))
        sent = [0.0]
        endpoint.datagrams_to_send()
        while (due := endpoint.get_timer()) is not None:
            endpoint.handle_timer(due)
            sent += [due for _ in endpoint.datagrams_to_send()]
        assert sent == [0.0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
        assert _events(endpoint) == [RequestTimedOut(transaction)]

    def test_provisional_answer_slows_the_repeats_down(self) -> None:
        endpoint = _endpoint()
        transaction = _send(endpoint, DatagramRoute(UNIT))
        ((data, _),) = endpoint.datagrams_to_send()
        endpoint.receive_datagram(_reply_to(data, 100), UNIT, 0.1)
        (event,) = _events(endpoint)
        assert isinstance(event, ResponseReceived)
        assert (event.transaction, event.response.status) == (transaction, 100)
        endpoint.handle_timer(0.5)
        assert (len(endpoint.datagrams_to_send()), endpoint.get_timer()) == (1, 4.5)

    def test_answer_sent_twice_is_told_once_and_the_transaction_ends_after_timer_k(self) -> None:
        endpoint = _endpoint()
        _send(endpoint, DatagramRoute(UNIT))
        ((data, _),) = endpoint.datagrams_to_send()
        endpoint.receive_datagram(_reply_to(data, 200), UNIT, 0.2)
        endpoint.receive_datagram(_reply_to(data, 200), UNIT, 0.3)
        assert (len(_events(endpoint)), endpoint.get_timer()) == (1, 5.2)
        endpoint.handle_timer(5.2)
        assert (endpoint.get_timer(), endpoint.datagrams_to_send()) == (None, [])
        endpoint.receive_datagram(_reply_to(data, 200), UNIT, 5.3)
        assert (_events(endpoint), endpoint.counters.stray_responses) == ([], 1)

    def test_next_deadline_is_the_sooner_of_both_sides(self) -> None:
        endpoint = _endpoint()
        endpoint.receive_datagram(_message(), UNIT, 0.0)
        _send(endpoint, DatagramRoute(UNIT), 31.0)
        assert endpoint.get_timer() == 31.5
        _send(endpoint, DatagramRoute(UNIT), 31.9)
        endpoint.handle_timer(31.5)
        assert endpoint.get_timer() == 32.0

    def test_header_that_is_filled_in_may_not_be_given(self) -> None:
        with pytest.raises(LocalProtocolError, match="CSeq are filled in"):
            _endpoint().send_request(
                "MESSAGE",
                "sip:a@b",
                destination=DatagramRoute(UNIT),
                now=0.0,
                from_="<sip:a@b>",
                to="<sip:a@b>",
                headers=(("CSeq", "1"),),
            )

    def test_too_many_requests_of_ours_are_refused(self) -> None:
        endpoint = _endpoint(Limits(max_client_transactions=1))
        _send(endpoint, DatagramRoute(UNIT))
        with pytest.raises(LocalProtocolError, match="too many"):
            _send(endpoint, DatagramRoute(UNIT))


class TestConnections:
    def test_request_on_a_connection_is_answered_there_and_not_remembered(self) -> None:
        endpoint = _endpoint()
        endpoint.connection_made(1, UNIT)
        endpoint.receive_data(1, b"\r\n\r\n" + _message(), 0.0)
        event = _received(endpoint)
        assert event.source == StreamRoute(1)
        endpoint.respond(event.transaction, 200, now=0.1)
        assert endpoint.data_to_send() == [(1, b"\r\n"), (1, _answer("200 OK"))]
        assert (endpoint.get_timer(), endpoint.datagrams_to_send()) == (None, [])

    def test_lost_connection_ends_what_hung_on_it(self) -> None:
        endpoint = _endpoint()
        endpoint.connection_made(1, UNIT, "TLS")
        endpoint.receive_data(1, _message(1) + _message(2), 0.0)
        waiting = _received(endpoint).transaction
        _received(endpoint)
        ours = _send(endpoint, StreamRoute(1))
        endpoint.connection_lost(1)
        endpoint.connection_lost(1)
        assert _events(endpoint) == [RequestFailed(ours)]
        endpoint.respond(waiting, 200, now=0.1)
        ((_, data),) = endpoint.data_to_send()
        assert b"Via: SIP/2.0/TLS centre.example.org" in data
        assert endpoint.get_timer() is None

    def test_repeat_on_a_new_connection_is_answered_there(self) -> None:
        endpoint = _endpoint()
        endpoint.connection_made(1, UNIT)
        endpoint.receive_data(1, _message(), 0.0)
        transaction = _received(endpoint).transaction
        endpoint.connection_made(2, UNIT)
        endpoint.receive_data(2, _message(), 0.5)
        endpoint.connection_lost(1)
        endpoint.respond(transaction, 200, now=0.6)
        assert endpoint.data_to_send() == [(2, _answer("200 OK"))]

    def test_our_request_on_a_connection_is_not_repeated(self) -> None:
        endpoint = _endpoint()
        endpoint.connection_made(1, UNIT)
        first, second = _send(endpoint, StreamRoute(1)), _send(endpoint, StreamRoute(1))
        (_, data), _ = endpoint.data_to_send()
        assert endpoint.get_timer() == 32.0
        endpoint.receive_data(1, _reply_to(data, 200), 0.1)
        (event,) = _events(endpoint)
        assert isinstance(event, ResponseReceived)
        assert event.transaction is first
        endpoint.handle_timer(32.0)
        assert (_events(endpoint), endpoint.data_to_send()) == ([RequestTimedOut(second)], [])
        endpoint.connection_lost(1)
        assert _events(endpoint) == []

    def test_answer_on_a_connection_that_moved_to_udp_goes_there(self) -> None:
        endpoint = _endpoint()
        endpoint.connection_made(1, UNIT)
        endpoint.receive_data(1, _message(), 0.0)
        transaction = _received(endpoint).transaction
        endpoint.receive_datagram(_message(), UNIT, 0.5)
        endpoint.respond(transaction, 200, now=0.6)
        assert endpoint.data_to_send() == []
        assert endpoint.datagrams_to_send() == [(_answer("200 OK"), UNIT)]

    def test_lost_framing_asks_to_close(self) -> None:
        endpoint = _endpoint()
        endpoint.connection_made(1, UNIT)
        endpoint.receive_data(1, b"MESSAGE sip:a@b SIP/2.0\r\n\r\n", 0.0)
        reason = "no usable Content-Length on a connection"
        assert _events(endpoint) == [
            BadMessageReceived(reason, StreamRoute(1)),
            CloseConnection(1, reason),
        ]

    def test_unknown_or_doubled_connection_is_our_own_mistake(self) -> None:
        endpoint = _endpoint()
        with pytest.raises(LocalProtocolError, match="not made"):
            endpoint.receive_data(1, b"", 0.0)
        with pytest.raises(LocalProtocolError, match="not made"):
            _send(endpoint, StreamRoute(1))
        endpoint.connection_made(1, UNIT)
        with pytest.raises(LocalProtocolError, match="there already"):
            endpoint.connection_made(1, UNIT)
