"""The door: the process that takes cards from the proxy, and answers nothing else.

A WSGI application without pages, cookies or sessions. It listens on a unix socket only; a request
counts when it came over that socket and brings the secret of this start. Everything else that names
a card is refused and logged: here, and by `without_cards` in front of the web pages.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import uuid4

import structlog
from django.db import close_old_connections
from django.http import HttpResponse
from django.utils import timezone

from gemensam.identity.cards import certificates, configured, log_in, proxy
from gemensam.identity.cards.certificates import Card
from gemensam.identity.cards.configured import Cards
from gemensam.identity.cards.refusals import CardRefused, Refusal
from gemensam.identity.cards.revocation import listing_of
from gemensam.identity.http import Request
from gemensam.tenancy.context import request_context

type Environ = dict[str, Any]
type StartResponse = Callable[[str, list[tuple[str, str]]], object]

LONGEST_STATE: Final = 100
OURS: Final = tuple(proxy.key_of(one) for one in (proxy.CARD, proxy.SAID, proxy.SECRET))


@cache
def _cards_and_secret() -> tuple[Cards, str]:
    """Read both once: this process begins anew when either changes."""
    cards = configured.configured()
    assert cards is not None
    return cards, proxy.read_secret(cards)


def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Answer one request; connections that are worn out or broken are let go of."""
    close_old_connections()
    try:
        return answer(environ, start_response)
    finally:
        close_old_connections()


def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Take a card, write down what it proves and send the browser back to the web pages."""
    cards, secret = _cards_and_secret()
    if environ["REQUEST_METHOD"] != "GET" or environ["PATH_INFO"] != log_in.PATH:
        return _say(start_response, HTTPStatus.NOT_FOUND, "finns inte")
    incident = uuid4().hex[:12]
    try:
        _check_way(environ, cards, secret)
    except CardRefused as refused:
        _log(refused, incident)
        return _say(start_response, HTTPStatus.FORBIDDEN, f"inte härifrån ({incident})")
    state = parse_qs(environ["QUERY_STRING"]).get(log_in.STATE, [""])[0][:LONGEST_STATE]
    with request_context():
        address = _take(environ, cards, state, incident)
    headers = [("Location", address), ("Referrer-Policy", "no-referrer")]
    return _say(start_response, HTTPStatus.SEE_OTHER, "", headers)


def _check_way(environ: Environ, cards: Cards, secret: str) -> None:
    """Raises CardRefused: the request came another way than from the proxy over our socket."""
    # The server's own words, not the browser's: over TCP they are an address and a port.
    if environ["SERVER_NAME"] != str(cards.socket.resolve()) or environ.get("REMOTE_ADDR"):
        raise CardRefused(Refusal.NOT_BY_SOCKET)
    if not proxy.is_from_proxy(environ, secret):
        raise CardRefused(Refusal.PROXY_SECRET)


def _take(environ: Environ, cards: Cards, state: str, incident: str) -> str:
    now = timezone.now()
    try:
        card = _card_of(environ, cards, now)
    except CardRefused as refused:
        refused.incident = incident
        _log(refused, incident)
        log_in.keep_refusal(state, refused, now=now)
        return log_in.way_back(cards, state)
    return log_in.way_back(cards, state, log_in.keep_card(state, card, now=now))


def _card_of(environ: Environ, cards: Cards, now: datetime) -> Card:
    certificate = certificates.read(environ.get(proxy.key_of(proxy.CARD), ""))
    card = certificates.judge(certificate, cards, listing_of, now=now)
    # What we find nothing wrong with, the proxy must have verified as well.
    if environ.get(proxy.key_of(proxy.SAID)) != proxy.VERIFIED:
        raise CardRefused(Refusal.PROXY_DISAGREES)
    return card


def _log(refused: CardRefused, incident: str) -> None:
    structlog.get_logger().warning(
        "identity.card.refused", refusal=refused.refusal.value, incident=incident
    )


def _say(
    start_response: StartResponse,
    status: HTTPStatus,
    text: str,
    headers: Iterable[tuple[str, str]] = (),
) -> list[bytes]:
    start_response(
        f"{status.value} {status.phrase}",
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Cache-Control", "no-store"),
            *headers,
        ],
    )
    return [f"{text}\n".encode()]


def without_cards(get_response: Callable[[Request], HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse whoever names a card to the web pages: only the proxy may, and it does so at the door."""

    def checked(request: Request) -> HttpResponse:
        if any(name in request.META for name in OURS):
            incident = uuid4().hex[:12]
            _log(CardRefused(Refusal.NOT_BY_SOCKET), incident)
            text = f"inte härifrån ({incident})\n"
            return HttpResponse(
                text, status=HTTPStatus.FORBIDDEN, content_type="text/plain; charset=utf-8"
            )
        return get_response(request)

    return checked
