"""The page of whoever applies together with somebody: read all of it, sign, or say why not."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gemensam.cases import api as cases
from gemensam.eservices import months, signing, together
from gemensam.eservices.filling import Filling, open_application
from gemensam.eservices.views import renewal_parts
from gemensam.eservices.views.application import frame_of
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
from gemensam.identity.api import Request, logged_in
from gemensam.questionnaires import api as questionnaires
from gemensam.ui import formats
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, show


class ReasonForm(forms.Form):
    """Why somebody does not sign."""

    use_required_attribute = False
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *, is_missing: bool = False) -> None:
        super().__init__({} if is_missing else None)
        self.fields["reason"].label = _("What is not right?")
        self.fields["reason"].help_text = _("The applicant reads it, and can change and ask again.")
        if is_missing:
            self.errors.clear()
            self.add_error("reason", _("Write why you do not sign"))


@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def sign(request: Request, service: str, application_id: UUID, **_place: str) -> HttpResponse:
    """Show the whole application to the co-applicant; POST signs it or declines."""
    if request.method == "POST":
        return _answer(request, service, application_id)
    return _show(request, service, application_id)


def _answer(request: Request, service: str, application_id: UUID) -> HttpResponse:
    visit, home = visit_of(request), Link(_("My pages"), address(request, "home"))
    try:
        if request.POST.get("do") == "decline":
            together.decline(
                visit, application_id=application_id, reason=request.POST.get("reason", "")
            )
            return see(address(request, "home"))
        receipt = together.sign(
            visit,
            application_id=application_id,
            shown=request.POST.get("shown", ""),
            as_co_applicant=True,
        )
    except signing.ReasonNeeded:
        return _show(request, service, application_id, status=UNPROCESSABLE)
    except (signing.ChangedSinceShown, signing.NotAskedToSign):
        return _show(request, service, application_id, status=CONFLICT)
    except (
        *(questionnaires.AlreadySubmitted, questionnaires.NotComplete),
        *(cases.NobodyToHandleIt, months.AlreadyApplied),
    ) as refusal:
        return conflict(request, renewal_parts.why_not(refusal), home)
    return see(address(request, "case", receipt.case_id) if receipt else home.href)


def _show(
    request: Request, service: str, application_id: UUID, *, status: int = 200
) -> HttpResponse:
    visit = visit_of(request)
    # Moving the draft to a newer form would be a change of what the applicant has signed.
    filling = open_application(visit, application_id, service, may_move=False, as_co_applicant=True)
    row = filling.application
    if not row.waits_for(visit.actor):
        raise Http404
    if row.case_id is not None:
        return see(address(request, "case", row.case_id))
    standing = signing.standing_of(row, filling.resident, now=visit.now)
    context = {
        "place": place_of(request),
        "title": filling.offered.title.within(language()),
        "month": formats.month(row.month) if row.month else "",
        "applicant": filling.resident.name,
        "standing": standing,
        "is_waiting": standing.is_waiting,
        "has_changed": status == CONFLICT,
        "sections": _sections(request, filling) if standing.is_waiting else [],
        "form": ReasonForm(is_missing=status == UNPROCESSABLE),
        "journal": renewal_parts.journal(standing),
        "crumbs": [Link(_("My pages"), address(request, "home")), Link(_("Read and sign"))],
    }
    return show(request, "eservices/sign.html", context, status=status)


def _sections(request: Request, filling: Filling) -> list[questionnaires.Section]:
    return questionnaires.sections(filling.draft, frame_of(request, filling), language())
