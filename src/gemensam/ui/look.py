"""The reader's own choices of look: theme from a cookie, and the style sheet in use."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from gemensam.ui import stylesheet as sheet

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def theme_of(request: HttpRequest) -> str:
    """Return `light` or `dark` if chosen, else nothing: the system decides."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def page_of(request: HttpRequest) -> str:
    """Return the address of the page that the reader is on, empty when nobody knows.

    What answers a POST may answer nothing else, so a refused form's page is the one it was sent
    from, if that was one of ours.
    """
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return ""
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def stylesheet() -> tuple[str, str]:
    """Return the style sheet and its digest; read anew each time while developing."""
    return sheet.fresh() if settings.DEBUG else sheet.cached()
