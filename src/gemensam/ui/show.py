"""One way to answer with a page or a part of it: same address, same view, same permission."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
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
    return _refusal(request, HTTPStatus.CONFLICT, reason, way_on)


def gone(request: HttpRequest, reason: str, way_on: Link | None = None) -> HttpResponse:
    """Answer 410: it was here and is no longer; say so and give a way on."""
    return _refusal(request, HTTPStatus.GONE, reason, way_on)


def _refusal(
    request: HttpRequest, status: HTTPStatus, reason: str, way_on: Link | None
) -> HttpResponse:
    # Inside a part of a page a banner is enough; a whole page would land in the form.
    template = "ui/refusal.html" if wants_part(request) else f"{status}.html"
    return show(request, template, {"reason": reason, "way_on": way_on}, status=status)


def go_on(request: HttpRequest, address: str) -> HttpResponse:
    """Send the reader on after something was done: 303, or what htmx follows as a whole page.

    A plain 303 is followed inside htmx's own request, and the next page would land in the form.
    """
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)
