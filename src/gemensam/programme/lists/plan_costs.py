"""The plans' cost rows as a file: accepting one makes each plan that it changes a new revision."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from gemensam.kernel.money import Money, total
from gemensam.programme.lists.plans import change_plans, plan_column
from gemensam.programme.lists.registry import List, Scope, register
from gemensam.programme.queries import plans as queries
from gemensam.programme.rules import plans
from gemensam.programme.rules.lists import (
    CellFault,
    Change,
    Check,
    Column,
    Fault,
    Record,
    Style,
    Value,
)
from gemensam.programme.rules.lists_kinds import Kronor, Text, Whole
from gemensam.programme.rules.lists_words import Key
from gemensam.programme.rules.plans_editing import with_activity
from gemensam.programme.rules.workings import gettext_noop

UNSTYLED = Style()


@dataclass(frozen=True, slots=True)
class Terms:
    """Amounts that one unit is made of: 40000 + 15000; an empty cell is none."""

    @property
    def hint(self) -> Fault:
        return Fault("", gettext_noop("Amounts with plus between, for example 40000 + 15000"))

    def read(self, text: str) -> Value:
        kind = Kronor()
        parts = (part.strip() for part in re.split(r"\+", text))
        return tuple(kind.write(kind.read(part), UNSTYLED) for part in parts if part)

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        assert isinstance(value, tuple)
        return " + ".join(value)


def _columns() -> Sequence[Column]:
    number = Whole(0, 9999, needed=False)
    return (
        plan_column(),
        Column("under", gettext_noop("area or activity"), Key(), is_key=True),
        Column("nyckel", gettext_noop("key"), Key(), is_key=True),
        Column("text", gettext_noop("text"), Text(200)),
        Column("belopp", gettext_noop("amount"), Kronor()),
        Column("antal", gettext_noop("how many"), number, needed=False),
        Column("styck", gettext_noop("cost of each"), Terms(), needed=False),
        Column("del_taljare", gettext_noop("co-funded part"), number, needed=False),
        Column("del_namnare", gettext_noop("of"), number, needed=False),
    )


def _owners(plan: plans.Plan) -> Iterable[plans.PlanArea | plans.PlanActivity]:
    yield from plan.areas
    yield from plan.activities


def _rows(scope: Scope) -> Iterable[Record]:
    for head in sorted(queries.plans(), key=lambda one: (one.first_year, one.key)):
        if scope.filters.get("plan", head.key) != head.key:
            continue
        plan = queries.plan(head.key)
        for owner in _owners(plan):
            for row in owner.costs:
                yield _record(head.key, owner.key, row)


def _record(plan_key: str, under: str, row: plans.CostRow) -> Record:
    kind, share = Kronor(), row.cofunding_share
    return Record(
        {
            "plan": plan_key,
            "under": under,
            "nyckel": row.key,
            "text": row.text,
            "belopp": row.amount,
            "antal": row.quantity,
            "styck": tuple(kind.write(part, UNSTYLED) for part in row.unit_parts),
            "del_taljare": share.numerator if share else None,
            "del_namnare": share.denominator if share else None,
        }
    )


def _checker(_scope: Scope) -> Check:
    owners: dict[str, set[str]] = {}
    for head in queries.plans():
        plan = queries.plan(head.key)
        owners[head.key] = {one.key for one in _owners(plan)}

    def check(after: Record, _before: Record | None) -> Iterable[CellFault]:
        if after.text("under") not in owners[after.text("plan")]:
            unknown = gettext_noop("The plan has no area or activity by that key.")
            yield CellFault("under", Fault(unknown, gettext_noop("Write one that it has.")))
        if (after.number_or_none("antal") is None) != (not after.words("styck")):
            together = gettext_noop("How many and the cost of each belong together.")
            yield CellFault("antal", Fault(together, gettext_noop("Write both, or none.")))
        share = after.number_or_none("del_taljare"), after.number_or_none("del_namnare")
        if (share[0] is None) != (share[1] is None) or (
            share[0] is not None and not 0 <= share[0] <= (share[1] or 0)
        ):
            no_share = gettext_noop("The co-funded part is no part of a whole.")
            yield CellFault(
                "del_taljare", Fault(no_share, gettext_noop("Write for example 1 of 2."))
            )

    return check


def _cost(record: Record) -> plans.CostRow:
    kind = Kronor()
    parts = (kind.read(text) for text in record.words("styck"))
    part, whole = record.number_or_none("del_taljare"), record.number_or_none("del_namnare")
    return plans.CostRow(
        key=record.text("nyckel"),
        text=record.text("text"),
        amount=record.money("belopp"),
        cofunding_share=plans.CofundingShare(part, whole)
        if part is not None and whole is not None
        else None,
        quantity=record.number_or_none("antal"),
        unit_parts=tuple(part for part in parts if isinstance(part, Money)),
    )


def _with(costs: tuple[plans.CostRow, ...], cost: plans.CostRow) -> tuple[plans.CostRow, ...]:
    """Put a cost in the place of the one with its key, or last."""
    if any(one.key == cost.key for one in costs):
        return tuple(cost if one.key == cost.key else one for one in costs)
    return (*costs, cost)


def _put(plan: plans.Plan, record: Record) -> plans.Plan:
    return _changed(plan, record, lambda costs: _with(costs, _cost(record)))


def _taken(plan: plans.Plan, record: Record) -> plans.Plan:
    key = record.text("nyckel")
    return _changed(plan, record, lambda costs: tuple(one for one in costs if one.key != key))


type ChangeCosts = Callable[[tuple[plans.CostRow, ...]], tuple[plans.CostRow, ...]]


def _changed(plan: plans.Plan, record: Record, change: ChangeCosts) -> plans.Plan:
    """Change the costs of the row's area or activity; a printed sum they no longer reach goes."""
    under = record.text("under")
    for activity in plan.activities:
        if activity.key == under:
            return with_activity(plan, replace(activity, costs=change(activity.costs)))
    areas = tuple(
        _summed(replace(area, costs=change(area.costs))) if area.key == under else area
        for area in plan.areas
    )
    whole = replace(plan, areas=areas)
    added = plans.plan_totals(whole).whole.added
    return whole if whole.printed_total == added else replace(whole, printed_total=None)


def _summed(area: plans.PlanArea) -> plans.PlanArea:
    added = total(row.amount for row in area.costs)
    return area if area.printed_total == added else replace(area, printed_total=None)


def _write(changes: Sequence[Change], scope: Scope) -> None:
    change_plans(changes, scope, _put)


def _remove(records: Sequence[Record], scope: Scope) -> None:
    change_plans([Change(None, record) for record in records], scope, _taken)


register(
    List(
        key="plankostnader",
        title=gettext_noop("Costs of plans"),
        about=gettext_noop(
            "What each part of a plan costs. Accepting a file makes the plan a new revision."
        ),
        columns=_columns,
        rows=_rows,
        write=_write,
        checker=_checker,
        remove=_remove,
        is_tried=True,
        filters={"plan": "plan"},
        href="programme:plan",
    )
)
