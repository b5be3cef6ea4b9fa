"""The pages of records: search, a resident's shared records, consent, lifts, emergency access."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.authority import api as authority
from gemensam.consents import api as consents
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Actor
from gemensam.people import api as people
from gemensam.records import emergency, policy, reading, screens
from gemensam.records.forms import (
    ConsentForm,
    EmergencyByNumberForm,
    LiftForm,
    NumberForm,
    ReasonForm,
)
from gemensam.ui import formats
from gemensam.ui.paging import CURSOR_PARAMETER, first_href, more_href
from gemensam.ui.show import show

FORBIDDEN = 403
NOT_FOUND = 404
UNPROCESSABLE = 422


def _see(name: str, *args: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"records:{name}", args=args), status=303)


@contextmanager
def _hiding_protected(request: Request) -> Iterator[None]:
    """Answer as if nobody were here when what is refused would give a protected identity away."""
    try:
        yield
    except authority.Refused as refusal:
        if not refusal.request.obj.is_protected:
            raise
        reading.log_refusal(refusal, request_id=request.request_id)
        raise Http404 from refusal
    except (people.NoSuchResident, consents.NoSuchConsent) as error:
        raise Http404 from error


@logged_in
@require_http_methods(["GET", "POST"])
def search(request: Request) -> HttpResponse:
    """Look for a resident by personal identity number; posted, so that no address holds it."""
    policy.ensure_may_search(request.actor, now=request.now)
    today = formats.local_day(request.now)
    if request.method != "POST":
        return show(request, "records/search.html", {"form": NumberForm(today=today)})
    form = NumberForm(request.POST, today=today)
    if not form.is_valid():
        return show(request, "records/search.html", {"form": form}, status=UNPROCESSABLE)
    found = reading.find(
        request.actor,
        form.cleaned_data["number"],
        now=request.now,
        request_id=request.request_id,
    )
    if found is not None:
        return _see("record", found)
    # The same answer whether nobody is here, nobody who may be known of, or a protected identity.
    context = {"form": NumberForm(today=today), "is_missing": True}
    return show(request, "records/search.html", context, status=NOT_FOUND)


@logged_in
@require_GET
def record(request: Request, resident_id: UUID) -> HttpResponse:
    """Show a resident's shared records, or why they stay closed and what to do."""
    return _record_page(request, resident_id, ConsentForm(), LiftForm())


def _record_page(
    request: Request, resident_id: UUID, consent: ConsentForm, lift: LiftForm, *, status: int = 0
) -> HttpResponse:
    try:
        opened = reading.open_record(
            request.actor,
            resident_id,
            after=request.GET.get(CURSOR_PARAMETER, ""),
            now=request.now,
            request_id=request.request_id,
        )
    except reading.NothingToOpen as error:
        raise Http404 from error
    given = [] if opened.is_nameless else _given(request.actor, opened.resident.id)
    context = {
        "page": screens.record_page(opened, given, now=request.now),
        "more_href": more_href(opened.page, request.GET),
        "first_href": first_href(request.GET),
        "consent_form": consent,
        "lift_form": lift,
    }
    answer = status or (200 if opened.is_open else FORBIDDEN)
    return show(request, "records/record.html", context, status=answer)


def _given(actor: Actor, resident_id: UUID) -> list[consents.ConsentRow]:
    """Consents in force that let the reader's own unit in."""
    unit_id = actor.commission.unit_id if actor.commission else None
    return [
        row
        for row in consents.consents_of(resident_id)
        if row.revoked_at is None and row.to_unit_id == unit_id
    ]


@logged_in
@require_POST
def give_consent(request: Request, resident_id: UUID) -> HttpResponse:
    """Write down that the resident said yes."""
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _record_page(request, resident_id, form, LiftForm(), status=UNPROCESSABLE)
    with _hiding_protected(request):
        consents.register_consent(
            actor=request.actor,
            resident_id=resident_id,
            evidence=form.cleaned_data["evidence"],
            ends_at=form.ends_at(request.now),
            now=request.now,
            request_id=request.request_id,
        )
    messages.success(request, _("The consent is registered."))
    return _see("record", resident_id)


@logged_in
@require_POST
def revoke_consent(request: Request, resident_id: UUID, consent_id: UUID) -> HttpResponse:
    """Write down that the resident took the consent back."""
    try:
        with _hiding_protected(request):
            consents.revoke_consent(
                actor=request.actor,
                resident_id=resident_id,
                consent_id=consent_id,
                now=request.now,
                request_id=request.request_id,
            )
    except consents.AlreadyRevoked:
        messages.info(request, _("The consent was already revoked."))
    else:
        messages.success(request, _("The consent is revoked."))
    return _see("record", resident_id)


@logged_in
@require_POST
def lift_blocks(request: Request, resident_id: UUID) -> HttpResponse:
    """Set the resident's blocks aside for a while, for this reader: the resident agreed."""
    form = LiftForm(request.POST)
    if not form.is_valid():
        return _record_page(request, resident_id, ConsentForm(), form, status=UNPROCESSABLE)
    lift = consents.Lift(
        basis=consents.LiftBasis.CONSENT,
        reach=consents.LiftReach.ONLY_REQUESTER,
        reason=form.cleaned_data["reason"],
        until=form.until(request.now),
    )
    standing = consents.standing(request.actor, resident_id, now=request.now)
    with _hiding_protected(request):
        for block in standing.closing(now=request.now):
            consents.lift_block(
                actor=request.actor,
                block_id=block.id,
                lift=lift,
                now=request.now,
                request_id=request.request_id,
            )
    messages.success(request, _("The block is lifted for you, for a time."))
    return _see("record", resident_id)


@logged_in
@require_http_methods(["GET", "POST"])
def emergency_access(request: Request, resident_id: UUID) -> HttpResponse:
    """Open emergency access to a resident whose page is closed."""
    policy.ensure_may_search(request.actor, now=request.now)
    authority.ensure_fresh(request.actor.authenticated_at, now=request.now)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = emergency.open_for(
            request.actor,
            resident_id,
            reason=form.cleaned_data["reason"],
            now=request.now,
            request_id=request.request_id,
        )
        if outcome is emergency.Outcome.OPENED:
            return _see("record", resident_id)
        if outcome is emergency.Outcome.NOTHING_TO_OPEN:
            raise Http404
    return _emergency_page(request, form, back=reverse("records:record", args=[resident_id]))


@logged_in
@require_http_methods(["GET", "POST"])
def emergency_by_number(request: Request) -> HttpResponse:
    """Open emergency access to somebody whom the unit does not care for."""
    policy.ensure_may_search(request.actor, now=request.now)
    authority.ensure_fresh(request.actor.authenticated_at, now=request.now)
    today = formats.local_day(request.now)
    form = EmergencyByNumberForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        found = people.resident_by_number(form.cleaned_data["number"])
        outcome = emergency.open_for(
            request.actor,
            found.id if found else None,
            reason=form.cleaned_data["reason"],
            now=request.now,
            request_id=request.request_id,
        )
        if outcome is emergency.Outcome.OPENED and found is not None:
            return _see("record", found.id)
        if outcome is emergency.Outcome.NOTHING_TO_OPEN:
            form.add_error("number", _("There is no documentation to open for this number."))
    return _emergency_page(request, form, back=reverse("records:search"))


def _emergency_page(request: Request, form: ReasonForm, *, back: str) -> HttpResponse:
    context = {"form": form, "back": back}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return show(request, "records/emergency.html", context, status=status)
