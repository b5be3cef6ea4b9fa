"""In which group and order the console shows what is open, and which waiting time it announces.

Pure: no Django, no clock, no I/O.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final
from uuid import UUID

from gemensam.alarms.kinds import QueueLane, State
from gemensam.alarms.rules.handling import Holding


class Group(StrEnum):
    """A group of the console's queue, the most urgent first."""

    PERSON = "PERSON"
    UNKNOWN = "UNKNOWN"
    SENSOR = "SENSOR"
    TECHNICAL = "TECHNICAL"
    UNDER_WAY = "UNDER_WAY"
    TEST = "TEST"


GROUP_ORDER: Final = tuple(Group)

# Devices that tell of a movement or a thing, not of somebody who calls. What stands in no list is
# shown as a call from a person: when in doubt, the more urgent group. Smoke, gas and heat are
# danger to life and so stay there too.
SENSOR_DEVICES: Final = frozenset(
    (
        "0008", "0009", "0010", "0011", "0012", "0013", "0014", "0015", "0016", "0018", "0020",
        "0022", "0024", "0028", "0029", "0033", "0034", "0035", "0036", "0044",
    )
)  # fmt: skip

_GROUP_OF_LANE: Final = {
    QueueLane.UNKNOWN: Group.UNKNOWN,
    QueueLane.TECHNICAL: Group.TECHNICAL,
    QueueLane.TEST: Group.TEST,
    QueueLane.RESET: Group.TEST,
    QueueLane.INFORMATION: Group.TEST,
}
# These groups ring and count as waiting for a human answer.
URGENT: Final = frozenset({Group.PERSON, Group.UNKNOWN, Group.SENSOR})


@dataclass(frozen=True, slots=True)
class OpenAlarm:
    """What the queue knows of an open alarm: it names nobody."""

    id: UUID
    cid: str
    lane: QueueLane
    state: State
    version: int
    press_count: int
    received_at: datetime
    device_type: str
    status_code: str
    location_text: str
    owner_tenant_id: UUID | None
    claimed_by: UUID | None
    claimed_name: str
    claimed_at: datetime | None
    lease_until: datetime | None
    dispatched_at: datetime | None
    accepted_at: datetime | None
    arrived_at: datetime | None
    done_at: datetime | None

    def is_free(self, now: datetime) -> bool:
        """Say whether it waits for somebody: new, or held by a console that went silent."""
        held = Holding(self.state, self.claimed_by, self.lease_until)
        return held.may_claim(now)

    @property
    def group(self) -> Group:
        """Say in which group of the queue it stands."""
        return group_of(self.lane, self.state, self.device_type)


def group_of(lane: QueueLane, state: State, device_type: str) -> Group:
    """Say in which group of the queue an alarm stands."""
    if state is State.DISPATCHED:
        return Group.UNDER_WAY
    if lane is QueueLane.ALARM:
        return Group.SENSOR if device_type in SENSOR_DEVICES else Group.PERSON
    return _GROUP_OF_LANE[lane]


def in_order(alarms: Iterable[OpenAlarm], now: datetime) -> Sequence[OpenAlarm]:
    """Sort the queue: by group, free ones first, most presses first, then longest waiting first."""
    return sorted(
        alarms,
        key=lambda one: (
            GROUP_ORDER.index(one.group),
            not one.is_free(now),
            -one.press_count,
            one.received_at,
            one.id,
        ),
    )


def announced_wait(
    answered: Sequence[timedelta], longest_now: timedelta | None
) -> timedelta | None:
    """Give the waiting time to announce: what it was lately, but never less than it is now.

    Nothing is announced when nobody has been answered and nobody waits.
    """
    usual = timedelta(seconds=median(one.total_seconds() for one in answered)) if answered else None
    if usual is None or longest_now is None:
        return usual if longest_now is None else longest_now
    return max(usual, longest_now)
