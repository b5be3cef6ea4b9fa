"""How values, workings and sources are written on the programme's pages."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from gemensam.kernel.money import Money
from gemensam.programme.rules.indicators import ShareValue, ValueState
from gemensam.programme.rules.workings import Step, Unit, Workings, percent_digits
from gemensam.programme.words import VALUE_STATE_WORDS
from gemensam.ui import formats
from gemensam.ui.parts import Working

SOURCES_HREF = "/om/kallor/"
SOURCE_NAMES = {
    "2013_plan": "Handlingsplanen 2013–2015",
    "2013_follow_up": "Uppföljningen av stimulansmedlen 2013",
    "2013_newsletter": "Nyhetsbrevet 2013",
    "2015_goal_fulfilment": "Måluppfyllelsen 2015",
    "2018_plan": "Handlingsplanen 2018",
}


def source_name(key: str) -> str:
    """Name a document."""
    return SOURCE_NAMES.get(key, key)


def source_names(keys: Sequence[str]) -> str:
    """Name several documents in one line."""
    return ", ".join(source_name(key) for key in keys)


def share_text(value: ShareValue, *, yes_or_no: bool = False) -> str:
    """Write a share, or in words why there is none."""
    tenths = value.tenths_of_percent
    if tenths is None:
        return _(VALUE_STATE_WORDS[value.state])
    if yes_or_no:
        return "Ja" if value.numerator else "Nej"
    return percent(tenths)


def percent(tenths: int) -> str:
    """Write tenths of a percent: `82,1 %`."""
    return f"{percent_digits(tenths)}{formats.HARD_SPACE}%"


def counts_text(value: ShareValue, what: str = "") -> str:
    """Write the two numbers behind a share; nothing when there is none to show."""
    if value.numerator is None or value.denominator is None:
        return ""
    words = f"{formats.number(value.numerator)} av {formats.number(value.denominator)} {what}"
    return words.strip()


def is_measured(value: ShareValue) -> bool:
    """Say whether there is a number to show."""
    return value.state is ValueState.MEASURED


def workings(steps: Workings) -> list[Working]:
    """Give a rule's steps as the page draws them; the last is the sum."""
    last = len(steps.steps) - 1
    return [_working(step, is_last=place == last) for place, step in enumerate(steps.steps)]


def _working(step: Step, *, is_last: bool) -> Working:
    result = _result(step)
    # A formula that only repeats the result says nothing.
    shows = not result.startswith(step.formula)
    told = [step.formula] if shows else []
    if step.source:
        told.append(source_name(step.source))
    return Working(
        text=_(step.label),
        amount=result,
        source=" · ".join(told),
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
