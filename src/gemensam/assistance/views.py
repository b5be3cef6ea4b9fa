"""Arbeta: a case's calculation, what is changed in it, and the question to the authorities."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.assistance import calculations, words
from gemensam.assistance.calculations import CalculationHasChanged, InHand, names_of
from gemensam.assistance.forms import AmountsForm, NumberedForm
from gemensam.assistance.norms import norms
from gemensam.assistance.page import (
    Open,
    amounts_form,
    calculation_page,
    concerns_in,
    decided,
    entry_form,
    found_or_404,
    household_form,
    visit_of,
)
from gemensam.assistance.rules.refusals import CannotCalculate
from gemensam.assistance.sheet import Sheet
from gemensam.cases import api as cases
from gemensam.identity.api import Request, logged_in
from gemensam.ui import formats
from gemensam.ui.show import go_on

type Make[F: NumberedForm] = Callable[[InHand, Request], F]
# What a form changes, and what is written of it in the case, in Swedish.
type Change[F: NumberedForm] = Callable[[InHand, F], tuple[Callable[[Sheet], Sheet], str]]


@logged_in
@require_GET
def calculation(request: Request, case_id: UUID) -> HttpResponse:
    """Show a case's calculation, made of the application's answers until somebody has saved one."""
    return calculation_page(request, found_or_404(request, case_id))


@logged_in
@require_POST
def amounts(request: Request, case_id: UUID) -> HttpResponse:
    """Save the decided amounts, each with its reason."""
    return _save(request, case_id, "amounts", amounts_form, _decide_amounts)


def _decide_amounts(found: InHand, form: AmountsForm) -> tuple[Callable[[Sheet], Sheet], str]:
    made, decisions = found.calculation, form.decisions()
    assert made is not None
    names = names_of(found.case, found.sheet)
    changed = [
        f"{words.row_name(row, names)} {formats.amount(decisions[row.key].amount)}"
        + (f" ({decisions[row.key].reason})" if decisions[row.key].reason else "")
        for row in made.rows
        if decisions[row.key].amount != (row.proposed if row.decided is None else row.decided)
    ]
    said = "; ".join(changed) + "." if changed else _("Saved without changes.")
    return (lambda sheet: sheet.with_decisions(decisions, norms())), said


@logged_in
@require_POST
def household(request: Request, case_id: UUID) -> HttpResponse:
    """Change the household and its days."""
    return _save(
        request,
        case_id,
        "household",
        household_form,
        lambda _found, form: (
            form.changed,
            _("The household was changed: %(reason)s") % {"reason": form.cleaned_data["reason"]},
        ),
    )


@logged_in
@require_POST
def add(request: Request, case_id: UUID) -> HttpResponse:
    """Add a cost, an income or an asset by hand."""
    return _save(
        request,
        case_id,
        "entry",
        entry_form,
        lambda found, form: (
            lambda sheet: sheet.with_entry(form.entry(children=found.sheet.children)),
            _("Added %(what)s, %(amount)s: %(reason)s") % form.said(),
        ),
    )


def _save[F: NumberedForm](
    request: Request, case_id: UUID, name: str, make: Make[F], work: Change[F]
) -> HttpResponse:
    """Save what a form changes: 422 where it must be mended, 409 where somebody was first."""
    found = found_or_404(request, case_id)
    if found.case.is_decided or (name == "amounts" and found.calculation is None):
        return decided(request, case_id)
    form = make(found, request)
    is_stale = form.seen != found.number
    if not is_stale and form.is_valid():
        with translation.override("sv"):
            edit, said = work(found, form)
        try:
            calculations.change(
                visit_of(request), case_id, edit=edit, said=said, number=found.number
            )
            return _done(request, case_id, _("The calculation is saved."))
        except CalculationHasChanged:
            is_stale = True
        except CannotCalculate as error:
            form.add_error(None, words.problem(error))
        except cases.CaseIsDecided:
            return decided(request, case_id)
    if is_stale:
        return _changed(request, case_id, name, make)
    return calculation_page(request, found, _open(name, form, status=422))


def _open(name: str, form: NumberedForm, **more: Any) -> Open:
    given: Mapping[str, Any] = {name: form, **more}
    return Open(**given)


def _changed[F: NumberedForm](
    request: Request, case_id: UUID, name: str, make: Make[F]
) -> HttpResponse:
    """Show the calculation as it is now, with everything that was typed."""
    found = found_or_404(request, case_id)
    form = make(found, request)
    form.goes_on_from(found.number)
    return calculation_page(request, found, _open(name, form, has_changed=True, status=409))


def _done(request: Request, case_id: UUID, said: str) -> HttpResponse:
    messages.success(request, said)
    return go_on(request, reverse("assistance:calculation", args=[case_id]))


@logged_in
@require_POST
def remove(request: Request, case_id: UUID, position: int) -> HttpResponse:
    """Take away what was added by hand; what the applicant or an authority says stays."""
    found = found_or_404(request, case_id)
    if request.POST.get("number") != str(found.number):
        return calculation_page(request, found, Open(has_changed=True, status=409))
    if position >= len(found.sheet.added):
        raise Http404
    gone = found.sheet.added[position]
    with translation.override("sv"):
        amount = formats.amount(gone.amount)
        said = _("Took away %(what)s, %(amount)s.") % {
            "what": words.kind(gone.kind),
            "amount": amount,
        }
    return _plainly(request, found, lambda sheet: sheet.without_added(position), said)


@logged_in
@require_POST
def acknowledge(request: Request, case_id: UUID) -> HttpResponse:
    """Note that a warning was seen: it stays below those that were not."""
    found = found_or_404(request, case_id)
    key = request.POST.get("key", "")
    with translation.override("sv"):
        text = next((one.text for one in concerns_in(found) if one.key == key), None)
        said = _("Seen: %(text)s") % {"text": text}
    if text is None:
        return calculation_page(request, found, Open(has_changed=True, status=409))
    return _plainly(request, found, lambda sheet: sheet.acknowledging(key), said)


def _plainly(
    request: Request, found: InHand, edit: Callable[[Sheet], Sheet], said: str
) -> HttpResponse:
    """Save what one press changes."""
    case_id = found.case.id
    try:
        calculations.change(visit_of(request), case_id, edit=edit, said=said, number=found.number)
    except CalculationHasChanged:
        state = Open(has_changed=True, status=409)
        return calculation_page(request, found_or_404(request, case_id), state)
    except CannotCalculate as error:
        state = Open(problem=words.problem(error), status=422)
        return calculation_page(request, found, state)
    except cases.CaseIsDecided:
        return decided(request, case_id)
    return _done(request, case_id, _("The calculation is saved."))
