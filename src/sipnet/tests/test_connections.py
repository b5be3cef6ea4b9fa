"""RFC 3261 §18: an endpoint on connections, which come, move and go."""

import pytest

from sipnet import (
    BadMessageReceived,
    CloseConnection,
    LocalProtocolError,
    RequestFailed,
    RequestTimedOut,
    ResponseReceived,
    StreamRoute,
)
from sipnet.tests.wire import (
    UNIT,
    a_message,
    all_events,
    an_answer,
    an_endpoint,
    next_request,
    reply_to,
    send,
)


class TestConnections:
    def test_request_on_a_connection_is_answered_there_and_not_remembered(self) -> None:
        endpoint = an_endpoint()
        endpoint.connection_made(1, UNIT)
        endpoint.receive_data(1, b"\r\n\r\n" + a_message(), 0.0)
        event = next_request(endpoint)
        assert event.source == StreamRoute(1)
        endpoint.respond(event.transaction, 200, now=0.1)
        assert endpoint.data_to_send() == [(1, b"\r\n"), (1, an_answer("200 OK"))]
        assert (endpoint.get_timer(), endpoint.datagrams_to_send()) == (None, [])

    def test_lost_connection_ends_what_hung_on_it(self) -> None:
        endpoint = an_endpoint()
        endpoint.connection_made(1, UNIT, "TLS")
        endpoint.receive_data(1, a_message(1) + a_message(2), 0.0)
        waiting = next_request(endpoint).transaction
        next_request(endpoint)
        ours = send(endpoint, StreamRoute(1))
        endpoint.connection_lost(1)
        endpoint.connection_lost(1)
        assert all_events(endpoint) == [RequestFailed(ours)]
        endpoint.respond(waiting, 200, now=0.1)
        ((_, data),) = endpoint.data_to_send()
        assert b"Via: SIP/2.0/TLS centre.example.org" in data
        assert endpoint.get_timer() is None

    def test_repeat_on_a_new_connection_is_answered_there(self) -> None:
        endpoint = an_endpoint()
        endpoint.connection_made(1, UNIT)
        endpoint.receive_data(1, a_message(), 0.0)
        transaction = next_request(endpoint).transaction
        endpoint.connection_made(2, UNIT)
        endpoint.receive_data(2, a_message(), 0.5)
        endpoint.connection_lost(1)
        endpoint.respond(transaction, 200, now=0.6)
        assert endpoint.data_to_send() == [(2, an_answer("200 OK"))]

    def test_our_request_on_a_connection_is_not_repeated(self) -> None:
        endpoint = an_endpoint()
        endpoint.connection_made(1, UNIT)
        first, second = send(endpoint, StreamRoute(1)), send(endpoint, StreamRoute(1))
        (_, data), _ = endpoint.data_to_send()
        assert endpoint.get_timer() == 32.0
        endpoint.receive_data(1, reply_to(data, 200), 0.1)
        (event,) = all_events(endpoint)
        assert isinstance(event, ResponseReceived)
        assert event.transaction is first
        endpoint.handle_timer(32.0)
        assert (all_events(endpoint), endpoint.data_to_send()) == ([RequestTimedOut(second)], [])
        endpoint.connection_lost(1)
        assert all_events(endpoint) == []

    def test_answer_on_a_connection_that_moved_to_udp_goes_there(self) -> None:
        endpoint = an_endpoint()
        endpoint.connection_made(1, UNIT)
        endpoint.receive_data(1, a_message(), 0.0)
        transaction = next_request(endpoint).transaction
        endpoint.receive_datagram(a_message(), UNIT, 0.5)
        endpoint.respond(transaction, 200, now=0.6)
        assert endpoint.data_to_send() == []
        assert endpoint.datagrams_to_send() == [(an_answer("200 OK"), UNIT)]

    def test_lost_framing_asks_to_close(self) -> None:
        endpoint = an_endpoint()
        endpoint.connection_made(1, UNIT)
        endpoint.receive_data(1, b"MESSAGE sip:a@b SIP/2.0\r\n\r\n", 0.0)
        reason = "no usable Content-Length on a connection"
        assert all_events(endpoint) == [
            BadMessageReceived(reason, StreamRoute(1)),
            CloseConnection(1, reason),
        ]

    def test_unknown_or_doubled_connection_is_our_own_mistake(self) -> None:
        endpoint = an_endpoint()
        with pytest.raises(LocalProtocolError, match="not made"):
            endpoint.receive_data(1, b"", 0.0)
        with pytest.raises(LocalProtocolError, match="not made"):
            send(endpoint, StreamRoute(1))
        endpoint.connection_made(1, UNIT)
        with pytest.raises(LocalProtocolError, match="there already"):
            endpoint.connection_made(1, UNIT)
