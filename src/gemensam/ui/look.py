"""The reader's own choices of look: theme from a cookie, and the style sheet in use."""

from django.conf import settings
from django.http import HttpRequest

from gemensam.ui import stylesheet as sheet

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def theme_of(request: HttpRequest) -> str:
    """Return `light` or `dark` if chosen, else nothing: the system decides."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def stylesheet() -> tuple[str, str]:
    """Return the style sheet and its digest; read anew each time while developing."""
    return sheet.fresh() if settings.DEBUG else sheet.cached()
