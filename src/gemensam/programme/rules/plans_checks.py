"""What must hold between a plan's parts: keys once, sums that come out, references that exist. Pure."""

from collections.abc import Iterable, Sequence

from gemensam.kernel.money import Money, total
from gemensam.programme.rules import plans
from gemensam.programme.rules.plans_dates import first_day, is_plan_date
from gemensam.programme.rules.plans_yaml import Faults
from gemensam.programme.rules.workings import gettext_noop, kronor_digits

_TWICE = gettext_noop("The key “%(key)s” is used twice in this list.")
_SUM = gettext_noop("The rows add up to %(added)s kr, but the sum says %(printed)s kr.")


def check(plan: plans.Plan, faults: Faults, indicators: frozenset[str] | None) -> None:
    """Note every fault between the plan's parts."""
    if plan.last_year < plan.first_year:
        faults.add("period.last_year", gettext_noop("The last year comes before the first."))
    _keys_once("areas", [one.key for one in plan.areas], faults)
    _keys_once("activities", [one.key for one in plan.activities], faults)
    _keys_once("levels", [one.key for one in plan.levels], faults)
    _keys_once("posts", [one.pool.value for one in plan.posts], faults)
    for number, area in enumerate(plan.areas, start=1):
        _costs(f"areas.{number}", area.costs, area.printed_total, faults)
    for number, activity in enumerate(plan.activities, start=1):
        _costs(f"activities.{number}", activity.costs, activity.printed_total, faults)
        _activity(f"activities.{number}", activity, plan, faults, indicators)
    _sum("", [row.amount for row in plan.cost_rows], plan.printed_total, faults)
    _funding(plan, faults)


def _keys_once(place: str, keys: Sequence[str], faults: Faults) -> None:
    for number, key in enumerate(keys, start=1):
        if key and key in keys[: number - 1]:
            faults.add(f"{place}.{number}.key", _TWICE, key=key)


def _costs(
    place: str, costs: Sequence[plans.CostRow], printed: Money | None, faults: Faults
) -> None:
    _sum(place, [row.amount for row in costs], printed, faults)
    _keys_once(f"{place}.costs", [row.key for row in costs], faults)
    for number, row in enumerate(costs, start=1):
        if row.multiplied is not None and row.unit_parts and row.multiplied != row.amount:
            faults.add(
                f"{place}.costs.{number}.amount_sek",
                gettext_noop("%(formula)s is %(added)s kr, but the amount says %(printed)s kr."),
                formula=row.formula,
                added=kronor_digits(row.multiplied),
                printed=kronor_digits(row.amount),
            )


def _sum(place: str, amounts: Iterable[Money], printed: Money | None, faults: Faults) -> None:
    added = total(amounts)
    if printed is not None and printed != added:
        faults.add(
            f"{place}.printed_total_sek".lstrip("."),
            _SUM,
            added=kronor_digits(added),
            printed=kronor_digits(printed),
        )


def _funding(plan: plans.Plan, faults: Faults) -> None:
    if plan.stated_funding is None:
        return
    funding = plan.stated_funding
    _sum("funding", (funding.stimulus, funding.cofunding), funding.printed_total, faults)
    costs = total(row.amount for row in plan.cost_rows)
    if funding.printed_total != costs:
        faults.add(
            "funding.printed_total_sek",
            gettext_noop("The funding is %(funding)s kr, but the costs are %(costs)s kr."),
            funding=kronor_digits(funding.printed_total),
            costs=kronor_digits(costs),
        )


def _activity(
    place: str,
    activity: plans.PlanActivity,
    plan: plans.Plan,
    faults: Faults,
    indicators: frozenset[str] | None,
) -> None:
    levels = [one.key for one in plan.levels]
    if activity.level and activity.level not in levels:
        faults.add(
            f"{place}.level",
            gettext_noop("“%(key)s” is not among the plan's levels: %(words)s."),
            key=activity.level,
            words=", ".join(levels) or "–",
        )
    if _runs_backwards(activity):
        faults.add(f"{place}.ends", gettext_noop("The activity ends before it starts."))
    for one in activity.indicators:
        if indicators is not None and one not in indicators:
            faults.add(
                f"{place}.indicators", gettext_noop("There is no indicator “%(key)s”."), key=one
            )


def _runs_backwards(activity: plans.PlanActivity) -> bool:
    if not (is_plan_date(activity.starts) and is_plan_date(activity.ends)):
        return False
    # 2026 to 2026-Q1 is no step back: the year covers the quarter.
    if activity.ends.startswith(activity.starts) or activity.starts.startswith(activity.ends):
        return False
    return first_day(activity.ends) < first_day(activity.starts)
