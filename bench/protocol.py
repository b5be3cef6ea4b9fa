"""Times the protocol core beside bare lxml in the same run; prints one JSON object per line.

Run with `PYTHONPATH=src python bench/protocol.py`. No network, no database, one core.
"""

import itertools
import json
import sys
import time
from collections.abc import Callable

from lxml import etree

import scaip
import sipnet

MESSAGES = 20_000
ROUNDS = 3
SENDER = ("127.0.0.1", 4000)
BODY = (
    '<?xml version="1.0" encoding="UTF-8"?>\r\n<mrq><ref>a{0:07d}</ref><ver>01.00</ver>'
    "<sco>0</sco><cha>0</cha><mty>ME</mty><cid>{1}</cid><dty>0003</dty><dco>000</dco>"
    "<dte>bench</dte><crd>no-voice:</crd><stc>0010</stc><pri>0</pri><lco>000</lco></mrq>"
)
HEAD = (
    "MESSAGE sip:alarm@127.0.0.1:5060 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 127.0.0.1:4000;rport;branch=z9hG4bK-bench-{0}\r\nMax-Forwards: 70\r\n"
    "From: <sip:{1}@127.0.0.1:4000>;tag=b{0}\r\nTo: <sip:alarm@127.0.0.1:5060>\r\n"
    "Call-ID: b-{0}@127.0.0.1\r\nCSeq: 1 MESSAGE\r\nContent-Type: application/scaip+xml\r\n"
    "Content-Length: {2}\r\n\r\n"
)


def message(index: int) -> tuple[bytes, bytes]:
    """Return one alarm, whole and its body alone."""
    cid = 10_000_000 + index % 1000
    body = BODY.format(index, cid)
    return (HEAD.format(index, cid, len(body)) + body).encode(), body.encode()


def microseconds(work: Callable[[], None]) -> float:
    """Return the best processor time per message of some rounds."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times) / MESSAGES * 1e6


def lxml_alone(bodies: list[bytes]) -> None:
    """Parse the XML and take the texts, nothing else."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    for body in bodies:
        _ = {child.tag: child.text for child in etree.fromstring(body, parser)}


def scaip_alone(bodies: list[bytes]) -> None:
    """Read the request with all its checks."""
    for body in bodies:
        scaip.parse_request(body)


def sip_alone(messages: list[bytes]) -> None:
    """Read the SIP message, not its body."""
    for data in messages:
        sipnet.parse(data)


def read_and_answer(messages: list[bytes]) -> None:
    """Take an alarm and send its 200: SIP, SCAIP, lane, digest, transaction."""
    tokens = itertools.count()
    endpoint = sipnet.Endpoint(lambda: f"t{next(tokens)}", sent_by="127.0.0.1:5060")
    now = 0.0
    for data in messages:
        now += 0.0001
        endpoint.receive_datagram(data, SENDER, now)
        event = endpoint.next_event()
        assert isinstance(event, sipnet.RequestReceived)
        request = scaip.parse_request(event.request.body)
        assert isinstance(request, scaip.AlarmRequest)
        _ = request.lane, request.digest()
        endpoint.respond(event.transaction, 200, now=now)
        endpoint.datagrams_to_send()
        endpoint.get_timer()


def whole_exchange(messages: list[bytes]) -> None:
    """Do the same, send <mrs> as a request of our own, and take the unit's 200 to it."""
    tokens = itertools.count()
    endpoint = sipnet.Endpoint(lambda: f"t{next(tokens)}", sent_by="127.0.0.1:5060")
    now = 0.0
    for data in messages:
        now += 0.0001
        endpoint.receive_datagram(data, SENDER, now)
        event = endpoint.next_event()
        assert isinstance(event, sipnet.RequestReceived)
        request = scaip.parse_request(event.request.body)
        assert isinstance(request, scaip.AlarmRequest)
        _ = request.lane, request.digest()
        endpoint.respond(event.transaction, 200, now=now)
        endpoint.send_request(
            "MESSAGE",
            f"sip:{request.cid}@127.0.0.1",
            destination=event.source,
            now=now,
            from_="<sip:alarm@127.0.0.1>",
            to=f"<sip:{request.cid}@127.0.0.1>",
            headers=(("Content-Type", scaip.CONTENT_TYPE),),
            body=scaip.write_response(scaip.answer(request, unit_known=True)),
        )
        _, (ours, _) = endpoint.datagrams_to_send()
        head = ours.partition(b"\r\n\r\n")[0].partition(b"\r\nContent-Type")[0]
        endpoint.receive_datagram(
            b"SIP/2.0 200 OK\r\n" + head.partition(b"\r\n")[2] + b"\r\n\r\n", SENDER, now
        )
        _ = endpoint.next_event()
        endpoint.get_timer()


def main() -> None:
    """Run everything and print."""
    whole, bodies = map(list, zip(*(message(index) for index in range(MESSAGES)), strict=True))
    peer = microseconds(lambda: lxml_alone(bodies))
    rows: list[tuple[str, Callable[[], None], str]] = [
        ("scaip.parse_request", lambda: scaip_alone(bodies), "all checks and defaults"),
        ("sipnet.parse", lambda: sip_alone(whole), "the SIP message, without its body"),
        ("receive, read, 200", lambda: read_and_answer(whole), "SIP, SCAIP, digest, transaction"),
        ("whole exchange", lambda: whole_exchange(whole), "2 messages in, 2 out; no I/O"),
    ]
    for name, work, note in rows:
        ours = microseconds(work)
        row = {
            "name": name,
            "unit": "µs/message",
            "ours": round(ours, 1),
            "peer": round(peer, 1),
            "peer_name": "lxml parse of the body alone",
            "ratio": round(ours / peer, 2),
            "note": f"{note}; {1e6 / ours:,.0f}/s on one core",
        }
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
