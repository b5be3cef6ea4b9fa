"""The console's page, the alarm in the middle as a part of it, and the feed that it polls."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from gemensam.alarms import disclosure, policy
from gemensam.alarms import queries as alarm_queries
from gemensam.alarms.actions import handling
from gemensam.alarms.console import queries, words
from gemensam.alarms.console.screen import Screen, queue_of, work_of
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Actor
from gemensam.tenancy.models import new_id
from gemensam.ui.show import show

PAGE: Final = "alarms/console.html"
STREAM_PATH: Final = "/strom/larm"
# What polling draws anew, by the id that it has on the page. Nothing of the resident is in it.
PARTS: Final = {
    "queue": "alarms/console_queue.html#queue",
    "head": "alarms/console_work.html#head",
    "steps": "alarms/console_work.html#steps",
    "history": "alarms/console_work.html#history",
    "send": "alarms/console_acts.html#send",
    "end": "alarms/console_acts.html#end",
}
# A console that has been away reads at most so many events at a time.
EVENTS_AT_A_TIME: Final = 200
# The most that the alarm's history holds of one note.
NOTE_LIMIT: Final = 400


def screen_for(
    actor: Actor, now: datetime, *, alarm_id: UUID | None = None, page_view: str = "",
    notice: str = "",
) -> Screen:  # fmt: skip
    """Read all that one console shows. With a `page_view` the resident is shown, and logged."""
    sequence = alarm_queries.feed_end()
    waiting = queries.waiting(now)
    queue = queue_of(actor.person_id, now, waiting)
    work = work_of(alarm_id, actor.person_id, now) if alarm_id else None
    if alarm_id is not None and work is None:
        raise Http404
    resident = None
    if work is not None and work.may_read and page_view:
        resident = disclosure.resident_of_alarm(
            actor=actor, alarm_id=work.alarm.id, now=now, request_id=page_view, page_view=page_view
        )
    return Screen(
        queue=queue,
        work=work,
        resident=resident,
        notice=notice,
        sequence=sequence,
        wait=words.announced(queries.wait_to_announce(waiting.alarms, now)),
        operators=max(1, queries.operators_at_work(now)),
        is_writer_late=queries.is_writer_late(now),
        page_view=page_view,
    )


def context_of(request: Request, screen: Screen) -> dict[str, object]:
    """Give the templates what they need, with a new command number for each form."""
    work = screen.work
    note = ""
    if work is not None and work.may_read:
        note = queries.own_note(work.alarm.id, request.actor.person_id, work.alarm.claimed_at)
    return {
        "screen": screen,
        "queue": screen.queue,
        "work": work,
        "resident": screen.resident,
        "note": note,
        "note_limit": NOTE_LIMIT,
        "endings": [(one.value, words.ending(one)) for one in words.ENDINGS],
        # Called by the template: every form gets a number of its own.
        "new_command": new_id,
        "stream_url": settings.LIVE_ORIGIN + STREAM_PATH,
        "now": request.now,
    }


def page(
    request: Request, *, alarm_id: UUID | None, notice: str = "", status: int = 200,
    partial: str = "work",
) -> HttpResponse:  # fmt: skip
    """Answer with the console, or with a part of it to its script."""
    screen = screen_for(
        request.actor,
        request.now,
        alarm_id=alarm_id,
        page_view=request.request_id if partial == "work" else "",
        notice=notice,
    )
    return show(request, PAGE, context_of(request, screen), partial=partial, status=status)


@logged_in
@require_GET
def console(request: Request) -> HttpResponse:
    """Show the queue, and the alarm that this operator has in hand."""
    policy.ensure_may_watch(request.actor, now=request.now)
    mine = [
        one.id
        for one in queries.waiting(request.now).alarms
        if one.claimed_by == request.actor.person_id
        and handling.renew(actor=request.actor, alarm_id=one.id, now=request.now)
    ]
    return page(request, alarm_id=mine[0] if mine else None)


@logged_in
@require_GET
def one_alarm(request: Request, alarm_id: UUID) -> HttpResponse:
    """Show one alarm in the middle. Looking at one's own keeps it."""
    policy.ensure_may_watch(request.actor, now=request.now)
    handling.renew(actor=request.actor, alarm_id=alarm_id, now=request.now)
    return page(request, alarm_id=alarm_id)


@logged_in
@require_GET
def feed(request: Request) -> HttpResponse:
    """Give the events after a number, and what is open as it stands: both, so that none hides."""
    policy.ensure_may_watch(request.actor, now=request.now)
    after = _number(request.GET.get("efter", ""))
    alarm_id = _uuid(request.GET.get("larm", ""))
    rows = alarm_queries.feed_after(after, limit=EVENTS_AT_A_TIME)
    try:
        screen = screen_for(request.actor, request.now, alarm_id=alarm_id)
    except Http404:
        screen = screen_for(request.actor, request.now)
    return JsonResponse(
        {
            "now": request.now.isoformat(),
            "sequence": rows[-1].sequence if rows else after,
            "events": [
                {
                    "sequence": row.sequence,
                    "kind": row.event.kind,
                    "alarm": row.event.alarm_id,
                    "at": row.event.at.isoformat(),
                }
                for row in rows
            ],
            "open": [
                {"id": call.id, "presses": call.presses, "rings": call.is_urgent,
                 "text": f"{call.title}, {call.place}"}
                for lane in screen.queue.lanes
                for call in lane.calls
            ],
            "mine": screen.queue.mine,
            "wait": screen.wait,
            "operators": screen.operators,
            "writer_is_late": screen.is_writer_late,
            "may_read": screen.work is not None and screen.work.may_read,
            "digest": screen.digest,
            "parts": None
            if screen.digest == request.GET.get("sedd", "")
            else _parts(request, screen),
        }
    )  # fmt: skip


def _parts(request: Request, screen: Screen) -> dict[str, str]:
    context = context_of(request, screen)
    names = PARTS if screen.work is not None else {"queue": PARTS["queue"]}
    return {name: render_to_string(part, context, request) for name, part in names.items()}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0  # noqa: PLR2004 -- bigint


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
