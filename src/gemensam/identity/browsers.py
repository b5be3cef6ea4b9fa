"""The cookie that says in which browser a log-in was begun, so that only that one ends it."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpResponse

from gemensam.identity.http import Request

COUNTS: Final = timedelta(minutes=15)


def browser_of(request: Request) -> str:
    """Give what a browser was remembered by; empty: it was not."""
    return request.COOKIES.get(_name(), "")


def remember_browser(response: HttpResponse, browser: str) -> None:
    """Let the browser bring this until its log-in is over."""
    response.set_cookie(
        _name(),
        browser,
        max_age=COUNTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/",
    )


def _name() -> str:
    return f"{settings.GEMENSAM_SESSION_COOKIE}-browser"
