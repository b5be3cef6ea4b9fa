"""The national norm (riksnormen) of a period: personal costs by age, joint costs by the household's size.

SoL (2025:400) 12 kap. 7 §: the norm covers food, clothes and shoes, play and leisure, consumables,
health and hygiene, newspaper and telephone. Its amounts stand in the ordinance (2001:937).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from gemensam.assistance.rules.refusals import AgeNotInNorm, UnusableNorm
from gemensam.kernel.money import Money


class Standing(StrEnum):
    """Whether the figures are what the authority has published, or made up for trying things out."""

    PUBLISHED = "PUBLISHED"
    INVENTED = "INVENTED"


@dataclass(frozen=True, slots=True)
class ChildCost:
    """Personal costs a month of a child of these ages, both included."""

    from_age: int
    to_age: int
    amount: Money
    # When lunch is served five days a week; None where the norm has one amount for all.
    with_lunch_served: Money | None = None


@dataclass(frozen=True, slots=True)
class Norm:
    """All amounts of a period, per month; `starts_on` and `ends_on` are both included."""

    name: str
    standing: Standing
    starts_on: date
    ends_on: date
    source: str
    single: Money
    cohabiting: Money
    children: tuple[ChildCost, ...]
    # For one person, two, and so on.
    joint: tuple[Money, ...]
    # For each person beyond the list.
    joint_each_further: Money
    price_base_amount: Money | None = None

    def __post_init__(self) -> None:
        """Raises UnusableNorm."""
        if self.ends_on < self.starts_on or not self.joint or not self.children:
            raise UnusableNorm(
                f"{self.name}: the period, the joint costs or the children are empty"
            )
        ages = [(cost.from_age, cost.to_age) for cost in self.children]
        gaps = any(after[0] != before[1] + 1 for before, after in pairwise(ages))
        if ages[0][0] != 0 or gaps or any(last < first for first, last in ages):
            raise UnusableNorm(f"{self.name}: the ages overlap or leave gaps")

    @property
    def is_invented(self) -> bool:
        """Say whether the figures are made up, and so whatever is calculated with them."""
        return self.standing is Standing.INVENTED

    def covers(self, month: date) -> bool:
        """Say whether the norm applies on the first day of the month."""
        return self.starts_on <= month.replace(day=1) <= self.ends_on

    def child(self, key: str, *, age: int, lunch_served: bool) -> Money:
        """Give a child's personal costs. Raises AgeNotInNorm."""
        for cost in self.children:
            if cost.from_age <= age <= cost.to_age:
                lower = cost.with_lunch_served if lunch_served else None
                return cost.amount if lower is None else lower
        raise AgeNotInNorm(key, age)

    def joint_costs(self, persons: int) -> Money:
        """Give the joint costs of a household of `persons`; nobody has none."""
        if persons <= 0:
            return Money()
        listed = self.joint[min(persons, len(self.joint)) - 1]
        return listed + self.joint_each_further.times(max(persons - len(self.joint), 0))


def norm_of(month: date, norms: Sequence[Norm]) -> Norm | None:
    """Give the norm that applies in the month: a published one before an invented one."""
    covering = [norm for norm in norms if norm.covers(month)]
    return min(covering, key=lambda norm: norm.is_invented, default=None)
