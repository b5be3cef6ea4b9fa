"""How values, workings, sources and texts that are data are written on the programme's pages."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gemensam.kernel.money import ORE_PER_KRONA, Money
from gemensam.programme.rules.indicators import ShareValue, Text, ValueState
from gemensam.programme.rules.workings import (
    THOUSANDS_SPACE,
    Step,
    Unit,
    Workings,
    percent_digits,
)
from gemensam.programme.words import SOURCE_WORDS, VALUE_STATE_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Working

# The rules write digits the Swedish way; this is how English parts thousands and decimals.
ENGLISH_DIGITS = str.maketrans({THOUSANDS_SPACE: ",", ",": "."})


def is_english() -> bool:
    """Say whether the reader has chosen English."""
    return get_language() == "en"


def said(text: Text | None) -> str:
    """Give a text that is data, in the reader's language."""
    if text is None:
        return ""
    return text.en if is_english() else text.sv


def in_swedish(text: str) -> SafeString:
    """Mark a text that is data and only Swedish, so that a page in English reads it out right."""
    return format_html('<span lang="sv">{}</span>', text)


def listed(words: Sequence[str], last: str) -> str:
    """Write `a, b och c`, with the word that stands before the last one."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def source_name(key: str) -> str:
    """Name a document; what is not one of ours is told in its own Swedish words."""
    return _(SOURCE_WORDS[key]) if key in SOURCE_WORDS else in_swedish(key)


def source_names(keys: Sequence[str]) -> str:
    """Name several documents in one line."""
    return format_html_join(", ", "{}", ((source_name(key),) for key in keys))


def share_text(value: ShareValue, *, yes_or_no: bool = False) -> str:
    """Write a share, or in words why there is none."""
    tenths = value.tenths_of_percent
    if tenths is None:
        return _(VALUE_STATE_WORDS[value.state])
    if yes_or_no:
        return _("Yes") if value.numerator else _("No")
    return percent(tenths)


def digits(swedish: str) -> str:
    """Write digits and signs of the rules as the reader's language does."""
    return swedish.translate(ENGLISH_DIGITS) if is_english() else swedish


def percent(tenths: int) -> str:
    """Write tenths of a percent: `82,1 %`, in English `82.1%`."""
    return f"{digits(percent_digits(tenths))}{'' if is_english() else formats.HARD_SPACE}%"


def month(day: date, *, is_short: bool = False) -> str:
    """Write a period by the month it ends in: `oktober 2026`, where room is short `okt 2026`."""
    name, year = formats.day(day).split()[-2:]
    return f"{name[:3]} {year}" if is_short else f"{name} {year}"


def kronor(amount: Money) -> str:
    """Write an amount whose unit stands beside it; öre only where there are any."""
    return formats.number(amount.kronor, 2 if amount.ore % ORE_PER_KRONA else 0)


def plain(number: Decimal) -> str:
    """Write a number as a spreadsheet reads it: no spaces, the language's decimal mark."""
    return str(number) if is_english() else str(number).replace(".", ",")


def counts_text(value: ShareValue, what: str = "") -> str:
    """Write the two numbers behind a share; nothing when there is none to show."""
    if value.numerator is None or value.denominator is None:
        return ""
    numbers = _("%(part)s of %(whole)s") % {
        "part": formats.number(value.numerator),
        "whole": formats.number(value.denominator),
    }
    return f"{numbers} {what}".strip()


def is_measured(value: ShareValue) -> bool:
    """Say whether there is a number to show."""
    return value.state is ValueState.MEASURED


def workings(steps: Workings) -> list[Working]:
    """Give a rule's steps as the page draws them; the last is the sum."""
    last = len(steps.steps) - 1
    return [_working(step, is_last=place == last) for place, step in enumerate(steps.steps)]


def _working(step: Step, *, is_last: bool) -> Working:
    result, formula = _result(step), digits(step.formula)
    # A formula that only repeats the result says nothing.
    told = [] if formula in result else [formula]
    if step.source:
        told.append(source_name(step.source))
    return Working(
        text=_(step.label),
        amount=result,
        source=format_html_join(" · ", "{}", ((one,) for one in told)),
        total=is_last,
    )


def _result(step: Step) -> str:
    match step.unit:
        case Unit.ORE:
            return formats.amount(Money(step.result))
        case Unit.TENTHS_OF_PERCENT:
            return percent(step.result)
        case Unit.COUNT | Unit.INHABITANTS:
            return formats.number(step.result)
