"""How a machine is told no, whatever went wrong: RFC 9457 problem details under `/api/`, and
under `/scim/` the errors of RFC 7644.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse

API: Final = "/api/"
SCIM: Final = "/scim/"
# Where a bearer token says who acts, and a cookie nothing.
MACHINES: Final = (API, SCIM)
SCIM_MEDIA: Final = "application/scim+json"
SCIM_ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"
PROBLEM: Final = "application/problem+json"
# What the own answer of a page said that still holds when its body is another.
_KEPT: Final = ("Allow", "Cache-Control", "Retry-After", "WWW-Authenticate")
UNKNOWN: Final = "Not known here: unknown tokens, revoked ones and none at all are told the same."


def problem(status: int, detail: str, **more: object) -> HttpResponse:
    """Answer with what went wrong; `more` are members that machines read."""
    title = HTTPStatus(status).phrase
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail} | more,
        status=status,
        content_type=PROBLEM,
        headers=headers,
    )


def scim_error(status: int, detail: str, scim_type: str = "") -> HttpResponse:
    """Answer with what went wrong as SCIM says it."""
    said = {"schemas": [SCIM_ERROR], "status": str(int(status)), "detail": detail}
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    return JsonResponse(
        said | ({"scimType": scim_type} if scim_type else {}),
        status=status,
        content_type=SCIM_MEDIA,
        headers=headers,
    )


def unknown() -> HttpResponse:
    """Answer one who is nobody that we know: whoever tries tokens learns nothing."""
    return problem(HTTPStatus.UNAUTHORIZED, UNKNOWN)


_DETAILS: Final = {
    400: "The request cannot be read.",
    404: "There is nothing at this address.",
    405: "This address does not answer that method; see Allow.",
    500: "Something broke here. Nothing was stored; the same request can be sent again.",
}


def problems_under_api(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, outermost: what would be a page of words for people is a problem to machines."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        status = response.status_code
        kind = response.headers.get("Content-Type", "")
        if not request.path.startswith(MACHINES) or status < HTTPStatus.BAD_REQUEST:
            return response
        is_scim = request.path.startswith(SCIM)
        if kind == SCIM_MEDIA or ("json" in kind and not is_scim):
            return response
        detail = _DETAILS.get(status, HTTPStatus(status).phrase + ".")
        if "json" in kind:
            detail = json.loads(response.content)["detail"]
        more = {} if is_scim else _incident(request)
        told = scim_error(status, detail) if is_scim else problem(status, detail, **more)
        for name in _KEPT:
            if name in response.headers:
                told.headers[name] = response.headers[name]
        return told

    return answer


def _incident(request: HttpRequest) -> dict[str, str]:
    found = getattr(request, "request_id", "")
    return {"incident": found} if found else {}
