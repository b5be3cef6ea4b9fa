"""Who lives together, and for how many days of the month: adults, children, others who share the costs."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from gemensam.assistance.rules.refusals import ImpossibleHousehold, NotBornYet

MOST_ADULTS = 2


@dataclass(frozen=True, slots=True)
class Child:
    """A child or a pupil at home; `key` is the caller's own name for her."""

    key: str
    born_on: date
    # Lunch five days a week at school or day care: the norm is lower for the youngest then.
    lunch_served: bool = False
    # Shared residence (växelvis boende): days of the month here. None is all of them.
    days_here: int | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """One month of a household. Two adults are cohabiting: two others are two households."""

    month: date
    adults: tuple[str, ...]
    children: tuple[Child, ...] = ()
    # Others in the dwelling who share the joint costs without belonging to the household:
    # a friend, a lodger, a child who is grown up.
    others_sharing: int = 0
    # Days of the month that the assistance is for, when it is not for all of it.
    days: int | None = None

    def __post_init__(self) -> None:
        """Raises ImpossibleHousehold."""
        keys = [*self.adults, *(child.key for child in self.children)]
        if not 1 <= len(self.adults) <= MOST_ADULTS:
            raise ImpossibleHousehold("a household has one or two adults")
        if len(set(keys)) != len(keys) or "" in keys:
            raise ImpossibleHousehold("everybody in a household has a key of their own")
        if self.others_sharing < 0 or not 1 <= self.days_counted <= self.days_of_month:
            raise ImpossibleHousehold(
                "there are no negative numbers, and no days outside the month"
            )
        for child in self.children:
            if child.days_here is not None and not 0 <= child.days_here <= self.days_of_month:
                raise ImpossibleHousehold("a child is here between no and all days of the month")

    @property
    def days_of_month(self) -> int:
        """Give the number of days of the month."""
        return monthrange(self.month.year, self.month.month)[1]

    @property
    def days_counted(self) -> int:
        """Give the days that the assistance is for."""
        return self.days_of_month if self.days is None else self.days

    @property
    def people(self) -> frozenset[str]:
        """Give the keys of everybody in the household."""
        return frozenset(self.adults) | {child.key for child in self.children}

    def age_of(self, child: Child) -> int:
        """Give full years on the month's first day; 0 for whoever is born in the month.

        Raises NotBornYet.
        """
        if child.born_on > self.month.replace(day=self.days_of_month):
            raise NotBornYet(child.key)
        first = self.month.replace(day=1)
        had_birthday = (child.born_on.month, child.born_on.day) <= (first.month, first.day)
        return max(first.year - child.born_on.year - (not had_birthday), 0)

    def days_of(self, child: Child) -> int:
        """Give the days that count for the child: not before birth, not beyond the household's."""
        days = self.days_counted if child.days_here is None else child.days_here
        since_birth = (self.month.replace(day=self.days_of_month) - child.born_on).days + 1
        return max(min(days, since_birth, self.days_counted), 0)

    def sizes(self) -> tuple[tuple[int, int], ...]:
        """Give (persons, days) such that the days add up to those counted, biggest size first.

        Children who are here for a part of the month are taken to be here on the same days.
        """
        presence = sorted((self.days_of(child) for child in self.children), reverse=True)
        changes = [self.days_counted, *presence, 0]
        return tuple(
            (len(self.adults) + here, longer - shorter)
            for here, (longer, shorter) in reversed(list(enumerate(pairwise(changes))))
            if longer > shorter
        )
