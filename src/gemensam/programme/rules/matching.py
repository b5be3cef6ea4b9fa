"""Is the grant matched by co-funding? Both readings of "at least as much", side by side.

The follow-up of 2013 says that the county itself adds at least as much, for the same purpose, as it
gets in grant. No document exempts the coordinator part; a reading that does so is an assumption.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from gemensam.kernel.money import Money, total
from gemensam.programme.rules.workings import (
    Step,
    Unit,
    Workings,
    difference_formula,
    gettext_noop,
    kronor_digits,
    sum_formula,
    tenths_of_percent,
)

NOTHING = Money(0)


class Match(Enum):
    """How a reading comes out."""

    MET = "met"
    SHORT = "short"
    NOT_ASSESSABLE = "not_assessable"


class GrantHasNoComponents(ValueError):
    """A grant without components cannot be matched against anything."""


@dataclass(frozen=True, slots=True)
class GrantComponent:
    """A part of the grant; `assumption` says what in it is our reading."""

    key: str
    text: str
    amount: Money
    is_matchable: bool
    assumption: str | None = None


@dataclass(frozen=True, slots=True)
class Cofunding:
    """Co-funding of the two kinds that the documents name. None = not known, which is not zero.

    `is_whole`: no more can come, since the year is locked or the sum is a plan's own total. Until
    then the sum is a floor, and a shortfall only says "not yet".
    """

    booked: Money | None
    attested_hours: Money | None
    is_whole: bool

    @property
    def known(self) -> Money | None:
        """Add what is known of the two kinds; None when nothing is."""
        kinds = [kind for kind in (self.booked, self.attested_hours) if kind is not None]
        return total(kinds) if kinds else None


@dataclass(frozen=True, slots=True)
class MatchReading:
    """One reading of the rule. Shortfall and surplus are never negative; one of them is zero."""

    match: Match
    to_match: Money
    cofunding: Money | None
    shortfall: Money | None
    surplus: Money | None
    covered_tenths: int | None
    assumptions: tuple[str, ...]
    workings: Workings


@dataclass(frozen=True, slots=True)
class MatchComparison:
    """The whole grant read literally, and only the parts said to be matchable."""

    on_total: MatchReading
    on_matchable: MatchReading


def compare_matching(components: Sequence[GrantComponent], cofunding: Cofunding) -> MatchComparison:
    """Read the matching rule both ways on the same figures."""
    if not components:
        raise GrantHasNoComponents("a grant has at least one component")
    return MatchComparison(
        on_total=_read(
            parts=tuple(components),
            cofunding=cofunding,
            label=gettext_noop("The whole grant"),
            assumptions=(),
        ),
        on_matchable=_read(
            parts=tuple(part for part in components if part.is_matchable),
            cofunding=cofunding,
            label=gettext_noop("The parts of the grant that are taken to need matching"),
            assumptions=tuple(part.assumption for part in components if part.assumption),
        ),
    )


def _read(
    *,
    parts: tuple[GrantComponent, ...],
    cofunding: Cofunding,
    label: str,
    assumptions: tuple[str, ...],
) -> MatchReading:
    to_match = total(part.amount for part in parts)
    grant_step = Step(
        label=label,
        formula=sum_formula(part.amount for part in parts),
        result=to_match.ore,
        unit=Unit.ORE,
        assumption=" ".join(assumptions) or None,
    )
    known = cofunding.known
    if known is None:
        return MatchReading(
            match=Match.NOT_ASSESSABLE,
            to_match=to_match,
            cofunding=None,
            shortfall=None,
            surplus=None,
            covered_tenths=None,
            assumptions=assumptions,
            workings=Workings((grant_step,)),
        )
    return MatchReading(
        match=_match(to_match, cofunding, known),
        to_match=to_match,
        cofunding=known,
        shortfall=max(to_match - known, NOTHING),
        surplus=max(known - to_match, NOTHING),
        covered_tenths=tenths_of_percent(known.ore, to_match.ore) if to_match.ore else None,
        assumptions=assumptions,
        workings=Workings((grant_step, *_cofunding_steps(to_match, cofunding, known))),
    )


def _match(to_match: Money, cofunding: Cofunding, known: Money) -> Match:
    """A floor that is high enough decides; one that is too low decides only when it is the whole."""
    if known >= to_match:
        return Match.MET
    return Match.SHORT if cofunding.is_whole else Match.NOT_ASSESSABLE


def _cofunding_steps(to_match: Money, cofunding: Cofunding, known: Money) -> tuple[Step, ...]:
    kinds = (cofunding.booked, cofunding.attested_hours)
    steps = [
        Step(
            label=gettext_noop("Co-funding: booked money and attested hours"),
            formula=sum_formula(kind for kind in kinds if kind is not None),
            result=known.ore,
            unit=Unit.ORE,
        )
    ]
    if to_match.ore:
        steps.append(
            Step(
                label=gettext_noop("Share covered by co-funding"),
                formula=f"{kronor_digits(known)} / {kronor_digits(to_match)}",
                result=tenths_of_percent(known.ore, to_match.ore),
                unit=Unit.TENTHS_OF_PERCENT,
            )
        )
    if known < to_match:
        steps.append(
            Step(
                label=gettext_noop("Shortfall"),
                formula=difference_formula(to_match, known),
                result=(to_match - known).ore,
                unit=Unit.ORE,
            )
        )
    else:
        steps.append(
            Step(
                label=gettext_noop("Surplus"),
                formula=difference_formula(known, to_match),
                result=(known - to_match).ore,
                unit=Unit.ORE,
            )
        )
    return tuple(steps)
