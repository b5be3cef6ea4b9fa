"""One transaction per request: who acts, in which tenant, and when it must be undone.

Order: open the transaction, read the session (a global table), set the tenant, run the view, render
the response, commit, and only then let bytes leave. Any 5xx rolls back, and so does an exception
that nobody expected: Django has turned it into one before a middleware sees it. A refusal and a
page that is not there commit, so that their log rows stay. A view that asks others over the net
holds none: its mark (`own_transactions`) ends the transaction before it begins.

Under `/api/` and `/scim/` machines call: there a bearer token says who acts, everywhere else a cookie.
"""

from collections.abc import Callable
from contextlib import ExitStack
from math import ceil
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.identity import actions, limits, queries, step_up
from gemensam.identity.http import LoginNeeded, Request
from gemensam.identity.machines.clients import client_of_header
from gemensam.identity.machines.problems import MACHINES, problem, unknown
from gemensam.kernel.actor import ANONYMOUS, Actor, ActorKind
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import (
    NoTenantContext,
    enter_tenant,
    request_context,
    tenant_context,
)

HTTP_SERVER_ERROR = 500
HTTP_FORBIDDEN = 403
HTTP_TOO_MANY = 429
HTTP_SEE_OTHER = 303
NOBODYS = UUID(int=0)

# Answered without a session or a transaction of ours.
BARE_PREFIXES = ("/static/", "/ui/stil/", "/ui/accent/", "/halsa/", "/metrics")


class TransactionMiddleware:
    """See the module's docstring."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.now = timezone.now()
        request.request_id = uuid4().hex[:12]
        request.actor = ANONYMOUS
        request.client = None
        request.running_session = None
        request.has_left_transaction = False
        if request.path.startswith(BARE_PREFIXES):
            return self.get_response(request)
        with ExitStack() as held:
            held.enter_context(request_context())
            request.leave_transaction = held.close
            request.actor = self._actor(request)
            response = self.get_response(request)
            if _undoes(response) and not request.has_left_transaction:
                transaction.set_rollback(True)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _actor(self, request: Request) -> Actor:
        if request.path.startswith(MACHINES):
            return self._client(request)
        token = request.COOKIES.get(settings.GEMENSAM_SESSION_COOKIE)
        session = queries.live_session(token, now=request.now) if token else None
        if session is None:
            return ANONYMOUS
        if session.tenant_id is not None:
            enter_tenant(session.tenant_id)
        actor = queries.actor_of(session)
        if actor.person_id is None:
            # The commission is gone: a stranger, who works nowhere.
            enter_tenant(None)
            return actor
        if session.tenant_id is not None:
            request.body_of_staff = organisations.body_by_tenant(session.tenant_id)
        actions.touch_session(session, now=request.now)
        request.running_session = session
        return actor

    def _client(self, request: Request) -> Actor:
        header = request.headers.get("Authorization", "")
        request.client = client_of_header(header, now=request.now)
        return request.client.actor if request.client else ANONYMOUS

    def process_view(
        self, request: Request, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> None:
        """Set the tenant from the address: a resident's never comes from the session alone."""
        del args
        if getattr(view, "has_own_transactions", False):
            request.leave_transaction()
            request.has_left_transaction = True
            return
        slug = kwargs.get("municipality")
        if slug is not None:
            place = organisations.municipality_by_slug(slug)
            if place is None:
                raise Http404
            request.municipality = place
            enter_tenant(place.tenant_id)
        slug = kwargs.get("body")
        if slug is not None:
            body = organisations.body_by_slug(slug)
            if body is None:
                raise Http404
            request.host = body
            enter_tenant(body.tenant_id)

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        """Turn the refusals that a person can meet into pages."""
        if isinstance(exception, LoginNeeded):
            return _to_login(request)
        if isinstance(exception, authority.StepUpNeeded | limits.TooMany):
            return _not_yet(request, exception)
        if isinstance(exception, authority.Refused):
            if request.actor.kind is ActorKind.ANONYMOUS:
                return _to_login(request)
            return _refused(request, exception)
        if isinstance(exception, NoTenantContext) and request.actor.tenant_id is None:
            # A page of somebody's workplace, opened by one who has not logged in to any.
            return _refusal_page(request, authority.Reason.NO_COMMISSION)
        return None


def _undoes(response: HttpResponse) -> bool:
    is_broken = response.status_code >= HTTP_SERVER_ERROR
    # Whatever was done before a new log-in was asked for is done after it.
    return is_broken or getattr(response, "is_undone", False)


def _not_yet(request: Request, exception: authority.StepUpNeeded | limits.TooMany) -> HttpResponse:
    if isinstance(exception, limits.TooMany):
        return _too_many(request, exception)
    return step_up.asked(request, exception)


def _too_many(request: Request, refused: limits.TooMany) -> HttpResponse:
    """Say when to try again, and note it: somebody may be guessing."""
    structlog.get_logger().warning(
        "identity.too_many", name=refused.name, incident=request.request_id
    )
    context = {"minutes": ceil(refused.seconds / 60), "seconds": refused.seconds}
    response = render(request, "identity/too_many.html", context, status=HTTP_TOO_MANY)
    response.headers["Retry-After"] = str(refused.seconds)
    return response


def _to_login(request: Request) -> HttpResponse:
    if request.path.startswith(MACHINES):
        return unknown()
    back = request.get_full_path() if request.method == "GET" else request.path
    address = f"{reverse('identity:login')}?{urlencode({'vidare': back})}"
    response = HttpResponseRedirect(address)
    response.status_code = HTTP_SEE_OTHER
    return response


def _refused(request: Request, refusal: authority.Refused) -> HttpResponse:
    _log_refusal(request, refusal)
    return _refusal_page(request, refusal.decision.reason)


def _refusal_page(request: Request, reason: authority.Reason) -> HttpResponse:
    if request.path.startswith(MACHINES):
        return problem(HTTP_FORBIDDEN, authority.explain(reason, "en"), code=reason.value)
    return render(
        request,
        "403.html",
        {
            "reason": authority.explain(reason, request.LANGUAGE_CODE),
            "code": reason.value,
            "incident": request.request_id,
        },
        status=HTTP_FORBIDDEN,
    )


def _log_refusal(request: Request, refusal: authority.Refused) -> None:
    asked = refusal.request
    tenant_id: UUID | None = asked.obj.tenant_id or request.actor.tenant_id
    # A policy that knows of no tenant asks about nobody's; no log is kept there.
    if tenant_id is None or tenant_id == NOBODYS:
        return
    with tenant_context(tenant_id):
        audit.record(
            actor=request.actor,
            accesses=[authority.access_of(asked, refusal.decision)],
            now=request.now,
            request_id=request.request_id,
        )
