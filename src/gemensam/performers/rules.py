"""Which care services one chooses the performer of, and from when a change holds. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """How the choice of performer works in one kind of care service (LOV 2008:962)."""

    # In Swedish, as it stands in a sentence.
    service: str
    # So long the performer that one leaves goes on, and the new one gets ready.
    notice_days: int


# What has pauses that a kitchen counts by (meals) or needs a patrol of the municipality's at night
# (the alarm) is the municipality's own to give.
CHOICES: Final[Mapping[str, ChoiceRule]] = {"home_care": ChoiceRule("hemtjänst", 14)}


def first_day_of_change(kind: str, *, today: date, begun_on: date) -> date:
    """Give the first day with a new performer: after the notice, and after a day with the old."""
    notice = timedelta(days=CHOICES[kind].notice_days)
    return max(today + notice, begun_on + timedelta(days=1))
