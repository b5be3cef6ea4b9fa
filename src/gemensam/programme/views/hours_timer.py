"""Start a clock when work begins, stop it when it ends: then it is reported."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.programme import policy
from gemensam.programme.actions import hours_timer as actions
from gemensam.programme.actions.hours_refusals import SomeRefused, TimerRuns, TimerWasForgotten
from gemensam.programme.forms import ActivityForm
from gemensam.programme.queries.hours_activities import choices
from gemensam.programme.rules.hours import NotATime, minutes_of
from gemensam.programme.views.hours_words import REFUSALS
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on


def _to_the_hours() -> Link:
    return Link(_("To your hours"), reverse("programme:hours"))


@logged_in
@require_POST
def start(request: Request) -> HttpResponse:
    """Start the clock on an activity."""
    policy.ensure_hours(request.actor, Activity.WRITE, now=request.now)
    form = ActivityForm(request.POST, activities=choices())
    if not form.is_valid():
        messages.error(request, _("Choose an activity for the clock."))
        return go_on(request, reverse("programme:hours"))
    try:
        actions.start_timer(
            actor=request.actor,
            plan_key=form.choice.plan_key,
            activity_key=form.choice.key,
            now=request.now,
        )
    except TimerRuns:
        return conflict(
            request, _("A clock runs already. Stop it before you start another."), _to_the_hours()
        )
    return go_on(request, reverse("programme:hours"))


@logged_in
@require_POST
def stop(request: Request, timer_id: UUID) -> HttpResponse:
    """Stop the clock and report its time."""
    try:
        minutes = _minutes(request)
        batch = actions.stop_timer(
            actor=request.actor,
            stop=actions.Stop(timer_id, request.POST.get("note", "")[:200], minutes),
            now=request.now,
        )
    except (NotATime, TimerWasForgotten):
        messages.error(request, _("Write how long you worked, for example 1:30 or 45 min."))
        return go_on(request, reverse("programme:hours"))
    except SomeRefused as refused:
        for one in refused.refusals.values():
            messages.error(request, _(REFUSALS[type(one)][1]))
        return go_on(request, reverse("programme:hours"))
    if batch is None:
        return conflict(request, _("The clock is already stopped."), _to_the_hours())
    return go_on(request, f"{reverse('programme:hours')}?klart={batch.id}")


def _minutes(request: Request) -> int | None:
    text = request.POST.get("time", "").strip()
    return minutes_of(text) if text else None


@logged_in
@require_POST
def discard(request: Request, timer_id: UUID) -> HttpResponse:
    """Stop the clock and report nothing."""
    actions.discard_timer(actor=request.actor, timer_id=timer_id, now=request.now)
    messages.success(request, _("The clock is stopped and nothing is reported."))
    return go_on(request, reverse("programme:hours"))


urlpatterns = [
    path("program/timmar/klocka/", start, name="timer_start"),
    path("program/timmar/klocka/<uuid:timer_id>/stoppa/", stop, name="timer_stop"),
    path("program/timmar/klocka/<uuid:timer_id>/kasta/", discard, name="timer_discard"),
]
