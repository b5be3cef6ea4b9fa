"""The request as our views know it, and the mark of a view that is for the logged in."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponseBase

from gemensam.identity.machines.clients import Client
from gemensam.identity.models import Session
from gemensam.kernel.actor import Actor
from gemensam.organisations.api import Body, Place


class Request(HttpRequest):
    """A request after the middleware: who acts, when, and the number that logs and errors share."""

    actor: Actor
    now: datetime
    request_id: str
    # The session that the browser's cookie stands for; None for strangers.
    running_session: Session | None
    # Ends the request's transaction before the view: see `own_transactions`.
    leave_transaction: Callable[[], None]
    has_left_transaction: bool
    # The system that asks, under `/api/`; None where nobody is known.
    client: Client | None
    # The municipality of the address, on pages whose address names one.
    municipality: Place
    # Whose page it is, where the address names any organisation: those of surveys.
    host: Body
    # Where the one who is logged in works, for those who work somewhere.
    body_of_staff: Body | None


type View = Callable[..., HttpResponseBase]


class LoginNeeded(Exception):
    """The page is for somebody who has logged in; the way back leads here again."""


def own_transactions[V: View](view: V) -> V:
    """Mark a view that asks others over the net: no transaction is held while it waits.

    What it reads and writes lies in short transactions of its own (`request_context`), each of
    which is committed whatever becomes of the answer.
    """
    view.has_own_transactions = True  # type: ignore[attr-defined]  # a mark like `is_public`
    return view


def logged_in(view: View) -> View:
    """Send strangers to the log-in page. What the person may see, the domain's policy decides."""

    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.actor.person_id is None:
            raise LoginNeeded
        return view(request, *args, **kwargs)

    guarded.needs_login = True  # type: ignore[attr-defined]  # a mark like `is_public`
    return guarded
