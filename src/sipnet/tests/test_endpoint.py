"""RFC 3261 §8, §17, §18 at the endpoint: repeats, refusals, timers, connections."""

import pytest

from sipnet import (
    BadMessageReceived,
    DatagramRoute,
    Limits,
    LocalProtocolError,
    RequestTimedOut,
    ResponseReceived,
)
from sipnet.tests.wire import (
    OTHER,
    UNIT,
    a_message,
    all_events,
    an_answer,
    an_endpoint,
    next_request,
    reply_to,
    send,
)


class TestSection17ServerTransaction:
    def test_repeat_is_swallowed_until_the_answer_is_known_and_then_answered_alike(self) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(a_message(), UNIT, 0.0)
        event = next_request(endpoint)
        endpoint.receive_datagram(a_message(), UNIT, 0.5)
        assert (all_events(endpoint), endpoint.datagrams_to_send()) == ([], [])
        endpoint.respond(event.transaction, 200, now=0.6)
        assert endpoint.datagrams_to_send() == [(an_answer("200 OK"), UNIT)]
        endpoint.receive_datagram(a_message(), UNIT, 1.5)
        assert (all_events(endpoint), endpoint.datagrams_to_send()) == (
            [],
            [(an_answer("200 OK"), UNIT)],
        )
        assert endpoint.counters.repeats == 2

    def test_provisional_answer_is_repeated_until_the_final_one(self) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(a_message(), UNIT, 0.0)
        transaction = next_request(endpoint).transaction
        endpoint.respond(transaction, 100, now=0.1)
        endpoint.receive_datagram(a_message(), UNIT, 0.5)
        trying = (an_answer("100 Trying", tag=""), UNIT)
        assert endpoint.datagrams_to_send() == [trying, trying]
        endpoint.respond(transaction, 202, now=0.6, headers=(("Server", "g"),))
        accepted = an_answer("202 Accepted", extra="Server: g\r\n")
        assert endpoint.datagrams_to_send() == [(accepted, UNIT)]

    def test_the_answer_goes_where_the_request_was_heard_last(self) -> None:
        endpoint = an_endpoint()
        for address, now in ((UNIT, 0.0), (OTHER, 0.5), (UNIT, 1.5), (UNIT, 3.5)):
            endpoint.receive_datagram(a_message(), address, now)
        endpoint.respond(next_request(endpoint).transaction, 200, now=4.0)
        assert [address for _, address in endpoint.datagrams_to_send()] == [UNIT]
        assert endpoint.counters.repeats == 3

    def test_answer_is_forgotten_after_timer_j(self) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(a_message(), UNIT, 0.0)
        endpoint.respond(next_request(endpoint).transaction, 200, now=1.0)
        assert endpoint.get_timer() == 33.0
        endpoint.handle_timer(32.9)
        endpoint.receive_datagram(a_message(), UNIT, 32.9)
        assert all_events(endpoint) == []
        endpoint.handle_timer(33.0)
        assert endpoint.get_timer() is None
        endpoint.receive_datagram(a_message(), UNIT, 33.0)
        assert next_request(endpoint).request.body == b"a"

    def test_request_that_is_never_answered_is_forgotten(self) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(a_message(), UNIT, 0.0)
        transaction = next_request(endpoint).transaction
        assert endpoint.get_timer() == 32.0
        endpoint.handle_timer(32.0)
        assert (endpoint.get_timer(), endpoint.counters.never_answered) == (None, 1)
        endpoint.respond(transaction, 200, now=33.0)
        assert endpoint.datagrams_to_send() == []

    def test_same_branch_with_another_body_is_another_request(self) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(a_message(body=b"a"), UNIT, 0.0)
        endpoint.receive_datagram(a_message(body=b"b"), UNIT, 0.0)
        assert [next_request(endpoint).request.body, next_request(endpoint).request.body] == [
            b"a",
            b"b",
        ]

    def test_second_final_answer_is_our_own_mistake(self) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(a_message(), UNIT, 0.0)
        transaction = next_request(endpoint).transaction
        endpoint.respond(transaction, 200, now=0.0)
        with pytest.raises(LocalProtocolError, match="answered already"):
            endpoint.respond(transaction, 500, now=0.0)

    def test_impossible_status_is_our_own_mistake(self) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(a_message(), UNIT, 0.0)
        with pytest.raises(LocalProtocolError, match="status 99"):
            endpoint.respond(next_request(endpoint).transaction, 99, now=0.0)

    def test_tag_that_is_there_is_kept(self) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(a_message(to="<sip:alarm@example.org>;tag=x"), UNIT, 0.0)
        endpoint.respond(next_request(endpoint).transaction, 200, now=0.0)
        assert endpoint.datagrams_to_send() == [(an_answer("200 OK", tag=";tag=x"), UNIT)]


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
        endpoint = an_endpoint()
        endpoint.receive_datagram(a_message(via=via), source, 0.0)
        endpoint.respond(next_request(endpoint).transaction, 200, now=0.0)
        assert [address for _, address in endpoint.datagrams_to_send()] == [expected]

    @pytest.mark.parametrize("data", [b"\r\n\r\n", b"\0", b""])
    def test_keep_alive_datagram_is_ignored(self, data: bytes) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(data, UNIT, 0.0)
        assert (all_events(endpoint), endpoint.datagrams_to_send()) == ([], [])


class TestSection8Refusals:
    def test_unreadable_request_is_answered_400_and_told(self) -> None:
        endpoint = an_endpoint()
        data = a_message().replace(b"Content-Length: 1", b"Content-Length: 9")
        endpoint.receive_datagram(data, UNIT, 0.0)
        assert (all_events(endpoint), endpoint.datagrams_to_send()) == (
            [BadMessageReceived("body shorter than Content-Length", DatagramRoute(UNIT))],
            [(an_answer("400 Bad Request"), UNIT)],
        )

    def test_rubbish_is_told_and_not_answered(self) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(b"GET / HTTP/1.1\r\n\r\n", UNIT, 0.0)
        assert endpoint.datagrams_to_send() == []
        assert endpoint.counters.bad_messages == 1

    @pytest.mark.parametrize(
        ("method", "start"),
        [("INVITE", b"SIP/2.0 405 Method Not Allowed"), ("CANCEL", b"SIP/2.0 481 Call/")],
    )
    def test_method_that_we_do_not_serve_is_refused(self, method: str, start: bytes) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(a_message(method=method), UNIT, 0.0)
        ((answer, _),) = endpoint.datagrams_to_send()
        assert (answer[: len(start)], all_events(endpoint)) == (start, [])

    def test_ack_is_never_answered(self) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(a_message(method="ACK"), UNIT, 0.0)
        assert (all_events(endpoint), endpoint.datagrams_to_send()) == ([], [])

    def test_peer_with_too_many_unanswered_gets_503_and_others_do_not(self) -> None:
        endpoint = an_endpoint(Limits(max_unanswered_per_peer=1))
        endpoint.receive_datagram(a_message(1), UNIT, 0.0)
        transaction = next_request(endpoint).transaction
        endpoint.receive_datagram(a_message(2), UNIT, 0.0)
        refused = an_answer("503 Service Unavailable", 2, ";tag=t2")
        assert (all_events(endpoint), endpoint.datagrams_to_send()) == ([], [(refused, UNIT)])
        endpoint.receive_datagram(a_message(3), OTHER, 0.0)
        assert next_request(endpoint).request.call_id == "call-3"
        endpoint.respond(transaction, 200, now=0.0)
        endpoint.receive_datagram(a_message(2), UNIT, 0.5)
        assert next_request(endpoint).request.call_id == "call-2"

    def test_named_front_proxy_is_not_bounded_but_the_whole_table_is(self) -> None:
        bounds = Limits(2, 1, frozenset((UNIT[0],)))
        endpoint = an_endpoint(bounds)
        for number in range(3):
            endpoint.receive_datagram(a_message(number), UNIT, 0.0)
        assert (len(all_events(endpoint)), endpoint.counters.refused) == (2, 1)

    def test_oldest_answer_is_forgotten_rather_than_a_new_request_refused(self) -> None:
        endpoint = an_endpoint(Limits(max_remembered=1))
        for number in (1, 2):
            endpoint.receive_datagram(a_message(number), UNIT, 0.0)
            endpoint.respond(next_request(endpoint).transaction, 200, now=0.0)
        assert endpoint.counters.forgotten_early == 1
        endpoint.receive_datagram(a_message(2), UNIT, 0.5)
        assert all_events(endpoint) == []
        endpoint.receive_datagram(a_message(1), UNIT, 0.5)
        assert next_request(endpoint).request.call_id == "call-1"


class TestSection17ClientTransaction:
    def test_request_is_filled_in(self) -> None:
        endpoint = an_endpoint()
        send(endpoint, DatagramRoute(UNIT))
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
        endpoint = an_endpoint()
        transaction = send(endpoint, DatagramRoute(UNIT))
        sent = [0.0]
        endpoint.datagrams_to_send()
        while (due := endpoint.get_timer()) is not None:
            endpoint.handle_timer(due)
            sent += [due for _ in endpoint.datagrams_to_send()]
        assert sent == [0.0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
        assert all_events(endpoint) == [RequestTimedOut(transaction)]

    def test_provisional_answer_slows_the_repeats_down(self) -> None:
        endpoint = an_endpoint()
        transaction = send(endpoint, DatagramRoute(UNIT))
        ((data, _),) = endpoint.datagrams_to_send()
        endpoint.receive_datagram(reply_to(data, 100), UNIT, 0.1)
        (event,) = all_events(endpoint)
        assert isinstance(event, ResponseReceived)
        assert (event.transaction, event.response.status) == (transaction, 100)
        endpoint.handle_timer(0.5)
        assert (len(endpoint.datagrams_to_send()), endpoint.get_timer()) == (1, 4.5)

    def test_answer_sent_twice_is_told_once_and_the_transaction_ends_after_timer_k(self) -> None:
        endpoint = an_endpoint()
        send(endpoint, DatagramRoute(UNIT))
        ((data, _),) = endpoint.datagrams_to_send()
        endpoint.receive_datagram(reply_to(data, 200), UNIT, 0.2)
        endpoint.receive_datagram(reply_to(data, 200), UNIT, 0.3)
        assert (len(all_events(endpoint)), endpoint.get_timer()) == (1, 5.2)
        endpoint.handle_timer(5.2)
        assert (endpoint.get_timer(), endpoint.datagrams_to_send()) == (None, [])
        endpoint.receive_datagram(reply_to(data, 200), UNIT, 5.3)
        assert (all_events(endpoint), endpoint.counters.stray_responses) == ([], 1)

    def test_next_deadline_is_the_sooner_of_both_sides(self) -> None:
        endpoint = an_endpoint()
        endpoint.receive_datagram(a_message(), UNIT, 0.0)
        send(endpoint, DatagramRoute(UNIT), 31.0)
        assert endpoint.get_timer() == 31.5
        send(endpoint, DatagramRoute(UNIT), 31.9)
        endpoint.handle_timer(31.5)
        assert endpoint.get_timer() == 32.0

    def test_header_that_is_filled_in_may_not_be_given(self) -> None:
        with pytest.raises(LocalProtocolError, match="CSeq are filled in"):
            an_endpoint().send_request(
                "MESSAGE",
                "sip:a@b",
                destination=DatagramRoute(UNIT),
                now=0.0,
                from_="<sip:a@b>",
                to="<sip:a@b>",
                headers=(("CSeq", "1"),),
            )

    def test_too_many_requests_of_ours_are_refused(self) -> None:
        endpoint = an_endpoint(Limits(max_client_transactions=1))
        send(endpoint, DatagramRoute(UNIT))
        with pytest.raises(LocalProtocolError, match="too many"):
            send(endpoint, DatagramRoute(UNIT))
