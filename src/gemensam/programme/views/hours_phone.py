"""What the phone sends by itself: reports kept while there was no net; and where to be reminded."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gemensam.delivery import api as delivery
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.programme import policy
from gemensam.programme.actions import hours as actions
from gemensam.programme.actions.hours_refusals import SomeRefused
from gemensam.programme.forms import HoursForm, ReminderForm
from gemensam.programme.pages import hours as pages
from gemensam.programme.queries import hours as hours_queries
from gemensam.programme.queries.hours_activities import Choice, choices
from gemensam.programme.views.hours_words import REFUSALS
from gemensam.ui.show import go_on

# More than anybody reports in a day without a net; the phone sends the rest in its next batch.
MOST_ENTRIES = 50
FIELDS = ("key", "activity", "worked_on", "minutes", "note")


def entry_of(form: HoursForm) -> actions.Entry:
    """Give what a valid form reports."""
    return actions.Entry(
        key=form.cleaned_data["key"],
        plan_key=form.choice.plan_key,
        activity_key=form.choice.key,
        worked_on=form.day,
        minutes=form.cleaned_data["minutes"],
        note=form.cleaned_data["note"],
    )


@logged_in
@require_POST
def sync(request: Request) -> HttpResponse:
    """Take what a phone has kept. Each report has its own verdict; the same key counts once."""
    policy.ensure_hours(request.actor, Activity.WRITE, now=request.now)
    entries = _entries(request)
    if entries is None:
        return JsonResponse({"reason": "unreadable"}, status=400)
    if entries.get("person") != str(request.actor.person_id):
        # Somebody else has logged in on this phone: the owner's reports stay where they are.
        return JsonResponse({"reason": "another_person"}, status=409)
    activities = choices()
    rows = entries["entries"]
    assert isinstance(rows, list)
    taken = [_take(request, row, activities) for row in rows]
    answers = [answer for answer, _hours_id in taken]
    hours_ids = [hours_id for _answer, hours_id in taken if hours_id]
    return JsonResponse({"answers": answers, **_shown(request, hours_ids, activities)})


def _shown(
    request: Request, hours_ids: Sequence[UUID], activities: Sequence[Choice]
) -> Mapping[str, str]:
    """Draw what was reported as the page draws it, so that the phone need not ask for it again."""
    if not hours_ids:
        return {}
    assert request.actor.person_id is not None
    rows = hours_queries.own_reports(request.actor.person_id, hours_ids)
    context = {"page": pages.answered(rows, activities), "csrf_token": get_token(request)}
    return {
        part: render_to_string(f"programme/hours.html#{part}", context)
        for part in ("lines", "undo")
    }


def _entries(request: Request) -> Mapping[str, object] | None:
    try:
        found = json.loads(request.body)
    except ValueError:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("entries"), list):
        return None
    rows = found["entries"]
    if len(rows) > MOST_ENTRIES or not all(isinstance(row, dict) for row in rows):
        return None
    return found


def _take(
    request: Request, row: Mapping[str, object], activities: Sequence[Choice]
) -> tuple[Mapping[str, str], UUID | None]:
    """Take one report: what the phone is told of it, and which report it became."""
    key = str(row.get("key", ""))
    form = HoursForm({name: str(row.get(name, "")) for name in FIELDS}, activities=activities)
    if not form.is_valid():
        reason = " ".join(str(text) for texts in form.errors.values() for text in texts)
        return {"key": key, "verdict": "refused", "reason": reason}, None
    entry = entry_of(form)
    try:
        batch = actions.report_many(actor=request.actor, entries=[entry], now=request.now)
    except SomeRefused as refused:
        reason = _(REFUSALS[type(refused.refusals[entry.key])][1])
        return {"key": key, "verdict": "refused", "reason": reason}, None
    verdict = "accepted" if batch.new else "duplicate"
    return {"key": key, "verdict": verdict}, batch.hours_ids[0]


def address_of(person_id: UUID) -> str:
    """Give the e-mail address where somebody wants this municipality's notices."""
    return delivery.address_of(person_id=person_id, channel=delivery.Channel.EMAIL)


@logged_in
@require_POST
def reminders(request: Request) -> HttpResponse:
    """Choose where to be reminded, or that one is not."""
    policy.ensure_hours(request.actor, Activity.WRITE, now=request.now)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the address as name@place.se"))
        return go_on(request, reverse("programme:hours"))
    assert request.actor.person_id is not None
    address = form.cleaned_data["address"]
    delivery.choose_channel(
        person_id=request.actor.person_id,
        channel=delivery.Channel.EMAIL,
        address=address,
        now=request.now,
    )
    messages.success(
        request,
        _("You are reminded at %(address)s.") % {"address": address}
        if address
        else _("You are not reminded any more."),
    )
    return go_on(request, reverse("programme:hours"))


urlpatterns = [
    path("program/timmar/synk/", sync, name="hours_sync"),
    path("program/timmar/paminnelser/", reminders, name="hours_reminders"),
]
