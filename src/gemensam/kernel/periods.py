"""A half-open period of time: it includes its start, never its end, and may lack an end."""

from dataclasses import dataclass
from datetime import datetime


class UnusablePeriod(ValueError):
    """A bound lacks its time zone, or the end comes before the start."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts_at` up to, not including, `ends_at`; without an end it goes on."""

    starts_at: datetime
    ends_at: datetime | None = None

    def __post_init__(self) -> None:
        for bound in (self.starts_at, self.ends_at):
            if bound is not None and bound.utcoffset() is None:
                message = "a period needs times with a time zone"
                raise UnusablePeriod(message)
        if self.ends_at is not None and self.ends_at < self.starts_at:
            message = "a period cannot end before it starts"
            raise UnusablePeriod(message)

    @property
    def is_empty(self) -> bool:
        """Say whether no instant at all lies in the period."""
        return self.ends_at == self.starts_at

    def contains(self, instant: datetime) -> bool:
        """Say whether `instant` lies in the period."""
        return self.starts_at <= instant and (self.ends_at is None or instant < self.ends_at)

    def within(self, other: "Period") -> "Period":
        """Give the instants that lie in both periods; empty, from this one's start, when none does."""
        if not self.overlaps(other):
            return Period(self.starts_at, self.starts_at)
        ends = [one for one in (self.ends_at, other.ends_at) if one is not None]
        return Period(max(self.starts_at, other.starts_at), min(ends, default=None))

    def overlaps(self, other: "Period") -> bool:
        """Say whether some instant lies in both periods."""
        if self.is_empty or other.is_empty:
            return False
        return (self.ends_at is None or other.starts_at < self.ends_at) and (
            other.ends_at is None or self.starts_at < other.ends_at
        )
