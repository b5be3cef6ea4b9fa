"""Read a plan from its document (YAML, or the JSON that is kept): all of it or every fault. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from gemensam.kernel.money import Money
from gemensam.programme.kinds import GoalKind, ResourcePool
from gemensam.programme.rules import plans
from gemensam.programme.rules.plans_checks import check
from gemensam.programme.rules.plans_dates import is_plan_date
from gemensam.programme.rules.plans_yaml import Fault, Faults, Mapped, TextIsNoYaml, tree_of
from gemensam.programme.rules.resources import MONTHS, Pool, ResourceLine
from gemensam.programme.rules.workings import gettext_noop

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
TITLE, SUBTITLE, NAME, NUMBER, SHORT = 120, 200, 160, 4, 80
# More than a pool or a line of it has; a larger number is a typing error.
MOST_PERCENT, MOST_POSTS, MOST_UNITS = 1000, 1000, 100_000
POOLS = tuple(one.value for one in ResourcePool)
KINDS = tuple(one.value for one in GoalKind)


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """A plan, or why it is none."""

    plan: plans.Plan | None
    faults: Sequence[Fault]


class PlanIsWrong(ValueError):
    """A document that ships with the project, or was kept, cannot be read."""


def read(text: str, *, indicators: frozenset[str] | None = None) -> ReadPlan:
    """Read a plan and check its sums; indicators are checked when the known ones are given."""
    faults = Faults()
    try:
        row = Mapped(tree_of(text), "", faults)
    except TextIsNoYaml as wrong:
        return ReadPlan(None, (wrong.fault,))
    plan = _plan(row)
    check(plan, faults, indicators)
    if faults.found:
        return ReadPlan(None, sorted(faults.found, key=lambda one: (one.line, one.place)))
    return ReadPlan(plan, ())


def read_or_fail(text: str) -> plans.Plan:
    """Read a document that is known to be right. Raises PlanIsWrong: it is not."""
    found = read(text)
    if found.plan is None:
        first = found.faults[0]
        raise PlanIsWrong(f"{first.line}: {first.place}: {first.message % dict(first.values)}")
    return found.plan


def _plan(row: Mapped) -> plans.Plan:
    period = row.part("period")
    if period is None:
        row.wrong("period", gettext_noop("“%(key)s” is missing."), key="period")
    source = row.text("source", longest=40, required=False)
    plan = plans.Plan(
        key=row.key(),
        title=row.text("title", longest=TITLE),
        subtitle=row.text("subtitle", longest=SUBTITLE, required=False),
        first_year=_year(period, "first_year"),
        last_year=_year(period, "last_year"),
        source=source,
        stated_funding=_funding(row.part("funding"), source),
        areas=tuple(_area(one, source) for one in row.parts("areas")),
        activities=tuple(_activity(one, source) for one in row.parts("activities")),
        printed_total=row.money("printed_total_sek", required=False),
        ambition=_maybe_said(row, "ambition"),
        context=tuple(_context(one) for one in row.parts("context")),
        organisation=tuple(map(_said, row.parts("organisation"))),
        posts=tuple(_pool(one, source) for one in row.parts("posts")),
        levels=tuple(_level(one) for one in row.parts("levels")),
        milestones=tuple(_milestone(one, source) for one in row.parts("milestones")),
        signing=_signing(row.part("signing")),
        note=row.text("note", required=False),
    )
    if period is not None:
        period.done()
    row.done()
    return plan


def _year(row: Mapped | None, key: str) -> int:
    found = row.whole(key, least=EARLIEST_YEAR, most=LATEST_YEAR) if row else None
    return found or EARLIEST_YEAR


def _said(row: Mapped) -> plans.PlanText:
    text = plans.PlanText(
        text=row.text("text"), is_fragment=row.flag("fragment"), is_ours=row.flag("is_ours")
    )
    row.done()
    return text


def _maybe_said(row: Mapped, key: str) -> plans.PlanText | None:
    found = row.said(key)
    return None if found is None else _said(found)


def _dated(row: Mapped | None) -> plans.DatedText | None:
    if row is None:
        return None
    found = plans.DatedText(year=_year(row, "year"), text=row.text("text"))
    row.done()
    return found


def _context(row: Mapped) -> plans.ContextFact:
    reference = row.text("reference", longest=NAME, required=False)
    return plans.ContextFact(_said(row), reference)


def _level(row: Mapped) -> plans.Level:
    found = plans.Level(row.key(), row.text("name", longest=NAME))
    row.done()
    return found


def _signing(row: Mapped | None) -> plans.Signing | None:
    if row is None:
        return None
    found = plans.Signing(row.text("organisation", longest=SHORT), row.text("role", longest=SHORT))
    row.done()
    return found


def _funding(row: Mapped | None, source: str) -> plans.PlanFunding | None:
    if row is None:
        return None
    found = plans.PlanFunding(
        stimulus=row.money("stimulus_sek") or Money(),
        cofunding=row.money("cofunding_sek") or Money(),
        cofunding_is_estimate=row.flag("cofunding_is_estimate"),
        printed_total=row.money("printed_total_sek") or Money(),
        source=row.text("source", longest=40, required=False) or source,
        note=row.text("note", required=False),
    )
    row.done()
    return found


def _pool(row: Mapped, source: str) -> Pool:
    name = row.word("pool", POOLS)
    found = Pool(
        pool=ResourcePool(name) if name else ResourcePool.NONE,
        posts=row.whole("posts", most=MOST_POSTS) or 0,
        percent_each=row.whole("percent_each", most=MOST_PERCENT) or 0,
        source=row.text("source", longest=40, required=False) or source,
        assumption=row.text("assumption", required=False) or None,
    )
    row.done()
    return found


def _date(row: Mapped, key: str, *, required: bool) -> str:
    found = row.text(key, required=required)
    if found and not is_plan_date(found):
        row.wrong(
            key,
            gettext_noop(
                "“%(value)s” is no date. Write 2026, 2026-H1, 2026-Q3, 2026-09 or 2026-09-15."
            ),
            value=found,
        )
    return found


def _milestone(row: Mapped, source: str) -> plans.Milestone:
    return plans.Milestone(
        at=_date(row, "at", required=True),
        is_decision=row.flag("decision"),
        source=row.text("source", longest=40, required=False) or source,
        text=_said(row),
    )


def _cost(row: Mapped) -> plans.CostRow:
    quantity = row.whole("quantity", least=1, most=MOST_UNITS, required=False)
    units = row.amounts("unit_parts_sek")
    stated = row.money("amount_sek", required=quantity is None)
    share = row.amounts("cofunding_share")
    cost = plans.CostRow(
        key=row.key(),
        text=row.text("text", longest=SUBTITLE),
        amount=stated or Money(),
        cofunding_share=_share(row, share),
        quantity=quantity,
        unit_parts=units,
    )
    row.done()
    if quantity is not None and not units:
        row.wrong("quantity", gettext_noop("Say with “unit_parts_sek” what each one costs."))
    if stated is None and cost.multiplied is not None:
        cost = plans.CostRow(
            cost.key, cost.text, cost.multiplied, cost.cofunding_share, quantity, units
        )
    return cost


def _share(row: Mapped, numbers: Sequence[Money]) -> plans.CofundingShare | None:
    if not row.has("cofunding_share"):
        return None
    try:
        numerator, denominator = (int(one.kronor) for one in numbers)
        return plans.CofundingShare(numerator, denominator)
    except ValueError:
        row.wrong(
            "cofunding_share",
            gettext_noop("A share is two whole numbers, such as [1, 2] for half."),
        )
        return None


def _area(row: Mapped, source: str) -> plans.PlanArea:
    found = plans.PlanArea(
        key=row.key(),
        name=row.text("name", longest=NAME),
        source=row.text("source", longest=40, required=False) or source,
        what=_maybe_said(row, "what"),
        how=tuple(map(_said, row.parts("how"))),
        when=_maybe_said(row, "when"),
        who=tuple(map(_said, row.parts("who"))),
        costs=tuple(map(_cost, row.parts("costs"))),
        printed_total=row.money("printed_total_sek", required=False),
    )
    row.done()
    return found


def _activity(row: Mapped, source: str) -> plans.PlanActivity:
    key = row.key()
    own_source = row.text("source", longest=40, required=False) or source
    found = plans.PlanActivity(
        key=key,
        number=row.text("number", longest=NUMBER),
        name=row.text("name", longest=NAME),
        source=own_source,
        what=_maybe_said(row, "what"),
        how=tuple(map(_said, row.parts("how"))),
        when=_maybe_said(row, "when"),
        who=_maybe_said(row, "who"),
        current_state=_maybe_said(row, "current_state"),
        goal=_dated(row.part("goal")),
        target=_dated(row.part("target")),
        indicators=row.texts("indicators", longest=60),
        comment=_maybe_said(row, "comment"),
        level=row.text("level", longest=40, required=False),
        starts=_date(row, "starts", required=False),
        ends=_date(row, "ends", required=False),
        background=tuple(map(_said, row.parts("background"))),
        condition=_maybe_said(row, "condition"),
        goals=tuple(map(_goal, row.parts("goals"))),
        resources=tuple(_resource(one, key) for one in row.parts("resources")),
        costs=tuple(map(_cost, row.parts("costs"))),
        milestones=tuple(_milestone(one, own_source) for one in row.parts("milestones")),
        municipality_role=tuple(map(_said, row.parts("municipality_role"))),
        printed_total=row.money("printed_total_sek", required=False),
    )
    row.done()
    return found


def _resource(row: Mapped, activity_key: str) -> ResourceLine:
    pool = row.word("pool", POOLS)
    first = row.whole("first_month", least=1, most=MONTHS, required=False) or 1
    last = row.whole("last_month", least=1, most=MONTHS, required=False) or MONTHS
    if first > last:
        row.wrong("last_month", gettext_noop("The last month comes before the first."))
        first, last = 1, MONTHS
    found = ResourceLine(
        activity_key=activity_key,
        part=row.text("part", longest=SUBTITLE, required=False),
        role=row.text("role", longest=NAME),
        percent=row.whole("percent", most=MOST_PERCENT, required=False),
        pool=ResourcePool(pool) if pool else ResourcePool.NONE,
        first_month=first,
        last_month=last,
        shared_with=row.text("shared_with", longest=SHORT, required=False),
    )
    row.done()
    return found


def _goal(row: Mapped) -> plans.PlanGoal:
    return plans.PlanGoal(
        measure=_measure(row.part("measure")),
        second_conditions=tuple(map(_condition, row.parts("second_conditions"))),
        text=_said(row),
    )


def _condition(row: Mapped) -> plans.SecondCondition:
    found = plans.SecondCondition(
        text=row.text("text"),
        threshold=row.whole("threshold", required=False),
        note=row.text("note", required=False),
    )
    row.done()
    return found


def _measure(row: Mapped | None) -> plans.GoalMeasure | None:
    if row is None:
        return None
    kind = row.word("kind", KINDS)
    found = plans.GoalMeasure(
        kind=GoalKind(kind) if kind else GoalKind.TOLD,
        target=row.whole("target", required=False),
        is_more_than=row.flag("more_than"),
        numerator=row.text("numerator", required=False),
        denominator=row.text("denominator", required=False),
        scope=row.text("scope", required=False),
        note=row.text("note", required=False),
    )
    row.done()
    return found
