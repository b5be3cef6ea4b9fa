"""The page of a case's calculation, with whatever is filled in, went wrong or has changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.assistance import asking, inquiries, parts, words
from gemensam.assistance.calculations import InHand, Visit, in_hand, names_of
from gemensam.assistance.concerns import changed_keys, concerns_of
from gemensam.assistance.forms import (
    AmountsForm,
    AskingForm,
    EntryForm,
    HouseholdForm,
)
from gemensam.assistance.sheet import APPLICANT_KEY
from gemensam.cases import api as cases
from gemensam.identity.api import Request
from gemensam.ui import formats
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, show


def visit_of(request: Request) -> Visit:
    return Visit(request.actor, request.now, request.request_id)


def found_or_404(request: Request, case_id: UUID) -> InHand:
    """Give the calculation. Raises Http404: there is no such case here."""
    try:
        return in_hand(visit_of(request), case_id)
    except cases.NoSuchCase as error:
        raise Http404 from error


@dataclass(frozen=True, slots=True)
class Open:
    """What is filled in or went wrong on the page."""

    amounts: AmountsForm | None = None
    household: HouseholdForm | None = None
    entry: EntryForm | None = None
    asking: AskingForm | None = None
    problem: str = ""
    has_changed: bool = False
    status: int = 200


def calculation_page(request: Request, found: InHand, state: Open | None = None) -> HttpResponse:
    """Show a calculation; nothing can be changed in it once the case is decided."""
    state = state or Open()
    names = names_of(found.case, found.sheet)
    made, is_open = found.calculation, not found.case.is_decided
    amounts = state.amounts or amounts_form(found) if made and is_open else None
    before = changed_keys(made, found.before) if made else {}
    progress = inquiries.newest(found.case.id, names) if is_open else None
    forms = {
        "amounts": amounts,
        "household": state.household or household_form(found),
        "entry": state.entry or entry_form(found),
        "asking": state.asking or _asking_form(found, progress),
    }
    concerns = concerns_in(found)
    context = {
        "case": found.case,
        "number": found.number,
        "is_open": is_open,
        "month": words.month(found.sheet.application.household.month),
        "calculation": made,
        "problem": state.problem or (words.problem(found.problem) if found.problem else ""),
        "has_changed": state.has_changed,
        "figures": parts.figures_of(made) if made else [],
        "table": parts.editable(made, amounts, names, before) if made else None,
        "to_see": [one for one in concerns if not one.is_seen],
        "seen": [one for one in concerns if one.is_seen],
        "home": parts.home_facts(found.sheet.application.household, names),
        "added": _added(found, names),
        **question_of(found, names),
        "progress": progress,
        "versions": parts.versions_of(found.versions),
        "crumbs": _crumbs(found),
        "back": case_href(found.case.id) + "#beslut",
        "filled_in": [one for one in forms.values() if one is not None],
        "now": request.now,
        **forms,
    }
    return show(request, "assistance/calculation.html", context, status=state.status)


def _crumbs(found: InHand) -> list[Link]:
    return [
        Link(_("Work"), reverse("cases:work")),
        Link(f"{found.case.title} {found.case.number}", case_href(found.case.id)),
        Link(_("The calculation")),
    ]


def question_of(found: InHand, names: Mapping[str, str]) -> dict[str, object]:
    """Say before a question is put whom it goes to and whom it is about."""
    return {
        "is_connected": asking.is_connected(),
        "agencies": [words.agency(one) for one in asking.AGENCIES],
        "subjects": [names[one] for one in found.sheet.application.household.adults],
    }


def _asking_form(found: InHand, progress: inquiries.Progress | None) -> AskingForm:
    return AskingForm(
        None,
        household=found.sheet.application.household,
        number=progress.inquiry.number if progress else 0,
    )


def concerns_in(found: InHand) -> list[cases.Concern]:
    """Give what to look at in a calculation."""
    names = names_of(found.case, found.sheet)
    return concerns_of(found.sheet, found.calculation, found.before, names)


def case_href(case_id: UUID) -> str:
    """Give where the case is."""
    return reverse("cases:case", args=[case_id])


def decided(request: Request, case_id: UUID) -> HttpResponse:
    """Say that a decided case's calculation stays as it is: 409."""
    back = Link(_("Back to the case"), case_href(case_id))
    return conflict(request, _("The case is decided, so its calculation stays as it is."), back)


def amounts_form(found: InHand, request: Request | None = None) -> AmountsForm:
    """Give the form of the amounts. Only where there is a calculation."""
    assert found.calculation is not None
    return AmountsForm(
        request.POST if request else None,
        calculation=found.calculation,
        number=found.number,
        names=names_of(found.case, found.sheet),
    )


def household_form(found: InHand, request: Request | None = None) -> HouseholdForm:
    """Give the form of the household."""
    return HouseholdForm(request.POST if request else None, sheet=found.sheet, number=found.number)


def entry_form(found: InHand, request: Request | None = None) -> EntryForm:
    """Give the form that adds a row."""
    names = names_of(found.case, found.sheet)
    people = [(key, names.get(key) or key) for key in found.sheet.people]
    return EntryForm(request.POST if request else None, people=people, number=found.number)


def _added(found: InHand, names: dict[str, str]) -> list[str]:
    """Say what the caseworker added, in the order of its numbers."""
    return [
        _("%(kind)s, %(name)s, %(amount)s: %(reason)s")
        % {
            "kind": words.kind(one.kind),
            "name": names.get(one.person or APPLICANT_KEY, ""),
            "amount": formats.amount(one.amount),
            "reason": one.said,
        }
        for one in found.sheet.added
    ]
