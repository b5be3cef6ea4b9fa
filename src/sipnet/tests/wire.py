"""What the tests of an endpoint send, and how they read what came of it."""

import itertools

from sipnet import (
    ClientTransaction,
    Endpoint,
    Event,
    Limits,
    Request,
    RequestReceived,
    Response,
    Route,
    parse,
)

UNIT = ("192.0.2.10", 5060)
OTHER = ("198.51.100.7", 5060)


def an_endpoint(bounds: Limits | None = None) -> Endpoint:
    tokens = itertools.count(1)
    return Endpoint(lambda: f"t{next(tokens)}", sent_by="centre.example.org", bounds=bounds)


def a_message(
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


def an_answer(status: str, number: int = 1, tag: str = ";tag=t1", extra: str = "") -> bytes:
    return (
        f"SIP/2.0 {status}\r\nVia: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK{number}\r\n"
        f"From: <sip:12345678@192.0.2.10>;tag=1\r\nCall-ID: call-{number}\r\nCSeq: 1 MESSAGE\r\n"
        f"To: <sip:alarm@example.org>{tag}\r\n{extra}Content-Length: 0\r\n\r\n"
    ).encode()


def next_request(endpoint: Endpoint) -> RequestReceived:
    event = endpoint.next_event()
    assert isinstance(event, RequestReceived)
    return event


def all_events(endpoint: Endpoint) -> list[Event]:
    return list(iter(endpoint.next_event, None))


def send(endpoint: Endpoint, destination: Route, now: float = 0.0) -> ClientTransaction:
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


def reply_to(request: bytes, status: int) -> bytes:
    read = parse(request)
    assert isinstance(read, Request)
    return Response(read.headers, b"", status, "x").write()
