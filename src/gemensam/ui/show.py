"""One way to answer with a page or a part of it: same address, same view, same permission."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from gemensam.ui.parts import Link


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    partial: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `template#partial` to htmx when it asks for a part, else the whole page."""
    name = f"{template}#{partial}" if partial and wants_part(request) else template
    response = render(request, name, dict(context or {}), status=status)
    # The same address answers in two shapes; without this the back button shows a bare fragment.
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_part(request: HttpRequest) -> bool:
    """Say whether htmx asked for a part of the page and not for a whole one."""
    headers = request.headers
    if headers.get("HX-Request") != "true":
        return False
    whole = (
        headers.get("HX-Boosted") == "true"
        or headers.get("HX-History-Restore-Request") == "true"
        # htmx 4 says `full` when it replaces the body or picks its part itself (hx-select).
        or headers.get("HX-Request-Type") == "full"
    )
    return not whole


def conflict(request: HttpRequest, reason: str, way_on: Link | None = None) -> HttpResponse:
    """Answer 409: somebody else changed it first; say so and give a way on."""
    return show(request, "409.html", {"reason": reason, "way_on": way_on}, status=409)


def gone(request: HttpRequest, reason: str, way_on: Link | None = None) -> HttpResponse:
    """Answer 410: it was here and is no longer; say so and give a way on."""
    return show(request, "410.html", {"reason": reason, "way_on": way_on}, status=410)
