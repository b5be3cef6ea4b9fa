"""The paper of a mandate: scanned in by staff, and opened by them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.eservices import mandate_cards, mandate_scans, policy
from gemensam.eservices.desk.residents import crumbs, opened
from gemensam.eservices.organisation_forms import ScanForm
from gemensam.eservices.views.frame import (
    UNPROCESSABLE,
    address,
    hidden_if_not_there,
    see,
    visit_of,
)
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, show


@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def scan(request: Request, resident_id: UUID, mandate_id: UUID) -> HttpResponse:
    """Keep the scan of a mandate's paper; another instead, where the first was wrong."""
    visit = visit_of(request)
    resident = opened(visit, resident_id)
    policy.ensure_mandate(visit, Activity.READ, resident=resident, mandate_id=mandate_id)
    row = mandate_scans.on_paper(resident, mandate_id)
    form = ScanForm() if request.method == "GET" else ScanForm(request.POST, request.FILES)
    if form.is_bound and form.is_valid() and _kept(request, resident, row, form):
        messages.success(request, _("The paper is kept. You and the resident can open it."))
        return see(address(request, "resident", resident.id))
    parts = mandate_scans.parts(
        [row], lambda key: address(request, "mandate_paper", resident.id, key)
    )
    context = {
        "form": form,
        "has_scan": row.scan_id is not None,
        "card": mandate_cards.card(visit, row, row.representative_name, scan=parts.get(row.id)),
        "resident": resident,
        "back_href": address(request, "resident", resident.id),
        "crumbs": crumbs(request, resident, _("The paper")),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return show(request, "eservices/desk/scan.html", context, status=status)


def _kept(
    request: Request, resident: people.ResidentRow, row: people.MandateRow, form: ScanForm
) -> bool:
    sent = form.cleaned_data["file"]
    try:
        mandate_scans.attach(
            visit_of(request),
            resident=resident,
            mandate_id=row.id,
            name=sent.name or "",
            # One byte too many is enough to refuse it.
            data=sent.read(files.LARGEST_FILE + 1),
        )
    except mandate_scans.REFUSED as error:
        form.add_error("file", mandate_scans.why_not(error))
        return False
    return True


@logged_in
@require_GET
@hidden_if_not_there
def paper(request: Request, resident_id: UUID, mandate_id: UUID) -> HttpResponse:
    """Give the scanned paper; each opening is logged, and the resident sees it."""
    visit = visit_of(request)
    resident = opened(visit, resident_id)
    try:
        found = mandate_scans.opened(visit, resident=resident, mandate_id=mandate_id)
    except (files.NotYetScanned, files.Infected):
        back = Link(resident.name, address(request, "resident", resident.id))
        return conflict(request, _("The paper cannot be opened just now."), back)
    return files.as_sent_in(found)
