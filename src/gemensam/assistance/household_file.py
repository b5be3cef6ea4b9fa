"""A household as a YAML file, to try the calculation by hand; `data/household.yaml` is one."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import yaml

from gemensam.assistance.rules.calculating import Application
from gemensam.assistance.rules.costs import Cost, CostKind, Limit
from gemensam.assistance.rules.household import Child, Household
from gemensam.assistance.rules.incomes import Asset, AssetKind, Income, IncomeKind
from gemensam.assistance.rules.refusals import CannotCalculate
from gemensam.kernel.money import InexactAmount, Money

_OF_HOUSEHOLD: Final = {field.name for field in fields(Household)}
_OF_FILE: Final = _OF_HOUSEHOLD | {field.name for field in fields(Application)} - {"household"}


class UnusableFile(ValueError):
    """The file is no household: the message says what is wrong with it."""


def read(text: str) -> Application:
    """Read a household. Raises UnusableFile, and CannotCalculate for what no household can be."""
    try:
        data = yaml.safe_load(text)
        if not isinstance(data, dict) or not set(data) <= _OF_FILE:
            raise UnusableFile(f"a household has {', '.join(sorted(_OF_FILE))}, and no more")
        return _application(data)
    except CannotCalculate:
        raise
    except (yaml.YAMLError, TypeError, ValueError, KeyError, AttributeError) as error:
        raise UnusableFile(str(error)) from error


def _application(data: Mapping[str, Any]) -> Application:
    home = {name: data[name] for name in _OF_HOUSEHOLD if name in data}
    home["adults"] = tuple(data["adults"])
    home["children"] = tuple(Child(**child) for child in data.get("children", ()))
    return Application(
        household=Household(**home),
        costs=tuple(Cost(**_made(row, CostKind)) for row in data.get("costs", ())),
        incomes=tuple(Income(**_made(row, IncomeKind)) for row in data.get("incomes", ())),
        assets=tuple(Asset(**_made(row, AssetKind)) for row in data.get("assets", ())),
        limits={
            CostKind(row["kind"]): Limit(_kronor(row["amount"]), row["source"])
            for row in data.get("limits", ())
        },
        assisted={key: frozenset(months) for key, months in data.get("assisted", {}).items()},
        child_wages_before={
            key: _kronor(amount) for key, amount in data.get("child_wages_before", {}).items()
        },
    )


def _made(row: Mapping[str, Any], kind: type[CostKind | IncomeKind | AssetKind]) -> dict[str, Any]:
    return dict(row) | {"kind": kind(row["kind"]), "amount": _kronor(row["amount"])}


def _kronor(written: object) -> Money:
    try:
        # By way of the text: a float of YAML has its two decimals there, and more behind.
        return Money.from_kronor(Decimal(str(written)))
    except (InvalidOperation, InexactAmount):
        raise UnusableFile(f"{written} is no amount in kronor and öre") from None
