"""An action plan's rows and its totals, added up from the rows and compared with the printed ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from gemensam.kernel.money import Money, total
from gemensam.programme.rules.workings import (
    Step,
    Unit,
    Workings,
    difference_formula,
    gettext_noop,
    kronor_digits,
    sum_formula,
)


class CofundingShareIsNoShare(ValueError):
    """The co-funded part of a row must be a fraction between nothing and the whole."""


class FundingDoesNotCoverPlan(ValueError):
    """Grant and co-funding together are not the plan's total; nothing can be split by them."""


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
    """One cost of the plan; no co-funding share means that the plan does not say how it divides."""

    key: str
    text: str
    amount: Money
    cofunding_share: CofundingShare | None = None


@dataclass(frozen=True, slots=True)
class PlanArea:
    """An overall area of the plan, the only level at which it states costs."""

    key: str
    name: str
    source: str
    what: PlanText
    how: tuple[PlanText, ...]
    when: PlanText
    who: tuple[PlanText, ...]
    costs: tuple[CostRow, ...]
    printed_total: Money


@dataclass(frozen=True, slots=True)
class DatedText:
    """A goal or target picture with the year it is for."""

    year: int
    text: str


@dataclass(frozen=True, slots=True)
class PlanActivity:
    """One numbered activity. None = the plan does not say, and the page says so."""

    key: str
    number: str
    name: str
    source: str
    what: PlanText | None
    how: tuple[PlanText, ...]
    when: PlanText | None
    who: PlanText | None
    cost: Money | None
    current_state: PlanText | None
    goal: DatedText | None
    target: DatedText | None
    indicators: tuple[str, ...]
    comment: PlanText | None


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
class Plan:
    """An action plan as its document states it."""

    key: str
    title: str
    subtitle: str
    first_year: int
    last_year: int
    source: str
    funding: PlanFunding
    areas: tuple[PlanArea, ...]
    activities: tuple[PlanActivity, ...]
    printed_total: Money


@dataclass(frozen=True, slots=True)
class AddedTotal:
    """A total added from its rows beside the printed one; any difference is shown, never hidden."""

    added: Money
    printed: Money
    workings: Workings

    @property
    def difference(self) -> Money:
        return self.added - self.printed


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """Every total of a plan: one per area, the whole, and the funding's own sum."""

    areas: dict[str, AddedTotal]
    whole: AddedTotal
    funding: AddedTotal


@dataclass(frozen=True, slots=True)
class FundingSplit:
    """How grant and co-funding divide between the rows that state a share and those that do not."""

    stated_stimulus: Money
    stated_cofunding: Money
    rest_stimulus: Money
    rest_cofunding: Money
    workings: Workings


def plan_totals(plan: Plan) -> PlanTotals:
    """Add up the plan's rows per area and in all, and its funding."""
    areas = {
        area.key: _added(
            label=gettext_noop("Sum of the area's rows"),
            amounts=[row.amount for row in area.costs],
            printed=area.printed_total,
            source=area.source,
        )
        for area in plan.areas
    }
    return PlanTotals(
        areas=areas,
        whole=_added(
            label=gettext_noop("Sum of the areas"),
            amounts=[area.added for area in areas.values()],
            printed=plan.printed_total,
            source=plan.source,
        ),
        funding=_added(
            label=gettext_noop("Grant and co-funding"),
            amounts=[plan.funding.stimulus, plan.funding.cofunding],
            printed=plan.funding.printed_total,
            source=plan.funding.source,
        ),
    )


def _added(*, label: str, amounts: Sequence[Money], printed: Money, source: str) -> AddedTotal:
    added = total(amounts)
    step = Step(
        label=label,
        formula=sum_formula(amounts),
        result=added.ore,
        unit=Unit.ORE,
        source=source,
    )
    return AddedTotal(added=added, printed=printed, workings=Workings((step,)))


def funding_split(plan: Plan) -> FundingSplit:
    """Divide the funding between rows with a stated share and the rest, which only has a sum."""
    rows = [row for area in plan.areas for row in area.costs]
    if total(row.amount for row in rows) != plan.funding.stimulus + plan.funding.cofunding:
        raise FundingDoesNotCoverPlan(plan.key)
    stated_cofunding = total(
        row.amount.split(
            (
                row.cofunding_share.numerator,
                row.cofunding_share.denominator - row.cofunding_share.numerator,
            )
        )[0]
        for row in rows
        if row.cofunding_share is not None
    )
    stated = total(row.amount for row in rows if row.cofunding_share is not None)
    stated_stimulus = stated - stated_cofunding
    return FundingSplit(
        stated_stimulus=stated_stimulus,
        stated_cofunding=stated_cofunding,
        rest_stimulus=plan.funding.stimulus - stated_stimulus,
        rest_cofunding=plan.funding.cofunding - stated_cofunding,
        workings=_split_workings(plan, stated, stated_cofunding),
    )


def _split_workings(plan: Plan, stated: Money, stated_cofunding: Money) -> Workings:
    stated_stimulus = stated - stated_cofunding
    funding = plan.funding
    differences = (
        (gettext_noop("Grant in the rows that state a share"), stated, stated_cofunding),
        (gettext_noop("Co-funding left for the other rows"), funding.cofunding, stated_cofunding),
        (gettext_noop("Grant left for the other rows"), funding.stimulus, stated_stimulus),
    )
    first = Step(
        label=gettext_noop("Co-funding in the rows that state a share"),
        formula=kronor_digits(stated_cofunding),
        result=stated_cofunding.ore,
        unit=Unit.ORE,
        source=plan.source,
    )
    return Workings(
        (
            first,
            *(
                Step(
                    label=label,
                    formula=difference_formula(whole, part),
                    result=(whole - part).ore,
                    unit=Unit.ORE,
                )
                for label, whole, part in differences
            ),
        )
    )
