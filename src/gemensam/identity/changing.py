"""Change to another of one's commissions: a new session, and never more than the log-in allowed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from gemensam.identity import actions, cookies, ending, queries, step_up
from gemensam.identity.http import LoginNeeded, Request, logged_in
from gemensam.identity.models import Session
from gemensam.kernel.actor import Actor, ActorKind, Assurance
from gemensam.organisations import api as organisations

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Choice:
    """A commission that the session may be changed to, or is in."""

    commission_id: UUID
    tenant_id: UUID
    name: str
    place: str
    is_running: bool


def choices(actor: Actor, session: Session, *, now: datetime) -> list[Choice]:
    """Give the running commission and those that the log-in allows and that count now."""
    allowed = {session.commission_id, *(session.allowed or ())}
    found: list[Choice] = []
    for one in queries.commissions_of_employee(actor.hsa_id):
        row = one.row
        is_own = row.id in allowed and row.person_id == actor.person_id
        body = organisations.body_by_tenant(row.tenant_id)
        if is_own and body and one.counts(now):
            is_running = row.id == session.commission_id
            found.append(Choice(row.id, row.tenant_id, row.name, body.name, is_running))
    return found


def change(session: Session, to: Choice, *, now: datetime) -> str:
    """Open the session that goes on in another commission, and give its token.

    It is the same log-in: when it was, how strong, and when it ends at the latest stay as they were.
    What it had opened of protected residents' does not go along.
    Raises SessionIsOver.
    """
    ending.take_over(session, now=now)
    return actions.open_session(
        person_id=session.person_id,
        kind=ActorKind.STAFF,
        assurance=Assurance(session.assurance),
        method=session.method,
        now=now,
        tenant_id=to.tenant_id,
        commission_id=to.commission_id,
        authenticated_at=session.authenticated_at,
        issuer=session.issuer,
        issuer_session=session.issuer_session,
        card=session.card,
        rights=session.rights,
        allowed=session.allowed,
        ends_at=session.ends_at,
    )


@logged_in
@require_http_methods(["GET", "POST"])
def change_commission(request: Request) -> HttpResponse:
    """Show one's commissions, and change to the one that is pressed."""
    session = request.running_session
    is_staff = session is not None and request.actor.kind is ActorKind.STAFF
    found = choices(request.actor, session, now=request.now) if session and is_staff else []
    wanted = request.POST.get("uppdrag", "")
    to = next((one for one in found if str(one.commission_id) == wanted), None)
    if session is not None and to is not None:
        # A second press finds itself there already.
        if to.is_running:
            return cookies.lead_on("/")
        try:
            token = change(session, to, now=request.now)
        except ending.SessionIsOver as error:
            raise LoginNeeded from error
        return cookies.let_in(request, token, "/")
    is_missing = request.method == "POST"
    context = {
        "running": [one for one in found if one.is_running],
        "others": [one for one in found if not one.is_running],
        "is_missing": is_missing,
        "way": step_up.way_of(request) if is_staff else None,
    }
    status = UNPROCESSABLE if is_missing else 200
    return render(request, "identity/change_commission.html", context, status=status)
