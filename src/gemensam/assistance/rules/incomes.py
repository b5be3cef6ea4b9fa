"""What the household has: incomes after tax, a child's own means, and assets.

The need is tried after everybody's own means. What is left out, and why: a quarter of a wage for whoever
has had assistance for long (jobbstimulans), a pupil's wages up to a price base amount a year, and
what a child has beyond her own needs, since she does not support her parents.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from gemensam.assistance.rules.costs import told
from gemensam.assistance.rules.refusals import NegativeAmount
from gemensam.assistance.rules.steps import Row, Rule, Section, Step, figure, part
from gemensam.kernel.money import Money, total

# Prop. 2012/13:94: six months in a row, a quarter of the wage, two years. SoL (2001:453) 4 kap. 1 b §;
# its number in SoL (2025:400) is to be verified.
STIMULUS_AFTER_MONTHS: Final = 6
STIMULUS_MONTHS: Final = 24
STIMULUS_SHARE: Final = (1, 4)
STIMULUS_LAW: Final = (
    "särskild beräkningsregel, prop. 2012/13:94 (paragraf i SoL 2025:400 ej kontrollerad)"
)
# SoL (2001:453) 4 kap. 1 a §, raised to a whole price base amount by prop. 2012/13:94; as above.
CHILD_WAGE_LAW: Final = (
    "ett prisbasbelopp per kalenderår, prop. 2012/13:94 (paragraf i SoL 2025:400 ej kontrollerad)"
)
CHILD_LAW: Final = "barn försörjer inte sina föräldrar (gränsen är vår tolkning, ej kontrollerad)"
APPLICANT: Final = "APPLICANT"


class IncomeKind(StrEnum):
    """What an income is."""

    WAGE = "WAGE"
    UNEMPLOYMENT_BENEFIT = "UNEMPLOYMENT_BENEFIT"
    ACTIVITY_SUPPORT = "ACTIVITY_SUPPORT"
    SICKNESS_BENEFIT = "SICKNESS_BENEFIT"
    PARENTAL_BENEFIT = "PARENTAL_BENEFIT"
    CHILD_BENEFIT = "CHILD_BENEFIT"
    MAINTENANCE_SUPPORT = "MAINTENANCE_SUPPORT"
    HOUSING_ALLOWANCE = "HOUSING_ALLOWANCE"
    PENSION = "PENSION"
    STUDY_SUPPORT = "STUDY_SUPPORT"
    SOCIAL_INSURANCE_OTHER = "SOCIAL_INSURANCE_OTHER"
    TAX_REFUND = "TAX_REFUND"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Income:
    """An amount after tax. `agency` names the authority that tells of it; empty is the applicant."""

    kind: IncomeKind
    person: str
    amount: Money
    agency: str = ""
    paid_on: date | None = None
    # What it is for, as the agency says it: both days included.
    period: tuple[date, date] | None = None
    # What it is in the applicant's words, or why the caseworker added it.
    said: str = ""
    is_added: bool = False

    def __post_init__(self) -> None:
        """Raises NegativeAmount."""
        if self.amount < Money():
            raise NegativeAmount(self.kind)

    @property
    def source(self) -> str:
        """Give who says so: the agency, the day of payment and the period, without blanks at the ends."""
        paid = f"{self.paid_on:%Y-%m-%d}" if self.paid_on else ""
        span = f"({self.period[0]:%Y-%m-%d}–{self.period[1]:%Y-%m-%d})" if self.period else ""
        who = "" if self.is_added else self.agency or APPLICANT
        return told(" ".join(word for word in (who, paid, span) if word), self.said)


class AssetKind(StrEnum):
    """What an asset is; the first two are money at hand."""

    BANK_ACCOUNT = "BANK_ACCOUNT"
    SECURITIES = "SECURITIES"
    CAR = "CAR"
    PROPERTY = "PROPERTY"
    OTHER = "OTHER"


AT_HAND: Final = frozenset({AssetKind.BANK_ACCOUNT, AssetKind.SECURITIES})


@dataclass(frozen=True, slots=True)
class Asset:
    """What somebody owns, and whether it can be used this month."""

    kind: AssetKind
    person: str
    amount: Money
    is_within_reach: bool = True
    # What it is in the applicant's words, or why the caseworker added it.
    said: str = ""
    is_added: bool = False

    def __post_init__(self) -> None:
        """Raises NegativeAmount."""
        if self.amount < Money():
            raise NegativeAmount(self.kind)


def stimulus_window(assisted: Collection[date], month: date) -> tuple[date, date] | None:
    """Give the first and last month of the two years that `month` lies in, or None.

    They begin when somebody has had assistance for six months in a row, run whether she works or
    not, and can begin anew after six new months in a row when they have ended.
    """
    run, last, end = 0, None, -1
    for number in sorted({_number(one) for one in assisted}):
        if number <= end:
            continue
        run = run + 1 if last == number - 1 else 1
        last = number
        if run == STIMULUS_AFTER_MONTHS:
            first, end = number + 1, number + STIMULUS_MONTHS
            if first <= _number(month) <= end:
                return _month(first), _month(end)
            run = 0
    return None


def _number(month: date) -> int:
    return month.year * 12 + month.month - 1


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def income_rows(
    incomes: Sequence[Income],
    *,
    stimulated: Collection[str],
    free_wages: Mapping[str, Money],
) -> Iterator[Row]:
    """Give one row for each person and kind, so that how an income is divided changes nothing.

    `stimulated` are the adults within their two years; `free_wages` what each child may still earn.
    """
    groups: dict[tuple[str, IncomeKind], list[Income]] = {}
    for income in incomes:
        groups.setdefault((income.person, income.kind), []).append(income)
    order = list(IncomeKind)
    for person, kind in sorted(groups, key=lambda key: (key[0], order.index(key[1]))):
        group = groups[person, kind]
        declared = [income for income in group if not income.agency]
        stated = [income for income in declared if not income.is_added]
        steps = list(_counted(declared, [income for income in group if income.agency]))
        if kind is IncomeKind.WAGE:
            wage = total(step.amount for step in steps)
            steps += _left_out(
                wage, is_stimulated=person in stimulated, free=free_wages.get(person)
            )
        yield Row(
            key=f"income:{kind}:{person}",
            section=Section.INCOMES,
            kind=kind,
            person=person,
            applied=total(income.amount for income in stated) if stated else None,
            steps=tuple(steps),
        )


def _counted(declared: Sequence[Income], found: Sequence[Income]) -> Iterator[Step]:
    for income in found or declared:
        rule = Rule.FOUND if income.agency else Rule.ADDED if income.is_added else Rule.DECLARED
        yield Step(rule, income.amount, figure(income.amount), income.source)
    said = total(income.amount for income in declared)
    if found and declared and said != total(income.amount for income in found):
        yield Step(Rule.REGISTER_BEFORE_DECLARED, Money(), figure(said), APPLICANT)


def _left_out(wage: Money, *, is_stimulated: bool, free: Money | None) -> Iterator[Step]:
    if is_stimulated and wage:
        over, under = STIMULUS_SHARE
        workings = f"{figure(wage)} × {over}/{under}"
        yield Step(Rule.JOB_STIMULUS, -part(wage, over, under), workings, STIMULUS_LAW)
    if free is not None and wage:
        yield Step(Rule.CHILD_WAGE_FREE, -min(wage, free), figure(min(wage, free)), CHILD_WAGE_LAW)


def asset_rows(assets: Sequence[Asset]) -> Iterator[Row]:
    """Give one row for each person and kind; what must be judged by a person is proposed as zero."""
    groups: dict[tuple[str, AssetKind], list[Asset]] = {}
    for asset in assets:
        groups.setdefault((asset.person, asset.kind), []).append(asset)
    for person, kind in sorted(groups):
        group = groups[person, kind]
        yield Row(
            key=f"asset:{kind}:{person}",
            section=Section.ASSETS,
            kind=kind,
            person=person,
            applied=total(asset.amount for asset in group if not asset.is_added),
            steps=tuple(_asset_step(asset) for asset in group),
        )


def _asset_step(asset: Asset) -> Step:
    source = told("" if asset.is_added else APPLICANT, asset.said)
    if not asset.is_within_reach:
        return Step(Rule.ASSET_OUT_OF_REACH, Money(), figure(asset.amount), source)
    if asset.kind not in AT_HAND:
        return Step(Rule.ASSET_NEEDS_JUDGEMENT, Money(), figure(asset.amount), source)
    return Step(Rule.ASSET_USED, asset.amount, figure(asset.amount), source)


def keep_surplus(rows: Sequence[Row], needs: Mapping[str, Money]) -> Iterator[Row]:
    """Leave a child's means out beyond her own needs; `needs` has the children only."""
    left = dict(needs)
    for row in rows:
        if row.person not in left:
            yield row
            continue
        counted = min(row.proposed, left[row.person])
        left[row.person] -= counted
        surplus = row.proposed - counted
        if not surplus:
            yield row
            continue
        workings = f"{figure(row.proposed)} − {figure(counted)}"
        step = Step(Rule.CHILD_KEEPS_SURPLUS, -surplus, workings, CHILD_LAW)
        yield replace(row, steps=(*row.steps, step))
