"""What is said, and with which status, when a request is refused."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from gemensam.cases.machines.mirroring import NotByThisList
from gemensam.cases.policy import NoSuchCase
from gemensam.cases.rules import CaseIsDecided, EmptyText
from gemensam.config.api.bodies import UnreadableBody
from gemensam.identity import api as identity
from gemensam.questionnaires.actions import NotComplete
from gemensam.questionnaires.machines.offers import NoSuchVersion
from gemensam.questionnaires.machines.views import told
from gemensam.questionnaires.queries import NoSuchForm, NoSuchResponse

# Failures that say themselves what went wrong.
_SPEAKING: Final[tuple[type[Exception], ...]] = (
    identity.ScopeMissing,
    identity.KeyUsedOtherwise,
    identity.StillAtWork,
    UnreadableBody,
)
_NOT_FOUND: Final[Mapping[type[Exception], str]] = {
    Http404: "There is nothing at this address.",
    NoSuchForm: "There is no such form that can be used now.",
    NoSuchVersion: "The form has no such version.",
    NoSuchResponse: "This client has brought no such response.",
    NoSuchCase: "There is no such case, or decision in it, that this client may read.",
}
_OTHERWISE: Final[Mapping[type[Exception], tuple[HTTPStatus, str]]] = {
    CaseIsDecided: (HTTPStatus.CONFLICT, "The case is decided: nothing more is said in it."),
    EmptyText: (HTTPStatus.UNPROCESSABLE_ENTITY, "The text is empty."),
    NotByThisList: (HTTPStatus.UNPROCESSABLE_ENTITY, "`after` is not a `next` of this list."),
}


def register(api: NinjaAPI) -> None:
    """Let the API answer our failures as problems; what nobody expected is Django's 500."""
    for failure in _SPEAKING:
        api.add_exception_handler(failure, _speaking)
    for failure in _NOT_FOUND:
        api.add_exception_handler(failure, _not_found)
    for failure in _OTHERWISE:
        api.add_exception_handler(failure, _otherwise)
    api.add_exception_handler(ValidationError, _misshapen)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(RequestDataTooBig, _too_big)
    api.add_exception_handler(NotComplete, _not_complete)


def _speaking(request: HttpRequest, failure: Any) -> HttpResponse:  # noqa: ARG001 -- ninja's
    return identity.problem(failure.status, str(failure))


def _not_found(request: HttpRequest, failure: Any) -> HttpResponse:  # noqa: ARG001 -- ninja's
    return identity.problem(HTTPStatus.NOT_FOUND, _NOT_FOUND[type(failure)])


def _otherwise(request: HttpRequest, failure: Any) -> HttpResponse:  # noqa: ARG001 -- ninja's
    return identity.problem(*_OTHERWISE[type(failure)])


def _too_big(request: HttpRequest, failure: Any) -> HttpResponse:  # noqa: ARG001 -- ninja's
    return identity.problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than 2.5 MB.")


def _http(request: HttpRequest, failure: Any) -> HttpResponse:
    if isinstance(failure.__cause__, UnreadableBody):
        return _speaking(request, failure.__cause__)
    if isinstance(failure.__cause__, RequestDataTooBig):
        return _too_big(request, failure.__cause__)
    if failure.status_code == HTTPStatus.UNAUTHORIZED:
        return identity.unknown()
    return identity.problem(failure.status_code, str(failure))


def _misshapen(request: HttpRequest, failure: Any) -> HttpResponse:  # noqa: ARG001
    """Name each place; a header that is missing makes the request itself bad (as its draft says)."""
    faults = [{"at": _place(one["loc"]), "says": one["msg"]} for one in failure.errors]
    in_header = any(one["loc"][0] == "header" for one in failure.errors)
    status = HTTPStatus.BAD_REQUEST if in_header else HTTPStatus.UNPROCESSABLE_ENTITY
    return identity.problem(status, "Some of what was sent is not as described.", faults=faults)


def _place(where: tuple[str | int, ...]) -> str:
    """Write a place as in body.answers.name; what the view calls the body is nobody's concern."""
    source, *inner = where
    return ".".join(str(part) for part in (source, *(inner[1:] if source == "body" else inner)))


def _not_complete(request: HttpRequest, failure: Any) -> HttpResponse:  # noqa: ARG001
    return identity.problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Some answers need mending. Nothing was stored.",
        problems=told(failure.problems),
    )
