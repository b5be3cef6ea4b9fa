"""Read a SIP MESSAGE into what the intake keeps. Pure.

A body that can't be read may still be a call for help: if it says, or its sender is, a number, it
is kept as an alarm with the reason beside it.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from gemensam.alarms.actions.intake import Arrived
from scaip import (
    CONTENT_TYPE,
    AlarmRequest,
    BadRequest,
    Oddity,
    answer_unreadable,
    is_sent_by_unit,
    parse_request,
    write_response,
)
from sipnet import Request

# How a heartbeat is known without being read.
HEARTBEAT_MARK: Final = b"<mty>PI</mty>"
_REQUEST_MARK: Final = b"<mrq"
# A SIP user longer than a number can be is no number.
_LONGEST_NUMBER: Final = 16
# "Not given": neither a test nor technical, so that it stands among the alarms.
STATUS_NOT_GIVEN: Final = "0001"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing that anybody could act on; how it is refused."""

    status: int
    reason: str


def read(request: Request) -> Arrived | Unreadable:
    """Read a MESSAGE's body."""
    media = request.content_type
    is_ours = media is not None and media.media_type == CONTENT_TYPE
    if not is_ours and _REQUEST_MARK not in request.body:
        return Unreadable(415, "another content type")
    message = parse_request(request.body)
    user = request.from_.uri.user
    if isinstance(message, BadRequest):
        return _unreadable_alarm(message, user, request.body)
    if is_sent_by_unit(message, user):
        return Arrived(message)
    return Arrived(message, oddities=(f"From: {user[:100]}",))


def _unreadable_alarm(bad: BadRequest, user: str, body: bytes) -> Arrived | Unreadable:
    cid = bad.cid or (
        user if user.isdigit() and user.isascii() and len(user) <= _LONGEST_NUMBER else ""
    )
    if not cid:
        return Unreadable(400, bad.reason)
    # The same bytes again are the same message; without a reference they give one.
    ref = bad.ref or "x" + blake2b(body, digest_size=7).hexdigest()
    kept = AlarmRequest(
        ref=ref,
        cid=cid,
        dty="0000",
        stc=STATUS_NOT_GIVEN,
        oddities=(Oddity("message", bad.reason),),
    )
    reply = answer_unreadable(bad)
    return Arrived(kept, mrs=write_response(reply).decode() if reply else "")
