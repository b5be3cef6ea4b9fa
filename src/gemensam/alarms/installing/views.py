"""Larmenheter: the register, one granted alarm, connecting its unit, and the proof that it works."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.alarms import policy
from gemensam.alarms.actions import ending, registering
from gemensam.alarms.installing import screens
from gemensam.alarms.installing.forms import EndForm, EnrolForm
from gemensam.alarms.kinds import Function, Status, Technology
from gemensam.alarms.models import SafetyAlarm
from gemensam.alarms.register import SafetyAlarmRow, rows_of
from gemensam.authority import api as authority
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.ui.filters import ChoiceFilter, Filters
from gemensam.ui.paging import Order, first_href, more_href, page_of
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show, wants_part

ORDERED, ANALOGUE, NEEDS, WORKS, OVER = "bestallda", "analoga", "atgard", "fungerar", "avslutade"
# What a person can do something about today; the analogue ones wait for their switch-over.
CALLS_FOR_ACTION = frozenset(Function) - {Function.WORKS, Function.ANALOGUE_NOT_ASSESSABLE}
LATEST_FIRST = (Order("ordered_at", descending=True),)


def _filters() -> Filters:
    options = (
        (NEEDS, _("Needs action")),
        (ORDERED, pgettext("safety alarms", "Ordered")),
        (WORKS, _("Working")),
        (ANALOGUE, pgettext("safety alarms", "Analogue")),
        (OVER, pgettext("safety alarms", "Ended")),
    )
    return Filters(filters=(ChoiceFilter("visa", _("what is shown"), options),))


def _ensure_has_commission(request: Request) -> None:
    """A list that nobody may see is a refusal, not an empty list."""
    actor = request.actor
    allowed = actor.commission is not None and any(
        right.names(Activity.READ, policy.REGISTER_COLUMNS.information_class)
        for right in actor.commission.rights
    )
    if not allowed:
        asked = policy.list_request(actor, now=request.now)
        raise authority.Refused(asked, authority.decide(asked, authority.Facts()))


@logged_in
@require_GET
def register(request: Request) -> HttpResponse:
    """Show every granted alarm that the reader may see, analogue ones too; ended ones when asked."""
    _ensure_has_commission(request)
    filters = _filters()
    chosen = filters.read(request.GET)
    with_ended = policy.visible_safety_alarms(request.actor, now=request.now)
    visible = with_ended.exclude(status=Status.ENDED)
    over = with_ended.filter(status=Status.ENDED)
    everything = rows_of(list(visible), now=request.now)
    kind = chosen.text("visa")
    wanted = over if kind == OVER else _narrowed(visible, everything, kind)
    page = page_of(wanted.select_related("resident"), order=LATEST_FIRST, after=chosen.cursor)
    policy.log_list(request.actor, list(page.rows), now=request.now, request_id=request.request_id)
    rows = rows_of(page.rows, now=request.now)
    context = {
        "table": screens.register_table(rows, people.residents([r.resident_id for r in rows])),
        "chips": filters.chips("visa", chosen, _counts(everything) | {OVER: over.count()}),
        "figures": screens.figures(everything),
        "is_filtered": chosen.is_filtered,
        "ignored": chosen.ignored,
        "more_href": more_href(page, request.GET),
        "first_href": first_href(request.GET),
        "has_rows": bool(rows),
    }
    return show(request, "alarms/register.html", context, partial="list")


def _wanted(row: SafetyAlarmRow, kind: str) -> bool:
    match kind:
        case "bestallda":
            return row.status is Status.ORDERED
        case "analoga":
            return row.technology is Technology.ANALOGUE
        case "fungerar":
            return row.function is Function.WORKS
        case "atgard":
            return row.function in CALLS_FOR_ACTION
        case _:
            return True


def _narrowed(
    visible: QuerySet[SafetyAlarm], rows: list[SafetyAlarmRow], kind: str
) -> QuerySet[SafetyAlarm]:
    if not kind:
        return visible
    return visible.filter(id__in=[row.id for row in rows if _wanted(row, kind)])


def _counts(rows: list[SafetyAlarmRow]) -> dict[str, int]:
    kinds = ("", NEEDS, ORDERED, WORKS, ANALOGUE)
    return {kind: sum(_wanted(row, kind) for row in rows) for kind in kinds}


def _found(request: Request, safety_alarm_id: UUID, activity: Activity) -> SafetyAlarm:
    """Find a granted alarm and ask; the reading is logged, but not again for a part of the page."""
    try:
        row = registering.find_safety_alarm(safety_alarm_id)
    except registering.NoSuchSafetyAlarm as error:
        raise Http404 from error
    # Only for reading: a header must not stand in for the right to write.
    if wants_part(request) and activity is Activity.READ:
        policy.ensure_may_see_again(request.actor, row, now=request.now)
    else:
        policy.ensure_may_register(
            request.actor, activity, row, now=request.now, request_id=request.request_id
        )
    return row


def _may_write(request: Request, row: SafetyAlarm) -> bool:
    """Say whether to offer a change; whoever makes it is asked for again, and logged."""
    return policy.may_register(request.actor, Activity.WRITE, row, now=request.now)


def _context(request: Request, row: SafetyAlarm, here: str = "") -> dict[str, object]:
    (alarm,) = rows_of([row], now=request.now)
    unit = alarm.alarm_unit
    name = f"{row.resident.given_name} {row.resident.family_name}"
    return {
        "alarm": alarm,
        "name": name,
        "crumbs": [
            Link(_("Alarm units"), reverse("alarm_units:register")),
            Link(name, reverse("alarm_units:one", args=[row.id])),
            *([Link(here)] if here else []),
        ],
        "status": screens.status_tag(alarm.function),
        "facts": screens.unit_facts(unit) if unit else [],
        "proof": screens.proof_of(unit) if unit else None,
        "workings": screens.workings(alarm, request.now),
        "can_enrol": alarm.technology is Technology.DIGITAL and alarm.status is not Status.ENDED,
        "can_end": alarm.status is not Status.ENDED and _may_write(request, row),
        "ended": screens.ended(row),
        "can_undo": ending.may_be_undone(row, now=request.now) and _may_write(request, row),
        "now": request.now,
    }


@logged_in
@require_GET
def one(request: Request, safety_alarm_id: UUID) -> HttpResponse:
    """Show one granted alarm: its unit, what it has proved, and why it counts as it does."""
    row = _found(request, safety_alarm_id, Activity.READ)
    return show(request, "alarms/safety_alarm.html", _context(request, row))


@logged_in
@require_GET
def proof(request: Request, safety_alarm_id: UUID) -> HttpResponse:
    """Show test alarm and signs of life as they arrive; the part is read again every few seconds."""
    row = _found(request, safety_alarm_id, Activity.READ)
    context = _context(request, row, _("Test the alarm unit"))
    if context["proof"] is None:
        return go_on(request, reverse("alarm_units:enrol", args=[safety_alarm_id]))
    return show(request, "alarms/proof.html", context, partial="proof")


@logged_in
@require_http_methods(["GET", "POST"])
def enrol(request: Request, safety_alarm_id: UUID) -> HttpResponse:
    """Connect an alarm unit to a granted alarm."""
    row = _found(request, safety_alarm_id, Activity.WRITE)
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            registering.enrol(
                actor=request.actor,
                safety_alarm_id=safety_alarm_id,
                details=form.details(),
                now=request.now,
                request_id=request.request_id,
            )
        except registering.NumberIsTaken:
            form.add_error("cid", _("Another alarm unit in use has that number. Read it again."))
        except registering.NotToBeEnrolled as error:
            raise Http404 from error
        else:
            return go_on(request, reverse("alarm_units:proof", args=[safety_alarm_id]))
    context = _context(request, row, _("Connect the alarm unit")) | {"form": form}
    if not context["can_enrol"]:
        raise Http404
    return show(request, "alarms/enrol.html", context, status=422 if form.errors else 200)


def _refused(request: Request, row: SafetyAlarm, reason: str) -> HttpResponse:
    way_on = Link(_("See the alarm"), reverse("alarm_units:one", args=[row.id]))
    return conflict(request, reason, way_on)


@logged_in
@require_http_methods(["GET", "POST"])
def end(request: Request, safety_alarm_id: UUID) -> HttpResponse:
    """End a granted alarm: say why, and read what it means, before it is done."""
    row = _found(request, safety_alarm_id, Activity.WRITE)
    has_ended = _("The alarm has ended already.")
    if row.status == Status.ENDED:
        return _refused(request, row, has_ended)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ending.end_safety_alarm(
                actor=request.actor,
                safety_alarm_id=safety_alarm_id,
                because=form.why(),
                now=request.now,
                request_id=request.request_id,
            )
        except ending.HasEnded:
            return _refused(request, row, has_ended)
        messages.success(request, _("The alarm has ended. It can be undone for 24 hours."))
        return go_on(request, reverse("alarm_units:one", args=[safety_alarm_id]))
    context = _context(request, row, _("End the safety alarm")) | {"form": form}
    return show(request, "alarms/end.html", context, status=422 if form.errors else 200)


@logged_in
@require_POST
def undo_end(request: Request, safety_alarm_id: UUID) -> HttpResponse:
    """Put an ended alarm back as it was."""
    row = _found(request, safety_alarm_id, Activity.WRITE)
    try:
        ending.undo_end(
            actor=request.actor,
            safety_alarm_id=safety_alarm_id,
            now=request.now,
            request_id=request.request_id,
        )
    except ending.NotToBeUndone:
        return _refused(request, row, _("The alarm is in force, or ended more than 24 hours ago."))
    except registering.NumberIsTaken:
        return _refused(request, row, _("The alarm unit is connected for somebody else by now."))
    messages.success(request, _("The alarm is in force again."))
    return go_on(request, reverse("alarm_units:one", args=[safety_alarm_id]))
