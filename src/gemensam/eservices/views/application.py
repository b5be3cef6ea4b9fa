"""The application, one page at a time: fill in, check, send, receipt."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.cases import api as cases
from gemensam.eservices import actions
from gemensam.eservices.filling import Filling, open_application, seen_revisions, writer_of
from gemensam.eservices.forms import PageForm, read_typed
from gemensam.eservices.views import application_parts as parts
from gemensam.eservices.views.frame import (
    CONFLICT,
    UNPROCESSABLE,
    address,
    hidden_if_not_there,
    language,
    place_of,
    see,
    visit_of,
)
from gemensam.eservices.views.logged_out import keep_what_was_typed
from gemensam.identity.api import Request, logged_in
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.api import Page, Problem, Value
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, show, wants_part

HTTP_NO_CONTENT = 204


def _links(filling: Filling) -> tuple[str, UUID]:
    return filling.offered.slug, filling.application.id


@keep_what_was_typed
@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def page(
    request: Request, service: str, application_id: UUID, number: int, **_place: str
) -> HttpResponse:
    """Show one page of questions; POST saves it, and goes on when nothing needs mending."""
    is_page_view = request.method == "GET"
    filling = open_application(visit_of(request), application_id, service, is_logged=is_page_view)
    if filling.application.submitted_at is not None:
        return see(address(request, "receipt", service, application_id))
    asked = filling.page(number)
    if request.method == "POST":
        return _save(request, filling, asked)
    return _show_page(request, filling, asked)


def _save(request: Request, filling: Filling, asked: Page) -> HttpResponse:
    posted = dict(request.POST.lists())
    typed = read_typed(asked, posted)
    is_in_passing = request.headers.get("X-Autosave") == "true" or wants_part(request)
    chosen = {key: v for key, v in typed.items() if posted.get(f"keep.{key}") != ["saved"]}
    try:
        actions.save(
            visit_of(request),
            application_id=filling.application.id,
            typed=seen_revisions(chosen, posted),
            writer=writer_of(posted),
            is_logged=not is_in_passing,
        )
    except questionnaires.AnswerChangedElsewhere as clash:
        return _show_clash(request, filling, asked, typed, clash.clashes)
    except questionnaires.AlreadySubmitted:
        slug, application_id = _links(filling)
        return conflict(
            request,
            _("The application has been sent meanwhile, so it cannot be changed here."),
            Link(_("Show the receipt"), address(request, "receipt", slug, application_id)),
        )
    if request.headers.get("X-Autosave") == "true":
        return HttpResponse(status=HTTP_NO_CONTENT)
    return _after_save(request, filling, asked, writer_of(posted))


def _after_save(
    request: Request, before: Filling, asked: Page, writer: UUID | None
) -> HttpResponse:
    filling = open_application(
        visit_of(request), before.application.id, before.offered.slug, is_logged=False
    )
    if wants_part(request):
        return _show_page(request, filling, asked, writer=writer)
    if request.POST.get("go", "next") != "next":
        return see(_elsewhere(request, filling, asked))
    problems = questionnaires.problems(filling.schema, filling.answers, page=asked)
    # A question that only now turned out to be asked is no mistake of the reader's.
    new = [one.field_id for one in problems if one.field_id not in before.shown]
    told = [one for one in problems if one.field_id not in new]
    if told:
        return _show_page(request, filling, asked, problems=told, writer=writer)
    if new:
        return see(_page_with_more(request, filling, asked, new[0]))
    slug, application_id = _links(filling)
    following = None if "change" in request.POST else filling.next_after(asked)
    if following is None:
        return see(address(request, "check", slug, application_id))
    return see(address(request, "page", slug, application_id, following))


def _elsewhere(request: Request, filling: Filling, asked: Page) -> str:
    """Give where "back" and "later" lead; what was typed is saved by now, mistakes and all."""
    slug, application_id = _links(filling)
    if request.POST.get("go") == "later":
        return address(request, "home")
    back = filling.before(asked)
    if back is None:
        return address(request, "service", slug)
    return address(request, "page", slug, application_id, back)


def _page_with_more(request: Request, filling: Filling, asked: Page, field_id: str) -> str:
    slug, application_id = _links(filling)
    here = address(request, "page", slug, application_id, filling.number_of(asked))
    words = "fler=1&andra=1" if "change" in request.POST else "fler=1"
    return f"{here}?{words}#id_{field_id}"


# A changed answer may open or close other questions of the page.
ASKS_AGAIN = {"hx-trigger": "change", "hx-target": "#questions", "hx-swap": "outerMorph"}


def _show_page(
    request: Request,
    filling: Filling,
    asked: Page,
    *,
    problems: Sequence[Problem] = (),
    writer: UUID | None = None,
) -> HttpResponse:
    slug, application_id = _links(filling)
    here = address(request, "page", slug, application_id, filling.number_of(asked))
    form = PageForm(
        asked,
        shown=filling.shown,
        answers=filling.answers,
        problems=problems,
        language=language(),
        asks_again={**ASKS_AGAIN, "hx-post": here},
    )
    context = {
        **parts.page_head(filling, asked, language()),
        "place": place_of(request),
        "form": form,
        "groups": form.groups(),
        "here": here,
        "writer": writer or uuid4(),
        "marks": parts.marks(filling, asked),
        "has_more": "fler" in request.GET,
        "is_change": "andra" in request.GET or "change" in request.POST,
        "saved_text": parts.saved_text(filling),
    }
    return show(
        request,
        "eservices/application_page.html",
        context,
        partial="questions",
        status=UNPROCESSABLE if problems else 200,
    )


def _show_clash(
    request: Request,
    filling: Filling,
    asked: Page,
    typed: Mapping[str, Value],
    clashes: Sequence[questionnaires.Clash],
) -> HttpResponse:
    """Show both answers and let the person choose: nothing has been written over."""
    slug, application_id = _links(filling)
    clashing = {clash.field_id for clash in clashes}
    context = {
        **parts.page_head(filling, asked, language()),
        "place": place_of(request),
        "here": address(request, "page", slug, application_id, filling.number_of(asked)),
        "writer": uuid4(),
        "clashes": parts.clashes(filling, clashes, language()),
        "kept": parts.hidden_inputs(typed),
        "marks": [
            *(mark for mark in parts.marks(filling, asked) if mark.field_id not in clashing),
            *(parts.Mark(one.field_id, one.saved.revision) for one in clashes),
        ],
        "is_change": "change" in request.POST,
    }
    return show(request, "eservices/application_clash.html", context, status=CONFLICT)


@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def check(request: Request, service: str, application_id: UUID, **_place: str) -> HttpResponse:
    """Show every answer before it is sent; POST sends it, once."""
    if request.method == "POST":
        return _submit(request, service, application_id)
    filling = open_application(visit_of(request), application_id, service)
    if filling.application.submitted_at is not None:
        return see(address(request, "receipt", service, application_id))
    return _show_check(request, filling)


def _submit(request: Request, service: str, application_id: UUID) -> HttpResponse:
    visit = visit_of(request)
    try:
        actions.submit(visit, application_id=application_id)
    except questionnaires.NotComplete:
        filling = open_application(visit, application_id, service, is_logged=False)
        return _show_check(request, filling, status=UNPROCESSABLE)
    except cases.NobodyToHandleIt:
        return conflict(
            request,
            _("The municipality cannot receive applications here yet. Your draft is kept."),
            Link(_("My pages"), address(request, "home")),
        )
    return see(address(request, "receipt", service, application_id))


def _show_check(request: Request, filling: Filling, *, status: int = 200) -> HttpResponse:
    problems = questionnaires.problems(filling.schema, filling.answers)
    slug, application_id = _links(filling)

    def link(page_number: int, field_id: str) -> str:
        here = address(request, "page", slug, application_id, page_number)
        return f"{here}?andra=1#{field_id}"

    context = {
        **parts.check_head(filling, language()),
        "place": place_of(request),
        "sections": parts.sections(filling, language(), link),
        "unfinished": parts.unfinished(filling, problems, language(), link),
        "home_href": address(request, "home"),
    }
    return show(request, "eservices/application_check.html", context, status=status)


@logged_in
@require_GET
@hidden_if_not_there
def receipt(request: Request, service: str, application_id: UUID, **_place: str) -> HttpResponse:
    """Show that it has come in, its number, and what happens next."""
    filling = open_application(visit_of(request), application_id, service)
    row = filling.application
    if row.submitted_at is None:
        return see(address(request, "check", service, application_id))
    context = {
        "place": place_of(request),
        "title": filling.offered.title.within(language()),
        "number": row.number,
        "submitted_at": row.submitted_at,
        "name": filling.resident.name if filling.is_on_behalf else "",
        "by": request.actor.display_name,
        "now": request.now,
        "sections": parts.sections(filling, language(), None),
        "case_href": address(request, "case", row.case_id),
        "home_href": address(request, "home"),
        "steps": parts.what_happens_next(row.submitted_at),
    }
    return show(request, "eservices/receipt.html", context)
