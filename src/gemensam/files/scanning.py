"""Ask ClamAV whether a file is harmful: its daemon's INSTREAM command, and nothing else of it.

The daemon is sent the bytes and answers with one line. Whatever goes wrong on the way is a verdict
too (not scanned, and why): a file that nobody has looked at is never taken for a clean one.
"""

import select
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from gemensam.files.models import ScanReason, ScanState

# The setting's word for an installation that has chosen to do without.
NONE: Final = "none"
CONNECT_WITHIN: Final = 2.0
# Somebody waits for the page meanwhile, and a transaction is open: a file that takes longer than
# this waits in quarantine instead.
ANSWER_WITHIN: Final = 20.0
CHUNK: Final = 256 * 1024
_LONGEST_REPLY: Final = 4096
_LONGEST_SIGNATURE: Final = 200
_END: Final = b"\0"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file's row will say: a state, the signature that was found, or why there is no answer."""

    state: ScanState
    reason: str = ""
    signature: str = ""


def is_wanted() -> bool:
    """Say whether files are to be scanned here: always, unless somebody has chosen otherwise."""
    return bool(settings.GEMENSAM_CLAMD != NONE)


def verdict_on(data: bytes, *, answer_within: float = ANSWER_WITHIN) -> Verdict:
    """Ask the scanner of this installation about a file."""
    if not is_wanted():
        return Verdict(ScanState.UNSCANNED)
    if not settings.GEMENSAM_CLAMD:
        return _waits(ScanReason.NOT_CONFIGURED)
    try:
        line = _connected(settings.GEMENSAM_CLAMD)
    except OSError:
        return _waits(ScanReason.AWAY)
    with line, suppress(OSError):
        line.settimeout(answer_within)
        return read_reply(_asked(line, data))
    return _waits(ScanReason.NO_VERDICT)


def answers() -> bool:
    """Say whether a scanner is there."""
    if not is_wanted() or not settings.GEMENSAM_CLAMD:
        return False
    with suppress(OSError), _connected(settings.GEMENSAM_CLAMD) as line:
        line.sendall(b"zPING\0")
        return _reply(line) == b"PONG"
    return False


def read_reply(reply: bytes) -> Verdict:
    """Read the daemon's line about a file."""
    text = reply.decode("ascii", "replace").strip()
    if text == "stream: OK":
        return Verdict(ScanState.CLEAN)
    found = text.removeprefix("stream: ").removesuffix(" FOUND")
    # With `AlertExceedsMax yes` the daemon says so of a file that it looked at in part only.
    if "size limit exceeded" in text or found.startswith("Heuristics.Limits.Exceeded"):
        return _waits(ScanReason.OVER_LIMIT)
    if text.startswith("stream: ") and text.endswith(" FOUND"):
        return Verdict(ScanState.INFECTED, signature=found[:_LONGEST_SIGNATURE] or "?")
    return _waits(ScanReason.NO_VERDICT)


def _waits(reason: ScanReason) -> Verdict:
    return Verdict(ScanState.PENDING, reason=reason)


def _connected(address: str) -> socket.socket:
    """Connect to a socket's path, or to host:port."""
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_WITHIN)
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(CONNECT_WITHIN)
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line


def _asked(line: socket.socket, data: bytes) -> bytes:
    answered = select.poll()
    answered.register(line, select.POLLIN)
    # Past its limit the daemon answers and hangs up, while we still send.
    with suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(b"zINSTREAM\0")
        view = memoryview(data)
        for start in range(0, len(data), CHUNK):
            if answered.poll(0):
                break
            chunk = view[start : start + CHUNK]
            line.sendall(len(chunk).to_bytes(4))
            line.sendall(chunk)
        line.sendall(bytes(4))
    return _reply(line)


def _reply(line: socket.socket) -> bytes:
    """Read up to the zero that ends a reply, or to the end of what comes."""
    reply = b""
    while _END not in reply and len(reply) < _LONGEST_REPLY:
        part = line.recv(_LONGEST_REPLY)
        if not part:
            break
        reply += part
    return reply.partition(_END)[0]
