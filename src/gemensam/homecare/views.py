"""The pages of home care: the round, a visit, notes, and what was held. All work without JavaScript."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.authority import api as authority
from gemensam.homecare import cards, kitchen, policy, queries, screens, words
from gemensam.homecare.actions import held as held_actions
from gemensam.homecare.actions import notes, visits
from gemensam.homecare.forms import NoteForm, SettleForm
from gemensam.homecare.models import HeldEntry, Settlement, Visit
from gemensam.homecare.rules import IntentKind
from gemensam.identity import api as identity
from gemensam.identity.api import Request, logged_in, public
from gemensam.people import api as people
from gemensam.performers import api as performers
from gemensam.tenancy.context import current_tenant_id
from gemensam.ui import formats
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, show

SERVICE_WORKER = Path(__file__).parents[2] / "offline" / "sw.js"


def _see(name: str, *args: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"homecare:{name}", args=args), status=303)


def _is_manager(request: Request) -> bool:
    asked, facts = policy.held_request(request.actor, tenant_id=current_tenant_id(), at=request.now)
    return authority.decide(asked, facts).allow


@logged_in
@require_GET
def round_of_day(request: Request) -> HttpResponse:
    """Show a day's visits of the worker's unit."""
    screens.ensure_home_care(request.actor, now=request.now)
    today = formats.local_day(request.now)
    tomorrow = request.GET.get("dag") == "imorgon"
    day = today + timedelta(days=1) if tomorrow else today
    commission = request.actor.commission
    waiting = 0
    manager = _is_manager(request)
    if manager and commission and commission.unit_id:
        waiting = queries.waiting_count(commission.unit_id)
    return show(
        request,
        "homecare/round.html",
        {
            "round": screens.round_of_day(request, day),
            "day": day,
            "is_tomorrow": tomorrow,
            "is_manager": manager,
            "waiting": waiting,
            "worker": request.actor,
        },
    )


def _visit_or_404(visit_id: UUID) -> Visit:
    found = queries.visit(visit_id)
    if found is None:
        raise Http404
    return found


def _visit_page(
    request: Request, visit: Visit, form: NoteForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "visit": screens.visit_to_read(request, visit),
        "form": form,
        "worker": request.actor,
    }
    return show(request, "homecare/visit.html", context, status=status)


@logged_in
@require_GET
def visit_page(request: Request, visit_id: UUID) -> HttpResponse:
    """Show what matters of a visit."""
    return _visit_page(request, _visit_or_404(visit_id), NoteForm())


@logged_in
@require_POST
def report(request: Request, visit_id: UUID) -> HttpResponse:
    """Accept, arrive or finish, on a plain page."""
    visit = _visit_or_404(visit_id)
    try:
        kind = IntentKind(request.POST.get("kind", ""))
    except ValueError as error:
        raise Http404 from error
    outcome = visits.report(
        request.actor, visit, kind, at=request.now, now=request.now, request_id=request.request_id
    )
    if outcome.reason is not None:
        back = Link(text=_("Back to the visits of today"), href=reverse("homecare:round"))
        return conflict(request, words.reason_text(outcome.reason), back)
    return _see("visit", visit_id)


@logged_in
@require_POST
def write_note(request: Request, visit_id: UUID) -> HttpResponse:
    """Write a note of a visit, on a plain page."""
    visit = _visit_or_404(visit_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            notes.write(
                request.actor,
                resident_id=visit.resident_id,
                body=form.cleaned_data["body"],
                visit=visit,
                now=request.now,
                request_id=request.request_id,
            )
        except notes.NothingWritten:
            form.add_error("body", _("The note has characters that cannot be saved."))
        else:
            messages.success(request, _("The note is received."))
            return _see("visit", visit_id)
    return _visit_page(request, visit, form, status=422)


def _ensure_may_correct(request: Request, original: queries.NoteRow, visit: Visit | None) -> None:
    asked, facts = policy.new_note_request(
        request.actor,
        people.resident(original.resident_id),
        visit,
        tenant_id=current_tenant_id(),
        at=request.now,
    )
    authority.ensure_and_log(asked, facts, now=request.now, request_id=request.request_id)


@logged_in
@require_http_methods(["GET", "POST"])
def correct_note(request: Request, note_id: UUID) -> HttpResponse:
    """Correct a note: a new one is written, the original stays and is marked."""
    original = queries.visible_note(request.actor, note_id, now=request.now)
    if original is None:
        raise Http404
    visit = queries.visit(original.visit_id) if original.visit_id else None
    _ensure_may_correct(request, original, visit)
    form = (
        NoteForm(request.POST)
        if request.method == "POST"
        else NoteForm(initial={"body": original.body})
    )
    if request.method == "POST" and form.is_valid():
        try:
            notes.write(
                request.actor,
                resident_id=original.resident_id,
                body=form.cleaned_data["body"],
                visit=visit,
                corrects=original.id,
                now=request.now,
                request_id=request.request_id,
            )
        except notes.NothingWritten:
            form.add_error("body", _("The note has characters that cannot be saved."))
        else:
            messages.success(request, _("The correction is received. The original stays."))
            return _see("visit", visit.id) if visit else _see("round")
    back = reverse("homecare:visit", args=[visit.id]) if visit else reverse("homecare:round")
    context = {
        "note": cards.note_card(original),
        "form": form,
        "back": back,
        "worker": request.actor,
    }
    return show(
        request, "homecare/note_correction.html", context, status=422 if form.errors else 200
    )


@logged_in
@require_GET
def held_list(request: Request) -> HttpResponse:
    """Show the unit manager what phones sent that could not be taken in."""
    return _held_page(request)


def _held_page(request: Request, *, problem: str = "", status: int = 200) -> HttpResponse:
    asked, facts = policy.held_request(request.actor, tenant_id=current_tenant_id(), at=request.now)
    authority.ensure(asked, facts)
    commission = request.actor.commission
    rows = queries.held_in_unit(commission.unit_id) if commission and commission.unit_id else []
    screens.log_held(request, asked, facts, rows)
    names = identity.names([row.author_id for row in rows])
    residents = people.residents([row.resident_id for row in rows if row.resident_id])
    held = [
        cards.held_card(
            row,
            author_name=names[row.author_id].display_name,
            about=_about(row.resident_id, residents),
            body=_body_of(row.payload),
            may_admit=held_actions.may_be_admitted(row.entry_kind, row.reason),
        )
        for row in rows
    ]
    context = {
        "waiting": [card for card in held if not card.settled],
        "settled": [card for card in held if card.settled],
        "problem": problem,
        "worker": request.actor,
        "area": screens.home_visits_area() if screens.is_casework(request.actor) else None,
    }
    return show(request, "homecare/held.html", context, status=status)


def _about(resident_id: UUID | None, residents: dict[UUID, people.ResidentRow]) -> str:
    if resident_id is None or resident_id not in residents:
        return _("Unknown person")
    row = residents[resident_id]
    return _("Person with protected identity") if row.is_protected else row.name


def _body_of(payload: str) -> str:
    """The text of something held, without what cannot be shown."""
    raw = json.loads(payload)
    text = raw.get("body") or raw.get("kind") or ""
    return str(text).encode("utf-8", "replace").decode().replace("\x00", "�")


@logged_in
@require_POST
def settle_held(request: Request, held_id: UUID) -> HttpResponse:
    """Admit a held note, or leave it outside."""
    row = HeldEntry.objects.filter(id=held_id).first()
    if row is None:
        raise Http404
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _held_page(request, problem=_("Write why, in at most 200 characters."), status=422)
    try:
        held_actions.settle(
            request.actor,
            row,
            Settlement(form.cleaned_data["settlement"]),
            because=form.cleaned_data["because"],
            now=request.now,
            request_id=request.request_id,
        )
    except held_actions.NoReasonGiven:
        return _held_page(request, problem=_("Write why it is left outside."), status=422)
    except held_actions.NotAdmissible:
        return _held_page(request, problem=_("It cannot be entered as it is."), status=409)
    except held_actions.AlreadySettled:
        return _held_page(request, problem=_("Somebody else was first."), status=409)
    return _see("held")


@public
@require_GET
def shell(request: Request) -> HttpResponse:
    """Give the page that the phone keeps and fills in by itself when there is no connection.

    It holds nothing of anybody, so it needs no log-in.
    """
    return show(
        request,
        "homecare/shell.html",
        {
            "visit": cards.VisitCard(),
            "note": cards.NoteCard(),
            "notice": cards.NoticeCard(),
            "kin": cards.KinCard(),
            "form": NoteForm(),
        },
    )


@public
@require_GET
@cache_control(no_cache=True)
def service_worker(_request: Request) -> HttpResponse:
    """Give the service worker from an address that lets it look after `/hemtjanst/`."""
    return HttpResponse(SERVICE_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@logged_in
@require_GET
def kitchen_list(request: Request) -> HttpResponse:
    """Show how many portions the worker's unit brings each day of a week, for the kitchen."""
    screens.ensure_home_care(request.actor, now=request.now)
    today = formats.local_day(request.now)
    is_next = request.GET.get("vecka") == "nasta"
    days = performers.week_of(today + timedelta(days=7 * is_next))
    commission = request.actor.commission
    assert commission is not None
    assert commission.unit_id is not None
    brought = kitchen.served(commission.unit_id, days)
    dishes = kitchen.dish_list(brought, performers.menu_of(commission.unit_id, days))
    context = {
        "table": screens.kitchen_table(kitchen.kitchen_list(brought, days), days),
        "dishes": screens.dish_table(dishes),
        "menu_href": f"{reverse('homecare:menu')}?vecka={days[0]:%G-W%V}",
        "days": days,
        "is_next": is_next,
        "worker": request.actor,
        "now": request.now,
    }
    return show(request, "homecare/kitchen.html", context)
