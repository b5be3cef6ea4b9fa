"""The pages of home visits: what lies on the phone, one case, its note. All work without JavaScript."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.cases import api as cases
from gemensam.homecare import policy, queries, screens
from gemensam.homecare.actions.notes import NothingWritten, as_a_phone, storable
from gemensam.homecare.cards import NoticeCard
from gemensam.homecare.forms import VisitNoteForm
from gemensam.homecare.home_visits import along, notes
from gemensam.homecare.home_visits.cards import (
    AnswerCard,
    CaseCard,
    CaseNoteCard,
    QuestionCard,
    case_card,
    case_cards,
)
from gemensam.homecare.words import reason_text
from gemensam.identity.api import Request, logged_in, public
from gemensam.tenancy.models import new_id
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, show


def _see(name: str, *args: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"home_visits:{name}", args=args), status=303)


@logged_in
@require_GET
def list_of_visits(request: Request) -> HttpResponse:
    """Show what lies on the caseworker's phone."""
    cases.ensure_casework(request.actor, now=request.now)
    unit_id = policy.worker_of(request.actor).unit_id
    context = {
        "area": screens.home_visits_area(),
        "cases": case_cards(request),
        "waiting": queries.waiting_count(unit_id),
        "worker": request.actor,
    }
    return show(request, "homecare/home_visits.html", context)


def _page(
    request: Request, case_id: UUID, form: VisitNoteForm, *, status: int = 200
) -> HttpResponse:
    """Show the case as on the phone; what is not along is read on its own page."""
    if not along.is_along(request.actor, case_id, now=request.now):
        return HttpResponseRedirect(reverse("cases:case", args=[case_id]), status=303)
    try:
        found = cases.case_at_home(
            request.actor, case_id, now=request.now, request_id=request.request_id
        )
    except cases.NoSuchCase as error:
        raise Http404 from error
    except cases.NeverOnAPhone:
        return _never(request, case_id)
    context = {
        "area": screens.home_visits_area(),
        "case": case_card(found, now=request.now, browser=request.headers.get("User-Agent", "")),
        "form": form,
        "worker": request.actor,
    }
    return show(request, "homecare/home_visit.html", context, status=status)


def _never(request: Request, case_id: UUID) -> HttpResponse:
    back = Link(_("Back to the case"), reverse("cases:case", args=[case_id]))
    return conflict(
        request, _("The identity is protected. Such a case is never kept on a phone."), back
    )


@logged_in
@require_GET
def visit(request: Request, case_id: UUID) -> HttpResponse:
    """Show what one needs at the door."""
    cases.ensure_casework(request.actor, now=request.now)
    return _page(request, case_id, VisitNoteForm(initial={"note": new_id()}))


@logged_in
@require_POST
def take_along(request: Request, case_id: UUID) -> HttpResponse:
    """Take a case along: from now on it lies on the actor's phone."""
    try:
        along.take_along(request.actor, case_id, now=request.now, request_id=request.request_id)
    except cases.NoSuchCase as error:
        raise Http404 from error
    except cases.NeverOnAPhone:
        return _never(request, case_id)
    except along.TooManyAlong:
        way = Link(_("Show what is along"), reverse("home_visits:list"))
        return conflict(request, _("You have too many cases along. Put some back first."), way)
    return _see("visit", case_id)


@logged_in
@require_POST
def put_back(request: Request, case_id: UUID) -> HttpResponse:
    """Put a case back: the phone forgets it; what was written and not sent stays there."""
    cases.ensure_casework(request.actor, now=request.now)
    along.put_back(request.actor, case_id, now=request.now)
    messages.success(request, _("The case is off the phone."))
    return _see("list")


@logged_in
@require_POST
def write_note(request: Request, case_id: UUID) -> HttpResponse:
    """Write a note of the visit, on a plain page."""
    cases.ensure_casework(request.actor, now=request.now)
    form = VisitNoteForm(request.POST)
    if form.is_valid():
        try:
            note = notes.put(
                request.actor,
                case_id=case_id,
                note_id=form.cleaned_data["note"],
                body=storable(form.cleaned_data["body"]),
                written_at=as_a_phone(request.now),
                now=request.now,
                request_id=request.request_id,
            )
        except cases.NoSuchCase as error:
            raise Http404 from error
        except NothingWritten:
            form.add_error("body", _("The note has characters that cannot be saved."))
        else:
            messages.success(request, _said(note))
            return _see("visit", case_id)
    return _page(request, case_id, form, status=422)


def _said(note: cases.HomeVisitNote) -> str:
    remark = notes.remark_on(note)
    parts = [_("The note is in the case."), reason_text(remark) if remark else ""]
    return " ".join(part for part in parts if part)


@public
@require_GET
def shell(request: Request) -> HttpResponse:
    """Give the page that the phone keeps and fills in by itself. It holds nothing of anybody."""
    context = {
        "area": screens.home_visits_area(),
        "case": CaseCard(),
        "note": CaseNoteCard(),
        "notice": NoticeCard(),
        "question": QuestionCard(),
        "answer": AnswerCard(),
        "form": VisitNoteForm(),
    }
    return show(request, "homecare/home_visit_shell.html", context)
