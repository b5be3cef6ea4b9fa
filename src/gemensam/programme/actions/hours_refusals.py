"""Why time is not reported or attested as asked, and how somebody says which report is meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


class HoursRefused(Exception):
    """The time cannot be reported or attested as asked."""


class DayIsAhead(HoursRefused):
    """Time is reported when it has been worked."""


class TooLongDay(HoursRefused):
    """With this, the person's day would be longer than a day is."""


class YearIsLocked(HoursRefused):
    """The municipality has closed the year."""


class NoHourlyRate(HoursRefused):
    """The municipality has not said what an hour costs on that day."""


class SomeRefused(HoursRefused):
    """Of several reports at once some cannot be taken, and so none is; by the reporter's key."""

    def __init__(self, refusals: Mapping[UUID, HoursRefused]) -> None:
        super().__init__(f"{len(refusals)} refused")
        self.refusals = refusals


class ChangedMeanwhile(HoursRefused):
    """Somebody else has attested or taken back some of it first."""

    def __init__(self, hours_ids: Sequence[UUID]) -> None:
        super().__init__(f"{len(hours_ids)} changed")
        self.hours_ids = tuple(hours_ids)


class OnesOwnTime(HoursRefused):
    """Nobody attests their own time."""


class StillWaiting(HoursRefused):
    """Time of the year is still to be attested or taken back."""


class YearIsNotOver(HoursRefused):
    """A year is closed when it has ended."""


class TimerRuns(HoursRefused):
    """A clock runs already: there is one at a time."""


class TimerWasForgotten(HoursRefused):
    """The clock ran longer than any shift: its person has to say how long the work took."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A report as somebody saw it when choosing it."""

    hours_id: UUID
    version: int
