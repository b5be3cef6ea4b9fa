"""What a log-in changes in the browser: its cookie, its old session, and where it goes on to."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from gemensam.identity import actions
from gemensam.identity.http import Request


def way_on(request: Request, fallback: str) -> str:
    """Give where the form wants to go on to, when that is a page of ours."""
    wanted = request.POST.get("vidare", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted and ours else fallback


def let_in(request: Request, token: str, address: str) -> HttpResponseRedirect:
    """End the browser's old session, give it the new one and lead on."""
    end_running_session(request)
    response = HttpResponseRedirect(address, status=303)
    response.set_cookie(
        settings.GEMENSAM_SESSION_COOKIE,
        token,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/",
    )
    return response


def end_running_session(request: Request) -> None:
    """End the session of the browser's cookie on the server."""
    token = request.COOKIES.get(settings.GEMENSAM_SESSION_COOKIE)
    if token:
        actions.close_session(token=token, now=request.now)
