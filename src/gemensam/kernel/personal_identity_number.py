"""Swedish personal identity numbers and coordination numbers, shown masked by default.

Folkbokföringslagen (1991:481) 18 § (personnummer) and lagen (2022:1697) om samordningsnummer.
Reserve numbers differ per region and are refused with an error of their own.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Final, NoReturn

# A coordination number adds 60 to the day of birth.
COORDINATION_DAY_OFFSET: Final = 60
# The Swedish Tax Agency never gives birth numbers 980–999 to anybody: they are for tests.
FIRST_TEST_BIRTH_NUMBER: Final = 980
LAST_TEST_BIRTH_NUMBER: Final = 999

_LONG: Final = re.compile(r"([0-9]{8})[-+]?([0-9]{4})", re.ASCII)
_SHORT: Final = re.compile(r"([0-9]{6})([-+]?)([0-9]{4})", re.ASCII)
# Regions put letters where the last four digits stand, e.g. "K" in the ninth place.
_RESERVE: Final = re.compile(r"[0-9]{8}-?(?=[0-9A-Z]*[A-Z])[0-9A-Z]{4}", re.ASCII | re.IGNORECASE)


class NumberKind(StrEnum):
    """Which of the two national numbers it is."""

    PERSONNUMMER = "PERSONNUMMER"
    SAMORDNINGSNUMMER = "SAMORDNINGSNUMMER"


class UnusablePersonalIdentityNumber(ValueError):
    """The text is no personal identity number. The text is never repeated in the message."""


class MalformedNumber(UnusablePersonalIdentityNumber):
    """The text has the wrong length or holds something else than digits."""


class ImpossibleBirthDate(UnusablePersonalIdentityNumber):
    """The digits name no day, or a day that has not come yet."""


class WrongCheckDigit(UnusablePersonalIdentityNumber):
    """The last digit does not follow from the nine before it."""


class CenturyUnknown(UnusablePersonalIdentityNumber):
    """A ten-digit number needs today's date to tell the century."""


class ReserveNumberNotSupported(UnusablePersonalIdentityNumber):
    """The text is a reserve number (reservnummer), which is not taken as an identity."""


class PersonalIdentityNumber:
    """One valid number; every way of printing it hides the last four digits but `reveal()`."""

    __slots__ = ("_digits", "birth_date", "kind")
    _digits: str
    birth_date: date
    kind: NumberKind

    def __init__(self, digits: str, *, today: date | None = None) -> None:
        """Take the canonical twelve digits; use `parse` for what a person typed."""
        birth_date, kind = _checked(digits)
        if today is not None and birth_date > today:
            message = "the date of birth has not come yet"
            raise ImpossibleBirthDate(message)
        object.__setattr__(self, "_digits", digits)
        object.__setattr__(self, "birth_date", birth_date)
        object.__setattr__(self, "kind", kind)

    @classmethod
    def parse(cls, text: str, today: date | None = None) -> "PersonalIdentityNumber":
        """Read `ÅÅÅÅMMDDNNNN` or `ÅÅMMDD-NNNN`; the short form needs `today`."""
        compact = "".join(text.split())
        if long := _LONG.fullmatch(compact):
            return cls(long[1] + long[2], today=today)
        if short := _SHORT.fullmatch(compact):
            if today is None:
                message = "a ten-digit number needs today's date"
                raise CenturyUnknown(message)
            century = _century(int(short[1][:2]), short[2], today)
            return cls(f"{century:02d}{short[1]}{short[3]}", today=today)
        if _RESERVE.fullmatch(compact):
            message = "reserve numbers are not supported"
            raise ReserveNumberNotSupported(message)
        message = "a personal identity number has ten or twelve digits"
        raise MalformedNumber(message)

    @property
    def is_test(self) -> bool:
        """Say whether the number is one that nobody is given."""
        return FIRST_TEST_BIRTH_NUMBER <= int(self._digits[8:11]) <= LAST_TEST_BIRTH_NUMBER

    @property
    def masked(self) -> str:
        """Give the day of birth as the number writes it, and dots: `19450312-••••`."""
        return f"{self._digits[:8]}-••••"

    def reveal(self) -> str:
        """Give all twelve digits; the caller has a reason that policy knows of."""
        return self._digits

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"PersonalIdentityNumber({self.masked!r})"

    def __format__(self, spec: str) -> str:
        return format(self.masked, spec)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PersonalIdentityNumber):
            return NotImplemented
        return self._digits == other._digits

    def __hash__(self) -> int:
        return hash((PersonalIdentityNumber, self._digits))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        message = "a personal identity number cannot be changed"
        raise AttributeError(message)

    def __delattr__(self, name: str) -> NoReturn:
        message = "a personal identity number cannot be changed"
        raise AttributeError(message)

    def __copy__(self) -> "PersonalIdentityNumber":
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "PersonalIdentityNumber":
        return self

    def __reduce__(self) -> NoReturn:
        """Refuse pickling: caches and job queues must never hold the digits."""
        message = "a personal identity number cannot be pickled"
        raise TypeError(message)


def number_for_tests(
    birth_date: date, sequence: int, *, kind: NumberKind = NumberKind.PERSONNUMMER
) -> PersonalIdentityNumber:
    """Make the test number `sequence` (0–19) of somebody born on `birth_date`."""
    birth_number = FIRST_TEST_BIRTH_NUMBER + sequence
    if not FIRST_TEST_BIRTH_NUMBER <= birth_number <= LAST_TEST_BIRTH_NUMBER:
        message = "there are twenty test numbers a day: sequence 0 to 19"
        raise ValueError(message)
    offset = COORDINATION_DAY_OFFSET if kind is NumberKind.SAMORDNINGSNUMMER else 0
    body = f"{birth_date:%Y%m}{birth_date.day + offset:02d}{birth_number}"
    return PersonalIdentityNumber(body + check_digit(body[2:]))


def check_digit(nine: str) -> str:
    """Compute the tenth digit from the nine before it (Luhn, modulus 10)."""
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(nine))
    return str(-sum(product // 10 + product % 10 for product in doubled) % 10)


def _checked(digits: str) -> tuple[date, NumberKind]:
    if re.fullmatch(r"[0-9]{12}", digits, re.ASCII) is None:
        message = "the canonical form is twelve digits"
        raise MalformedNumber(message)
    day = int(digits[6:8])
    kind = (
        NumberKind.SAMORDNINGSNUMMER if day > COORDINATION_DAY_OFFSET else NumberKind.PERSONNUMMER
    )
    if kind is NumberKind.SAMORDNINGSNUMMER:
        day -= COORDINATION_DAY_OFFSET
    try:
        birth_date = date(int(digits[:4]), int(digits[4:6]), day)
    except ValueError:
        message = "the date of birth does not exist"
        raise ImpossibleBirthDate(message) from None
    if check_digit(digits[2:11]) != digits[11]:
        message = "the check digit is wrong"
        raise WrongCheckDigit(message)
    return birth_date, kind


def _century(two_digits: int, separator: str, today: date) -> int:
    """A plus sign replaces the hyphen from the year in which the person turns 100."""
    year = today.year - (today.year - two_digits) % 100
    return (year - 100 if separator == "+" else year) // 100
