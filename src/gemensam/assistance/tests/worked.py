"""What the worked households are built from: short names for amounts, and the invented norm."""

from datetime import date

from gemensam.assistance.norms import norms
from gemensam.assistance.rules.calculating import Application, calculate
from gemensam.assistance.rules.costs import Cost, CostKind
from gemensam.assistance.rules.household import Child, Household
from gemensam.assistance.rules.incomes import Asset, AssetKind, Income, IncomeKind
from gemensam.assistance.rules.steps import Calculation
from gemensam.kernel.money import Money

# November has 30 days, so that halves and thirds of it are whole.
NOVEMBER = date(2026, 11, 1)


def kr(kronor: int, ore: int = 0) -> Money:
    return Money(kronor * 100 + ore)


def rent(kronor: int, **more: int) -> Cost:
    return Cost(CostKind.RENT, kr(kronor), **more)


def income(kind: str, person: str, kronor: int, **more: object) -> Income:
    return Income(IncomeKind[kind], person, kr(kronor), **more)


def asset(kind: str, person: str, kronor: int, **more: bool) -> Asset:
    return Asset(AssetKind[kind], person, kr(kronor), **more)


def household(*children: Child, adults: tuple[str, ...] = ("Ann",), **more: object) -> Household:
    return Household(**{"month": NOVEMBER, "adults": adults, "children": children} | more)


def worked(home: Household, *things: Cost | Income | Asset, **more: object) -> Calculation:
    application = Application(
        household=home,
        costs=tuple(thing for thing in things if isinstance(thing, Cost)),
        incomes=tuple(thing for thing in things if isinstance(thing, Income)),
        assets=tuple(thing for thing in things if isinstance(thing, Asset)),
        **more,
    )
    return calculate(application, norms())


def proposed(calculation: Calculation) -> dict[str, Money]:
    """Every row's proposed amount."""
    return {row.key: row.proposed for row in calculation.rows}
