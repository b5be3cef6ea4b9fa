"""Arbeta: the work list, a case, and the dialogue. Decisions: `decision_views.py`."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from gemensam.authority import api as authority
from gemensam.cases import (
    actions,
    follow_ups,
    opinions,
    pages,
    photographed,
    policy,
    referral_parts,
    rules,
    sent_files,
    work_list,
)
from gemensam.cases.case_page import Open, case_page, done, visit_of
from gemensam.cases.forms import MessageForm, QuestionForm
from gemensam.cases.refused import back_to_case, changed_meanwhile, of_a_case
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in
from gemensam.ui.filters import ChoiceFilter, Filters, FlagFilter
from gemensam.ui.paging import CURSOR_PARAMETER, address, first_href, more_href
from gemensam.ui.parts import Link
from gemensam.ui.show import go_on, show


def _filters() -> Filters:
    return Filters(
        filters=(
            ChoiceFilter(
                "visa",
                _("what it needs"),
                (
                    ("bekrafta", _("Decision to confirm")),
                    ("svar", _("Answer has come")),
                    ("nya", _("New application")),
                    ("beslut", _("Decision to make")),
                    ("overklagade", _("Appeal to hand on")),
                    ("vantar", _("Waiting for others")),
                    (work_list.OPINION_CAME, _("An opinion has come")),
                    ("moten", _("Meetings")),
                    ("uppfoljning", _("Follow-up")),
                    ("beslutade", _("Decided")),
                ),
            ),
            FlagFilter("mina", _("only mine")),
        )
    )


@logged_in
@require_GET
def work(request: Request) -> HttpResponse:
    """Show what needs the reader and why."""
    filters = _filters()
    chosen = filters.read(request.GET)
    wanted = work_list.Wanted(chosen.text("visa"), chosen.flag("mina"), chosen.cursor)
    page = work_list.work_list(visit_of(request), wanted)
    waiting = opinions.how_many_to_answer(visit_of(request))
    mine = {"mina": "" if wanted.is_mine else "ja", CURSOR_PARAMETER: ""}
    context = {
        "tables": pages.work_tables(page.rows, now=request.now, need=wanted.need),
        "chips": [
            *filters.chips("visa", chosen),
            Link(_("Only mine"), address(request.GET, mine), current=wanted.is_mine, icon="user"),
        ],
        "opinions": referral_parts.opinions_link(waiting),
        "follow_ups": follow_ups.how_many_due(visit_of(request)),
        "ignored": chosen.ignored,
        "is_filtered": chosen.is_filtered,
        "started_over": page.started_over,
        "more_href": more_href(page, request.GET),
        "first_href": first_href(request.GET),
        "now": request.now,
    }
    return show(request, "cases/work_list.html", context, partial="list")


@logged_in
@require_GET
def case(request: Request, case_id: UUID) -> HttpResponse:
    """Show a case; `?fraga=<field>` and `?ratta=<field>` open the form at that field.

    A manager who may not read it yet is led to the page that asks why.
    """
    asked = Open(asking=request.GET.get("fraga"), correcting=request.GET.get("ratta", ""))
    try:
        return case_page(request, case_id, asked)
    except authority.Refused:
        visit = visit_of(request)
        if not policy.manages(visit.actor):
            raise
        if not policy.managed_cases(visit).filter(id=case_id).exists():
            raise
        return go_on(request, reverse("cases:open_case", args=[case_id]))


@logged_in
@require_GET
@of_a_case(
    {
        (files.NotYetScanned, files.Infected): back_to_case(
            gettext_lazy("The file cannot be opened: the case says how it stands.")
        )
    }
)
def file(request: Request, case_id: UUID, file_id: UUID) -> HttpResponse:
    """Give a file that came with the application."""
    found = sent_files.sent_file(
        request.actor, case_id, file_id, now=request.now, request_id=request.request_id
    )
    return files.as_sent_in(found)


@logged_in
@require_GET
@of_a_case(
    {
        photographed.TooMuchForOnePdf: back_to_case(
            gettext_lazy("The pictures are too large for one PDF. Open them one by one.")
        )
    }
)
def pages_pdf(request: Request, case_id: UUID, field_id: str) -> HttpResponse:
    """Give the pictures of an answer as one PDF."""
    name, pdf = photographed.as_one_pdf(visit_of(request), case_id, field_id)
    return files.made_here(name, pdf, inline=True)


@logged_in
@require_POST
@of_a_case()
def take(request: Request, case_id: UUID) -> HttpResponse:
    """Become the case's caseworker."""
    version = request.POST.get("version", "")
    actions.take(
        actor=request.actor,
        case_id=case_id,
        version=int(version) if version.isdecimal() else 0,
        now=request.now,
        request_id=request.request_id,
    )
    return done(request, case_id, _("You are the caseworker now."))


@logged_in
@require_POST
@of_a_case(
    {
        actions.CaseHasChanged: changed_meanwhile(
            QuestionForm,
            "fraga",
            lambda form, values: Open(question=form, asking=values["field_id"]),
        )
    }
)
def ask(request: Request, case_id: UUID) -> HttpResponse:
    """Ask the applicant about a field."""
    form = QuestionForm(request.POST, prefix="fraga")
    asking = request.POST.get("fraga-field_id", "")
    if not form.is_valid():
        return case_page(request, case_id, Open(question=form, asking=asking, status=422))
    values = form.cleaned_data
    try:
        actions.ask(
            actor=request.actor,
            case_id=case_id,
            version=values["version"],
            field_id=values["field_id"],
            text=values["text"],
            due_on=values["due_on"],
            now=request.now,
            request_id=request.request_id,
        )
    except rules.AnswerDayOutOfRange:
        form.add_error("due_on", _("Choose a day from today and within 60 days."))
        return case_page(request, case_id, Open(question=form, asking=asking, status=422))
    return done(request, case_id, _("The question is sent. The clock stands still."), "#dialog")


@logged_in
@require_POST
@of_a_case()
def write(request: Request, case_id: UUID) -> HttpResponse:
    """Say something to the applicant, or note it within the municipality."""
    form = MessageForm(request.POST, prefix="skriv")
    if not form.is_valid():
        return case_page(request, case_id, Open(message=form, status=422))
    is_note = form.cleaned_data["to"] == MessageForm.INTERNAL
    act = actions.note if is_note else actions.say
    act(
        actor=request.actor,
        case_id=case_id,
        text=form.cleaned_data["text"],
        now=request.now,
        request_id=request.request_id,
    )
    said = _("The note is saved.") if is_note else _("The message is sent.")
    return done(request, case_id, said, "#dialog")
