"""The pages of a log-in through an issuer. Whatever is refused is a page with a number, and a log row.

No transaction is held while the issuer is asked: an attempt is used up, in a statement of its own,
before that, and whoever it is becomes a session in one transaction after it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Final
from uuid import UUID

import structlog
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity import cookies, limits, step_up
from gemensam.identity.browsers import browser_of, remember_browser
from gemensam.identity.http import Request, own_transactions
from gemensam.identity.oidc import attempts, flow, issuers, who
from gemensam.identity.oidc.attempts import Attempt
from gemensam.identity.oidc.issuers import Issuer
from gemensam.identity.oidc.protocol import Proven
from gemensam.identity.oidc.refusals import Refusal, Refused
from gemensam.identity.oidc.words import sentence
from gemensam.kernel.actor import ActorKind
from gemensam.tenancy.context import request_context
from gemensam.ui.marks import public

HOME: Final = "/"
FORBIDDEN: Final = 403
UNPROCESSABLE: Final = 422
BAD_REQUEST: Final = 400

type IssuerView = Callable[..., HttpResponse]


def _with_issuer(view: IssuerView) -> IssuerView:
    """Look up the issuer of the address, and turn a refusal into a page."""

    @wraps(view)
    def found(request: Request, issuer: str, **words: object) -> HttpResponse:
        one = issuers.by_slug(issuer)
        if one is None:
            raise Http404
        try:
            return view(request, one, **words)
        except Refused as refused:
            _log(request, one, refused)
            context = {"sentence": sentence(refused.refusal, name=one.name)}
            return render(request, "identity/not_logged_in.html", context, status=FORBIDDEN)

    return found


def _log(request: Request, issuer: Issuer, refused: Refused) -> None:
    structlog.get_logger().warning(
        "identity.oidc.refused",
        issuer=issuer.slug,
        refusal=refused.refusal.value,
        incident=request.request_id,
    )


def _back(request: Request, issuer: Issuer) -> str:
    return request.build_absolute_uri(reverse("identity:oidc_answer", args=[issuer.slug]))


@public
@own_transactions
@require_POST
@_with_issuer
def start(request: Request, issuer: Issuer) -> HttpResponse:
    """Begin a log-in: a page that leads on to the issuer at once.

    No redirect: browsers hold a form's redirects against `form-action`, which names no issuer.
    """
    limits.spend_here("login_begin", request, account=browser_of(request))
    browser = browser_of(request) or flow.draw()
    running, opens = step_up.wanted(request)
    address = flow.begin(
        issuer,
        back=_back(request, issuer),
        browser=browser,
        way_on=cookies.way_on(request, ""),
        renews=running.id if running else None,
        opens=opens,
        now=request.now,
    )
    response = render(request, "identity/onward.html", {"address": address, "name": issuer.name})
    remember_browser(response, browser)
    return response


@public
@own_transactions
@require_GET
@_with_issuer
def answer(request: Request, issuer: Issuer) -> HttpResponse:
    """Take the issuer's answer, which the browser brings, and log in."""
    said = request.GET.dict()
    limits.spend_here("login_answer", request, account=said.get("state", ""))
    attempt = attempts.take(
        issuer, state=said.get("state", ""), browser=browser_of(request), now=request.now
    )
    proof = flow.prove(issuer, attempt, said, back=_back(request, issuer), now=request.now)
    account = f"{issuer.url} {proof.subject}"
    limits.spend("login_proven", now=request.now, account=account)
    with request_context():
        return _let_in(request, issuer, attempt, proof)


def _let_in(request: Request, issuer: Issuer, attempt: Attempt, proof: Proven) -> HttpResponse:
    """Make a session of a proven log-in, or have its owner choose a commission first."""
    way_on = attempt.way_on or HOME
    if attempt.renews is not None:
        running = request.running_session
        is_same = running is not None and running.id == attempt.renews
        same = running if is_same else None
        token = flow.renewed(issuer, proof, same, opens=attempt.opens, now=request.now)
        return cookies.let_in(request, token, way_on)
    if issuer.kind is ActorKind.RESIDENT:
        token = flow.resident_session(issuer, proof, now=request.now)
        return cookies.let_in(request, token, way_on)
    fits = who.commissions(issuer, proof, now=request.now)
    if len(fits) > 1:
        attempts.keep_proven(attempt, flow.to_keep(issuer, proof))
        return _see_other("identity:oidc_choose", issuer.slug, attempt.id)
    token = flow.staff_session(issuer, proof, fits[0], among=fits, now=request.now)
    return cookies.let_in(request, token, way_on)


def _see_other(name: str, *words: object) -> HttpResponse:
    response = redirect(name, *words)
    response.status_code = 303
    return response


@public
@require_http_methods(["GET", "POST"])
@_with_issuer
def choose(request: Request, issuer: Issuer, attempt: UUID) -> HttpResponse:
    """Choose one of several commissions; the log-in is bound to it."""
    limits.spend_here("login_choose", request, account=str(attempt))
    kept, way_on = attempts.waiting(issuer, attempt, browser=browser_of(request), now=request.now)
    proof = flow.as_kept(kept)
    fits = who.commissions(issuer, proof, now=request.now)
    wanted = request.POST.get("uppdrag", "")
    fit = next((one for one in fits if str(one.commission_id) == wanted), None)
    if fit is None:
        is_missing = request.method == "POST"
        return render(
            request,
            "identity/choose_commission.html",
            {"fits": fits, "is_missing": is_missing},
            status=UNPROCESSABLE if is_missing else 200,
        )
    if not attempts.forget_proven(attempt):
        raise Refused(Refusal.STATE_USED)
    token = flow.staff_session(issuer, proof, fit, among=fits, now=request.now)
    return cookies.let_in(request, token, way_on or HOME)


def signed_by_issuer(view: IssuerView) -> IssuerView:
    """Mark a view that an issuer itself calls: what it sends is signed, and no cookie counts."""
    view.needs_signature = True  # type: ignore[attr-defined]  # a mark like `is_public`
    return view


@csrf_exempt
@signed_by_issuer
@own_transactions
@require_POST
def end(request: Request, issuer: str) -> HttpResponse:
    """End the sessions that the issuer says are over (back-channel logout)."""
    one = issuers.by_slug(issuer)
    if one is None:
        raise Http404
    try:
        ended = flow.end_sessions(one, request.POST.get("logout_token", ""), now=request.now)
    except Refused as refused:
        _log(request, one, refused)
        return HttpResponse(refused.refusal.value, status=BAD_REQUEST, content_type="text/plain")
    structlog.get_logger().info("identity.oidc.ended", issuer=one.slug, sessions=ended)
    return HttpResponse()
