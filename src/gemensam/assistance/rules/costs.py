"""Costs beside the norm (skäliga kostnader utanför riksnormen): stated, shared, and no more than reasonable.

SoL (2025:400) 12 kap., the paragraph after the norm's: housing, electricity, travel to work, home
insurance, membership in a union and an unemployment fund; the rest is for life otherwise (livsföring
i övrigt). The paragraph's number is to be verified; it was 4 kap. 3 § in SoL (2001:453).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gemensam.assistance.rules.refusals import ImpossibleHousehold, NegativeAmount
from gemensam.assistance.rules.steps import Row, Rule, Section, Step, figure, part, product
from gemensam.kernel.money import Money, total

APPLICANT = "APPLICANT"


class CostKind(StrEnum):
    """What a cost is for."""

    RENT = "RENT"
    ELECTRICITY = "ELECTRICITY"
    HOME_INSURANCE = "HOME_INSURANCE"
    TRAVEL_TO_WORK = "TRAVEL_TO_WORK"
    UNION_FEE = "UNION_FEE"
    UNEMPLOYMENT_INSURANCE = "UNEMPLOYMENT_INSURANCE"
    CHILD_CARE = "CHILD_CARE"
    MEDICINE = "MEDICINE"
    MEDICAL_CARE = "MEDICAL_CARE"
    EMERGENCY_DENTAL_CARE = "EMERGENCY_DENTAL_CARE"
    GLASSES = "GLASSES"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Cost:
    """A month's cost as the applicant states it; of `parts` in all, `own_parts` are the household's."""

    kind: CostKind
    amount: Money
    # A child's own cost names her: her own incomes may cover it.
    person: str = ""
    own_parts: int = 1
    parts: int = 1
    # What it is in the applicant's words, or why the caseworker added it.
    said: str = ""
    is_added: bool = False

    def __post_init__(self) -> None:
        """Raises NegativeAmount and ImpossibleHousehold."""
        if self.amount < Money():
            raise NegativeAmount(self.kind)
        if not 0 <= self.own_parts <= self.parts or self.parts == 0:
            raise ImpossibleHousehold(
                "a cost is divided in parts of which some are the household's"
            )


@dataclass(frozen=True, slots=True)
class Limit:
    """The highest amount a month that the municipality holds to be reasonable, and where it says so."""

    amount: Money
    source: str


def cost_rows(costs: Sequence[Cost], limits: Mapping[CostKind, Limit]) -> Iterator[Row]:
    """Give one row for each kind and person, in the order of the kinds."""
    groups: dict[tuple[CostKind, str], list[Cost]] = {}
    for cost in costs:
        groups.setdefault((cost.kind, cost.person), []).append(cost)
    for kind, person in sorted(groups, key=lambda key: (list(CostKind).index(key[0]), key[1])):
        group = groups[kind, person]
        steps = [step for cost in group for step in _stated(cost)]
        steps += _reasonable(total(step.amount for step in steps), limits.get(kind))
        yield Row(
            key=f"cost:{kind}:{person}",
            section=Section.COSTS,
            kind=kind,
            person=person,
            applied=total(cost.amount for cost in group if not cost.is_added),
            steps=tuple(steps),
        )


def _stated(cost: Cost) -> Iterator[Step]:
    rule, source = (Rule.ADDED, "") if cost.is_added else (Rule.STATED_COST, APPLICANT)
    yield Step(rule, cost.amount, figure(cost.amount), told(source, cost.said))
    if cost.own_parts != cost.parts:
        others = (cost.parts - cost.own_parts, cost.parts)
        yield Step(
            Rule.OWN_PART, -part(cost.amount, *others), product(cost.amount, others), APPLICANT
        )


def told(source: str, said: str) -> str:
    """Give who says so and what: either may be empty."""
    return ": ".join(word for word in (source, said) if word)


def _reasonable(stated: Money, limit: Limit | None) -> Iterator[Step]:
    if limit is not None and stated > limit.amount:
        above = f"{figure(stated)} − {figure(limit.amount)}"
        yield Step(Rule.ABOVE_REASONABLE, limit.amount - stated, above, limit.source)
