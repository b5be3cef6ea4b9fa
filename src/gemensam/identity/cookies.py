"""What a log-in changes in the browser: its cookie, its old session, and where it goes on to."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from gemensam.identity import actions
from gemensam.identity.http import Request


def way_on(request: Request, fallback: str) -> str:
    """Give where the form wants to go on to, when that is a page of ours."""
    return ours(request, request.POST.get("vidare", "")) or fallback


def ours(request: Request, wanted: str) -> str:
    """Give an address that was asked for, when it is a page of ours; else nothing."""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted and is_ours else ""


def let_in(request: Request, token: str, address: str) -> HttpResponseRedirect:
    """End the browser's old session, give it the new one and lead on."""
    end_running_session(request)
    actions.note_device(token=token, device=device_of(request))
    response = lead_on(address)
    response.set_cookie(
        settings.GEMENSAM_SESSION_COOKIE,
        token,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/",
    )
    return response


def lead_on(address: str) -> HttpResponseRedirect:
    """Lead on after something was done."""
    return HttpResponseRedirect(address, status=303)


def let_out(address: str) -> HttpResponseRedirect:
    """Forget the cookie of a session that has ended, and lead on."""
    response = lead_on(address)
    response.delete_cookie(settings.GEMENSAM_SESSION_COOKIE, path="/", samesite="Lax")
    # Whatever the browser kept of the pages goes too; the offline app's store is its own matter.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


# How browsers and systems name themselves, and what people call them; the first that fits.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def device_of(request: Request) -> str:
    """Say roughly which browser it is: `Firefox, Windows`. Kept so, and no more exactly."""
    said = request.headers.get("User-Agent", "")
    found = (
        next((name for sign, name in table.items() if sign in said), "")
        for table in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, found))


def end_running_session(request: Request) -> None:
    """End the session of the browser's cookie on the server."""
    token = request.COOKIES.get(settings.GEMENSAM_SESSION_COOKIE)
    if token:
        actions.close_session(token=token, now=request.now)
