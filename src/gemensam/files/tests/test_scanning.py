"""The scanner's answers, from a real ClamAV daemon: found, clean, too large, and not there at all."""

import socket
import threading

import pytest
from tests.clamd import EICAR, LARGEST_STREAM, SIGNATURE

from gemensam.files import scanning
from gemensam.files.models import ScanReason, ScanState
from gemensam.files.scanning import Verdict

CLEAN = Verdict(ScanState.CLEAN)
INFECTED = Verdict(ScanState.INFECTED, signature=SIGNATURE)


def _waits(reason):
    return Verdict(ScanState.PENDING, reason=reason)


def _in_a_pdf(harmful):
    return b"%PDF-1.7\n1 0 obj\n<</Length 68>>\nstream\n" + harmful + b"\nendstream\nendobj\n%%EOF"


@pytest.mark.parametrize("way", ["socket", "port"])
@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b"Hej", CLEAN),
        (b"", CLEAN),
        (b"a" * (scanning.CHUNK + 1), CLEAN),
        (EICAR, INFECTED),
        (_in_a_pdf(EICAR), INFECTED),
        (b"a" * (scanning.CHUNK - 20) + EICAR, INFECTED),
    ],
    ids=["short", "empty", "two-chunks", "eicar", "eicar-in-a-pdf", "eicar-across-chunks"],
)
def test_a_file_gets_its_verdict_over_a_socket_and_over_a_port(
    clamd, scanner_at, way, data, verdict
):
    scanner_at(clamd.socket if way == "socket" else f"127.0.0.1:{clamd.port}")
    assert scanning.verdict_on(data) == verdict


def test_a_file_past_the_streams_limit_is_not_taken_for_clean(clamd):
    assert scanning.verdict_on(b"a" * (2 * LARGEST_STREAM)) == _waits(ScanReason.OVER_LIMIT)


def test_a_file_that_the_scanner_looked_at_in_part_only_is_not_taken_for_clean(clamd):
    assert scanning.verdict_on(b"a" * (LARGEST_STREAM - 1)) == _waits(ScanReason.OVER_LIMIT)


def test_a_scanner_says_that_it_is_there_and_after_it_went_that_it_is_not(clamd):
    there = scanning.answers()
    clamd.stop()
    assert (there, scanning.answers()) == (True, False)
    assert scanning.verdict_on(EICAR) == _waits(ScanReason.AWAY)


@pytest.mark.parametrize(
    ("place", "verdict"),
    [
        ("none", Verdict(ScanState.UNSCANNED)),
        ("", _waits(ScanReason.NOT_CONFIGURED)),
        ("/nowhere/clamd", _waits(ScanReason.AWAY)),
        ("127.0.0.1:1", _waits(ScanReason.AWAY)),
        ("[::1]:1", _waits(ScanReason.AWAY)),
    ],
)
def test_without_a_scanner_the_verdict_says_why_there_is_none(scanner_at, place, verdict):
    scanner_at(place)
    assert (scanning.verdict_on(EICAR), scanning.answers()) == (verdict, False)


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (b"stream: OK", CLEAN),
        (b"stream: Win.Test-1 FOUND", Verdict(ScanState.INFECTED, signature="Win.Test-1")),
        (b"stream: \xff FOUND", Verdict(ScanState.INFECTED, signature="\ufffd")),
        (b"stream:  FOUND", Verdict(ScanState.INFECTED, signature="?")),
        (b"stream: " + b"a" * 900 + b" FOUND", Verdict(ScanState.INFECTED, signature="a" * 200)),
        (b"INSTREAM size limit exceeded. ERROR", _waits(ScanReason.OVER_LIMIT)),
        (
            b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND",
            _waits(ScanReason.OVER_LIMIT),
        ),
        (b"stream: Can't allocate memory ERROR", _waits(ScanReason.NO_VERDICT)),
        (b"", _waits(ScanReason.NO_VERDICT)),
        (b"OK", _waits(ScanReason.NO_VERDICT)),
        (b"stream: OK FOUND OK", _waits(ScanReason.NO_VERDICT)),
    ],
)
def test_only_the_one_reply_that_says_so_is_taken_for_clean(reply, verdict):
    assert scanning.read_reply(reply) == verdict


@pytest.mark.parametrize("reply", [b"", b"stream: O", b"HTTP/1.1 400\r\n\r\n"])
def test_who_hangs_up_or_talks_otherwise_has_given_no_verdict(scanner_at, reply):
    with socket.create_server(("127.0.0.1", 0)) as server:
        scanner_at(f"127.0.0.1:{server.getsockname()[1]}")

        def answer():
            line, _peer = server.accept()
            with line:
                line.recv(100)
                line.sendall(reply)

        other = threading.Thread(target=answer)
        other.start()
        assert scanning.verdict_on(b"hej") == _waits(ScanReason.NO_VERDICT)
        other.join()


def test_who_never_answers_has_given_no_verdict(scanner_at):
    with socket.create_server(("127.0.0.1", 0)) as server:
        scanner_at(f"127.0.0.1:{server.getsockname()[1]}")
        assert scanning.verdict_on(b"hej", answer_within=0.05) == _waits(ScanReason.NO_VERDICT)
