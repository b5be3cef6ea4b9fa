"""What a delivery's page shows: counts first, then what would change, part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.employees.feed import words
from gemensam.employees.feed.comparing import Plan, Reading, Step
from gemensam.employees.feed.rows import Field
from gemensam.employees.feed_models import ChangeKind
from gemensam.ui.parts import Cell, Column, Lines, Link, Row, Table

ON_A_PAGE: Final = 50
MOST_WORDS: Final = 40
# The parts of a preview by their word in the address; `olasbara` are the rows that say nothing.
PARTS: Final = {
    "slutar": ChangeKind.LEFT,
    "nya": ChangeKind.JOINED,
    "andrade": ChangeKind.CHANGED,
    "tillbaka": ChangeKind.RETURNED,
}
UNREADABLE: Final = "olasbara"
LABELS: Final = {
    "slutar": gettext_lazy("Leaving"),
    "nya": gettext_lazy("New employment"),
    "andrade": gettext_lazy("Changed"),
    "tillbaka": gettext_lazy("Back again"),
    UNREADABLE: gettext_lazy("Cannot be read"),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """One part of a plan, with the way to the others."""

    chips: Sequence[Link]
    table: Table
    unknown_words: str


def preview(plan: Plan, *, part: str, page: str) -> Preview:
    """Give one page of one part; the first part that holds anything unless one is named."""
    numbers = {key: len(plan.of(kind)) for key, kind in PARTS.items()}
    numbers[UNREADABLE] = len(plan.unreadable)
    if part not in numbers:
        part = next((key for key, number in numbers.items() if number), "slutar")
    chips = [
        Link(str(LABELS[key]), "?" + urlencode({"visa": key}), key == part, number)
        for key, number in numbers.items()
    ]
    number = int(page) if page.isdecimal() and len(page) < len("10000") else 1
    first = max(0, number - 1) * ON_A_PAGE
    table = _unreadable(plan, first) if part == UNREADABLE else _steps(plan, part, first)
    return Preview(chips, table, _unknown_words(plan))


def _more(part: str, first: int, total: int) -> tuple[str, str]:
    """Give the addresses of the next page and of the first, where there are such."""
    following = first // ON_A_PAGE + 2
    more = "?" + urlencode({"visa": part, "sida": following}) if first + ON_A_PAGE < total else ""
    return more, "?" + urlencode({"visa": part}) if first else ""


def _steps(plan: Plan, part: str, first: int) -> Table:
    steps = plan.of(PARTS[part])
    more, begin = _more(part, first, len(steps))
    return Table(
        caption=str(LABELS[part]),
        columns=[
            Column(_("Who")),
            Column(_("Workplace")),
            Column(_("What changes")),
            Column(_("Line"), num=True),
        ],
        rows=[_row(step) for step in steps[first : first + ON_A_PAGE]],
        empty_text=_("None."),
        more_href=more,
        first_href=begin,
    )


def _row(step: Step) -> Row:
    return Row(
        [
            who(step),
            Lines(
                words.value(Field.WORKPLACE, step.facts[Field.WORKPLACE]),
                words.value(Field.TITLE, step.facts[Field.TITLE]),
            ),
            _what(step),
            str(step.line) if step.line else "–",
        ]
    )


def who(step: Step) -> Cell:
    """Name somebody; of those with a protected identity only the number."""
    number = step.hr_number
    if _is_protected(step):
        return Lines(_("Protected identity"), number)
    name = f"{step.facts[Field.GIVEN_NAME]} {step.facts[Field.FAMILY_NAME]}"
    return Lines(name, " · ".join(filter(None, (number, str(step.facts[Field.HSA_ID])))))


def _is_protected(step: Step) -> bool:
    before = step.before.facts[Field.IS_PROTECTED] if step.before else False
    return bool(step.facts[Field.IS_PROTECTED] or before)


def _what(step: Step) -> Cell:
    if step.kind is ChangeKind.JOINED:
        return _("First day %(day)s") % {"day": words.value("", step.facts[Field.STARTS_ON])}
    if step.is_removed and not step.line:
        return _("Is in no row of the file")
    hidden = _is_protected(step)
    shown = {key: pair for key, pair in step.values.items() if not (hidden and key in words.NAMES)}
    found = words.differences(shown)
    if not found:
        day = words.value("", step.facts[Field.ENDS_ON])
        return _("Last day %(day)s has passed") % {"day": day}
    return Lines(found[0], "; ".join(found[1:]))


def _unreadable(plan: Plan, first: int) -> Table:
    rows = plan.unreadable
    more, begin = _more(UNREADABLE, first, len(rows))
    return Table(
        caption=str(LABELS[UNREADABLE]),
        columns=[
            Column(_("Line"), num=True),
            Column(_("Employment number")),
            Column(_("What is wrong")),
        ],
        rows=[
            Row([str(one.line), one.hr_number or "–", _faults(one)])
            for one in rows[first : first + ON_A_PAGE]
        ],
        empty_text=_("Every row could be read."),
        more_href=more,
        first_href=begin,
    )


def _faults(one: Reading) -> Cell:
    hides = bool(one.said.get(Field.IS_PROTECTED))
    found = [words.fault(fault, hides_names=hides) for fault in one.faults]
    return Lines(found[0], " ".join(found[1:]))


def _unknown_words(plan: Plan) -> str:
    """Give the category words that nobody has mapped, as a query for the mapping's page."""
    found = {
        fault.found
        for one in plan.unreadable
        for fault in one.faults
        if fault.field is Field.CATEGORY and fault.found
    }
    return urlencode({"ord": sorted(found)[:MOST_WORDS]}, doseq=True)
