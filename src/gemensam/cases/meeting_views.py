"""A caseworker proposes, books, moves and calls off a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.cases import casework, meetings
from gemensam.cases.case_page import done, visit_of
from gemensam.cases.meeting_forms import CallOffForm, MeetingForm, as_initial
from gemensam.cases.meeting_parts import facts, part_of
from gemensam.cases.meeting_rows import MeetingRow, standing_of, to_come
from gemensam.cases.meeting_words import calendar_file, kind_name, state_tag
from gemensam.cases.refused import of_a_case
from gemensam.cases.rules import EmptyText, written_number
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in
from gemensam.ui.parts import Link
from gemensam.ui.show import show

UNPROCESSABLE, CONFLICT = 422, 409


@logged_in
@require_http_methods(["GET", "POST"])
@of_a_case(absent=(meetings.NoSuchMeeting,))
def meeting(request: Request, case_id: UUID) -> HttpResponse:
    """Show the form: a new meeting, or one to come to be moved; and what becomes of it."""
    found = casework.open_for_caseworker(visit_of(request), case_id)
    coming = _coming(found, request)
    if request.method != "POST":
        return _page(request, found, MeetingForm(initial=_begins(found, coming)))
    form = MeetingForm(request.POST, initial=_begins(found, coming))
    others: list[str] = []
    if form.is_valid():
        try:
            return _booked(request, found, form)
        except meetings.DoubleBooked as error:
            others = list(error.others)
        except meetings.MeetingHasChanged:
            return _changed(request, found, form)
    return _page(request, found, form, others=others, status=UNPROCESSABLE)


@dataclass(frozen=True, slots=True)
class _Coming:
    """The meetings to come of a case: the one that the address names, and the others."""

    chosen: MeetingRow | None
    all: Sequence[MeetingRow]


def _coming(found: casework.CaseForCaseworker, request: Request) -> _Coming:
    """Give the meetings to come. Raises NoSuchMeeting: the address is no meeting's."""
    rows = to_come(found.meeting, request.now)
    named = request.GET.get("mote") or request.POST.get("meeting")
    if not named:
        return _Coming(None, rows)
    chosen = next((one for one in rows if str(one.id) == named), None)
    if chosen is None and request.method != "POST":
        raise meetings.NoSuchMeeting(named)
    return _Coming(chosen, rows)


def _begins(found: casework.CaseForCaseworker, coming: _Coming) -> dict[str, object]:
    if coming.chosen is not None:
        return as_initial(coming.chosen)
    return {
        "interpreter": found.resident.language if found.resident.needs_interpreter else "",
        "seen": standing_of(coming.all),
    }


def _booked(request: Request, found: casework.CaseForCaseworker, form: MeetingForm) -> HttpResponse:
    """Book it; what could not be booked is written in the form."""
    wanted = form.wanted()
    try:
        meetings.book(
            actor=request.actor,
            case_id=found.id,
            wanted=wanted,
            instead_of=form.instead_of(),
            seen=form.cleaned_data["seen"],
            despite=form.cleaned_data["despite"],
            now=request.now,
            request_id=request.request_id,
        )
    except meetings.MeetingTimeOutOfRange:
        form.add_error("day", _("Choose a time ahead, within a year."))
    except meetings.NoPlace:
        form.add_error("place", _("Write where you meet."))
    except meetings.NoLink:
        form.add_error("place", _("Write the link to the video meeting. It begins with https://."))
    else:
        said = (
            _("The meeting is booked, and the applicant is told.")
            if wanted.is_agreed
            else _("The time is proposed. You see here when the applicant answers.")
        )
        return done(request, found.id, said, "#mote")
    return _page(request, found, form, status=UNPROCESSABLE)


def _changed(
    request: Request, found: casework.CaseForCaseworker, form: MeetingForm
) -> HttpResponse:
    """Show how the meeting stands now, with what was typed, to be sent once more."""
    now = _coming(found, request)
    values = request.POST.copy()
    chosen = now.chosen
    values["meeting"], values["version"] = (
        (str(chosen.id), str(chosen.version)) if chosen else ("", "")
    )
    values["seen"] = standing_of(now.all)
    again = MeetingForm(values, initial=form.initial)
    again.is_valid()
    return _page(request, found, again, is_changed=True, status=CONFLICT)


def _page(
    request: Request,
    found: casework.CaseForCaseworker,
    form: MeetingForm,
    *,
    others: list[str] | None = None,
    call_off: CallOffForm | None = None,
    is_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    known = _coming(found, request)
    coming = known.chosen
    if not others:
        form.fields.pop("despite", None)
    here = Link(_("Move the meeting") if coming else _("Book a meeting"), current=True)
    context = {
        "case": found,
        "form": form,
        "others": others,
        "coming": coming,
        "others_to_come": [part_of(one) for one in known.all if one is not coming],
        "is_changed": is_changed,
        "facts": facts(coming) if coming else (),
        "tag": state_tag(coming) if coming else None,
        "call_off": call_off or CallOffForm(prefix="stall-in", initial=_which(coming)),
        "title": here.text,
        "crumbs": [
            Link(_("Whole work list"), reverse("cases:work")),
            Link(f"{found.title} {found.number}", reverse("cases:case", args=[found.id])),
            here,
        ],
        "now": request.now,
    }
    return show(request, "cases/meeting.html", context, status=status)


def _which(row: MeetingRow | None) -> dict[str, Any]:
    return {"meeting": row.id, "version": row.version} if row else {}


@logged_in
@require_POST
@of_a_case(absent=(meetings.NoSuchMeeting,))
def call_off(request: Request, case_id: UUID) -> HttpResponse:
    """Call the meeting off."""
    found = casework.open_for_caseworker(visit_of(request), case_id)
    form = CallOffForm(request.POST, prefix="stall-in")
    begins = MeetingForm(initial=_begins(found, _coming(found, request)))
    if not form.is_valid():
        return _page(request, found, begins, call_off=form, status=UNPROCESSABLE)
    values = form.cleaned_data
    try:
        meetings.call_off(
            actor=request.actor,
            case_id=case_id,
            meeting=(values["meeting"], values["version"]),
            reason=values["reason"],
            now=request.now,
            request_id=request.request_id,
        )
    except EmptyText:
        form.add_error("reason", _("Write why it is called off."))
        return _page(request, found, begins, call_off=form, status=UNPROCESSABLE)
    except meetings.MeetingHasChanged:
        again = CallOffForm(
            prefix="stall-in", initial={**values, **_which(_coming(found, request).chosen)}
        )
        return _page(request, found, begins, call_off=again, is_changed=True, status=CONFLICT)
    return done(request, case_id, _("The meeting is called off, and the applicant is told."))


@logged_in
@require_GET
@of_a_case(absent=(meetings.NoSuchMeeting,))
def calendar(request: Request, case_id: UUID) -> HttpResponse:
    """Give a meeting as a file for the caseworker's calendar: the case's number, and no name."""
    case, _resident, row = meetings.read_meeting(visit_of(request), case_id, _named(request))
    number = written_number(case.year, case.number)
    data = calendar_file(
        row, title=f"{kind_name(row.kind)} {number}", place=row.place, now=request.now
    )
    return files.for_calendar(f"{_('meeting')}-{number}.ics", data)


def _named(request: Request) -> UUID | None:
    """Give the meeting that the address names; one that is none is not found."""
    try:
        return UUID(request.GET["mote"]) if "mote" in request.GET else None
    except ValueError as error:
        raise meetings.NoSuchMeeting from error
