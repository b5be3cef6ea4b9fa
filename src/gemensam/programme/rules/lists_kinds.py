"""What columns of a list can hold: texts, numbers, kronor, days, yes or no. Pure.

A text is read the Swedish and the English way; one that can be read in two ways is refused.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gemensam.kernel.money import InexactAmount, Money
from gemensam.programme.rules.lists import Fault, Style, Unreadable, Value
from gemensam.programme.rules.workings import gettext_noop

# Spaces that spreadsheets and typists part thousands with.
_SPACES = re.compile(r"[ \u00a0\u2009\u202f]")
_UNIT = re.compile(r"(kr|sek|%)\.?$", re.IGNORECASE)
_PLAIN = re.compile(r"-?\d+([.,]\d+)?")
# 1.234,50 and 1,234.50 and 1,234,567: the marks tell each other apart.
_GROUPED = re.compile(
    r"-?\d{1,3}(?:(?:\.\d{3})+,\d{1,2}|(?:,\d{3})+\.\d{1,2}|([.,])\d{3}(?:\1\d{3})+)"
)
_TWO_WAYS = re.compile(r"-?\d{1,3}[.,]\d{3}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Room for every amount that a column of the database holds.
MOST_KRONOR = Money.from_kronor(999_999_999_999)
MOST_NUMBER = 2_147_483_647
NOTHING = Money(0)

EMPTY = gettext_noop("The cell is empty.")


def plain_number(text: str) -> Decimal:
    """Read a number written the Swedish or the English way. Raises Unreadable."""
    tight = _UNIT.sub("", _SPACES.sub("", text)).replace("\N{MINUS SIGN}", "-")
    if _TWO_WAYS.fullmatch(tight):
        raise Unreadable(
            gettext_noop("“%(text)s” can be read in two ways."),
            gettext_noop("Write %(one)s or %(other)s."),
            text=text,
            one=re.sub("[.,]", "", tight),
            other=tight.replace(".", ",").rstrip("0").rstrip(","),
        )
    if _GROUPED.fullmatch(tight):
        last = max(tight.rfind("."), tight.rfind(","))
        has_decimals = len({"." in tight, "," in tight}) == 1 and len(tight) - last <= 3  # noqa: PLR2004
        whole = re.sub("[.,]", "", tight[:last] if has_decimals else tight)
        return Decimal(f"{whole}.{tight[last + 1 :]}" if has_decimals else whole)
    if not _PLAIN.fullmatch(tight):
        raise Unreadable(
            gettext_noop("“%(text)s” is not a number."),
            gettext_noop("Write it in digits, for example 1234."),
            text=text,
        )
    return Decimal(tight.replace(",", "."))


@dataclass(frozen=True, slots=True)
class Text:
    """A text; line breaks only where `lines` says so."""

    longest: int = 200
    needed: bool = True
    lines: bool = False

    @property
    def hint(self) -> Fault:
        return Fault(
            "",
            gettext_noop("Text, at most %(longest)s characters"),
            (("longest", str(self.longest)),),
        )

    def read(self, text: str) -> Value:
        clean = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        if not clean and self.needed:
            raise Unreadable(EMPTY, gettext_noop("Write a text."))
        if len(clean) > self.longest:
            raise Unreadable(
                gettext_noop("The text has %(length)s characters."),
                gettext_noop("Use at most %(longest)s."),
                length=str(len(clean)),
                longest=str(self.longest),
            )
        if _CONTROL.search(clean) or (not self.lines and re.search(r"[\n\t]", clean)):
            raise Unreadable(
                gettext_noop("The text holds a sign that cannot be seen."),
                gettext_noop("Write it anew on one line."),
            )
        return clean

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        assert isinstance(value, str)
        return value


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number; empty is unknown, which is not zero."""

    least: int = 0
    most: int = MOST_NUMBER
    needed: bool = True

    @property
    def hint(self) -> Fault:
        return Fault(
            "",
            gettext_noop("Whole number, %(least)s to %(most)s"),
            (("least", str(self.least)), ("most", str(self.most))),
        )

    def read(self, text: str) -> Value:
        if not text:
            if self.needed:
                raise Unreadable(EMPTY, gettext_noop("Write a number; zero is a number too."))
            return None
        # 1,234 cannot be but 1234 where only whole numbers stand.
        number = (
            Decimal(re.sub("[.,]", "", tight))
            if _TWO_WAYS.fullmatch(tight := _SPACES.sub("", text))
            else plain_number(text)
        )
        if number != number.to_integral_value():
            raise Unreadable(
                gettext_noop("“%(text)s” is not a whole number."),
                gettext_noop("Write it without decimals."),
                text=text,
            )
        if not self.least <= number <= self.most:
            raise Unreadable(
                gettext_noop("“%(text)s” is too small or too large."),
                gettext_noop("Write a number from %(least)s to %(most)s."),
                text=text,
                least=str(self.least),
                most=str(self.most),
            )
        return int(number)

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Kronor:
    """An amount with whole öre; empty is unknown, which is not zero."""

    needed: bool = True
    least: Money = NOTHING

    @property
    def hint(self) -> Fault:
        return Fault("", gettext_noop("Amount in kronor, for example 1234,50"))

    def read(self, text: str) -> Value:
        if not text:
            if self.needed:
                raise Unreadable(EMPTY, gettext_noop("Write an amount; zero is an amount too."))
            return None
        try:
            amount = Money.from_kronor(plain_number(text))
        except InexactAmount as inexact:
            raise Unreadable(
                gettext_noop("“%(text)s” has parts of an öre."),
                gettext_noop("Write at most two decimals."),
                text=text,
            ) from inexact
        if not self.least <= amount <= MOST_KRONOR:
            raise Unreadable(
                gettext_noop("“%(text)s” is too small or too large."),
                gettext_noop("Write an amount from %(least)s kronor."),
                text=text,
                least=str(self.least.kronor),
            )
        return amount

    def write(self, value: Value, style: Style) -> str:
        if value is None:
            return ""
        assert isinstance(value, Money)
        kronor = value.kronor
        whole = kronor == kronor.to_integral_value()
        return str(int(kronor)) if whole else str(kronor).replace(".", style.decimal)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as year-month-day."""

    needed: bool = True

    @property
    def hint(self) -> Fault:
        return Fault("", gettext_noop("Day as year-month-day, for example 2026-11-21"))

    def read(self, text: str) -> Value:
        if not text:
            if self.needed:
                raise Unreadable(EMPTY, self.hint.right)
            return None
        try:
            return date.fromisoformat(text.removesuffix(" 00:00:00"))
        except ValueError as error:
            raise Unreadable(
                gettext_noop("“%(text)s” is not a day."),
                gettext_noop("Write year-month-day, for example 2026-11-21."),
                text=text,
            ) from error

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        if value is None:
            return ""
        assert isinstance(value, date)
        return value.isoformat()


# What spreadsheets and people write for yes and no, in both languages.
YES = frozenset({"ja", "yes", "1", "true", "sant", "x"})
NO = frozenset({"nej", "no", "0", "false", "falskt"})


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no; an empty cell is neither unless `empty` says which."""

    empty: bool | None = None

    @property
    def hint(self) -> Fault:
        return Fault("", gettext_noop("ja or nej"))

    def read(self, text: str) -> Value:
        word = text.casefold()
        if not word and self.empty is not None:
            return self.empty
        if word in YES:
            return True
        if word in NO:
            return False
        raise Unreadable(
            gettext_noop("“%(text)s” is neither yes nor no."),
            gettext_noop("Write ja or nej."),
            text=text,
        )

    def write(self, value: Value, style: Style) -> str:  # noqa: ARG002 -- the same in every style
        return "ja" if value else "nej"
