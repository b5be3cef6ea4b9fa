"""Answer a meeting from the case's page, and take it to one's own calendar."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.cases import api as cases
from gemensam.eservices import policy
from gemensam.eservices.views.case import problem_words, show_case
from gemensam.eservices.views.frame import address, place_of, see, visit_of
from gemensam.eservices.views.meeting_parts import where
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict


@logged_in
@require_POST
def answer(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Say yes or no to a time, or ask for another one."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    typed = {key: str(value) for key, value in request.POST.items() if key.startswith("mote-")}
    back = Link(_("Back to the case"), address(request, "case", case_id))
    try:
        says = cases.MeetingAnswer(typed.get("mote-says", ""))
    except ValueError:
        said = _("Choose what you want to answer")
        return show_case(request, case_id, meeting_typed=(typed, said))
    try:
        version = request.POST.get("version", "")
        cases.answer_meeting(
            actor=visit.actor,
            case_id=case_id,
            meeting=(
                UUID(request.POST.get("meeting", "")),
                int(version) if version.isdecimal() else 0,
            ),
            says=says,
            text=typed.get("mote-text", ""),
            interpreter=typed.get("mote-interpreter", ""),
            now=visit.now,
            request_id=visit.request_id,
        )
    except cases.EmptyText:
        said = _("Write when suits you better")
        return show_case(request, case_id, meeting_typed=(typed, said))
    except cases.TooLongText as error:
        return show_case(request, case_id, meeting_typed=(typed, problem_words(error)))
    except (cases.NoSuchCase, cases.NoSuchMeeting, ValueError) as error:
        raise Http404 from error
    except cases.MeetingHasChanged:
        return conflict(
            request,
            _("The meeting was moved or called off before you answered. See it anew."),
            back,
        )
    except cases.MeetingIsOver:
        return conflict(request, _("The meeting has begun already, or has been."), back)
    return see(f"{back.href}#mote")


@logged_in
@require_GET
def calendar(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Give the meeting as a file for a calendar: nothing of the matter is in it.

    Of somebody with a protected identity it holds the time alone: calendars are shared.
    """
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    try:
        _case, resident, row = cases.read_meeting(
            cases.Visit(visit.actor, visit.now, visit.request_id), case_id
        )
    except cases.NoSuchCase as error:
        raise Http404 from error
    values = {"title": _("Meeting")}
    if not resident.is_protected:
        is_own = resident.person_id == visit.actor.person_id
        place = row.place or (where(row) if is_own else "")
        values = {
            "title": _("Meeting with %(who)s") % {"who": place_of(request).name},
            "place": place,
            "text": _("Bring: %(what)s") % {"what": row.bring} if row.bring else "",
        }
    data = cases.calendar_file(row, now=visit.now, **values)
    return files.for_calendar(f"{_('meeting')}.ics", data)
