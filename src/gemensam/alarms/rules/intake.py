"""What a message from an alarm unit is: the same again, one more press, or a new alarm.

In doubt it is a new alarm: one too many costs an operator a minute, one merged away a life.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from gemensam.alarms.kinds import QueueLane
from scaip import AlarmRequest, Lane

# Units count their references up and begin again; after a day the same one is a new alarm.
SAME_MESSAGE_WINDOW: Final = timedelta(hours=24)

_LANES: Final = {
    Lane.ALARM: QueueLane.ALARM,
    Lane.TECHNICAL: QueueLane.TECHNICAL,
    Lane.TEST: QueueLane.TEST,
    Lane.RESET: QueueLane.RESET,
    Lane.INFORMATION: QueueLane.INFORMATION,
}
_PERSON_LANES: Final = frozenset({QueueLane.ALARM, QueueLane.UNKNOWN})
_TOLD_LANES: Final = frozenset({QueueLane.RESET, QueueLane.INFORMATION})


class HeartbeatIsNoAlarm(ValueError):
    """A heartbeat only says that a unit lives; it is never kept as an alarm."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An earlier message with the same number and reference."""

    digest: str
    received_at: datetime
    mrs: str
    alarm_id: UUID


@dataclass(frozen=True, slots=True)
class OpenAlarm:
    """An alarm of the same alarm unit that is not closed."""

    id: UUID
    lane: QueueLane
    # What called: device type, device number and status.
    source: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class TheSameAgain:
    """Answer as before; nothing is kept."""

    mrs: str


@dataclass(frozen=True, slots=True)
class PressedAgain:
    """The resident calls once more: the open alarm goes to the top."""

    alarm_id: UUID


@dataclass(frozen=True, slots=True)
class SaidAbout:
    """A cancel, reset or information: written in the open alarm's history, never closing it."""

    alarm_id: UUID


@dataclass(frozen=True, slots=True)
class NewAlarm:
    """A new alarm, linked to an earlier one that had the same number and reference."""

    linked_id: UUID | None


type Verdict = TheSameAgain | PressedAgain | SaidAbout | NewAlarm


def lane_of(request: AlarmRequest, *, is_known: bool) -> QueueLane:
    """Give the queue that a message stands in. Raises HeartbeatIsNoAlarm."""
    lane = _LANES.get(request.lane)
    if lane is None:
        raise HeartbeatIsNoAlarm(request.cid)
    # A test from a unit that nobody knows is an installer's; a call for help is a call for help.
    return QueueLane.UNKNOWN if lane is QueueLane.ALARM and not is_known else lane


def source_of(request: AlarmRequest) -> tuple[str, str, str]:
    """Give what calls: device type, device number and status."""
    return (request.dty, request.did, request.stc)


def judge(
    request: AlarmRequest,
    lane: QueueLane,
    *,
    digest: str,
    seen: Sequence[Seen],
    open_alarms: Sequence[OpenAlarm],
    now: datetime,
) -> Verdict:
    """Say what a message is. `seen` and `open_alarms` are those of the same number."""
    for earlier in seen:
        if earlier.digest == digest and now - earlier.received_at < SAME_MESSAGE_WINDOW:
            return TheSameAgain(earlier.mrs)
    linked_id = max(seen, key=lambda one: one.received_at).alarm_id if seen else None
    if lane in _TOLD_LANES and open_alarms:
        about = next((one for one in open_alarms if one.lane in _PERSON_LANES), open_alarms[0])
        return SaidAbout(about.id)
    if linked_id is None:
        for alarm in open_alarms:
            if _same_queue(alarm.lane, lane) and alarm.source == source_of(request):
                return PressedAgain(alarm.id)
    return NewAlarm(linked_id)


def _same_queue(one: QueueLane, other: QueueLane) -> bool:
    return one is other or {one, other} <= _PERSON_LANES
