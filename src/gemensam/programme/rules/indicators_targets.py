"""Is a target met? A qualifier is a second condition: not measured is not assessable, never met."""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum

from gemensam.programme.rules.indicators import ValueState
from gemensam.programme.rules.indicators_figures import Total
from gemensam.programme.rules.workings import gettext_noop


class Comparison(StrEnum):
    """How a target is worded."""

    AT_LEAST = "AT_LEAST"
    MORE_THAN = "MORE_THAN"
    # More than in the period before, or than a printed baseline: neither is printed anywhere.
    INCREASE = "INCREASE"
    # Words that no number answers.
    NARRATIVE = "NARRATIVE"


class Fulfilment(Enum):
    """Met, not met, or not to be said."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True)
class Least:
    """The least that is wanted: a number, or a share as two whole numbers."""

    numerator: int
    denominator: int | None = None


@dataclass(frozen=True, slots=True)
class SecondCondition:
    """A qualifier in the target's wording, and what would measure it."""

    text: str
    indicator: str = ""
    least: Least | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What is wanted of an indicator."""

    comparison: Comparison
    least: Least | None = None
    second: SecondCondition | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one condition stands, and why, as a message id."""

    fulfilment: Fulfilment
    because: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a target stands: its number, its second condition, and both together."""

    first: Verdict
    second: Verdict | None
    whole: Fulfilment


WORDS_ONLY = Verdict(
    Fulfilment.NOT_ASSESSABLE, gettext_noop("The target is in words that no number answers.")
)
NO_VALUE = Verdict(Fulfilment.NOT_ASSESSABLE, gettext_noop("Nobody has reported a value."))
SAID_UNKNOWN = Verdict(
    Fulfilment.NOT_ASSESSABLE, gettext_noop("Those who reported could not assess it.")
)
HIDDEN = Verdict(Fulfilment.NOT_ASSESSABLE, gettext_noop("Too few to be shown."))
NO_BASELINE = Verdict(
    Fulfilment.NOT_ASSESSABLE, gettext_noop("There is no earlier value to compare with.")
)
OTHER_KIND = Verdict(
    Fulfilment.NOT_ASSESSABLE, gettext_noop("The target and the value are not of one kind.")
)
SOME_MISSING = Verdict(
    Fulfilment.NOT_ASSESSABLE, gettext_noop("Some have not reported, and it hangs on them.")
)
NOT_MEASURED = Verdict(
    Fulfilment.NOT_ASSESSABLE, gettext_noop("Nobody measures the second condition.")
)
REACHED = Verdict(Fulfilment.MET, gettext_noop("The value reaches the target."))
BELOW = Verdict(Fulfilment.NOT_MET, gettext_noop("The value does not reach the target."))


def assess(
    target: Target,
    value: Total | None,
    *,
    second: Total | None = None,
    before: Total | None = None,
    each_is_one: bool = False,
) -> Assessment:
    """Judge a target by the sum that it is about; `before` is the sum of the period before.

    `each_is_one` for shares of municipalities: whoever is missing can change it by one at most.
    """
    first = _first(target, value, before, each_is_one=each_is_one)
    if target.second is None:
        return Assessment(first, None, first.fulfilment)
    other = _second(target.second, second)
    if first.fulfilment is not Fulfilment.MET:
        return Assessment(first, other, first.fulfilment)
    return Assessment(first, other, other.fulfilment)


def _first(
    target: Target, value: Total | None, before: Total | None, *, each_is_one: bool
) -> Verdict:
    if target.comparison is Comparison.NARRATIVE:
        return WORDS_ONLY
    without = _without_number(value)
    if value is None or without is not None:
        return without or NO_VALUE
    if target.comparison is Comparison.INCREASE:
        return _increase(value, before)
    assert target.least is not None  # the table demands it
    strictly = target.comparison is Comparison.MORE_THAN
    if each_is_one and value.denominator is not None and target.least.denominator is not None:
        return _whoever_is_missing(value, target.least, strictly=strictly)
    return _reaches(value, target.least, strictly=strictly)


def _second(condition: SecondCondition, value: Total | None) -> Verdict:
    if condition.least is None or value is None:
        return NOT_MEASURED
    return _without_number(value) or _reaches(value, condition.least, strictly=False)


def _without_number(value: Total | None) -> Verdict | None:
    if value is None:
        return NO_VALUE
    reasons = {
        ValueState.MISSING: NO_VALUE,
        ValueState.NOT_ASSESSABLE: SAID_UNKNOWN,
        ValueState.SUPPRESSED: HIDDEN,
    }
    return reasons.get(value.state)


def _reaches(value: Total, least: Least, *, strictly: bool) -> Verdict:
    assert value.numerator is not None  # it is measured
    if (value.denominator is None) is not (least.denominator is None):
        return OTHER_KIND
    if value.denominator is None or least.denominator is None:
        have, want = value.numerator, least.numerator
        # What is missing can only add to a number, so enough is enough.
        if have > want or (have == want and not strictly):
            return REACHED
        return BELOW if value.is_complete else SOME_MISSING
    if not value.is_complete:
        return SOME_MISSING
    have, want = value.numerator * least.denominator, least.numerator * value.denominator
    return REACHED if have > want or (have == want and not strictly) else BELOW


def _whoever_is_missing(value: Total, least: Least, *, strictly: bool) -> Verdict:
    """Judge a share of municipalities as it would be with all of the silent against, and for."""
    silent = value.missing + value.carried + value.partial
    whole = replace(value, missing=0, carried=0, partial=0)
    had = value.numerator or 0
    of = (value.denominator or 0) + value.missing
    worst = replace(whole, numerator=max(had - value.carried - value.partial, 0), denominator=of)
    best = replace(whole, numerator=min(had + silent, of), denominator=of)
    if _reaches(worst, least, strictly=strictly) is REACHED:
        return REACHED
    return SOME_MISSING if _reaches(best, least, strictly=strictly) is REACHED else BELOW


def _increase(value: Total, before: Total | None) -> Verdict:
    if before is None or before.numerator is None or value.numerator is None:
        return NO_BASELINE
    if not value.is_complete or not before.is_complete:
        return SOME_MISSING
    if value.denominator is None or before.denominator is None:
        return REACHED if value.numerator > before.numerator else BELOW
    have = value.numerator * before.denominator
    return REACHED if have > before.numerator * value.denominator else BELOW
