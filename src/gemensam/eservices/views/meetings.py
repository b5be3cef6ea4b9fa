"""Answer a meeting from the case's page, and take it to one's own calendar."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from gemensam.cases import api as cases
from gemensam.eservices import policy
from gemensam.eservices.views.case_page import problem_words, show_case
from gemensam.eservices.views.frame import address, place_of, see, visit_of
from gemensam.eservices.views.meeting_parts import where
from gemensam.eservices.views.refused import named, of_a_case, told
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in


def _typed(request: Request) -> dict[str, str]:
    return {key: str(value) for key, value in request.POST.items() if key.startswith("mote-")}


def _mend(request: Request, error: Exception, *, case_id: UUID, **_place: str) -> HttpResponse:
    is_empty = isinstance(error, cases.EmptyText)
    said = _("Write when suits you better") if is_empty else problem_words(error)
    return show_case(request, case_id, meeting_typed=(_typed(request), said))


@logged_in
@require_POST
@of_a_case(
    {
        (cases.EmptyText, cases.TooLongText): _mend,
        cases.MeetingHasChanged: told(
            gettext_lazy("The meeting was moved or called off before you answered. See it anew.")
        ),
        cases.MeetingIsOver: told(gettext_lazy("The meeting has begun already, or has been.")),
    },
    absent=(cases.NoSuchMeeting,),
)
def answer(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Say yes or no to a time, or ask for another one."""
    visit, typed = visit_of(request), _typed(request)
    policy.ensure_is_resident(visit)
    if typed.get("mote-says") not in list(cases.MeetingAnswer):
        said = _("Choose what you want to answer")
        return show_case(request, case_id, meeting_typed=(typed, said))
    version = request.POST.get("version", "")
    cases.answer_meeting(
        actor=visit.actor,
        case_id=case_id,
        meeting=(named(request, "meeting"), int(version) if version.isdecimal() else 0),
        says=cases.MeetingAnswer(typed["mote-says"]),
        text=typed.get("mote-text", ""),
        interpreter=typed.get("mote-interpreter", ""),
        now=visit.now,
        request_id=visit.request_id,
    )
    return see(f"{address(request, 'case', case_id)}#mote")


def _named(request: Request) -> UUID | None:
    """Give the meeting that the address names; one that is none is not found."""
    try:
        return UUID(request.GET["mote"]) if "mote" in request.GET else None
    except ValueError as error:
        raise cases.NoSuchMeeting from error


@logged_in
@require_GET
@of_a_case(absent=(cases.NoSuchMeeting,))
def calendar(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Give the meeting as a file for a calendar: nothing of the matter is in it.

    Of somebody with a protected identity it holds the time alone: calendars are shared.
    """
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    _case, resident, row = cases.read_meeting(
        cases.Visit(visit.actor, visit.now, visit.request_id), case_id, _named(request)
    )
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
