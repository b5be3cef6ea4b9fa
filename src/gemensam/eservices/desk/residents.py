"""Find the resident that a paper or a call is about, and see what can be registered."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.authority import api as authority
from gemensam.eservices import catalogue, mandate_cards, mandate_scans, policy, queries
from gemensam.eservices.mandate_forms import NumberForm
from gemensam.eservices.policy import Visit
from gemensam.eservices.views.frame import (
    UNPROCESSABLE,
    address,
    hidden_if_not_there,
    language,
    see,
    visit_of,
)
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.ui import formats
from gemensam.ui.parts import Fact, Link
from gemensam.ui.show import show

NOT_FOUND = 404


def opened(visit: Visit, resident_id: UUID) -> people.ResidentRow:
    """Open a resident at the desk, and log it.

    Raises Refused: no caseworker. Raises NoSuchResident: none here, or a protected identity that the
    visitor does not handle; that attempt is logged and looks the same.
    """
    policy.ensure_at_the_desk(visit)
    row = people.resident(resident_id)
    try:
        policy.ensure_resident(visit, resident=row)
    except authority.Refused as refusal:
        if not row.is_protected:
            raise
        policy.log(visit, refusal.request, refusal.decision)
        raise people.NoSuchResident(resident_id) from refusal
    return row


@logged_in
@require_http_methods(["GET", "POST"])
def find(request: Request) -> HttpResponse:
    """Look for a resident by personal identity number; posted, so that no address holds it."""
    visit = visit_of(request)
    policy.ensure_at_the_desk(visit)
    today = formats.local_day(request.now)
    form = NumberForm(request.POST if request.method == "POST" else None, today=today)
    if request.method != "POST" or not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return show(request, "eservices/desk/find.html", {"form": form}, status=status)
    found = people.resident_by_number(form.cleaned_data["number"])
    if found is not None:
        try:
            return see(address(request, "resident", opened(visit, found.id).id))
        except people.NoSuchResident:
            pass
    # The same answer whether nobody is here or the identity is protected.
    context = {"form": NumberForm(None, today=today), "is_missing": True}
    return show(request, "eservices/desk/find.html", context, status=NOT_FOUND)


@logged_in
@require_GET
@hidden_if_not_there
def resident(request: Request, resident_id: UUID) -> HttpResponse:
    """Show who it is, who acts for them, and what can be registered."""
    visit = visit_of(request)
    row = opened(visit, resident_id)
    policy.ensure_mandate(visit, Activity.READ, resident=row)
    given = people.mandates_of_resident(row.id)
    scans = mandate_scans.parts(given, lambda key: address(request, "mandate_paper", row.id, key))
    interpreter = row.language if row.needs_interpreter else _("Not needed")
    context = {
        "resident": row,
        "facts": [
            Fact(_("Personal identity number"), row.identity_number.masked),
            Fact(_("Interpreter"), interpreter),
        ],
        "cards": [
            mandate_cards.card(
                visit,
                one,
                one.representative_name,
                scan=scans.get(one.id),
                scan_href=address(request, "scan_mandate", row.id, one.id),
                revoke_href=address(request, "revoke_mandate", row.id, one.id),
                undo_href=address(request, "undo_revoke_mandate", row.id, one.id),
            )
            for one in given
        ],
        "drafts": [_draft(request, one) for one in queries.drafts_of([row.id], written_in=True)],
        "services": [
            Link(one.title.within(language()), address(request, "begin", row.id, one.slug))
            for one in catalogue.catalogue()
        ],
        "register_href": address(request, "register_mandate", row.id),
        "register_organisation_href": address(request, "register_organisation_mandate", row.id),
        "crumbs": crumbs(request, row, is_here=True),
    }
    return show(request, "eservices/desk/resident.html", context)


def _draft(request: Request, draft: queries.ApplicationRow) -> Link:
    offered = catalogue.by_key(draft.service)
    text = _("Go on with: %(service)s") % {"service": offered.title.within(language())}
    return Link(text, address(request, "page", offered.slug, draft.id, 1))


def crumbs(
    request: Request, row: people.ResidentRow, here: str = "", *, is_here: bool = False
) -> list[Link]:
    """Say where in the desk somebody is."""
    one = Link(row.name, "" if is_here else address(request, "resident", row.id))
    first = Link(_("Paper and phone"), address(request, "find"))
    return [first, one, *([Link(here)] if here else [])]
