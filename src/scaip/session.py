"""What a receiver answers to which request: pure, one table by lane, no memory of earlier messages.

The answer says that the request is *kept*, so it may only be sent after it has been stored.
"""

from typing import Final

from scaip.codes import CANCEL_STATUS
from scaip.message import AlarmRequest, BadRequest, MessageType, Reply

OK: Final = "0"
NO_VOICE: Final = "0"
DUPLEX: Final = "1"
NO_CALL: Final = "0"
CALL_TRANSFERRED_NUMBER: Final = "62"

# Statuses of type ME that open no voice call: cancel, tests, mobile link restored, radio test
# missing. A centre may give its own set; the alarm is kept in any case.
STATUSES_WITHOUT_CALL: Final = frozenset((CANCEL_STATUS, "0102", "0103", "0113", "0123"))

# Text for the installer who sees the reply in the unit's log.
NOT_REGISTERED: Final = "unit not registered, alarm kept"


def answer(
    request: AlarmRequest,
    *,
    unit_known: bool,
    transferred_number: str = "",
    statuses_without_call: frozenset[str] = STATUSES_WITHOUT_CALL,
    heartbeat_interval: str = "",
) -> Reply:
    """Return the reply to a request that has been stored.

    `transferred_number` is where the unit is to call (sip: or gsm:), "" when voice cannot be had.
    A unit that is not registered gets the same answer as any other. The known open-source bridge
    answers it 5, "not treated"; but we do treat it: it is an alarm in a lane of its own, and
    "not treated" would make a unit whose registration is late give up or go on dialling while
    help is on its way. `heartbeat_interval` is for models whose values 0–4 are known.
    """
    text = "" if unit_known else NOT_REGISTERED
    if request.mty is not MessageType.MESSAGE:
        interval = heartbeat_interval if request.is_heartbeat else ""
        return Reply(request.ref, OK, text, hbi=interval)
    has_voice = bool(
        transferred_number and request.voice_addresses and request.stc not in statuses_without_call
    )
    if not has_voice:
        return Reply(request.ref, OK, text, mre=NO_VOICE, cre=NO_CALL)
    return Reply(
        request.ref,
        OK,
        text,
        mre=DUPLEX,
        cre=CALL_TRANSFERRED_NUMBER,
        tnu=(transferred_number,),
    )


def answer_unreadable(bad: BadRequest) -> Reply | None:
    """Return the reply to a body that could not be read; without ref it cannot be addressed."""
    return Reply(bad.ref, bad.snu, bad.reason[:128]) if bad.ref else None


def is_sent_by_unit(request: AlarmRequest, from_user: str) -> bool:
    """Say whether the SIP From user is the unit itself; if not, keep the alarm and mark it."""
    return from_user.strip() == request.cid
