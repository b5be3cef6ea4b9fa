"""The files of a case for the one whom it concerns: opened, and sent again when one was harmful."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.cases import api as cases
from gemensam.eservices import policy
from gemensam.eservices.views.case import Wrong, show_case
from gemensam.eservices.views.frame import address, language, see, visit_of
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in
from gemensam.questionnaires import api as questionnaires
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict


def _back(request: Request, case_id: UUID) -> Link:
    return Link(_("Back to the case"), address(request, "case", case_id))


@logged_in
@require_GET
def file(request: Request, case_id: UUID, file_id: UUID, **_place: str) -> HttpResponse:
    """Give a file that came with the application."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    try:
        found = cases.sent_file(
            visit.actor, case_id, file_id, now=visit.now, request_id=visit.request_id
        )
    except cases.NoSuchCase as error:
        raise Http404 from error
    except (files.NotYetScanned, files.Infected):
        return conflict(
            request,
            _("The file cannot be opened: the case says how it stands."),
            _back(request, case_id),
        )
    return files.as_sent_in(found)


@logged_in
@require_POST
def again(request: Request, case_id: UUID, file_id: UUID, **_place: str) -> HttpResponse:
    """Send a file instead of one that something harmful was found in."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    sent = request.FILES.get("file")
    if sent is None:
        return show_case(request, case_id, Wrong("", _("Choose a file first"), file_id=file_id))
    try:
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
    except questionnaires.NotTakenIn as why:
        problem = why.text.within(language())
        return show_case(request, case_id, Wrong("", problem, file_id=file_id))
    except cases.NoSuchCase as error:
        raise Http404 from error
    except questionnaires.NotMissed:
        return conflict(
            request, _("The file has been sent again already."), _back(request, case_id)
        )
    except cases.CaseIsDecided:
        return conflict(
            request,
            _("There is a decision already, so nothing more is needed."),
            _back(request, case_id),
        )
    return see(f"{_back(request, case_id).href}#samtal")
