"""Error pages: plain Swedish with an incident number, and what was typed is not lost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _incident(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's
    """Say that the form was too old, and how to send it again."""
    return render(request, "403_csrf.html", {"incident": _incident(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's
    """Say that there is no such page, for those who may not know of it too."""
    return render(request, "404.html", {"incident": _incident(request)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke; the number is in the log."""
    return render(request, "500.html", {"incident": _incident(request)}, status=500)
