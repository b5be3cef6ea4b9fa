"""Amounts in Swedish kronor, counted in whole öre so that sums are exact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

ORE_PER_KRONA: Final = 100


class InexactAmount(ValueError):
    """The amount has parts smaller than an öre, or is no finite number."""


class UnusableShares(ValueError):
    """Shares must be at least one, none negative, and not all zero."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in öre; negative for what is owed back."""

    ore: int = 0

    @classmethod
    def from_kronor(cls, kronor: Decimal | int) -> "Money":
        """Take kronor with at most two decimals; nothing is rounded."""
        amount = Decimal(kronor) * ORE_PER_KRONA
        if not amount.is_finite() or amount != int(amount):
            message = "an amount has whole öre"
            raise InexactAmount(message)
        return cls(int(amount))

    @property
    def kronor(self) -> Decimal:
        """Give the amount in kronor with two decimals."""
        return Decimal(self.ore).scaleb(-2)

    @property
    def whole_kronor(self) -> int:
        """Give the amount in whole kronor; half a krona is rounded away from zero."""
        return int(self.kronor.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.ore + other.ore)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.ore - other.ore)

    def __neg__(self) -> "Money":
        return Money(-self.ore)

    def __bool__(self) -> bool:
        return self.ore != 0

    def times(self, factor: Decimal | int) -> "Money":
        """Multiply, for instance a rate by hours; half an öre is rounded away from zero."""
        product = Decimal(self.ore) * factor
        return Money(int(product.quantize(Decimal(1), rounding=ROUND_HALF_UP)))

    def split(self, shares: Sequence[int]) -> tuple["Money", ...]:
        """Divide by shares so that no öre is lost: what is left over goes to the largest rest."""
        whole = sum(shares)
        if whole == 0 or any(share < 0 for share in shares):
            message = "shares must be zero or more, and not all zero"
            raise UnusableShares(message)
        floors = [self.ore * share // whole for share in shares]
        rests = [self.ore * share % whole for share in shares]
        by_rest = sorted(range(len(shares)), key=lambda index: (-rests[index], index))
        lucky = frozenset(by_rest[: self.ore - sum(floors)])
        return tuple(Money(floor + (index in lucky)) for index, floor in enumerate(floors))


def total(amounts: Iterable[Money]) -> Money:
    """Add any number of amounts; none gives zero."""
    return Money(sum(amount.ore for amount in amounts))
