"""What a consent, a block, a lift and emergency access open or close, and for how long.

Patientdatalagen (2008:355) 4 kap. 4 § lets a resident block documentation from other units; 5 §
lifts a block by the resident's consent, or where life or health is in danger. Lag (2022:913) om
sammanhållen vård- och omsorgsdokumentation 2 kap. is the right to block what other care providers
may read, 3 kap. the consent that reading takes, and the way past it in an emergency.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from gemensam.authority.api import (
    EMERGENCY_MAX,
    EMERGENCY_REASON_MIN,
    EmergencyFacts,
    Facts,
    ensure_fresh,
)
from gemensam.kernel.periods import Period

# A temporary lift is for one course of events; the national block service allows as much at most.
LIFT_MAX: Final = timedelta(days=7)


class BlockLevel(StrEnum):
    """INNER closes a unit's documentation to other units, OUTER a provider's to other providers."""

    INNER = "INNER"
    OUTER = "OUTER"


class LiftReach(StrEnum):
    """Whom a lift is for: whoever asked, or everybody in the same unit."""

    ONLY_REQUESTER = "ONLY_REQUESTER"
    ALL_UNIT = "ALL_UNIT"


class TooShortReason(ValueError):
    """The reason says too little to whoever reviews it."""


class LiftTooLong(ValueError):
    """A lift ends within seven days, and after it began."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who wants to read, and from where; None is nowhere, and fits nothing."""

    person_id: UUID | None
    unit_id: UUID | None
    care_provider_id: UUID | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where documentation comes from and when it was written; unknown counts as covered."""

    unit_id: UUID | None
    care_provider_id: UUID | None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """A consent: the unit, or every unit of the provider, that it was given to."""

    to_unit_id: UUID | None
    to_care_provider_id: UUID | None
    valid: Period

    def covers(self, asker: Asker, *, now: datetime) -> bool:
        """Say whether the asker's unit or provider may read by this consent now."""
        if not self.valid.contains(now):
            return False
        if self.to_unit_id is not None:
            return self.to_unit_id == asker.unit_id
        return (
            self.to_care_provider_id is not None
            and self.to_care_provider_id == asker.care_provider_id
        )


@dataclass(frozen=True, slots=True)
class LiftFact:
    """A block set aside for a while, for one person or one unit."""

    person_id: UUID
    unit_id: UUID | None
    reach: LiftReach
    valid: Period

    def holds_for(self, asker: Asker, *, now: datetime) -> bool:
        """Say whether the asker may read past the block now: only ever from the same unit."""
        if not self.valid.contains(now) or self.unit_id is None or self.unit_id != asker.unit_id:
            return False
        return self.reach is LiftReach.ALL_UNIT or self.person_id == asker.person_id


@dataclass(frozen=True, slots=True)
class BlockFact:
    """A block over a unit's or a provider's documentation from a period, with its lifts."""

    id: UUID
    level: BlockLevel
    unit_id: UUID | None
    care_provider_id: UUID | None
    valid: Period
    # When what is blocked was written; open at an end that is None.
    written_from: datetime | None = None
    written_to: datetime | None = None
    lifts: tuple[LiftFact, ...] = ()

    def covers(self, source: Source) -> bool:
        """Say whether the source's documentation lies under the block."""
        if self.level is BlockLevel.INNER:
            here = source.unit_id is None or source.unit_id == self.unit_id
        else:
            unknown = source.care_provider_id is None
            here = unknown or source.care_provider_id == self.care_provider_id
        return here and self._written_in(source.created_at)

    def stops(self, asker: Asker, source: Source, *, now: datetime) -> bool:
        """Say whether the block is in force over the source and not lifted for the asker."""
        return self.covers(source) and self.is_closed_to(asker, now=now)

    def is_closed_to(self, asker: Asker, *, now: datetime) -> bool:
        """Say whether the block is in force and not lifted for the asker."""
        lifted = any(lift.holds_for(asker, now=now) for lift in self.lifts)
        return self.valid.contains(now) and not lifted

    def is_over_own(self, asker: Asker) -> bool:
        """Say whether the block is over the asker's own unit or provider: it never hides one's own."""
        if self.level is BlockLevel.INNER:
            return self.unit_id == asker.unit_id
        return self.care_provider_id == asker.care_provider_id

    def _written_in(self, created_at: datetime | None) -> bool:
        if created_at is None:
            return True
        after_start = self.written_from is None or self.written_from <= created_at
        return after_start and (self.written_to is None or created_at < self.written_to)


@dataclass(frozen=True, slots=True)
class Standing:
    """All that consents knows of one resident and one asker: read once, asked for many sources."""

    asker: Asker
    consents: tuple[ConsentFact, ...] = ()
    blocks: tuple[BlockFact, ...] = ()
    emergency: EmergencyFacts | None = None

    def has_consent(self, *, now: datetime) -> bool:
        """Say whether the asker may read by consent now."""
        return any(one.covers(self.asker, now=now) for one in self.consents)

    def stopping(self, source: Source, *, now: datetime) -> tuple[BlockFact, ...]:
        """Give the blocks that stand between the asker and the source."""
        return tuple(one for one in self.blocks if one.stops(self.asker, source, now=now))

    def closing(self, *, now: datetime) -> tuple[BlockFact, ...]:
        """Give the blocks that hide something of others from the asker, if it exists."""
        return tuple(
            one
            for one in self.blocks
            if one.is_closed_to(self.asker, now=now) and not one.is_over_own(self.asker)
        )

    def facts(self, source: Source, *, now: datetime, base: Facts) -> Facts:
        """Add consent, blocks and emergency access to what is known already."""
        levels = {one.level for one in self.stopping(source, now=now)}
        return replace(
            base,
            consent=self.has_consent(now=now),
            inner_blocked=BlockLevel.INNER in levels,
            outer_blocked=BlockLevel.OUTER in levels,
            blocks_known=True,
            emergency=self.emergency,
        )


def ensure_reason(reason: str) -> str:
    """Give the reason without space around it.

    Raises TooShortReason: fewer than ten characters.
    """
    trimmed = reason.strip()
    if len(trimmed) < EMERGENCY_REASON_MIN:
        raise TooShortReason(trimmed)
    return trimmed


def emergency_until(authenticated_at: datetime | None, *, now: datetime) -> datetime:
    """Give when emergency access that is opened now ends: one hour after the new log-in.

    Raises authority.StepUpNeeded: the log-in is older than five minutes, or there is none.
    """
    ensure_fresh(authenticated_at, now=now)
    assert authenticated_at is not None
    return authenticated_at + EMERGENCY_MAX


def ensure_lift_ends(*, now: datetime, until: datetime) -> None:
    """See to it that a lift is short.

    Raises LiftTooLong: it ends before it begins, or more than seven days from now.
    """
    if not now < until <= now + LIFT_MAX:
        raise LiftTooLong(until)
