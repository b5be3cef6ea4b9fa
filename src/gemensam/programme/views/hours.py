"""Report one's own time on the phone: with a press, by a clock, or the same as before."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.programme import policy
from gemensam.programme.actions import hours as actions
from gemensam.programme.actions.hours_refusals import (
    ChangedMeanwhile,
    HoursRefused,
    Pick,
    SomeRefused,
)
from gemensam.programme.actions.hours_repeating import id_of, repetition
from gemensam.programme.forms import HoursForm, ReminderForm
from gemensam.programme.pages import hours as pages
from gemensam.programme.queries import hours as hours_queries
from gemensam.programme.queries.hours_activities import Choice, choices
from gemensam.programme.rules.hours import Week
from gemensam.programme.views import hours_attest, hours_many, hours_phone, hours_timer
from gemensam.programme.views.hours_words import REFUSALS
from gemensam.tenancy.models import new_id
from gemensam.ui import spreadsheets
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show


@logged_in
@require_http_methods(["GET", "POST"])
def hours_page(request: Request) -> HttpResponse:
    """Report time and see one's own."""
    policy.ensure_hours(request.actor, Activity.WRITE, now=request.now)
    activities = choices()
    if request.method == "POST":
        form = HoursForm(request.POST, activities=activities)
        if form.is_valid() and (batch := _report(request, form)):
            return go_on(request, f"{reverse('programme:hours')}?klart={batch.id}")
        return _hours_page(request, activities, form, status=422)
    return _hours_page(request, activities, None, status=200)


def _hours_page(
    request: Request, activities: Sequence[Choice], form: HoursForm | None, *, status: int
) -> HttpResponse:
    person_id = request.actor.person_id
    assert person_id is not None
    own = hours_queries.own(person_id)
    today = timezone.localdate(request.now)
    repeat = pages.repeat_of(own, activities, today=today, key=new_id())
    form = form or HoursForm(
        activities=activities,
        initial={
            "activity": repeat.value if repeat else None,
            "worked_on": today,
            "key": new_id(),
        },
    )
    page = pages.OwnPage(
        lines=pages.own_lines(own, activities),
        repeat=repeat,
        repeat_week=repeat_week_of(request, activities, Week.of(today)),
        timer=pages.timer_of(hours_queries.timer(person_id), activities, request.now),
        undo=_undo(request, person_id, activities),
        quick=[(minutes, pages.clock(minutes)) for minutes in pages.QUICK_MINUTES],
        may_attest=policy.may_attest(request.actor, now=request.now),
        person_id=person_id,
        week=str(Week.of(today)),
    )
    reminders = ReminderForm(initial={"address": hours_phone.address_of(person_id)})
    context = {"page": page, "form": form, "reminders": reminders}
    return show(request, "programme/hours.html", context, status=status)


def repeat_week_of(
    request: Request, activities: Sequence[Choice], into: Week
) -> pages.RepeatWeek | None:
    """Offer the latest week before one once more."""
    source, found = repetition(
        actor=request.actor,
        into=into,
        reportable={(one.plan_key, one.key) for one in activities},
        now=request.now,
    )
    ids = {id_of(request.actor, copy): copy.key for copy in found.copies}
    existing = {ids[one] for one in hours_queries.existing(ids)} if ids else set()
    return pages.repeat_week_of(source, found, existing, into=into)


def _undo(request: Request, person_id: UUID, activities: Sequence[Choice]) -> pages.Undo | None:
    if batch_id := _uuid(request.GET.get("klart", "")):
        return pages.undo_batch(hours_queries.batch(person_id, batch_id))
    if hours_id := _uuid(request.GET.get("tillbaka", "")):
        row = hours_queries.own_report(person_id, hours_id)
        return pages.undo_taking_back(row, activities)
    return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _report(request: Request, form: HoursForm) -> actions.Batch | None:
    entry = hours_phone.entry_of(form)
    try:
        return actions.report_many(actor=request.actor, entries=[entry], now=request.now)
    except SomeRefused as refused:
        field, text = REFUSALS[type(refused.refusals[entry.key])]
        form.add_error(field, _(text))
        return None


def _pick(request: Request, hours_id: UUID) -> Pick:
    version = request.POST.get("version", "")
    return Pick(hours_id, int(version) if version.isdecimal() else 0)


def _to_the_hours() -> Link:
    return Link(_("To your hours"), reverse("programme:hours"))


@logged_in
@require_POST
def withdraw(request: Request, hours_id: UUID) -> HttpResponse:
    """Take back one's own time that nobody has attested."""
    try:
        actions.withdraw_report(actor=request.actor, pick=_pick(request, hours_id), now=request.now)
    except ChangedMeanwhile:
        return conflict(
            request,
            _("The time is already attested or taken back, so it cannot be taken back here."),
            _to_the_hours(),
        )
    return go_on(request, f"{reverse('programme:hours')}?tillbaka={hours_id}")


@logged_in
@require_POST
def restore(request: Request, hours_id: UUID) -> HttpResponse:
    """Undo a taking back."""
    try:
        actions.restore_report(actor=request.actor, pick=_pick(request, hours_id), now=request.now)
    except ChangedMeanwhile:
        return conflict(
            request, _("The time is already reported, or is not yours."), _to_the_hours()
        )
    except HoursRefused as refused:
        _field, text = REFUSALS[type(refused)]
        return conflict(request, _(text), _to_the_hours())
    messages.success(request, _("The time is reported again."))
    return go_on(request, reverse("programme:hours"))


@logged_in
@require_POST
def withdraw_batch(request: Request, batch_id: UUID) -> HttpResponse:
    """Take back what was just reported with one press."""
    try:
        count = actions.withdraw_batch(actor=request.actor, batch_id=batch_id, now=request.now)
    except ChangedMeanwhile:
        return conflict(
            request,
            _("Some of it is already attested, so it cannot be taken back here."),
            _to_the_hours(),
        )
    if not count:
        return conflict(request, _("The time is taken back already."), _to_the_hours())
    messages.success(request, _("The time is taken back."))
    return go_on(request, reverse("programme:hours"))


@logged_in
@require_GET
def hours_csv(request: Request) -> HttpResponse:
    """Give one's own time as a file."""
    policy.ensure_hours(request.actor, Activity.READ, now=request.now)
    assert request.actor.person_id is not None
    own = hours_queries.own(request.actor.person_id, limit=None)
    return spreadsheets.as_csv("mina-timmar", pages.own_csv(own, choices()))


urlpatterns = [
    path("program/timmar/", hours_page, name="hours"),
    path("program/timmar/data.csv", hours_csv, name="hours_csv"),
    path("program/timmar/<uuid:hours_id>/ta-tillbaka/", withdraw, name="hours_withdraw"),
    path("program/timmar/<uuid:hours_id>/aterta/", restore, name="hours_restore"),
    path("program/timmar/senaste/<uuid:batch_id>/angra/", withdraw_batch, name="hours_undo"),
    *hours_many.urlpatterns,
    *hours_timer.urlpatterns,
    *hours_phone.urlpatterns,
    *hours_attest.urlpatterns,
]
