"""How sheets and calculations are written down as JSON, and read back. Amounts are whole öre.

Versions that were stored are never written anew: what is added here needs a default.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from gemensam.assistance.rules.calculating import Application
from gemensam.assistance.rules.costs import Cost, CostKind, Limit
from gemensam.assistance.rules.household import Child, Household
from gemensam.assistance.rules.incomes import Asset, AssetKind, Income, IncomeKind
from gemensam.assistance.rules.steps import Calculation, Decision, Row, Rule, Section, Step
from gemensam.assistance.sheet import Asked, Sheet, Unread
from gemensam.kernel.money import Money

type Stored = dict[str, Any]


def sheet_to_json(sheet: Sheet) -> Stored:
    """Write a sheet."""
    app = sheet.application
    return {
        "household": _home_out(app.household),
        "costs": [_plain(one) for one in app.costs],
        "incomes": [_plain(one) for one in app.incomes],
        "assets": [_plain(one) for one in app.assets],
        "limits": {kind: [one.amount.ore, one.source] for kind, one in app.limits.items()},
        "assisted": {
            key: sorted(one.isoformat() for one in months) for key, months in app.assisted.items()
        },
        "child_wages_before": {key: one.ore for key, one in app.child_wages_before.items()},
        "names": dict(sheet.names),
        "decisions": {key: [one.amount.ore, one.reason] for key, one in sheet.decisions.items()},
        "acknowledged": sorted(sheet.acknowledged),
        "asked": None if sheet.asked is None else _asked_out(sheet.asked),
        "unread": [[one.key, one.label, one.text, one.why] for one in sheet.unread],
    }


def sheet_from_json(data: Mapping[str, Any]) -> Sheet:
    """Read a sheet back."""
    application = Application(
        household=_home_in(data["household"]),
        costs=tuple(Cost(**_read(one, CostKind)) for one in data["costs"]),
        incomes=tuple(Income(**_read(one, IncomeKind)) for one in data["incomes"]),
        assets=tuple(Asset(**_read(one, AssetKind)) for one in data["assets"]),
        limits={
            CostKind(kind): Limit(Money(ore), source)
            for kind, (ore, source) in data["limits"].items()
        },
        assisted={
            key: frozenset(date.fromisoformat(one) for one in months)
            for key, months in data["assisted"].items()
        },
        child_wages_before={key: Money(ore) for key, ore in data["child_wages_before"].items()},
    )
    return Sheet(
        application=application,
        names=data["names"],
        decisions={
            key: Decision(Money(ore), reason) for key, (ore, reason) in data["decisions"].items()
        },
        acknowledged=frozenset(data["acknowledged"]),
        asked=None if data["asked"] is None else _asked_in(data["asked"]),
        unread=tuple(Unread(*one) for one in data["unread"]),
    )


def incomes_to_json(incomes: Sequence[Income]) -> list[Stored]:
    """Write incomes that wait to be counted."""
    return [_plain(one) for one in incomes]


def incomes_from_json(data: Sequence[Mapping[str, Any]]) -> list[Income]:
    """Read them back."""
    return [Income(**_read(one, IncomeKind)) for one in data]


def _home_out(home: Household) -> Stored:
    return {
        "month": home.month.isoformat(),
        "adults": list(home.adults),
        "children": [
            {
                "key": one.key,
                "born_on": one.born_on.isoformat(),
                "lunch_served": one.lunch_served,
                "days_here": one.days_here,
            }
            for one in home.children
        ],
        "others_sharing": home.others_sharing,
        "days": home.days,
    }


def _home_in(data: Mapping[str, Any]) -> Household:
    children = [
        Child(**one | {"born_on": date.fromisoformat(one["born_on"])}) for one in data["children"]
    ]
    return Household(
        month=date.fromisoformat(data["month"]),
        adults=tuple(data["adults"]),
        children=tuple(children),
        others_sharing=data["others_sharing"],
        days=data["days"],
    )


def _plain(entry: Cost | Income | Asset) -> Stored:
    """Write one entry by its fields' names; what is as by default is left out."""
    names = type(entry).__dataclass_fields__
    values = {name: getattr(entry, name) for name in names}
    return {name: _value(value) for name, value in values.items() if value != names[name].default}


def _value(value: Any) -> Any:
    match value:
        case Money():
            return value.ore
        case date():
            return value.isoformat()
        case tuple():
            return [_value(one) for one in value]
        case _:
            return value


def _read(data: Mapping[str, Any], kind: type[CostKind | IncomeKind | AssetKind]) -> Stored:
    read = dict(data) | {"kind": kind(data["kind"]), "amount": Money(data["amount"])}
    if "paid_on" in read:
        read["paid_on"] = date.fromisoformat(read["paid_on"])
    if "period" in read:
        read["period"] = tuple(date.fromisoformat(one) for one in read["period"])
    return read


def _asked_out(asked: Asked) -> Stored:
    return {
        "at": asked.at.isoformat(),
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "missing": {key: [list(one) for one in found] for key, found in asked.missing.items()},
    }


def _asked_in(data: Mapping[str, Any]) -> Asked:
    return Asked(
        at=datetime.fromisoformat(data["at"]),
        first=date.fromisoformat(data["first"]),
        last=date.fromisoformat(data["last"]),
        missing={
            key: tuple((agency, why) for agency, why in found)
            for key, found in data["missing"].items()
        },
    )


def calculation_to_json(calculation: Calculation) -> Stored:
    """Write a calculation with every row and step, as it was made."""
    return {
        "month": calculation.month.isoformat(),
        "norm": calculation.norm,
        "norm_source": calculation.norm_source,
        "is_invented": calculation.is_invented,
        "rows": [_row_out(row) for row in calculation.rows],
    }


def calculation_from_json(data: Mapping[str, Any]) -> Calculation:
    """Read a calculation back: nothing of it is calculated anew."""
    return Calculation(
        month=date.fromisoformat(data["month"]),
        norm=data["norm"],
        norm_source=data["norm_source"],
        is_invented=data["is_invented"],
        rows=tuple(_row_in(row) for row in data["rows"]),
    )


def _row_out(row: Row) -> Stored:
    return {
        "key": row.key,
        "section": row.section,
        "kind": row.kind,
        "person": row.person,
        "applied": None if row.applied is None else row.applied.ore,
        "steps": [[one.rule, one.amount.ore, one.workings, one.source] for one in row.steps],
        "decided": None if row.decided is None else row.decided.ore,
        "reason": row.reason,
    }


def _row_in(data: Mapping[str, Any]) -> Row:
    return Row(
        key=data["key"],
        section=Section(data["section"]),
        kind=data["kind"],
        person=data["person"],
        applied=None if data["applied"] is None else Money(data["applied"]),
        steps=tuple(
            Step(Rule(rule), Money(ore), workings, source)
            for rule, ore, workings, source in data["steps"]
        ),
        decided=None if data["decided"] is None else Money(data["decided"]),
        reason=data["reason"],
    )
