"""Where one is logged in: one's own live sessions, and the ways to end one of them or all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.identity import actions, cookies, queries
from gemensam.identity.http import Request, logged_in
from gemensam.kernel.actor import ActorKind

ADDRESS = "/inloggad/"


@dataclass(frozen=True, slots=True)
class Own:
    """One of somebody's live sessions, as they know it."""

    id: UUID
    device: str
    is_work: bool
    began_at: datetime
    seen_at: datetime
    is_this: bool


def own(request: Request) -> Sequence[Own]:
    """Give one's live sessions: this browser's first, then the one used last."""
    running, person_id = request.running_session, request.actor.person_id
    assert person_id is not None  # `logged_in` has seen to it
    rows = queries.live_sessions_of(person_id, now=request.now)
    found = [
        Own(
            row.id,
            row.device,
            row.kind == ActorKind.STAFF,
            row.authenticated_at,
            row.last_seen_at,
            running is not None and row.id == running.id,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.is_this)


@logged_in
@require_GET
def sessions(request: Request) -> HttpResponse:
    """Show where one is logged in."""
    return render(request, "identity/own_sessions.html", {"sessions": own(request)})


@logged_in
@require_POST
def end_one(request: Request, session_id: UUID) -> HttpResponse:
    """End one session of one's own; of one that is over or another's nothing is said."""
    running, person_id = request.running_session, request.actor.person_id
    assert person_id is not None  # `logged_in` has seen to it
    actions.close_one(session_id=session_id, person_id=person_id, now=request.now)
    if running is not None and running.id == session_id:
        return cookies.let_out("/")
    messages.success(request, _("It is logged out there."))
    return cookies.lead_on(ADDRESS)


@logged_in
@require_POST
def end_all(request: Request) -> HttpResponse:
    """Log out everywhere, here too."""
    assert request.actor.person_id is not None  # `logged_in` has seen to it
    actions.close_sessions_of(person_id=request.actor.person_id, now=request.now)
    return cookies.let_out("/")
