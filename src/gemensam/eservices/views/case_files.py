"""The files of a case for the one whom it concerns: opened, and sent again when one was harmful."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from gemensam.cases import api as cases
from gemensam.eservices import policy
from gemensam.eservices.views.case_page import Wrong, show_case
from gemensam.eservices.views.frame import address, language, see, visit_of
from gemensam.eservices.views.refused import of_a_case, told
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in
from gemensam.questionnaires import api as questionnaires


@logged_in
@require_GET
@of_a_case(
    {
        (files.NotYetScanned, files.Infected): told(
            gettext_lazy("The file cannot be opened: the case says how it stands.")
        )
    }
)
def file(request: Request, case_id: UUID, file_id: UUID, **_place: str) -> HttpResponse:
    """Give a file that came with the application."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    found = cases.sent_file(
        visit.actor, case_id, file_id, now=visit.now, request_id=visit.request_id
    )
    return files.as_sent_in(found)


def _not_taken_in(
    request: Request,
    error: questionnaires.NotTakenIn,
    *,
    case_id: UUID,
    file_id: UUID,
    **_place: str,
) -> HttpResponse:
    return show_case(request, case_id, Wrong("", error.text.within(language()), file_id=file_id))


@logged_in
@require_POST
@of_a_case(
    {
        questionnaires.NotTakenIn: _not_taken_in,
        questionnaires.NotMissed: told(gettext_lazy("The file has been sent again already.")),
    }
)
def again(request: Request, case_id: UUID, file_id: UUID, **_place: str) -> HttpResponse:
    """Send a file instead of one that something harmful was found in."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    sent = request.FILES.get("file")
    if sent is None:
        return show_case(request, case_id, Wrong("", _("Choose a file first"), file_id=file_id))
    cases.send_file_again(
        actor=visit.actor,
        case_id=case_id,
        file_id=file_id,
        name=sent.name or "",
        # One byte too many is enough to refuse it.
        data=sent.read(files.LARGEST_FILE + 1),
        now=visit.now,
        request_id=visit.request_id,
    )
    return see(f"{address(request, 'case', case_id)}#samtal")
