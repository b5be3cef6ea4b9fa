"""An action plan's rows and its totals, added up from the rows and compared with the printed ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gemensam.kernel.money import Money, total
from gemensam.programme.kinds import GoalKind
from gemensam.programme.rules.resources import Pool, ResourceLine
from gemensam.programme.rules.workings import (
    TIMES,
    Step,
    Unit,
    Workings,
    digits,
    gettext_noop,
    kronor_digits,
    sum_formula,
)


class CofundingShareIsNoShare(ValueError):
    """The co-funded part of a row must be a fraction between nothing and the whole."""


class FundingIsNotStated(LookupError):
    """The plan does not say who pays."""


@dataclass(frozen=True, slots=True)
class PlanText:
    """A sentence of the plan in our words; a fragment is cut off in the document itself."""

    text: str
    is_fragment: bool = False
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class CofundingShare:
    """The part of a cost row that is co-funded, as two whole numbers: 1 of 2."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator or self.denominator == 0:
            raise CofundingShareIsNoShare(f"{self.numerator} of {self.denominator}")


@dataclass(frozen=True, slots=True)
class CostRow:
    """One cost of the plan; no co-funding share means that the plan does not say how it divides.

    With a quantity the amount is so many times the sum of the unit's parts: 8 × (40 000 + 15 000).
    """

    key: str
    text: str
    amount: Money
    cofunding_share: CofundingShare | None = None
    quantity: int | None = None
    unit_parts: tuple[Money, ...] = ()

    @property
    def multiplied(self) -> Money | None:
        """Quantity times unit; None when the plan states only the amount."""
        if self.quantity is None:
            return None
        return total(self.unit_parts).times(self.quantity)

    @property
    def formula(self) -> str:
        """How the row's amount comes about, in digits and signs."""
        if self.quantity is None:
            return kronor_digits(self.amount)
        unit = sum_formula(self.unit_parts)
        if len(self.unit_parts) > 1:
            unit = f"({unit})"
        return f"{digits(self.quantity)} {TIMES} {unit}"


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something dated: `at` is a year, half-year, quarter, month or day as in rules.plans_dates."""

    at: str
    text: PlanText
    is_decision: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class SecondCondition:
    """A word of a goal that must hold too. Without threshold it is not assessable until measured."""

    text: str
    threshold: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class GoalMeasure:
    """How a goal is to be measured; no target means that the plan gives no number."""

    kind: GoalKind
    target: int | None = None
    is_more_than: bool = False
    numerator: str = ""
    denominator: str = ""
    scope: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanGoal:
    """One goal of an activity, with how it is measured."""

    text: PlanText
    measure: GoalMeasure | None = None
    second_conditions: tuple[SecondCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanArea:
    """An overall area of the plan with costs of its own."""

    key: str
    name: str
    source: str
    what: PlanText | None
    how: tuple[PlanText, ...]
    when: PlanText | None
    who: tuple[PlanText, ...]
    costs: tuple[CostRow, ...]
    printed_total: Money | None


@dataclass(frozen=True, slots=True)
class DatedText:
    """A goal or target picture with the year it is for."""

    year: int
    text: str


@dataclass(frozen=True, slots=True)
class PlanActivity:
    """One numbered activity. None or nothing = the plan does not say, and the page says so."""

    key: str
    number: str
    name: str
    source: str
    what: PlanText | None
    how: tuple[PlanText, ...]
    when: PlanText | None
    who: PlanText | None
    current_state: PlanText | None
    goal: DatedText | None
    target: DatedText | None
    indicators: tuple[str, ...]
    comment: PlanText | None
    level: str = ""
    starts: str = ""
    ends: str = ""
    background: tuple[PlanText, ...] = ()
    condition: PlanText | None = None
    goals: tuple[PlanGoal, ...] = ()
    resources: tuple[ResourceLine, ...] = ()
    costs: tuple[CostRow, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    municipality_role: tuple[PlanText, ...] = ()
    printed_total: Money | None = None

    @property
    def cost(self) -> Money | None:
        """The sum of its rows; None when the plan states no cost."""
        return total(row.amount for row in self.costs) if self.costs else None


@dataclass(frozen=True, slots=True)
class PlanFunding:
    """Where the plan's money is to come from, as printed."""

    stimulus: Money
    cofunding: Money
    cofunding_is_estimate: bool
    printed_total: Money
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Level:
    """Where an activity is driven: nationally, with the region, by the municipalities."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ContextFact:
    """Something that the plan starts from, with where it got it."""

    text: PlanText
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """Who is to sign the plan."""

    organisation: str
    role: str


@dataclass(frozen=True, slots=True)
class Plan:
    """An action plan as its document states it."""

    key: str
    title: str
    subtitle: str
    first_year: int
    last_year: int
    source: str
    stated_funding: PlanFunding | None
    areas: tuple[PlanArea, ...]
    activities: tuple[PlanActivity, ...]
    printed_total: Money | None
    ambition: PlanText | None = None
    context: tuple[ContextFact, ...] = ()
    organisation: tuple[PlanText, ...] = ()
    posts: tuple[Pool, ...] = ()
    levels: tuple[Level, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    signing: Signing | None = None
    note: str = ""

    @property
    def funding(self) -> PlanFunding:
        """Who pays. Raises FundingIsNotStated: the plan does not say."""
        if self.stated_funding is None:
            raise FundingIsNotStated(self.key)
        return self.stated_funding

    @property
    def resources(self) -> tuple[ResourceLine, ...]:
        """Every resource line, in the activities' order."""
        return tuple(line for activity in self.activities for line in activity.resources)

    @property
    def cost_rows(self) -> tuple[CostRow, ...]:
        """Every cost row, the areas' first."""
        of_areas = (row for area in self.areas for row in area.costs)
        return (*of_areas, *(row for activity in self.activities for row in activity.costs))


@dataclass(frozen=True, slots=True)
class AddedTotal:
    """A total added from its rows beside the printed one; any difference is shown, never hidden."""

    added: Money
    printed: Money | None
    workings: Workings

    @property
    def difference(self) -> Money:
        """What the rows give beyond the print; nothing where nothing is printed."""
        return self.added - self.printed if self.printed is not None else Money()


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """Every total of a plan: areas, activities with costs, the whole, and the funding's own sum."""

    areas: dict[str, AddedTotal]
    activities: dict[str, AddedTotal]
    whole: AddedTotal
    stated_funding: AddedTotal | None

    @property
    def funding(self) -> AddedTotal:
        """The funding's sum. Raises FundingIsNotStated: the plan does not say who pays."""
        if self.stated_funding is None:
            raise FundingIsNotStated
        return self.stated_funding


def plan_totals(plan: Plan) -> PlanTotals:
    """Add up the plan's rows per area and activity and in all, and its funding."""
    areas = {
        area.key: _of_rows(
            gettext_noop("Sum of the area's rows"), area.costs, area.printed_total, area.source
        )
        for area in plan.areas
    }
    activities = {
        one.key: _of_rows(
            gettext_noop("Sum of the activity's rows"), one.costs, one.printed_total, one.source
        )
        for one in plan.activities
        if one.costs
    }
    return PlanTotals(
        areas=areas,
        activities=activities,
        whole=_added(
            label=gettext_noop("Sum of the areas")
            if not activities
            else gettext_noop("Sum of the plan's parts"),
            amounts=[part.added for part in (*areas.values(), *activities.values())],
            printed=plan.printed_total,
            source=plan.source,
        ),
        stated_funding=None
        if plan.stated_funding is None
        else _added(
            label=gettext_noop("Grant and co-funding"),
            amounts=[plan.funding.stimulus, plan.funding.cofunding],
            printed=plan.funding.printed_total,
            source=plan.funding.source,
        ),
    )


def _of_rows(label: str, rows: Iterable[CostRow], printed: Money | None, source: str) -> AddedTotal:
    kept = list(rows)
    multiplied = tuple(
        Step(
            label=gettext_noop("Number times cost of each"),
            formula=row.formula,
            result=row.amount.ore,
            unit=Unit.ORE,
            source=source,
        )
        for row in kept
        if row.quantity is not None
    )
    found = _added(
        label=label, amounts=[row.amount for row in kept], printed=printed, source=source
    )
    return AddedTotal(found.added, printed, Workings((*multiplied, *found.workings.steps)))


def _added(
    *, label: str, amounts: Sequence[Money], printed: Money | None, source: str
) -> AddedTotal:
    added = total(amounts)
    step = Step(
        label=label,
        formula=sum_formula(amounts),
        result=added.ore,
        unit=Unit.ORE,
        source=source,
    )
    return AddedTotal(added=added, printed=printed, workings=Workings((step,)))
