"""The application, one page at a time: fill in, check, send, receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.cases import api as cases
from gemensam.eservices import actions
from gemensam.eservices.filling import Filling, open_application
from gemensam.eservices.views import performer_parts
from gemensam.eservices.views.frame import (
    UNPROCESSABLE,
    address,
    hidden_if_not_there,
    language,
    place_of,
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
    ways = _ways(request, filling)
    return questionnaires.Frame(
        title=filling.offered.verb.within(language()),
        page_href=lambda number: ways.to("page", number),
        check_href=ways.to("check"),
        later_href=address(request, "home"),
        out_href=address(request, "service", filling.offered.slug),
        name=filling.resident.name if filling.is_on_behalf else "",
        file_href=lambda file_id: ways.to("file", file_id),
        check_template="eservices/application_check.html",
    )


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
    return _show_check(request, filling)


def _show_check(request: Request, filling: Filling, *, status: int = 200) -> HttpResponse:
    more = performer_parts.wish(request, filling.application.service)
    return questionnaires.show_check(
        request, _frame(request, filling), filling.draft, status=status, more=more
    )


def _submit(request: Request, service: str, application_id: UUID) -> HttpResponse:
    visit = visit_of(request)
    try:
        actions.submit(
            visit,
            application_id=application_id,
            performer_id=performer_parts.posted(request),
        )
    except (questionnaires.NotComplete, performers.NoSuchPerformer):
        filling = open_application(visit, application_id, service, is_logged=False)
        return _show_check(request, filling, status=UNPROCESSABLE)
    except cases.NobodyToHandleIt:
        return conflict(
            request,
            _("The municipality cannot receive applications here yet. Your draft is kept."),
            Link(_("My pages"), address(request, "home")),
        )
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
        "place": place_of(request),
        "title": filling.offered.title.within(language()),
        "number": row.number,
        "submitted_at": row.submitted_at,
        "name": filling.resident.name if filling.is_on_behalf else "",
        "by": request.actor.display_name,
        "now": request.now,
        "sections": questionnaires.sections(filling.draft, _frame(request, filling), language()),
        "case_href": address(request, "case", row.case_id),
        "home_href": address(request, "home"),
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
    filling = open_application(visit_of(request), application_id, service)
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
            Link(_("My pages"), address(request, "home")),
        )
    return files.as_sent_in(found)


def _what_happens_next(submitted_at: datetime) -> Sequence[Step]:
    """Say what happens once an application has come in."""
    return [
        Step(_("Your application has come in"), "done", formats.moment(submitted_at)),
        Step(_("A caseworker reads it"), "now", _("We get in touch if we wonder about something.")),
        Step(_("You get a decision"), "ahead", _("You read it on My pages.")),
    ]
