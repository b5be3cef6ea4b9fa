"""What a report does to a visit, and what a note must be to be taken in. Pure; the phone has the same.

Notes are social documentation (SoL 14 kap. 1–2 §§ in the act of 2025, SOSFS 2014:5): who wrote, when,
and every correction stay readable. `src/offline/rules.js` is tested by the same tables of cases.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

type Plain = str | int | None

# The hash that the first note of a device follows.
GENESIS: Final = "0" * 64
# A phone's clock may go this much ahead of ours before we doubt what it says.
CLOCK_AHEAD: Final = timedelta(minutes=5)
# A note written longer ago than this goes by the unit manager: nobody is offline for a month.
LATEST: Final = timedelta(days=30)
# About eight pages: more is not a note but a paste by mistake.
BODY_MAX: Final = 20_000


class VisitState(StrEnum):
    """How far a visit has come; it never goes back."""

    PLANNED = "PLANNED"
    ACCEPTED = "ACCEPTED"
    ARRIVED = "ARRIVED"
    DONE = "DONE"


class IntentKind(StrEnum):
    """What somebody reports of a visit."""

    ACCEPTED = "visit.accepted"
    ARRIVED = "visit.arrived"
    DONE = "visit.done"


class Assigned(StrEnum):
    """Whose visit it is, seen from the one who reports."""

    NOBODY = "nobody"
    ME = "me"
    OTHER = "other"


class Reason(StrEnum):
    """Why something is held, or what its author has to know although it was taken in."""

    TAKEN = "taken"
    ALREADY_DONE = "already_done"
    UNREADABLE = "unreadable"
    OTHER_AUTHOR = "other_author"
    OTHER_DEVICE = "other_device"
    NO_ACCESS = "no_access"
    UNKNOWN_RESIDENT = "unknown_resident"
    UNKNOWN_VISIT = "unknown_visit"
    UNKNOWN_ORIGINAL = "unknown_original"
    HASH_DIFFERS = "hash_differs"
    SEQUENCE_REUSED = "sequence_reused"
    CHAIN_BROKEN = "chain_broken"
    CLOCK_AHEAD = "clock_ahead"
    TOO_LATE = "too_late"
    NOT_STORABLE = "not_storable"
    UNKNOWN_CASE = "unknown_case"
    # Said of notes that were taken in.
    CASE_DECIDED = "case_decided"
    OTHER_CASEWORKER = "other_caseworker"


_ORDER: Final = tuple(VisitState)
_TARGET: Final = {
    IntentKind.ACCEPTED: VisitState.ACCEPTED,
    IntentKind.ARRIVED: VisitState.ARRIVED,
    IntentKind.DONE: VisitState.DONE,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state a visit has after a report, and why the report was held, if it was."""

    state: VisitState
    reason: Reason | None = None


def after_intent(state: VisitState, kind: IntentKind, assigned: Assigned) -> Outcome:
    """Give what a report does. A step may be skipped: what happened in the field has happened."""
    if assigned is Assigned.OTHER:
        done = state is VisitState.DONE
        return Outcome(state, Reason.ALREADY_DONE if done else Reason.TAKEN)
    return Outcome(max(state, _TARGET[kind], key=_ORDER.index))


def iso(at: datetime) -> str:
    """Write an instant as JavaScript does: UTC, milliseconds, Z."""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def canonical(entry: Mapping[str, Plain]) -> bytes:
    """Write an entry in its one form: keys in order, no blanks, UTF-8."""
    text = json.dumps(dict(entry), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def hash_of(entry: Mapping[str, Plain]) -> str:
    """Give the SHA-256 of an entry's one form, in hexadecimal."""
    return hashlib.sha256(canonical(entry)).hexdigest()


def is_storable(text: str) -> bool:
    """Say whether a text can be kept as it is: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= each <= "\udfff" for each in text)


def time_problem(*, created_at: datetime, now: datetime) -> Reason | None:
    """Give what is wrong with the time that a phone says it wrote at, if anything."""
    if created_at > now + CLOCK_AHEAD:
        return Reason.CLOCK_AHEAD
    if created_at < now - LATEST:
        return Reason.TOO_LATE
    return None


def chain_problem(
    *, sequence: int, prev_hash: str, predecessor_hash: str | None, is_taken: bool
) -> Reason | None:
    """Give what is wrong with a note's place in its device's chain, if anything.

    An unknown predecessor is no fault: text is never refused for what came before it, and a check
    of the whole chain finds the gap.
    """
    if is_taken:
        return Reason.SEQUENCE_REUSED
    expected = GENESIS if sequence == 1 else predecessor_hash
    if expected is not None and expected != prev_hash:
        return Reason.CHAIN_BROKEN
    return None


def next_of_chain(last: tuple[int, str] | None) -> tuple[int, str]:
    """Give the sequence and previous hash of a device's next note, after its last one."""
    return (1, GENESIS) if last is None else (last[0] + 1, last[1])
