"""The pages of a log-in by card. Whatever is refused is a page with a number, and a log row.

The card itself is taken at the door (`door.py`), at another host: no page here reads a header.
"""

from collections.abc import Callable
from functools import wraps
from typing import Final
from uuid import UUID

import structlog
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity import cookies, limits, step_up
from gemensam.identity.browsers import browser_of, remember_browser
from gemensam.identity.cards import configured, log_in
from gemensam.identity.cards.configured import Cards
from gemensam.identity.cards.refusals import CardRefused
from gemensam.identity.cards.words import sentence
from gemensam.identity.http import Request
from gemensam.identity.oidc import attempts, who, words
from gemensam.identity.oidc import refusals as oidc
from gemensam.identity.oidc.flow import draw
from gemensam.identity.oidc.views import FORBIDDEN, HOME, UNPROCESSABLE
from gemensam.ui.marks import public

SEE_OTHER: Final = 303

type CardView = Callable[..., HttpResponse]


def _with_cards(view: CardView) -> CardView:
    """Look up what is configured of cards, and turn a refusal into a page."""

    @wraps(view)
    def found(request: Request, **more: object) -> HttpResponse:
        cards = configured.configured()
        if cards is None:
            raise Http404
        try:
            return view(request, cards, **more)
        except CardRefused as refused:
            said, incident = sentence(refused.refusal), refused.incident
            code = refused.refusal.value
        except oidc.Refused as refused:
            said, incident = words.sentence(refused.refusal, name=cards.name), ""
            code = refused.refusal.value
        if not incident:
            incident = request.request_id
            structlog.get_logger().warning("identity.card.refused", refusal=code, incident=incident)
        context = {"sentence": said, "incident": incident}
        return render(request, "identity/not_logged_in.html", context, status=FORBIDDEN)

    return found


@public
@require_POST
@_with_cards
def start(request: Request, cards: Cards) -> HttpResponse:
    """Begin a log-in by card: a page that leads on to where the card is asked for."""
    limits.spend_here("login_begin", request, account=browser_of(request))
    browser = browser_of(request) or draw()
    running, opens = step_up.wanted(request)
    address = log_in.begin(
        cards,
        browser=browser,
        way_on=cookies.way_on(request, ""),
        renews=running.id if running else None,
        opens=opens,
        now=request.now,
    )
    response = render(request, "identity/onward.html", {"address": address, "name": cards.name})
    remember_browser(response, browser)
    return response


@public
@require_GET
@_with_cards
def answer(request: Request, cards: Cards) -> HttpResponse:
    """Take what the browser brings from where it showed the card, and log in."""
    said = request.GET
    limits.spend_here("login_answer", request, account=said.get(log_in.STATE, ""))
    attempt = attempts.take(
        log_in.as_issuer(cards),
        state=said.get(log_in.STATE, ""),
        browser=browser_of(request),
        now=request.now,
    )
    facts = log_in.take_card(attempt.id, said.get(log_in.CODE, ""))
    limits.spend("login_proven", now=request.now, account=f"{log_in.URL} {facts['hsa_id']}")
    if attempt.renews is not None:
        attempts.forget_proven(attempt.id)
        running = request.running_session
        is_same = running is not None and running.id == attempt.renews
        same = running if is_same else None
        token = log_in.renewed(cards, facts, same, opens=attempt.opens, now=request.now)
        return cookies.let_in(request, token, attempt.way_on or HOME)
    fits = who.commissions(log_in.as_issuer(cards), log_in.as_proven(facts), now=request.now)
    if len(fits) > 1:
        attempts.keep_proven(attempt, facts)
        response = redirect("identity:card_choose", attempt.id)
        response.status_code = SEE_OTHER
        return response
    attempts.forget_proven(attempt.id)
    token = log_in.open_session(cards, facts, fits[0], among=fits, now=request.now)
    return cookies.let_in(request, token, attempt.way_on or HOME)


@public
@require_http_methods(["GET", "POST"])
@_with_cards
def choose(request: Request, cards: Cards, attempt: UUID) -> HttpResponse:
    """Choose one of several commissions; the log-in is bound to it."""
    limits.spend_here("login_choose", request, account=str(attempt))
    issuer = log_in.as_issuer(cards)
    facts, way_on = attempts.waiting(issuer, attempt, browser=browser_of(request), now=request.now)
    if "hsa_id" not in facts:
        # The card was shown, but its browser has not come back with the code.
        raise oidc.Refused(oidc.Refusal.STATE_USED)
    fits = who.commissions(issuer, log_in.as_proven(facts), now=request.now)
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
        raise oidc.Refused(oidc.Refusal.STATE_USED)
    token = log_in.open_session(cards, facts, fit, among=fits, now=request.now)
    return cookies.let_in(request, token, way_on or HOME)
