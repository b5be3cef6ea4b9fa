"""A SCAIP request and reply as frozen values (SS 91100:2014), with what they mean to a receiver.

Attributes bear the tag names of the standard. Codes are zero-padded text, known or not.
"""

from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b
from typing import Final

from scaip import codes


class MessageType(Enum):
    """`mty`: what kind of request it is."""

    MESSAGE = "ME"
    RESET = "RE"
    INFORMATION = "IN"
    HEARTBEAT = "PI"


class Lane(Enum):
    """Which queue a request goes through, so that no flood of one kind delays another."""

    ALARM = "ALARM"
    TECHNICAL = "TECHNICAL"
    TEST = "TEST"
    HEARTBEAT = "HEARTBEAT"
    RESET = "RESET"
    INFORMATION = "INFORMATION"


# Only a message of type ME is sorted by its status; what stands in no set is an alarm.
_LANE_BY_TYPE: Final = {
    MessageType.HEARTBEAT: Lane.HEARTBEAT,
    MessageType.RESET: Lane.RESET,
    MessageType.INFORMATION: Lane.INFORMATION,
}
_LANE_BY_STATUS: Final = (
    dict.fromkeys(codes.TEST_STATUSES, Lane.TEST)
    | dict.fromkeys(codes.TECHNICAL_STATUSES, Lane.TECHNICAL)
    | dict.fromkeys(codes.RESET_STATUSES, Lane.RESET)
    | {codes.CANCEL_STATUS: Lane.RESET}
)

_DIGEST_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Position:
    """`lge`: where the unit is, as it wrote it. `gga` is an NMEA sentence."""

    geo: str = ""
    tim: str = ""
    gga: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Oddity:
    """A value that the standard does not allow, and that was put up with."""

    tag: str
    value: str


@dataclass(frozen=True, slots=True)
class AlarmRequest:
    """`<mrq>`: what an alarm unit says."""

    ref: str
    cid: str
    dty: str
    mty: MessageType = MessageType.MESSAGE
    ver: str = "01.00"
    sco: str = "0"
    cha: str = "0"
    hbo: str = ""
    did: str = ""
    dco: str = "000"
    dte: str = ""
    crd: tuple[str, ...] = ()
    stc: str = "0010"
    stt: str = ""
    pri: str = "0"
    lco: str = "000"
    lva: str = ""
    lte: str = ""
    lge: Position | None = None
    ico: str = ""
    ite: str = ""
    ame: str = "0"
    other: tuple[tuple[str, str], ...] = ()
    oddities: tuple[Oddity, ...] = ()

    @property
    def is_heartbeat(self) -> bool:
        """Say whether it only says "I live": PI is never an alarm, whatever its status code."""
        return self.mty is MessageType.HEARTBEAT

    @property
    def is_test(self) -> bool:
        """Say whether it is a test alarm (0102 or 0103)."""
        return not self.is_heartbeat and self.stc in codes.TEST_STATUSES

    @property
    def is_cancel(self) -> bool:
        """Say whether the resident took the alarm back (0019). It never closes an alarm."""
        return not self.is_heartbeat and self.stc == codes.CANCEL_STATUS

    @property
    def lane(self) -> Lane:
        """Return the queue it goes through; whatever is unknown is an alarm."""
        return _LANE_BY_TYPE.get(self.mty) or _LANE_BY_STATUS.get(self.stc, Lane.ALARM)

    @property
    def voice_addresses(self) -> tuple[str, ...]:
        """Return the call-back addresses that can be called; `sip:` and `tel:+` alone cannot."""
        return tuple(address for address in self.crd if _is_callable(address))

    def digest(self) -> str:
        """Return 32 hexadecimal digits that are equal when the message means the same.

        Over: cid, ref, mty, dty, did, dco, stc, stt, cha, lco, lva, lte, ico, ite. Not over how to
        reach the unit and what changes between two sendings of one alarm over different paths:
        crd, pri, ver, sco, hbo, dte, lge, ame, unknown tags, oddities.
        """
        meaning = (
            self.cid, self.ref, self.mty.value, self.dty, self.did, self.dco, self.stc, self.stt,
            self.cha, self.lco, self.lva, self.lte, self.ico, self.ite,
        )  # fmt: skip
        # XML allows no NUL, so that no two lists of values join to the same text.
        joined = "\0".join(meaning).encode("utf-8", "surrogatepass")
        return blake2b(joined, digest_size=_DIGEST_BYTES).hexdigest()


@dataclass(frozen=True, slots=True)
class BadRequest:
    """A body that is no usable request. `snu` is what to answer; ref and cid, if they were seen."""

    reason: str
    snu: str
    ref: str | None = None
    cid: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """`<mrs>`: what the receiver answers."""

    ref: str
    snu: str = "0"
    ste: str = ""
    cve: str = "01.00"
    mre: str = ""
    cre: str = ""
    tnu: tuple[str, ...] = ()
    hbi: str = ""


@dataclass(frozen=True, slots=True)
class BadReply:
    """A body that is no usable reply."""

    reason: str
    ref: str | None = None


def _is_callable(address: str) -> bool:
    scheme, colon, rest = address.partition(":")
    return bool(colon) and scheme.lower() in codes.VOICE_SCHEMES and rest.strip(" +") != ""
