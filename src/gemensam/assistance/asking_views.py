"""Ask the authorities from a case's calculation, see who has answered, and count what they told."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.assistance import asking, counting, inquiries, words
from gemensam.assistance.calculations import names_of
from gemensam.assistance.forms import AskingForm
from gemensam.assistance.page import Open, calculation_page, decided, found_or_404, visit_of
from gemensam.assistance.rules.refusals import CannotCalculate
from gemensam.assistance.ssbtek.client import NotConfigured
from gemensam.cases import api as cases
from gemensam.identity.api import Request, logged_in
from gemensam.ui.show import go_on, show, wants_part


@logged_in
@require_POST
def ask(request: Request, case_id: UUID) -> HttpResponse:
    """Store a question to the authorities about the household's adults; the worker puts it."""
    found = found_or_404(request, case_id)
    form = AskingForm(request.POST, household=found.sheet.application.household)
    if not form.is_valid():
        return calculation_page(request, found, Open(asking=form, status=422))
    values = form.cleaned_data
    try:
        asking.ask(
            visit_of(request),
            found,
            first=values["first"],
            last=values["last"],
            number=values["number"],
        )
    except asking.AskedAlready:
        return _back(request, case_id, _("The question was put already: nobody is asked twice."))
    except NotConfigured:
        state = Open(problem=_("This installation is not connected to SSBTEK."), status=409)
        return calculation_page(request, found, state)
    except cases.CaseIsDecided:
        return decided(request, case_id)
    return _back(request, case_id, _said_put())


def _said_put() -> str:
    return _("The question is put. Go on with the case: the answers come here by themselves.")


@logged_in
@require_POST
def ask_again(request: Request, case_id: UUID) -> HttpResponse:
    """Ask those once more, and those only, whose answer is missing."""
    found = found_or_404(request, case_id)
    try:
        asking.ask_again(visit_of(request), found, number=_number(request))
    except (asking.AskedAlready, asking.NothingMissing):
        return _back(request, case_id, _("The question was put already: nobody is asked twice."))
    except NotConfigured:
        state = Open(problem=_("This installation is not connected to SSBTEK."), status=409)
        return calculation_page(request, found, state)
    except cases.CaseIsDecided:
        return decided(request, case_id)
    return _back(request, case_id, _said_put())


@logged_in
@require_POST
def count(request: Request, case_id: UUID) -> HttpResponse:
    """Count the answers that could not be counted when they came."""
    found = found_or_404(request, case_id)
    try:
        counting.count(visit_of(request), case_id, number=_number(request))
    except CannotCalculate as error:
        return calculation_page(request, found, Open(problem=words.problem(error), status=422))
    except cases.CaseIsDecided:
        return decided(request, case_id)
    except counting.NothingToCount:
        return _back(request, case_id, _("The answers are in the calculation already."))
    return _back(request, case_id, _("The authorities' answers are in the calculation."))


@logged_in
@require_GET
def answers(request: Request, case_id: UUID) -> HttpResponse:
    """Give who has answered so far, read again every few seconds; as a page it is the calculation."""
    found = found_or_404(request, case_id)
    progress = inquiries.newest(case_id, names_of(found.case, found.sheet))
    if progress is None or not wants_part(request):
        return calculation_page(request, found)
    context = {"case": found.case, "progress": progress, "is_part": True, "now": request.now}
    return show(request, "assistance/inquiry.html", context)


def _number(request: Request) -> int:
    number = request.POST.get("number", "")
    return int(number) if number.isdecimal() and len(number) < 6 else 0  # noqa: PLR2004


def _here(case_id: UUID) -> str:
    return reverse("assistance:calculation", args=[case_id]) + "#fraga"


def _back(request: Request, case_id: UUID, said: str) -> HttpResponse:
    messages.success(request, said)
    return go_on(request, _here(case_id))
