"""The application, one page at a time: fill in, check, send, receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.cases import api as cases
from gemensam.eservices import actions, catalogue, months, signing, together
from gemensam.eservices.filling import Filling, open_application
from gemensam.eservices.views import performer_parts, renewal_parts, reuse
from gemensam.eservices.views.frame import (
    CONFLICT,
    UNPROCESSABLE,
    address,
    hidden_if_not_there,
    is_at_the_desk,
    language,
    see,
    visit_of,
)
from gemensam.eservices.views.logged_out import keep_what_was_typed
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in
from gemensam.performers import api as performers
from gemensam.questionnaires import api as questionnaires
from gemensam.ui import formats
from gemensam.ui.parts import Link, Step
from gemensam.ui.show import conflict, show


@dataclass(frozen=True, slots=True)
class _Ways:
    """Where an application's pages lie."""

    request: Request
    slug: str
    application_id: UUID

    def to(self, name: str, *more: object) -> str:
        return address(self.request, name, self.slug, self.application_id, *more)


def _ways(request: Request, filling: Filling) -> _Ways:
    return _Ways(request, filling.offered.slug, filling.application.id)


def _frame(request: Request, filling: Filling) -> questionnaires.Frame:
    ways, visit = _ways(request, filling), visit_of(request)
    return questionnaires.Frame(
        title=filling.offered.verb.within(language()),
        page_href=lambda number: ways.to("page", number),
        check_href=ways.to("check"),
        later_href=_home(request, filling),
        out_href=_home(request, filling)
        if is_at_the_desk(request)
        else address(request, "service", filling.offered.slug),
        name=filling.resident.name if filling.is_on_behalf else "",
        file_href=lambda file_id: ways.to("file", file_id),
        reuse_href=reuse.way_of(request, filling),
        check_template="eservices/desk/application_check.html"
        if is_at_the_desk(request)
        else "eservices/application_check.html",
        before=renewal_parts.before_of(filling, visit, language()),
    )


def frame_of(
    request: Request, filling: Filling, *, has_changed: bool = False
) -> questionnaires.Frame:
    """Give what surrounds all the answers at once: what goes along, and how the signing stands."""
    visit = visit_of(request)
    return replace(
        _frame(request, filling),
        check_more={
            **renewal_parts.check_more(filling, visit, has_changed=has_changed),
            **(
                {}
                if visit.is_at_the_desk
                else performer_parts.wish(request, filling.application.service)
            ),
        },
        carried=renewal_parts.carried_of(filling, visit),
    )


def _home(request: Request, filling: Filling) -> str:
    """Give where one goes on from: My pages, or the resident at the desk."""
    if is_at_the_desk(request):
        return address(request, "resident", filling.resident.id)
    return address(request, "home")


@keep_what_was_typed
@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def page(
    request: Request, service: str, application_id: UUID, number: int, **_place: str
) -> HttpResponse:
    """Show one page of questions; POST saves it, and goes on when nothing needs mending."""
    is_page_view = request.method == "GET"
    filling = open_application(
        visit_of(request), application_id, service, is_logged=is_page_view, may_move=is_page_view
    )
    if filling.application.submitted_at is not None:
        return see(_ways(request, filling).to("receipt"))
    frame = _frame(request, filling)
    if request.method == "POST":
        return _save(request, filling, frame, number)
    return questionnaires.show_page(request, frame, filling.draft, filling.draft.page(number))


def _save(
    request: Request, filling: Filling, frame: questionnaires.Frame, number: int
) -> HttpResponse:
    visit = visit_of(request)
    is_in_passing = questionnaires.is_autosave(request)

    def save(typed: Mapping[str, questionnaires.Typed], writer: UUID | None) -> None:
        actions.save(
            visit,
            application_id=filling.application.id,
            typed=typed,
            writer=writer,
            is_logged=not is_in_passing,
        )

    def reload() -> questionnaires.Draft:
        return questionnaires.open_draft(filling.application.response_id, now=visit.now)

    return questionnaires.save_page(
        request,
        frame,
        filling.draft,
        filling.draft.page_or_last(number),
        now=visit.now,
        save=save,
        reload=reload,
        done_href=_ways(request, filling).to("receipt"),
    )


@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def check(request: Request, service: str, application_id: UUID, **_place: str) -> HttpResponse:
    """Show every answer before it is sent; POST sends it, once."""
    if request.method == "POST":
        return _submit(request, service, application_id)
    filling = open_application(visit_of(request), application_id, service)
    if filling.application.submitted_at is not None:
        return see(_ways(request, filling).to("receipt"))
    return questionnaires.show_check(request, frame_of(request, filling), filling.draft)


def _submit(request: Request, service: str, application_id: UUID) -> HttpResponse:
    visit = visit_of(request)
    try:
        # What came on paper was signed there.
        if catalogue.by_slug(service).is_monthly and not visit.is_at_the_desk:
            together.sign(visit, application_id=application_id, shown=request.POST.get("shown", ""))
        else:
            actions.submit(
                visit,
                application_id=application_id,
                performer_id=performer_parts.posted(request),
            )
    except signing.ChangedSinceShown:
        filling = open_application(visit, application_id, service, is_logged=False)
        frame = frame_of(request, filling, has_changed=True)
        return questionnaires.show_check(request, frame, filling.draft, status=CONFLICT)
    except (questionnaires.NotComplete, performers.NoSuchPerformer):
        filling = open_application(visit, application_id, service, is_logged=False)
        frame = frame_of(request, filling)
        return questionnaires.show_check(request, frame, filling.draft, status=UNPROCESSABLE)
    except catalogue.NoSuchService as error:
        raise Http404 from error
    except (cases.NobodyToHandleIt, months.AlreadyApplied) as refusal:
        return conflict(request, renewal_parts.why_not(refusal), _way_home(request))
    return see(address(request, "receipt", service, application_id))


@logged_in
@require_GET
@hidden_if_not_there
def receipt(request: Request, service: str, application_id: UUID, **_place: str) -> HttpResponse:
    """Show that it has come in, its number, and what happens next."""
    filling = open_application(visit_of(request), application_id, service)
    row = filling.application
    if row.submitted_at is None:
        return see(_ways(request, filling).to("check"))
    context = {
        "title": " ".join(
            [
                filling.offered.title.within(language()),
                *([formats.month(row.month)] if row.month else []),
            ]
        ),
        "number": row.number,
        "submitted_at": row.submitted_at,
        "name": filling.resident.name if filling.is_on_behalf else "",
        "by": request.actor.display_name,
        "now": request.now,
        "sections": questionnaires.sections(filling.draft, frame_of(request, filling), language()),
        "is_written_in": row.is_written_in,
        "at_the_desk": is_at_the_desk(request),
        "came_in_on": row.came_in_on,
        "case_href": reverse("cases:case", args=[row.case_id])
        if is_at_the_desk(request)
        else address(request, "case", row.case_id),
        "home_href": _home(request, filling),
        "steps": _what_happens_next(row.submitted_at),
    }
    return show(request, "eservices/receipt.html", context)


@logged_in
@require_GET
@hidden_if_not_there
def file(
    request: Request, service: str, application_id: UUID, file_id: UUID, **_place: str
) -> HttpResponse:
    """Give a file that came with the application."""
    filling = open_application(visit_of(request), application_id, service, as_co_applicant=True)
    try:
        found = questionnaires.open_attachment(
            filling.application.response_id, file_id, now=request.now
        )
    except questionnaires.NoSuchAttachment as error:
        raise Http404 from error
    except (files.NotYetScanned, files.Infected):
        return conflict(
            request,
            _("The file cannot be opened yet: it is checked for viruses first."),
            _way_home(request),
        )
    return files.as_sent_in(found)


def _way_home(request: Request) -> Link:
    if is_at_the_desk(request):
        return Link(_("Paper and phone"), address(request, "find"))
    return Link(_("My pages"), address(request, "home"))


def _what_happens_next(submitted_at: datetime) -> Sequence[Step]:
    """Say what happens once an application has come in."""
    return [
        Step(_("Your application has come in"), "done", formats.moment(submitted_at)),
        Step(_("A caseworker reads it"), "now", _("We get in touch if we wonder about something.")),
        Step(_("You get a decision"), "ahead", _("You read it on My pages.")),
    ]
