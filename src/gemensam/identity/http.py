"""The request as our views know it, and the mark of a view that is for the logged in."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponseBase

from gemensam.identity.machines.clients import Client
from gemensam.kernel.actor import Actor
from gemensam.organisations.api import Body, Place


class Request(HttpRequest):
    """A request after the middleware: who acts, when, and the number that logs and errors share."""

    actor: Actor
    now: datetime
    request_id: str
    # The system that asks, under `/api/`; None where nobody is known.
    client: Client | None
    # The municipality of the address, on pages whose address names one.
    municipality: Place
    # Whose page it is, where the address names any organisation: those of surveys.
    host: Body
    # Where the one who is logged in works, for those who work somewhere.
    body_of_staff: Body | None
    # How whoever is logged in did it, and until when it lasts.
    log_in_method: str
    log_in_ends_at: datetime


type View = Callable[..., HttpResponseBase]


class LoginNeeded(Exception):
    """The page is for somebody who has logged in; the way back leads here again."""


def logged_in(view: View) -> View:
    """Send strangers to the log-in page. What the person may see, the domain's policy decides."""

    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.actor.person_id is None:
            raise LoginNeeded
        return view(request, *args, **kwargs)

    guarded.needs_login = True  # type: ignore[attr-defined]  # a mark like `is_public`
    return guarded
