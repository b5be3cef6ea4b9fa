"""What an operator orders from the console: each with the number that the form was given.

A double click sends the same number twice and is one command. The page's script gets 204, or the
middle anew; a browser without script is sent on with 303.
"""

from collections.abc import Callable
from functools import wraps
from typing import Final
from uuid import UUID, uuid5

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gemensam.alarms import policy
from gemensam.alarms import queries as alarm_queries
from gemensam.alarms.actions import handling
from gemensam.alarms.console import words
from gemensam.alarms.console.checklists import checklist_for
from gemensam.alarms.console.lanes import Group, group_of
from gemensam.alarms.console.marks import (
    CALLED,
    DONE,
    EMERGENCY,
    HOME,
    MARKED,
    UNDONE,
    note_of,
)
from gemensam.alarms.console.views import NOTE_LIMIT, page
from gemensam.alarms.kinds import EndedBecause, State
from gemensam.identity.api import Request, View, logged_in
from gemensam.ui.show import go_on, wants_part

CONFLICT: Final = 409
UNPROCESSABLE: Final = 422
# A console holds a few alarms; more in one request is nobody's console.
MOST_HELD: Final = 20
SENT_TEXT_LIMIT: Final = 200

type CommandView = Callable[[Request, UUID, handling.Command], HttpResponse]


class NotUnderstood(ValueError):
    """The form lacks something, or holds what no form of ours gives."""


def _command(request: Request, text: str) -> handling.Command:
    try:
        number = UUID(text)
    except ValueError as error:
        raise NotUnderstood("kommando") from error
    return handling.Command(number, request.actor, request.now, request.request_id)


def _answered(request: Request, alarm_id: UUID, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Turn what a person can meet into words."""
    try:
        return run()
    except handling.NoSuchAlarm as error:
        raise Http404 from error
    except handling.TakenByAnother:
        return _refused(request, alarm_id, _who_has_it(alarm_id))
    except handling.NotYours:
        text = _("You no longer have the alarm. %(who)s") % {"who": _who_has_it(alarm_id)}
        return _refused(request, alarm_id, text)
    except handling.NobodyToSend:
        return _refused(request, alarm_id, _("That unit cannot be sent to this alarm."))
    except NotUnderstood:
        text = _("The form could not be read. Reload the page and try again.")
        return _refused(request, alarm_id, text, UNPROCESSABLE)


def _refused(request: Request, alarm_id: UUID, text: str, status: int = CONFLICT) -> HttpResponse:
    return page(request, alarm_id=alarm_id, notice=text, status=status, partial="notice")


def _who_has_it(alarm_id: UUID) -> str:
    row = alarm_queries.alarm(alarm_id)
    if row is None:
        return ""
    if row.state is State.CLOSED:
        return _("The alarm is ended.")
    if row.state is State.NEW or row.claimed_at is None:
        return _("It is in the queue again.")
    return _("Taken by %(who)s at %(time)s.") % {
        "who": row.claimed_name,
        "time": words.to_the_second(row.claimed_at),
    }


def _on_alarm(view: CommandView) -> View:
    """Wrap a command on the alarm in the middle: who may, its number, and its refusals.

    Whoever still has the alarm keeps it: a command is a sign of life as good as the script's.
    """

    @logged_in
    @require_POST
    @wraps(view)
    def guarded(request: Request, alarm_id: UUID) -> HttpResponse:
        policy.ensure_may_watch(request.actor, now=request.now)
        handling.renew(actor=request.actor, alarm_id=alarm_id, now=request.now)
        return _answered(
            request,
            alarm_id,
            lambda: view(request, alarm_id, _command(request, request.POST.get("kommando", ""))),
        )

    return guarded


def _done(request: Request, alarm_id: UUID) -> HttpResponse:
    """Say that it is done: the script reads the feed, others see the page again."""
    if wants_part(request) or request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    return go_on(request, reverse("console:alarm", args=[alarm_id]))


def _left(request: Request) -> HttpResponse:
    """Leave the alarm: the middle is empty."""
    if wants_part(request):
        return page(request, alarm_id=None)
    return go_on(request, reverse("console:console"))


@logged_in
@require_POST
def claim(request: Request) -> HttpResponse:
    """Take an alarm: the button's value is the alarm's id and the command's number."""
    policy.ensure_may_watch(request.actor, now=request.now)
    words = request.POST.get("larm", "").split()
    try:
        alarm_id, number = (UUID(word) for word in words)
    except ValueError as error:
        raise Http404 from error

    def run() -> HttpResponse:
        handling.claim(command=_command(request, str(number)), alarm_id=alarm_id)
        if wants_part(request):
            return page(request, alarm_id=alarm_id)
        return go_on(request, reverse("console:alarm", args=[alarm_id]))

    return _answered(request, alarm_id, run)


@logged_in
@require_POST
def renew(request: Request) -> HttpResponse:
    """Keep the alarms that this console has in hand; say which are still held."""
    policy.ensure_may_watch(request.actor, now=request.now)
    held = []
    for text in request.POST.getlist("larm")[:MOST_HELD]:
        try:
            alarm_id = UUID(text)
        except ValueError:
            continue
        if handling.renew(actor=request.actor, alarm_id=alarm_id, now=request.now):
            held.append(alarm_id)
    return JsonResponse({"held": held})


@_on_alarm
def dispatch(request: Request, alarm_id: UUID, command: handling.Command) -> HttpResponse:
    """Send one of the owner's units."""
    try:
        unit_id = UUID(request.POST.get("enhet", ""))
    except ValueError as error:
        raise NotUnderstood("enhet") from error
    text = request.POST.get("text", "").strip()[:SENT_TEXT_LIMIT]
    handling.dispatch(command=command, alarm_id=alarm_id, unit_id=unit_id, text=text)
    return _done(request, alarm_id)


@_on_alarm
def note(request: Request, alarm_id: UUID, command: handling.Command) -> HttpResponse:
    """Keep what the operator has written so far. The same text again is the same command."""
    text = request.POST.get("text", "").strip().removeprefix(MARKED.strip())[:NOTE_LIMIT]
    _ensure_own(request, alarm_id)
    if text:
        _note(request, alarm_id, uuid5(command.id, text), text)
    return _done(request, alarm_id)


@_on_alarm
def step(request: Request, alarm_id: UUID, command: handling.Command) -> HttpResponse:
    """Tick a step of the checklist, or take the tick back. The button says which."""
    key, _space, wish = request.POST.get("steg", "").partition(" ")
    row = _ensure_own(request, alarm_id)
    is_sensor = group_of(row.lane, State.NEW, row.device_type) is Group.SENSOR
    steps = checklist_for(row.lane, row.device_type, is_sensor=is_sensor).steps
    if key not in {one.key for one in steps} or wish not in {"klart", "angra"}:
        raise NotUnderstood("steg")
    text = note_of(DONE if wish == "klart" else UNDONE, key)
    _note(request, alarm_id, uuid5(command.id, f"{key} {wish}"), text)
    return _done(request, alarm_id)


@_on_alarm
def call(request: Request, alarm_id: UUID, command: handling.Command) -> HttpResponse:
    """Note that the operator called: whom, by place in the list, never name or number."""
    whom = request.POST.get("vem", "")
    _ensure_own(request, alarm_id)
    if whom == "hem":
        whom = HOME
    elif whom != EMERGENCY and not (whom.isascii() and whom.isdecimal() and len(whom) == 1):
        raise NotUnderstood("vem")
    _note(request, alarm_id, command.id, note_of(CALLED, whom))
    return _done(request, alarm_id)


@_on_alarm
def release(request: Request, alarm_id: UUID, command: handling.Command) -> HttpResponse:
    """Give the alarm back to the queue, for a colleague."""
    handling.release(command=command, alarm_id=alarm_id)
    return _left(request)


@_on_alarm
def close(request: Request, alarm_id: UUID, command: handling.Command) -> HttpResponse:
    """End the alarm, for a reason."""
    try:
        because = EndedBecause(request.POST.get("orsak", ""))
    except ValueError as error:
        raise NotUnderstood("orsak") from error
    if because is EndedBecause.KEPT:
        raise NotUnderstood("orsak")
    handling.close(command=command, alarm_id=alarm_id, because=because)
    return _left(request)


def _ensure_own(request: Request, alarm_id: UUID) -> alarm_queries.AlarmRow:
    """Give the alarm that this operator holds or has sent help to.

    Raises NoSuchAlarm; NotYours.
    """
    row = alarm_queries.alarm(alarm_id)
    if row is None:
        raise handling.NoSuchAlarm(alarm_id)
    if row.claimed_by != request.actor.person_id or row.state is State.CLOSED:
        raise handling.NotYours(alarm_id)
    return row


def _note(request: Request, alarm_id: UUID, number: UUID, text: str) -> None:
    command = handling.Command(number, request.actor, request.now, request.request_id)
    handling.note(command=command, alarm_id=alarm_id, text=text)
