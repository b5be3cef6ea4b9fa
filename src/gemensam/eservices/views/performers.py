"""Read about those who give care, and choose among them, before the decision and after it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.cases import api as cases
from gemensam.eservices import catalogue, policy
from gemensam.eservices.views import performer_parts
from gemensam.eservices.views.frame import (
    UNPROCESSABLE,
    address,
    language,
    place_of,
    see,
    visit_of,
)
from gemensam.eservices.views.performer_parts import ChoiceForm
from gemensam.eservices.views.refused import of_a_case
from gemensam.identity.api import Request, logged_in, public
from gemensam.performers import api as performers
from gemensam.ui import formats
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, show


@public
@require_GET
def listing(request: Request, service: str, **_place: str) -> HttpResponse:
    """Show who can be chosen for a service, in the same parts for all, by name."""
    try:
        offered = catalogue.by_slug(service)
    except catalogue.NoSuchService as error:
        raise Http404 from error
    found = performer_parts.offered_in(request, offered.key)
    title = offered.title.within(language())
    context = {
        "place": place_of(request),
        "service": title,
        "presented": performer_parts.presented(found),
        "apply_href": address(request, "service", offered.slug),
        "crumbs": [
            Link(_("E-services"), address(request, "offer")),
            Link(title, address(request, "service", offered.slug)),
            Link(_("Who you can choose")),
        ],
    }
    return show(request, "eservices/performers.html", context)


@logged_in
@require_http_methods(["GET", "POST"])
@of_a_case()
def choose(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Choose who gives what is applied for, or change who gives what was granted."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    found = cases.case_for_resident(
        visit.actor, case_id, now=visit.now, request_id=visit.request_id
    )
    choices = performer_parts.choices_in(request, found)
    if choices is None:
        raise Http404
    back = Link(_("Back to the case"), f"{address(request, 'case', case_id)}#utforare")
    if choices.coming is not None:
        return conflict(request, _("You have changed already. Wait until it begins."), back)
    form = _form(request, choices)
    if request.method == "POST" and form.is_valid():
        return _choose(request, case_id, form, back)
    return _show(request, found, choices, form)


def _form(request: Request, choices: cases.Choices) -> ChoiceForm:
    is_decided = choices.first_day is not None
    return ChoiceForm(
        choices.performers,
        request.POST if request.method == "POST" else None,
        chosen=choices.chosen_id,
        may_leave=not is_decided,
    )


def _choose(request: Request, case_id: UUID, form: ChoiceForm, back: Link) -> HttpResponse:
    visit = visit_of(request)
    try:
        cases.choose_performer(
            actor=visit.actor,
            case_id=case_id,
            performer_id=form.chosen(),
            now=visit.now,
            request_id=visit.request_id,
        )
    except (cases.NoChoiceOfPerformer, performers.NoSuchPerformer):
        return conflict(request, _("It cannot be chosen any more."), back)
    return see(back.href)


def _show(
    request: Request, found: cases.CaseForResident, choices: cases.Choices, form: ChoiceForm
) -> HttpResponse:
    case = found.summary
    context = {
        "place": place_of(request),
        "name": found.resident_name if found.is_on_behalf else "",
        "form": form,
        "presented": performer_parts.presented(choices.performers),
        "first_day": formats.day(choices.first_day) if choices.first_day else "",
        "notice": performers.CHOICES[case.kind].notice_days,
        "crumbs": [
            Link(_("My pages"), address(request, "home")),
            Link(case.title, address(request, "case", case.id)),
            Link(_("Who helps you")),
        ],
    }
    return show(
        request,
        "eservices/choose_performer.html",
        context,
        status=UNPROCESSABLE if form.errors else 200,
    )
