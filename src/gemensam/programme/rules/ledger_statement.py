"""A grant's statement for a year: every krona is matched, unmatched, needs no match, or is unspent.

Two readings stand side by side: the whole grant is to be matched, or only the parts said to be.
Until the year is closed there is a forecast beside what is known so far; afterwards only the truth.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from gemensam.kernel.money import Money, total
from gemensam.programme.kinds import CofundingState, LineKind
from gemensam.programme.rules.ledger import NOTHING, Component, Ledger, component_of
from gemensam.programme.rules.workings import (
    Step,
    Unit,
    Workings,
    difference_formula,
    gettext_noop,
    kronor_digits,
    sum_formula,
)

REPAYMENT_ASSUMPTION = gettext_noop(
    "Money that was used but not matched is taken to be repaid. The follow-up only says that"
    " several counties expected to repay a part of the grant."
)

KNOWN_COFUNDING = gettext_noop("Co-funding: booked money and attested hours")
EXPECTED_COFUNDING = gettext_noop("Co-funding, if what is reported and estimated comes")


class Standing(Enum):
    """Whether the year can still change by anything but a correction."""

    FORECAST = "forecast"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class PartSums:
    """One component: what was given, set aside and spent, and what meets it."""

    component: Component
    allocated: Money
    costs: Money
    booked: Money
    estimated: Money
    attested: Money
    waiting: Money

    @property
    def used(self) -> Money:
        """Costs beyond what was given are the county's own."""
        return min(self.costs, self.component.amount)

    @property
    def over(self) -> Money:
        return self.costs - self.used

    @property
    def unspent(self) -> Money:
        return self.component.amount - self.used

    @property
    def expected(self) -> Money:
        """What will be used: what is set aside, or everything where nothing has been yet."""
        planned = self.allocated or self.component.amount
        return min(max(self.costs, planned), self.component.amount)

    @property
    def cofunding(self) -> Money:
        """Attested hours and booked money, nothing else."""
        return self.booked + self.attested

    @property
    def expected_cofunding(self) -> Money:
        """The estimate is what will be booked: it is not added to what has been."""
        return max(self.booked, self.estimated) + self.attested + self.waiting


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of what is to be matched. matched + unmatched + exempt is what was used."""

    to_match: Money
    cofunding: Money
    matched: Money
    unmatched: Money
    exempt: Money
    spare: Money
    to_repay: Money
    assumptions: tuple[str, ...]
    workings: Workings


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is used and what is left, and both readings of what is matched."""

    used: Money
    unspent: Money
    on_matchable: Reading
    on_total: Reading


@dataclass(frozen=True, slots=True)
class Statement:
    """Redovisning: a year's figures, with all that came before in the same grant."""

    year: int
    standing: Standing
    granted: Money
    parts: tuple[PartSums, ...]
    known: Outcome
    forecast: Outcome | None
    # Hours on activities that no component has: attested, and yet co-funding of nothing.
    uncounted_hours: Money
    # Nobody has written a cost: "used" is then not nought but unknown.
    has_costs: bool
    is_last_year: bool
    corrections: int

    @property
    def allocated(self) -> Money:
        return total(part.allocated for part in self.parts)

    @property
    def over(self) -> Money:
        return total(part.over for part in self.parts)


def statement(ledger: Ledger, year: int) -> Statement:
    """Add up a grant's ledger to the end of a year, from its first."""
    parts, uncounted = _sums(ledger, year)
    is_final = year in ledger.closed
    return Statement(
        year=year,
        standing=Standing.FINAL if is_final else Standing.FORECAST,
        granted=total(part.component.amount for part in parts),
        parts=parts,
        known=_outcome(parts, [part.used for part in parts], [part.cofunding for part in parts]),
        forecast=None
        if is_final
        else _outcome(
            parts,
            [part.expected for part in parts],
            [part.expected_cofunding for part in parts],
            label=EXPECTED_COFUNDING,
        ),
        uncounted_hours=uncounted,
        has_costs=any(
            line.kind is LineKind.COST and line.year <= year for line in ledger.lines.values()
        ),
        is_last_year=year >= ledger.last_year,
        corrections=sum(line.is_correction and line.year <= year for line in ledger.lines.values()),
    )


def _sums(ledger: Ledger, year: int) -> tuple[tuple[PartSums, ...], Money]:
    """Add up by component in one pass over lines and one over hours."""
    of: defaultdict[tuple[str, str], Money] = defaultdict(Money)
    for line in ledger.lines.values():
        if line.year <= year:
            kind = "ESTIMATE" if line.is_estimate else str(line.kind)
            of[line.component, kind] += line.amount
    uncounted = NOTHING
    for hours in ledger.hours.values():
        place = component_of(ledger.components, hours.activity)
        if place is None or hours.year > year:
            uncounted += hours.attested if hours.year <= year else NOTHING
        elif hours.state is not CofundingState.WITHDRAWN:
            of[place.key, str(hours.state)] += hours.amount
    parts = tuple(
        PartSums(
            component=one,
            allocated=of[one.key, LineKind.ALLOCATION],
            costs=of[one.key, LineKind.COST],
            booked=of[one.key, LineKind.BOOKED],
            estimated=of[one.key, "ESTIMATE"],
            attested=of[one.key, CofundingState.ATTESTED] + of[one.key, LineKind.HOURS],
            waiting=of[one.key, CofundingState.REPORTED],
        )
        for one in ledger.components
    )
    return parts, uncounted


@dataclass(frozen=True, slots=True)
class _Sums:
    """What a reading is worked out from, component by component."""

    granted: Sequence[Money]
    used: Sequence[Money]
    cofunding: Sequence[Money]
    cofunding_label: str

    @property
    def unspent(self) -> Money:
        return total(self.granted) - total(self.used)


def _outcome(
    parts: Sequence[PartSums],
    used: Sequence[Money],
    cofunding: Sequence[Money],
    *,
    label: str = KNOWN_COFUNDING,
) -> Outcome:
    sums = _Sums([part.component.amount for part in parts], used, cofunding, label)
    matchable = [part.component.is_matchable for part in parts]
    assumed = tuple(part.component.assumption for part in parts if part.component.assumption)
    return Outcome(
        used=total(used),
        unspent=sums.unspent,
        on_matchable=_reading(sums, matchable, assumed),
        on_total=_reading(sums, [True for _ in parts], ()),
    )


def _reading(sums: _Sums, is_in: Sequence[bool], assumptions: tuple[str, ...]) -> Reading:
    met = [one for one, inside in zip(sums.cofunding, is_in, strict=True) if inside]
    asked = [one for one, inside in zip(sums.used, is_in, strict=True) if inside]
    to_match, known = total(asked), total(met)
    matched = min(to_match, known)
    unmatched = to_match - matched
    return Reading(
        to_match=to_match,
        cofunding=known,
        matched=matched,
        unmatched=unmatched,
        exempt=total(sums.used) - to_match,
        spare=known - matched,
        to_repay=sums.unspent + unmatched,
        assumptions=assumptions,
        workings=Workings(_steps(sums, asked, met)),
    )


def _steps(sums: _Sums, asked: Sequence[Money], met: Sequence[Money]) -> tuple[Step, ...]:
    granted, used, to_match, known = map(total, (sums.granted, sums.used, asked, met))
    matched = min(to_match, known)
    unmatched = to_match - matched
    return (
        _step(gettext_noop("Amount granted"), sum_formula(sums.granted), granted),
        _step(gettext_noop("Used"), sum_formula(sums.used), used),
        _step(gettext_noop("Unspent"), difference_formula(granted, used), sums.unspent),
        _step(gettext_noop("Used of what is to be matched"), sum_formula(asked), to_match),
        _step(sums.cofunding_label, sum_formula(met), known),
        _step(
            gettext_noop("Matched: the smaller of the two"),
            f"min({kronor_digits(to_match)}; {kronor_digits(known)})",
            matched,
        ),
        _step(gettext_noop("Unmatched"), difference_formula(to_match, matched), unmatched),
        Step(
            label=gettext_noop("To repay: unspent and unmatched"),
            formula=sum_formula((sums.unspent, unmatched)),
            result=(sums.unspent + unmatched).ore,
            unit=Unit.ORE,
            assumption=REPAYMENT_ASSUMPTION,
        ),
    )


def _step(label: str, formula: str, result: Money) -> Step:
    return Step(label=label, formula=formula, result=result.ore, unit=Unit.ORE)
