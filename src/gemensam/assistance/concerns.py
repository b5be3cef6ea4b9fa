"""What a caseworker should look at in a calculation, each with its reason, until she has. No queries.

The key of a concern holds what it is about, so that another amount is a concern of its own.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from gemensam.assistance import words
from gemensam.assistance.rules.steps import NEEDS, Calculation, Row, Rule, Section
from gemensam.assistance.sheet import Sheet
from gemensam.cases.api import Concern
from gemensam.ui import formats


def concerns_of(
    sheet: Sheet,
    calculation: Calculation | None,
    before: Calculation | None,
    names: Mapping[str, str],
) -> list[Concern]:
    """Give everything to look at: what could not be read, what is missing, what is new."""
    found = [*_unread(sheet), *_missing(sheet, names)]
    if calculation is not None:
        found += [*_not_declared(calculation, names), *_changed(calculation, before, names)]
    return [
        Concern(key, text, reason, is_seen=key in sheet.acknowledged) for key, text, reason in found
    ]


type Found = tuple[str, str, str]


def _unread(sheet: Sheet) -> Iterator[Found]:
    for one in sheet.unread:
        text = _("In the application: %(what)s") % {"what": words.answer_name(one.label)}
        if one.text:
            text = f"{text} ({one.text})"
        yield f"unread:{one.key}:{one.why}", text, words.why_unread(one.why)


def _missing(sheet: Sheet, names: Mapping[str, str]) -> Iterator[Found]:
    if sheet.asked is None:
        return
    for person, agencies in sheet.asked.missing.items():
        for agency, why in agencies:
            said = {"agency": words.agency(agency), "person": names.get(person, person)}
            text = _("No whole answer from %(agency)s about %(person)s") % said
            yield (
                f"missing:{person}:{agency}:{sheet.asked.at:%Y%m%d%H%M}",
                text,
                words.why_missing(why),
            )


def _not_declared(calculation: Calculation, names: Mapping[str, str]) -> Iterator[Found]:
    for row in calculation.of(Section.INCOMES):
        rules = {step.rule for step in row.steps}
        name, amount = words.row_name(row, names), formats.amount(row.proposed)
        if Rule.REGISTER_BEFORE_DECLARED in rules:
            said = {"name": name, "declared": formats.amount(row.applied), "found": amount}
            text = _("%(name)s: %(declared)s was declared, an authority tells of %(found)s") % said
            reason = _("The authority's amount is counted.")
            yield f"otherwise:{row.key}:{row.proposed.ore}", text, reason
        elif Rule.FOUND in rules and row.applied is None:
            text = _("%(name)s: %(found)s was found and not declared") % {
                "name": name,
                "found": amount,
            }
            reason = _("The form asks nobody to declare most benefits. It is counted.")
            yield f"undeclared:{row.key}:{row.proposed.ore}", text, reason


def _changed(
    calculation: Calculation, before: Calculation | None, names: Mapping[str, str]
) -> Iterator[Found]:
    if before is None:
        return
    reason = _("Compared with the calculation of %(month)s.") % {"month": words.month(before.month)}
    earlier = _shown(before)
    for key, row in _shown(calculation).items():
        old = earlier.pop(key, None)
        now = formats.amount(row.proposed)
        if old is None:
            text = _("New since last month: %(name)s, %(now)s") % {
                "name": words.row_name(row, names),
                "now": now,
            }
            yield f"new:{key}:{row.proposed.ore}", text, reason
        elif old.proposed != row.proposed:
            text = _("Changed since last month: %(name)s, %(old)s → %(now)s") % {
                "name": words.row_name(row, names),
                "old": formats.amount(old.proposed),
                "now": now,
            }
            yield f"changed:{key}:{row.proposed.ore}", text, reason
    for key, row in earlier.items():
        text = _("Not there since last month: %(name)s, %(old)s") % {
            "name": words.row_name(row, names),
            "old": formats.amount(row.proposed),
        }
        yield f"gone:{key}", text, reason


def _shown(calculation: Calculation) -> dict[str, Row]:
    """Give the rows that are compared: the norm follows the household and its year."""
    kept = (*NEEDS[1:], Section.INCOMES, Section.ASSETS)
    return {row.key: row for row in calculation.of(*kept)}


def changed_keys(calculation: Calculation, before: Calculation | None) -> Mapping[str, str]:
    """Give, by row key, what the row was the month before, where it is another amount now."""
    if before is None:
        return {}
    earlier = _shown(before)
    return {
        key: formats.amount(earlier[key].proposed) if key in earlier else ""
        for key, row in _shown(calculation).items()
        if key not in earlier or earlier[key].proposed != row.proposed
    }
