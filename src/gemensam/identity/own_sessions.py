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

from gemensam.authority import api as authority
from gemensam.identity import actions, cookies, queries
from gemensam.identity.break_glass import keys
from gemensam.identity.break_glass.entry import METHOD as RESERVE
from gemensam.identity.cards.log_in import METHOD as CARD
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
    # By the reserve key, a card or a log-in service: in the words of `_how`.
    how: str


def own(request: Request) -> Sequence[Own]:
    """Give one's live sessions: this browser's first, then the one used last."""
    running = request.running_session
    assert running is not None  # `logged_in` has seen to it
    rows = queries.live_sessions_beside(running, now=request.now)
    found = [
        Own(
            row.id,
            row.device,
            row.kind == ActorKind.STAFF,
            row.authenticated_at,
            row.last_seen_at,
            row.id == running.id,
            _how(row.method),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.is_this)


def _how(method: str) -> str:
    """Say how a session was begun, where that is worth a look."""
    return {RESERVE: _("By reserve key."), CARD: _("By card.")}.get(method, "")


@logged_in
@require_GET
def sessions(request: Request) -> HttpResponse:
    """Show where one is logged in, and one's own security keys."""
    is_staff = request.actor.kind is ActorKind.STAFF
    own_keys = keys.listed(request.actor.person_id) if is_staff else []
    context = {"sessions": own(request), "keys": own_keys}
    return render(request, "identity/own_sessions.html", context)


@logged_in
@require_POST
def end_one(request: Request, session_id: UUID) -> HttpResponse:
    """End one session of one's own; of one that is over or another's nothing is said.

    Raises authority.StepUpNeeded: whoever sits at a computer that somebody left does not log out others.
    """
    running = request.running_session
    assert running is not None  # `logged_in` has seen to it
    authority.ensure_fresh(request.actor.authenticated_at, now=request.now)
    actions.close_beside(running, session_id=session_id, now=request.now)
    if running.id == session_id:
        return cookies.let_out("/")
    messages.success(request, _("It is logged out there."))
    return cookies.lead_on(ADDRESS)


@logged_in
@require_POST
def end_all(request: Request) -> HttpResponse:
    """Log out everywhere, here too. Raises authority.StepUpNeeded, as `end_one`."""
    authority.ensure_fresh(request.actor.authenticated_at, now=request.now)
    assert request.actor.person_id is not None  # `logged_in` has seen to it
    actions.close_sessions_of(person_id=request.actor.person_id, now=request.now)
    return cookies.let_out("/")
