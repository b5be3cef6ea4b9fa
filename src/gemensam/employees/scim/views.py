"""The addresses of SCIM 2.0: for the municipality's HR system, with its token. RFC 7644."""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError
from scim2_models import (
    Context,
    Error,
    InvalidFilterException,
    InvalidSyntaxException,
    InvalidValueException,
    ListResponse,
    NotFoundException,
    PatchOp,
    PayloadTooLargeException,
    PreconditionFailedException,
    Resource,
    ResponseParameters,
    SCIMException,
    ScimPolicy,
    SearchRequest,
)

from gemensam.employees import policy
from gemensam.employees.models import Employee
from gemensam.employees.scim import resources, taking_in
from gemensam.employees.scim.filtering import as_question
from gemensam.employees.scim.resources import MOST_RESULTS, User
from gemensam.identity import api as identity
from gemensam.identity.api import Request
from gemensam.kernel.actor import Activity

# What a sender has beside what the register keeps is let by and not kept.
POLICY = ScimPolicy(unknown=ScimPolicy.Unknown.ignore)
MEDIA = "application/scim+json"
TAKEN = frozenset({MEDIA, "application/json"})
DEEPEST = 12
# No register is longer, and no database counts further than it can.
FURTHEST = 1_000_000_000
type View = Callable[..., HttpResponse]


def scim(*methods: str, activity: Activity | None = None) -> Callable[[View], View]:
    """Mark an address of SCIM: its methods, who may call and for what, and how it says no.

    Without another `activity` GET reads and the others write.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def answer(request: Request, **words: Any) -> HttpResponse:
            refused = _refused(request, methods, activity)
            if refused is not None:
                return refused
            try:
                with POLICY:
                    return view(request, **words)
            except ValidationError as invalid:
                return say_error(Error.from_validation_error(invalid.errors()[0]))
            except SCIMException as wrong:
                return say_error(wrong.to_error())
            except taking_in.Held:
                return _held()

        answer.needs_client = True  # type: ignore[attr-defined]  # a mark like `is_public`
        return csrf_exempt(answer)

    return mark


def _refused(
    request: Request, methods: tuple[str, ...], activity: Activity | None
) -> HttpResponse | None:
    if request.client is None:
        return identity.scim_error(HTTPStatus.UNAUTHORIZED, identity.UNKNOWN)
    if identity.Scope.EMPLOYEES_WRITE not in request.client.scopes:
        said = str(identity.ScopeMissing(identity.Scope.EMPLOYEES_WRITE))
        return identity.scim_error(HTTPStatus.FORBIDDEN, said)
    if request.method not in methods:
        response = identity.scim_error(HTTPStatus.METHOD_NOT_ALLOWED, "See Allow.")
        response.headers["Allow"] = ", ".join(methods)
        return response
    activity = activity or (Activity.READ if request.method == "GET" else Activity.WRITE)
    policy.ensure_directory(request.actor, activity, now=request.now, request_id=request.request_id)
    return None


def say_error(error: Error) -> HttpResponse:
    """Answer with an error of SCIM's own shape."""
    status = error.status or HTTPStatus.BAD_REQUEST
    return identity.scim_error(status, error.detail or "", error.scim_type or "")


def _held() -> HttpResponse:
    said = (
        "Stopped: more employments would end within an hour than the municipality lets through."
        " The request is kept, and is carried out when the HSA administrator has let it through."
    )
    response = identity.scim_error(HTTPStatus.TOO_MANY_REQUESTS, said)
    response.headers["Retry-After"] = "3600"
    return response


def _answer(text: str, status: int = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(text, status=status, content_type=MEDIA)


@scim("GET")
def config(request: Request) -> HttpResponse:  # noqa: ARG001
    """Say what the server can do."""
    return _answer(json.dumps(_dumped(resources.config())))


@scim("GET")
def resource_types(request: Request) -> HttpResponse:
    """List the one sort of resource."""
    _ensure_no_filter(request)
    return _list([_dumped(resources.RESOURCE_TYPE)], 1)


@scim("GET")
def resource_type(request: Request, name: str) -> HttpResponse:  # noqa: ARG001
    """Describe the one sort of resource."""
    if name != resources.RESOURCE_TYPE.id:
        raise NotFoundException(detail="There is no such resource type.")
    return _answer(json.dumps(_dumped(resources.RESOURCE_TYPE)))


@scim("GET")
def schemas(request: Request) -> HttpResponse:
    """List the schemas: only what the register keeps."""
    _ensure_no_filter(request)
    return _list([_dumped(one) for one in resources.SCHEMAS.values()], len(resources.SCHEMAS))


@scim("GET")
def schema(request: Request, name: str) -> HttpResponse:  # noqa: ARG001
    """Describe a schema."""
    if name not in resources.SCHEMAS:
        raise NotFoundException(detail="There is no such schema.")
    return _answer(json.dumps(_dumped(resources.SCHEMAS[name])))


def _ensure_no_filter(request: Request) -> None:
    # RFC 7644, 4: discovery is not filtered.
    if "filter" in request.GET:
        raise SCIMException(detail="What the server can do is not filtered.")


def _dumped(one: Resource[Any]) -> dict[str, Any]:
    return one.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)


def _list(dumped: list[dict[str, Any]], total: int, start: int = 1) -> HttpResponse:
    said = {
        "schemas": [str(ListResponse.__schema__)],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(dumped),
        "Resources": dumped,
    }
    return _answer(json.dumps(said))


@scim("POST", activity=Activity.READ)
def search(request: Request) -> HttpResponse:
    """List employments as GET does, with the question in the body (RFC 7644, 3.4.3)."""
    body = _body(request)
    asked = body.pop("filter", None)
    if not isinstance(asked, str | None):
        raise InvalidFilterException(detail="A filter is a text.")
    given = SearchRequest[User].model_validate(body, scim_ctx=Context.SEARCH_REQUEST)
    count = MOST_RESULTS if given.count is None else given.count
    return _page(request, asked, given.start_index or 1, count, given)


@scim("GET", "POST")
def users(request: Request) -> HttpResponse:
    """List employments, or take in a new one."""
    return _create(request) if request.method == "POST" else _query(request)


def _query(request: Request) -> HttpResponse:
    start, count = _whole(request, "startIndex", 1), _whole(request, "count", MOST_RESULTS)
    return _page(request, request.GET.get("filter"), start, count, _parameters(request))


def _page(
    request: Request, asked: str | None, start: int, count: int, parameters: ResponseParameters[Any]
) -> HttpResponse:
    rows = Employee.objects.filter(removed_at__isnull=True)
    if asked is not None:
        rows = rows.filter(as_question(asked))
    start, count = min(max(1, start), FURTHEST), min(MOST_RESULTS, max(0, count))
    found = rows.order_by("hr_number")[start - 1 : start - 1 + count] if count else ()
    dumped = [_said(request, row, Context.RESOURCE_QUERY_RESPONSE, parameters) for row in found]
    return _list(dumped, rows.count(), start)


def _whole(request: Request, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return default
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < len("1000000000")):
        raise InvalidValueException(detail=f"{name} is not a whole number.")
    return int(text)


def _parameters(request: Request) -> ResponseParameters[Any]:
    given = {
        key: request.GET[key] for key in ("attributes", "excludedAttributes") if key in request.GET
    }
    return ResponseParameters[User].model_validate(given)


def _said(
    request: Request, row: Employee, context: Context, parameters: ResponseParameters[Any]
) -> dict[str, Any]:
    found: dict[str, Any] = resources.as_user(row, _location(request, row)).model_dump(
        scim_ctx=context, response_parameters=parameters
    )
    return found


def _location(request: Request, row: Employee) -> str:
    return request.build_absolute_uri(reverse("scim:user", args=[str(row.id)]))


def _one(
    request: Request, row: Employee, context: Context, status: int = HTTPStatus.OK
) -> HttpResponse:
    response = _answer(json.dumps(_said(request, row, context, _parameters(request))), status)
    response.headers["ETag"] = resources.version_of(row)
    response.headers["Location"] = _location(request, row)
    return response


def _create(request: Request) -> HttpResponse:
    user = User.model_validate(_body(request), scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    taking_in.lock()
    row = taking_in.take(
        taking_in.Asked(
            client=_client(request),
            what=f"POST {user.user_name}"[:190],
            says=resources.says(user),
            is_active=user.active is not False,
            external_id=user.external_id or "",
        ),
        known=None,
        now=request.now,
    )
    return _one(request, row, Context.RESOURCE_CREATION_RESPONSE, HTTPStatus.CREATED)


def _client(request: Request) -> str:
    assert request.client is not None  # the mark has let the client in
    return request.client.name


def _body(request: Request) -> dict[str, Any]:
    """Read JSON. Raises InvalidSyntaxException, PayloadTooLargeException."""
    if request.content_type not in TAKEN:
        raise InvalidSyntaxException(detail=f"Send {MEDIA}.")
    try:
        found = json.loads(request.body.decode())
        # A half character (a surrogate) can be kept nowhere.
        json.dumps(found, ensure_ascii=False).encode()
        is_usable = isinstance(found, dict) and _is_plain(found, DEEPEST)
    except RequestDataTooBig as error:
        raise PayloadTooLargeException(detail="The body is larger than 2.5 MB.") from error
    except (ValueError, RecursionError) as error:
        raise InvalidSyntaxException(detail="The body is not JSON in UTF-8.") from error
    if not is_usable:
        raise InvalidSyntaxException(detail="The body is no object, too deep, or holds a NUL.")
    return dict(found)


def _is_plain(found: object, levels: int) -> bool:
    if isinstance(found, str):
        return "\0" not in found
    inner = [*found, *found.values()] if isinstance(found, dict) else found
    if not isinstance(inner, list):
        return True
    return levels > 0 and all(_is_plain(one, levels - 1) for one in inner)


@scim("GET", "PUT", "PATCH", "DELETE")
def user(request: Request, user_id: str) -> HttpResponse:
    """Give an employment; replace it, change parts of it, or say that HR has it no more."""
    if request.method != "GET":
        taking_in.lock()
    row = _found(user_id)
    if request.method == "GET":
        if request.headers.get("If-None-Match") == resources.version_of(row):
            response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
            response.headers["ETag"] = resources.version_of(row)
            return response
        return _one(request, row, Context.RESOURCE_QUERY_RESPONSE)
    wanted = request.headers.get("If-Match", "*")
    if wanted not in {"*", resources.version_of(row)}:
        raise PreconditionFailedException(detail="The User has changed since; fetch it again.")
    return _WAYS[str(request.method)](request, row)


def _found(user_id: str) -> Employee:
    try:
        row = Employee.objects.filter(id=UUID(user_id), removed_at__isnull=True).first()
    except ValueError:
        row = None
    if row is None:
        raise NotFoundException(detail="There is no such User.")
    return row


def _replace(request: Request, row: Employee) -> HttpResponse:
    told = User.model_validate(_body(request), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    before = resources.as_user(row, _location(request, row))
    told.replace(before)
    found = _take(request, row, told)
    return _one(request, found, Context.RESOURCE_REPLACEMENT_RESPONSE)


def _patch(request: Request, row: Employee) -> HttpResponse:
    patch = PatchOp[User].model_validate(_body(request), scim_ctx=Context.RESOURCE_PATCH_REQUEST)
    told = resources.as_user(row, _location(request, row))
    patch.patch(told)
    found = _take(request, row, told)
    return _one(request, found, Context.RESOURCE_PATCH_RESPONSE)


def _delete(request: Request, row: Employee) -> HttpResponse:
    _take(request, row, resources.as_user(row, _location(request, row)), is_gone=True)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


_WAYS: dict[str, Callable[[Request, Employee], HttpResponse]] = {
    "PUT": _replace,
    "PATCH": _patch,
    "DELETE": _delete,
}


def _take(request: Request, row: Employee, told: Any, *, is_gone: bool = False) -> Employee:
    return taking_in.take(
        taking_in.Asked(
            client=_client(request),
            what=f"{request.method} {row.hr_number}",
            says=resources.says(told),
            is_active=told.active is not False,
            external_id=told.external_id or "",
            is_gone=is_gone,
        ),
        known=row,
        now=request.now,
    )
