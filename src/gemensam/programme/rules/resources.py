"""Who works how much with what: per cent of posts against capacity, each with its workings.

A line that names no per cent stays empty: it is listed, and never counted as nought.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gemensam.programme.kinds import ResourcePool
from gemensam.programme.rules.workings import (
    MINUS,
    TIMES,
    Step,
    Unit,
    Workings,
    digits,
    gettext_noop,
    percent_digits,
)

MONTHS = 12
# Nobody plans more than this in one line; a larger number is a typing error.
MOST_PERCENT = 10_000


class MonthsAreWrong(ValueError):
    """A line runs from one month of the year to the same or a later one."""


class PercentIsWrong(ValueError):
    """A line's per cent is nought or more, and no typing error."""


class CapacityIsWrong(ValueError):
    """A pool has posts, each with its per cent, nought or more."""


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """What one role is to do with one activity; `percent` is of a full post.

    `shared_with` names somebody outside the pools with whom the line is divided, not said how.
    """

    activity_key: str
    part: str
    role: str
    percent: int | None
    pool: ResourcePool
    first_month: int = 1
    last_month: int = MONTHS
    shared_with: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.first_month <= self.last_month <= MONTHS:
            raise MonthsAreWrong(f"{self.first_month}-{self.last_month}")
        if self.percent is not None and not 0 <= self.percent <= MOST_PERCENT:
            raise PercentIsWrong(str(self.percent))

    @property
    def months(self) -> int:
        return self.last_month - self.first_month + 1

    def runs_in(self, month: int) -> bool:
        return self.first_month <= month <= self.last_month


@dataclass(frozen=True, slots=True)
class Pool:
    """Posts that lines are taken from: how many, and how much of each."""

    pool: ResourcePool
    posts: int
    percent_each: int
    source: str = ""
    assumption: str | None = None

    def __post_init__(self) -> None:
        if self.posts < 0 or self.percent_each < 0:
            raise CapacityIsWrong(f"{self.posts} {self.percent_each}")

    @property
    def capacity(self) -> int:
        """Per cent of full posts in all."""
        return self.posts * self.percent_each


@dataclass(frozen=True, slots=True)
class PoolTotal:
    """A pool's year in tenths of a per cent; `unstated` lines have no per cent to add."""

    pool: ResourcePool
    tenths: int
    unstated: int
    workings: Workings


@dataclass(frozen=True, slots=True)
class Reading:
    """What is left of a pool if the lines shared between pools are `taken_by` that pool."""

    pool: ResourcePool
    taken_by: ResourcePool
    tenths_left: int
    workings: Workings


@dataclass(frozen=True, slots=True)
class Range:
    """A load that the plan leaves open: at least and at most, in tenths of a per cent."""

    least: int
    most: int


# The pools that a line of the shared pool may be done by.
SHARERS = (ResourcePool.LANSSAMORDNARE, ResourcePool.ESAMORDNARE)

SHARED_ASSUMPTION = gettext_noop(
    "The plan does not say how the shared line is divided: both readings are shown."
)


def _of(lines: Iterable[ResourceLine], pool: ResourcePool) -> list[ResourceLine]:
    return [line for line in lines if line.pool is pool]


def _tenths(percent_months: int) -> int:
    """Per cent times months as tenths of a per cent of a year's post, half rounded up."""
    return (percent_months * 20 + MONTHS) // (2 * MONTHS)


def _percent_months(lines: Iterable[ResourceLine]) -> int:
    return sum(line.percent * line.months for line in lines if line.percent is not None)


def _term(line: ResourceLine) -> str:
    assert line.percent is not None
    if line.months == MONTHS:
        return digits(line.percent)
    return f"{digits(line.percent)} {TIMES} {line.months}/{MONTHS}"


def _sum_step(label: str, lines: Sequence[ResourceLine]) -> Step:
    stated = [line for line in lines if line.percent is not None]
    return Step(
        label=label,
        formula=" + ".join(map(_term, stated)) or "0",
        result=_tenths(_percent_months(stated)),
        unit=Unit.TENTHS_OF_PERCENT,
    )


def pool_total(lines: Sequence[ResourceLine], pool: ResourcePool) -> PoolTotal:
    """Add a pool's lines; one that runs a part of the year counts for that part."""
    own = _of(lines, pool)
    step = _sum_step(gettext_noop("Per cent of full posts"), own)
    return PoolTotal(
        pool=pool,
        tenths=step.result,
        unstated=sum(line.percent is None for line in own),
        workings=Workings((step,)),
    )


def totals(lines: Sequence[ResourceLine]) -> dict[ResourcePool, PoolTotal]:
    """Give each pool's total, in the pools' order; a pool without lines is nought."""
    return {pool: pool_total(lines, pool) for pool in ResourcePool}


def whole_total(lines: Sequence[ResourceLine]) -> Workings:
    """Add everything, the shared lines once: the pools' totals and then their sum."""
    per_pool = totals(lines).values()
    # A pool whose lines name no per cent has nothing to add; it is not nought.
    steps = [
        one.workings.steps[-1]
        for one in per_pool
        if any(line.percent is not None for line in _of(lines, one.pool))
    ]
    last = Step(
        label=gettext_noop("In all, what is shared counted once"),
        formula=" + ".join(percent_digits(step.result) for step in steps) or "0",
        result=_tenths(_percent_months(lines)),
        unit=Unit.TENTHS_OF_PERCENT,
    )
    return Workings((*steps, last))


def capacity_step(pool: Pool) -> Step:
    """Multiply the posts by the per cent of each."""
    return Step(
        label=gettext_noop("Capacity"),
        formula=f"{digits(pool.posts)} {TIMES} {digits(pool.percent_each)}",
        result=pool.capacity * 10,
        unit=Unit.TENTHS_OF_PERCENT,
        source=pool.source or None,
        assumption=pool.assumption,
    )


def readings(lines: Sequence[ResourceLine], pool: Pool) -> tuple[Reading, ...]:
    """What is left of the pool, under each reading of who does the shared lines.

    One reading when nothing is shared or the pool takes no part in it.
    """
    if pool.pool not in SHARERS or not _percent_months(_of(lines, ResourcePool.SHARED)):
        return (_reading(lines, pool, pool.pool, shared=()),)
    shared = _of(lines, ResourcePool.SHARED)
    return tuple(
        _reading(lines, pool, taker, shared=shared if taker is pool.pool else ())
        for taker in SHARERS
    )


def _reading(
    lines: Sequence[ResourceLine],
    pool: Pool,
    taken_by: ResourcePool,
    *,
    shared: Sequence[ResourceLine],
) -> Reading:
    capacity, own = capacity_step(pool), pool_total(lines, pool.pool).workings.steps[-1]
    steps = [capacity, own]
    if shared:
        steps.append(_sum_step(gettext_noop("The shared lines, taken by this pool"), shared))
    left = capacity.result - _tenths(_percent_months([*_of(lines, pool.pool), *shared]))
    is_open = bool(_of(lines, ResourcePool.SHARED)) and pool.pool in SHARERS
    last = Step(
        label=gettext_noop("Left of the capacity"),
        formula=f" {MINUS} ".join(percent_digits(step.result) for step in steps),
        result=left,
        unit=Unit.TENTHS_OF_PERCENT,
        assumption=SHARED_ASSUMPTION if is_open else None,
    )
    return Reading(pool.pool, taken_by, left, Workings((*steps, last)))


def load_range(lines: Sequence[ResourceLine], pool: ResourcePool) -> Range:
    """Say the least and the most that the pool may have to do.

    Least when others do what is shared, most when the pool does all of it.
    """
    own = _of(lines, pool)
    alone = [line for line in own if not line.shared_with]
    shared = _of(lines, ResourcePool.SHARED) if pool in SHARERS else []
    return Range(
        least=_tenths(_percent_months(alone)), most=_tenths(_percent_months([*own, *shared]))
    )


def month_load(lines: Iterable[ResourceLine], month: int) -> int | None:
    """Add what runs in a month. None when nothing that runs then has a per cent."""
    stated = [line.percent for line in lines if line.percent is not None and line.runs_in(month)]
    return sum(stated) if stated else None


def year_loads(lines: Sequence[ResourceLine]) -> tuple[int | None, ...]:
    """Give the load of each of the twelve months."""
    return tuple(month_load(lines, month) for month in range(1, MONTHS + 1))
