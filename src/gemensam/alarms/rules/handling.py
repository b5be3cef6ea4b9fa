"""Who may hold an alarm and for how long, and what happens when nobody does anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from gemensam.alarms.kinds import QueueLane, State, Step

# A console renews every 5 s, so three lost renewals still hold; a dead one gives back in 20 s.
LEASE: Final = timedelta(seconds=20)
# After these, somebody is reminded again and again until the step changes.
PATIENCE: Final = {
    Step.UNCLAIMED: timedelta(seconds=30),
    Step.CLAIMED: timedelta(minutes=5),
    Step.NO_ANSWER: timedelta(seconds=60),
    Step.UNDER_WAY: timedelta(minutes=20),
    Step.ON_SITE: timedelta(hours=1),
    Step.TO_CLOSE: timedelta(minutes=10),
}
# A technical alarm is for the next working hour, not for the night's operator.
TECHNICAL_PATIENCE: Final = timedelta(minutes=30)

# Highest first: a person, then perhaps a person, then a thing.
LANE_ORDER: Final = (
    QueueLane.ALARM,
    QueueLane.UNKNOWN,
    QueueLane.TECHNICAL,
    QueueLane.TEST,
    QueueLane.RESET,
    QueueLane.INFORMATION,
)
# Lanes whose alarms wait for a human. What comes in the others is kept and closed at once.
OPEN_LANES: Final = frozenset({QueueLane.ALARM, QueueLane.UNKNOWN, QueueLane.TECHNICAL})


@dataclass(frozen=True, slots=True)
class Holding:
    """Who has an alarm just now."""

    state: State
    claimed_by: UUID | None = None
    lease_until: datetime | None = None

    def is_held(self, now: datetime) -> bool:
        """Say whether somebody has it in hand."""
        return (
            self.state is State.CLAIMED and self.lease_until is not None and now < self.lease_until
        )

    def is_held_by(self, person_id: UUID | None, now: datetime) -> bool:
        """Say whether this person has it in hand."""
        return self.is_held(now) and person_id is not None and self.claimed_by == person_id

    def may_claim(self, now: datetime) -> bool:
        """Say whether it can be taken: new, or lost by the one who had it."""
        return self.state is State.NEW or (self.state is State.CLAIMED and not self.is_held(now))

    def may_read_resident(self, person_id: UUID | None, now: datetime) -> bool:
        """Say whether this person may see whose alarm it is: while answering, and once sent."""
        sent = self.state is State.DISPATCHED and self.claimed_by == person_id
        return self.is_held_by(person_id, now) or (sent and person_id is not None)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the help has come."""

    accepted: bool = False
    arrived: bool = False
    done: bool = False


def step_of(state: State, progress: Progress) -> Step:
    """Say what an open alarm waits for."""
    if state is State.NEW:
        return Step.UNCLAIMED
    if state is State.CLAIMED:
        return Step.CLAIMED
    if progress.done:
        return Step.TO_CLOSE
    if progress.arrived:
        return Step.ON_SITE
    return Step.UNDER_WAY if progress.accepted else Step.NO_ANSWER


def patience(step: Step, lane: QueueLane) -> timedelta:
    """Give how long a step may last before somebody is reminded."""
    return TECHNICAL_PATIENCE if lane is QueueLane.TECHNICAL else PATIENCE[step]


@dataclass(frozen=True, slots=True)
class Watch:
    """What the auditor sees of an open alarm."""

    alarm_id: UUID
    holding: Holding
    next_at: datetime | None


# The supervisor looks every second; what is overdue by more has been forgotten.
FORGOTTEN_AFTER: Final = timedelta(seconds=15)


def is_forgotten(watch: Watch, now: datetime) -> bool:
    """Say whether an open alarm has neither a live lease nor a next step."""
    if watch.holding.is_held(now):
        return False
    return watch.next_at is None or watch.next_at + FORGOTTEN_AFTER < now
