"""The figures that the programme is known by, each computed, with its workings and its parts. Pure.

A figure's parts are the rows that it opens to. Where they add up to it `adds_up` says so, and a
figure whose parts do not is never made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gemensam.kernel.money import Money, total
from gemensam.programme.kinds import ResourcePool
from gemensam.programme.rules import contribution, matching, plans, plans_funding, resources
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


class PartsDoNotAddUp(ValueError):
    """The rows that a figure opens to give another sum than the figure."""


@dataclass(frozen=True, slots=True)
class Part:
    """A row that the figure is made of; its text is data, in Swedish, unless it is a message id."""

    text: str
    value: int
    unit: Unit
    is_message: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure. `page` is the name and arguments of the page where it is shown."""

    key: str
    title: str
    sources: tuple[str, ...]
    workings: Workings
    parts: tuple[Part, ...]
    page: tuple[str, ...]
    adds_up: bool = True
    # What the title is about, in the document's own words.
    about: str = ""

    def __post_init__(self) -> None:
        if self.adds_up and sum(part.value for part in self.parts) != self.workings.result:
            raise PartsDoNotAddUp(self.key)

    @property
    def value(self) -> int:
        """The figure in its unit: öre, tenths of a per cent, inhabitants or a count."""
        return self.workings.result

    @property
    def unit(self) -> Unit:
        return self.workings.steps[-1].unit


def _kronor(text: str, amount: Money, *, is_message: bool = False) -> Part:
    return Part(text, amount.ore, Unit.ORE, is_message)


# --- plans ---------------------------------------------------------------------------------------


def of_plan(plan: plans.Plan, page: tuple[str, ...]) -> list[Figure]:
    """Give a plan's sums, level by level, and each row that is a number times a cost."""
    if not plan.cost_rows:
        return []
    totals = plans.plan_totals(plan)
    below: list[tuple[plans.PlanArea | plans.PlanActivity, plans.AddedTotal]]
    below = [(one, totals.areas[one.key]) for one in plan.areas]
    below += [(one, totals.activities[one.key]) for one in plan.activities if one.costs]
    found = [
        Figure(
            key=f"{plan.key}.total",
            title=gettext_noop("What the plan costs"),
            sources=(plan.source,),
            workings=totals.whole.workings,
            parts=tuple(_kronor(one.name, added.added) for one, added in below),
            page=page,
            about=plan.title,
        )
    ]
    found += [_of_rows(plan, page, one, added) for one, added in below]
    found += [_multiplied(plan, page, row) for row in plan.cost_rows if row.quantity is not None]
    return found


def _of_rows(
    plan: plans.Plan,
    page: tuple[str, ...],
    one: plans.PlanArea | plans.PlanActivity,
    added: plans.AddedTotal,
) -> Figure:
    return Figure(
        key=f"{plan.key}.{one.key}",
        title=gettext_noop("What a part of the plan costs"),
        sources=(plan.source,),
        workings=added.workings,
        parts=tuple(_kronor(row.text, row.amount) for row in one.costs),
        page=page,
        about=one.name,
    )


def _multiplied(plan: plans.Plan, page: tuple[str, ...], row: plans.CostRow) -> Figure:
    assert row.quantity is not None
    amount = total(row.unit_parts).times(row.quantity)
    step = Step(
        label=gettext_noop("Number times cost of each"),
        formula=row.formula,
        result=amount.ore,
        unit=Unit.ORE,
        source=plan.source,
    )
    return Figure(
        key=f"{plan.key}.{row.key}",
        title=gettext_noop("Number times cost of each"),
        sources=(plan.source,),
        workings=Workings((step,)),
        parts=tuple(
            _kronor(
                f"{digits(row.quantity)} {TIMES} {kronor_digits(part)}", part.times(row.quantity)
            )
            for part in row.unit_parts
        ),
        page=page,
        about=row.text,
    )


GRANT, COFUNDING = gettext_noop("Grant"), gettext_noop("Co-funding")


def of_funding(plan: plans.Plan, page: tuple[str, ...]) -> list[Figure]:
    """Give who pays, and how grant and co-funding divide between the rows."""
    if (funding := plan.stated_funding) is None:
        return []
    return [
        Figure(
            key=f"{plan.key}.funding",
            title=gettext_noop("Grant and co-funding"),
            sources=(funding.source,),
            workings=plans.plan_totals(plan).funding.workings,
            parts=(
                _kronor(GRANT, funding.stimulus, is_message=True),
                _kronor(COFUNDING, funding.cofunding, is_message=True),
            ),
            page=page,
            about=plan.title,
        ),
        *_of_division(plan, page),
    ]


def _of_division(plan: plans.Plan, page: tuple[str, ...]) -> list[Figure]:
    """Give how rows divide: those that state it, and what that leaves for the others."""
    split = plans_funding.funding_split(plan)
    stated = [row for row in plan.cost_rows if row.cofunding_share is not None]
    rest = [row for row in plan.cost_rows if row.cofunding_share is None]
    divided = (
        ("halves", gettext_noop("Rows that state how they divide"), stated,
         split.stated_stimulus, split.stated_cofunding),
        ("rest", gettext_noop("The other rows"), rest, split.rest_stimulus, split.rest_cofunding),
    )  # fmt: skip
    return [
        Figure(
            key=f"{plan.key}.{key}",
            title=title,
            sources=(plan.source,),
            workings=_divided(rows, stimulus, cofunded, plan.source),
            parts=(
                _kronor(GRANT, stimulus, is_message=True),
                _kronor(COFUNDING, cofunded, is_message=True),
            ),
            page=page,
            about="; ".join(row.text for row in rows),
        )
        for key, title, rows, stimulus, cofunded in divided
        if rows
    ]


def _divided(
    rows: Sequence[plans.CostRow], stimulus: Money, cofunded: Money, source: str
) -> Workings:
    amounts = [row.amount for row in rows]
    halves = f"2 {TIMES} {kronor_digits(stimulus)}"
    return Workings(
        (
            Step(
                label=gettext_noop("Sum of the rows"),
                formula=sum_formula(amounts),
                result=total(amounts).ore,
                unit=Unit.ORE,
                source=source,
            ),
            Step(
                label=gettext_noop("Grant and co-funding"),
                formula=halves if stimulus == cofunded else sum_formula((stimulus, cofunded)),
                result=(stimulus + cofunded).ore,
                unit=Unit.ORE,
            ),
        )
    )


# --- resources -----------------------------------------------------------------------------------

POOL_TITLES = {
    ResourcePool.ESAMORDNARE: gettext_noop("The eSamordnare's work in per cent of posts"),
    ResourcePool.LANSSAMORDNARE: gettext_noop("The länssamordnare's work in per cent of posts"),
    ResourcePool.SHARED: gettext_noop("Work that the two share, counted once"),
    ResourcePool.BOUGHT: gettext_noop("Bought services in per cent of posts"),
    ResourcePool.NONE: gettext_noop("Work that is in nobody's posts"),
}


def of_resources(
    plan_key: str,
    lines: Sequence[resources.ResourceLine],
    pools: Sequence[resources.Pool],
    names: Mapping[str, str],
    page: tuple[str, ...],
) -> list[Figure]:
    """Give each pool's per cent, what is left of the posts, and the whole."""
    if not lines:
        return []
    found = [
        Figure(
            key=f"{plan_key}.{pool.lower()}",
            title=POOL_TITLES[pool],
            sources=(plan_key,),
            workings=added.workings,
            parts=tuple(
                Part(
                    ": ".join((names.get(line.activity_key, line.activity_key), line.role)),
                    resources.pool_total([line], pool).tenths,
                    Unit.TENTHS_OF_PERCENT,
                )
                for line in lines
                if line.pool is pool and line.percent is not None
            ),
            page=page,
        )
        for pool, added in resources.totals(lines).items()
        if any(line.pool is pool and line.percent is not None for line in lines)
    ]
    found += [_capacity(plan_key, pool, page) for pool in pools]
    return [*found, _whole(plan_key, lines, page)]


def _capacity(plan_key: str, pool: resources.Pool, page: tuple[str, ...]) -> Figure:
    return Figure(
        key=f"{plan_key}.{pool.pool.lower()}.capacity",
        title=gettext_noop("Posts that there are, in per cent"),
        sources=(pool.source or plan_key,),
        workings=Workings((resources.capacity_step(pool),)),
        parts=tuple(
            Part(str(number), pool.percent_each * 10, Unit.TENTHS_OF_PERCENT)
            for number in range(1, pool.posts + 1)
        ),
        page=page,
        about=pool.pool.lower(),
    )


def _whole(plan_key: str, lines: Sequence[resources.ResourceLine], page: tuple[str, ...]) -> Figure:
    return Figure(
        key=f"{plan_key}.resources",
        title=gettext_noop("All work in the plan, in per cent of posts"),
        sources=(plan_key,),
        workings=resources.whole_total(lines),
        parts=tuple(
            Part(POOL_TITLES[pool], added.tenths, Unit.TENTHS_OF_PERCENT, is_message=True)
            for pool, added in resources.totals(lines).items()
            if added.tenths
        ),
        page=page,
    )


# --- money ---------------------------------------------------------------------------------------


def of_matching(
    key: str,
    components: Sequence[matching.GrantComponent],
    cofunding: matching.Cofunding,
    sources: tuple[str, ...],
    page: tuple[str, ...],
) -> list[Figure]:
    """Give the grant, and both readings of whether co-funding meets it."""
    compared = matching.compare_matching(components, cofunding)
    amounts = tuple(_kronor(part.text, part.amount) for part in components)
    whole = Figure(
        key=f"{key}.amount",
        title=gettext_noop("The state's grant"),
        sources=sources,
        workings=Workings(compared.on_total.workings.steps[:1]),
        parts=amounts,
        page=page,
    )
    return [
        whole,
        *_reading(key, "total", compared.on_total, sources, page),
        *_reading(key, "matchable", compared.on_matchable, sources, page),
    ]


def _reading(
    key: str,
    word: str,
    reading: matching.MatchReading,
    sources: tuple[str, ...],
    page: tuple[str, ...],
) -> Iterable[Figure]:
    if reading.cofunding is None or reading.shortfall is None or reading.covered_tenths is None:
        return
    steps = reading.workings.steps
    covered = next(place for place, step in enumerate(steps) if step.unit is Unit.TENTHS_OF_PERCENT)
    to_match = _kronor(steps[0].label, reading.to_match, is_message=True)
    known = _kronor(steps[1].label, reading.cofunding, is_message=True)
    yield Figure(
        key=f"{key}.covered_on_{word}",
        title=gettext_noop("Share of the grant that co-funding covers"),
        sources=sources,
        workings=Workings(steps[: covered + 1]),
        parts=(known, to_match),
        page=page,
        adds_up=False,
        about=" ".join(reading.assumptions),
    )
    less = _kronor(steps[1].label, -reading.cofunding, is_message=True)
    yield Figure(
        key=f"{key}.left_on_{word}",
        title=gettext_noop("What co-funding lacks, or gives beyond the grant"),
        sources=sources,
        workings=reading.workings,
        parts=(to_match, less)
        if reading.shortfall
        else (known, _kronor(steps[0].label, -reading.to_match, is_message=True)),
        page=page,
        about=" ".join(reading.assumptions),
    )


def of_sum(
    key: str,
    title: str,
    source: str,
    parts: Sequence[tuple[str, Money]],
    page: tuple[str, ...],
) -> Figure:
    """Give amounts that make a whole."""
    amounts = [amount for _text, amount in parts]
    step = Step(
        label=title,
        formula=sum_formula(amounts),
        result=total(amounts).ore,
        unit=Unit.ORE,
        source=source,
    )
    return Figure(
        key=key,
        title=title,
        sources=(source,),
        workings=Workings((step,)),
        parts=tuple(_kronor(text, amount) for text, amount in parts),
        page=page,
    )


def of_contribution(
    key: str, paid: contribution.Contribution, names: Mapping[str, str], page: tuple[str, ...]
) -> Figure | None:
    """Give what the municipalities pay per inhabitant; none while a population is not known."""
    if paid.total is None:
        return None
    return Figure(
        key=key,
        title=gettext_noop("What the municipalities pay for the organisation they share"),
        sources=tuple(step.source for step in paid.workings.steps if step.source),
        workings=paid.workings,
        parts=tuple(
            _kronor(names[code], amount)
            for code, amount in paid.per_municipality.items()
            if amount is not None
        ),
        page=page,
    )
