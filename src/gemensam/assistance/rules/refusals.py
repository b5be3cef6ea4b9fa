"""Why no calculation can be made: each a class of its own, with the figures that explain it."""

from datetime import date


class CannotCalculate(ValueError):
    """What is given cannot be calculated; the subclass says why, and nothing is guessed instead."""


class NormMissing(CannotCalculate):
    """No national norm is on hand for the month."""

    def __init__(self, month: date) -> None:
        super().__init__(f"no norm is on hand for {month:%Y-%m}")
        self.month = month


class AgeNotInNorm(CannotCalculate):
    """The norm has no amount for a child of that age: she is an adult with a household of her own."""

    def __init__(self, child: str, age: int) -> None:
        super().__init__(f"the norm has no amount for a child of {age} years ({child})")
        self.child = child
        self.age = age


class NotBornYet(CannotCalculate):
    """A child is born after the month that is calculated."""

    def __init__(self, child: str) -> None:
        super().__init__(f"{child} is not born in the month")
        self.child = child


class ImpossibleHousehold(CannotCalculate):
    """A household has one or two adults with keys of their own, and no negative numbers."""


class NotInHousehold(CannotCalculate):
    """A cost, an income or an asset names somebody who is not in the household."""

    def __init__(self, person: str) -> None:
        super().__init__(f"{person!r} is not in the household")
        self.person = person


class NegativeAmount(CannotCalculate):
    """An amount that somebody states, or an authority pays, is below zero."""


class PriceBaseAmountMissing(CannotCalculate):
    """A child works, and the norm's data lack the price base amount that her wages are measured by."""

    def __init__(self, month: date) -> None:
        super().__init__(f"no price base amount is on hand for {month:%Y}")
        self.month = month


class NoSuchRow(CannotCalculate):
    """A decision names a row that the calculation does not have."""


class DecidedWithoutReason(CannotCalculate):
    """The caseworker's amount differs from the proposed one, and nothing says why."""


class UnusableNorm(CannotCalculate):
    """The norm's data are not whole: ages that overlap or leave gaps, or amounts that are none."""
