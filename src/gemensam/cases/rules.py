"""The promised clock, what a state may become, and what a case needs. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

# The municipality's promise to the applicant. The law says "as simply, quickly and cheaply as
# possible" (förvaltningslagen 9 §) and sets no number of days for these decisions.
PROMISE: Final = timedelta(days=14)
# Six months after the case began the applicant may ask for a decision (förvaltningslagen 12 §).
MAY_DEMAND_DECISION_AFTER: Final = timedelta(days=182)
# The clock is shown as soon to run out in its last days.
SOON: Final = timedelta(days=3)
# What came in to be sent on to a court is sent within a week, as the ombudsman asks for; the law
# says at once (förvaltningslagen 46 §).
HAND_ON_WITHIN: Final = timedelta(days=7)
# How long an applicant gets to answer when the caseworker names no day.
ANSWER_WITHIN: Final = timedelta(days=7)
# A question with a day further off than this is a case forgotten.
LONGEST_ANSWER: Final = timedelta(days=60)
LONGEST_TEXT: Final = 4000


class CaseIsDecided(Exception):
    """The case was decided; nothing more is asked or decided in it."""


class EmptyText(ValueError):
    """There is nothing to send."""


class TooLongText(ValueError):
    """More than fits in one message."""


class AnswerDayOutOfRange(ValueError):
    """The day for an answer has passed, or lies too far away."""


@dataclass(frozen=True, slots=True)
class CameIn:
    """When what staff have written in came, from which the clock runs, and how, in words."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The promised day of decision. It stands still while the applicant is waited for."""

    opened_at: datetime
    due_at: datetime
    paused_at: datetime | None = None

    @classmethod
    def started(cls, now: datetime) -> "Clock":
        """Start the clock when an application comes in."""
        return cls(opened_at=now, due_at=now + PROMISE)

    def paused(self, now: datetime) -> "Clock":
        """Stop the clock; stopping a stopped one changes nothing."""
        return self if self.paused_at is not None else replace(self, paused_at=now)

    def resumed(self, now: datetime) -> "Clock":
        """Start it again: the promised day moves by the time it stood still."""
        if self.paused_at is None:
            return self
        stood_still = max(now - self.paused_at, timedelta(0))
        return replace(self, due_at=self.due_at + stood_still, paused_at=None)

    def remaining(self, now: datetime) -> timedelta:
        """Give the time left; negative when the promise is broken."""
        return self.due_at - (self.paused_at or now)

    def percent_gone(self, now: datetime) -> int:
        """Give how much of the promised time has been used, 0 to 100."""
        used = PROMISE - self.remaining(now)
        return max(0, min(100, int(used / PROMISE * 100)))

    def is_late(self, now: datetime) -> bool:
        """Say whether the promised day has passed."""
        return self.remaining(now) < timedelta(0)

    def is_soon(self, now: datetime) -> bool:
        """Say whether little time is left."""
        return not self.is_late(now) and self.remaining(now) <= SOON


class Need(StrEnum):
    """What a case needs next, and so why it stands in a list."""

    NEW_APPLICATION = "NEW_APPLICATION"
    ANSWER_CAME = "ANSWER_CAME"
    DECISION_DUE = "DECISION_DUE"
    WAITING = "WAITING"
    APPEAL = "APPEAL"
    NOTHING = "NOTHING"
    # A decision is proposed: the reader may confirm it, or a colleague has it.
    CONFIRM = "CONFIRM"
    WITH_COLLEAGUE = "WITH_COLLEAGUE"
    # Decided, and what was granted is to be looked at again.
    FOLLOW_UP = "FOLLOW_UP"


_NEEDS: Final = {
    "NEW": Need.NEW_APPLICATION,
    "INVESTIGATING": Need.DECISION_DUE,
    "WAITING": Need.WAITING,
    "ANSWERED": Need.ANSWER_CAME,
    "DECIDED": Need.NOTHING,
    "APPEALED": Need.APPEAL,
}
# What a decision may be changed to after an appeal: never to the worse for whoever appealed.
IN_FAVOUR: Final = frozenset({"GRANT", "PARTIAL"})
# Nothing more is asked, answered or said in a case that is one of these.
DECIDED: Final = frozenset({"DECIDED", "APPEALED"})


def need_of(state: str) -> Need:
    """Give what a case in a state needs."""
    return _NEEDS[state]


def ensure_open(state: str) -> None:
    """Raises CaseIsDecided."""
    if state in DECIDED:
        raise CaseIsDecided


def ensure_to_decide(state: str) -> None:
    """Raises CaseIsDecided: nor is it to be decided anew after an appeal."""
    if state == "DECIDED":
        raise CaseIsDecided


def clean_text(text: str) -> str:
    """Give a text without outer spaces.

    Raises EmptyText, TooLongText.
    """
    cleaned = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not cleaned:
        raise EmptyText
    if len(cleaned) > LONGEST_TEXT:
        raise TooLongText(len(cleaned))
    return cleaned


def ensure_answer_day(due_on: date, *, today: date) -> None:
    """Raises AnswerDayOutOfRange."""
    if not today <= due_on <= today + LONGEST_ANSWER:
        raise AnswerDayOutOfRange(due_on)


def written_number(year: int, number: int) -> str:
    """Write a case number as people read it: 2026-0417."""
    return f"{year}-{number:04d}"
