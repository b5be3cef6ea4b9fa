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
from django.utils import timezone
from django.views.decorators.http import require_POST

from gemensam.alarms import policy
from gemensam.alarms import queries as alarm_queries
from gemensam.alarms.actions import handling
from gemensam.alarms.console import queries
from gemensam.alarms.console.checklists import checklist_for
from gemensam.alarms.console.lanes import Group, group_of
from gemensam.alarms.console.screen import CALLED_112, DONE, UNDONE
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
        return _refused(request, alarm_id, f"Du har inte larmet längre. {_who_has_it(alarm_id)}")
    except handling.NobodyToSend:
        return _refused(request, alarm_id, "Den enheten kan inte skickas till det här larmet.")
    except NotUnderstood:
        text = "Formuläret gick inte att läsa. Uppdatera sidan och försök igen."
        return _refused(request, alarm_id, text, UNPROCESSABLE)


def _refused(request: Request, alarm_id: UUID, text: str, status: int = CONFLICT) -> HttpResponse:
    return page(request, alarm_id=alarm_id, notice=text, status=status, partial="notice")


def _who_has_it(alarm_id: UUID) -> str:
    row = alarm_queries.alarm(alarm_id)
    if row is None:
        return ""
    if row.state is State.CLOSED:
        return "Larmet är avslutat."
    if row.state is State.NEW or row.claimed_at is None:
        return "Det ligger i kön igen."
    at = timezone.localtime(row.claimed_at)
    return f"Taget av {row.claimed_name} kl. {at:%H.%M.%S}."


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
    text = request.POST.get("text", "").strip().removeprefix(queries.MARKED.strip())[:NOTE_LIMIT]
    _ensure_own(request, alarm_id)
    if text:
        _note(request, alarm_id, uuid5(command.id, text), text)
    return _done(request, alarm_id)


@_on_alarm
def step(request: Request, alarm_id: UUID, command: handling.Command) -> HttpResponse:
    """Tick a step of the checklist, or take the tick back. The button says which."""
    key, _, wish = request.POST.get("steg", "").partition(" ")
    row = _ensure_own(request, alarm_id)
    is_sensor = group_of(row.lane, State.NEW, row.device_type) is Group.SENSOR
    steps = checklist_for(row.lane, row.device_type, is_sensor=is_sensor).steps
    text = next((one.text for one in steps if one.key == key), None)
    if text is None or wish not in {"klart", "angra"}:
        raise NotUnderstood("steg")
    mark = DONE if wish == "klart" else UNDONE
    _note(request, alarm_id, uuid5(command.id, f"{key} {wish}"), f"{mark}{text}")
    return _done(request, alarm_id)


@_on_alarm
def call(request: Request, alarm_id: UUID, command: handling.Command) -> HttpResponse:
    """Note that the operator called: whom, by place in the list, never name or number."""
    whom = request.POST.get("vem", "")
    _ensure_own(request, alarm_id)
    if whom == "112":
        text = CALLED_112
    elif whom.isascii() and whom.isdecimal() and len(whom) == 1:
        text = f"{queries.MARKED}Ringde anhörig nr {whom}"
    elif whom == "hem":
        text = f"{queries.MARKED}Ringde hem till personen"
    else:
        raise NotUnderstood("vem")
    _note(request, alarm_id, command.id, text)
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
