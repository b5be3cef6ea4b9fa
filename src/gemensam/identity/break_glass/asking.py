"""A page that asks for a key: a form whose last field a script fills in from the key."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Final
from uuid import UUID

import structlog
from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse

from gemensam.identity import limits
from gemensam.identity.break_glass import keys
from gemensam.identity.break_glass.configured import Terms, configured
from gemensam.identity.break_glass.forms import RegisterForm
from gemensam.identity.break_glass.refusals import Refused, sentence
from gemensam.identity.http import Request
from gemensam.ui.show import show

BROWSER_COUNTS: Final = timedelta(minutes=15)


def with_terms(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the terms to a view; where the reserve log-in is off its pages are not there."""

    @wraps(view)
    def found(request: Request, *args: object, **kwargs: object) -> HttpResponse:
        terms = configured()
        if terms is None:
            raise Http404
        return view(request, terms, *args, **kwargs)

    return found


def _cookie() -> str:
    return f"{settings.GEMENSAM_SESSION_COOKIE}-reserve"


def browser_of(request: Request) -> str:
    """Give what ties a challenge to this browser: its session, or a cookie drawn for this."""
    return request.actor.session_hash or request.COOKIES.get(_cookie(), "")


def count_try(request: Request) -> None:
    """Take one try of whoever brings a key or a code. Raises limits.TooMany."""
    limits.spend_here("break_glass", request, account=browser_of(request))


def log(request: Request, refused: Refused) -> None:
    """Log a refusal: codes, and the library's own word, which holds nothing of anybody's."""
    structlog.get_logger().warning(
        "identity.break_glass.refused",
        refusal=refused.refusal.value,
        detail=refused.detail,
        incident=request.request_id,
    )


def page(
    request: Request,
    terms: Terms,
    template: str,
    form: forms.Form,
    ask: Callable[[str], tuple[UUID, str]] | None,
    *,
    refused: Refused | None = None,
    is_next_step: bool = False,
) -> HttpResponse:
    """Show a form with a fresh challenge; nothing typed is lost. `ask` None: no key is asked for yet."""
    browser = browser_of(request) or secrets.token_urlsafe(32)
    asked, options = ask(browser) if ask else (None, "")
    words = {
        "form": form,
        "asked": asked,
        "options": options,
        "refusal": sentence(refused.refusal) if refused else "",
        # A browser gives a key to the address that it is registered for, and to no other.
        "elsewhere": "" if _is_here(request, terms) else terms.origin + request.get_full_path(),
    }
    status = HTTPStatus.OK
    if refused is not None:
        log(request, refused)
        status = HTTPStatus.FORBIDDEN
    elif form.is_bound and not is_next_step:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    response = show(request, template, words, status=status)
    if not request.actor.session_hash:
        response.set_cookie(
            _cookie(),
            browser,
            max_age=BROWSER_COUNTS,
            httponly=True,
            samesite="Strict",
            secure=settings.SESSION_COOKIE_SECURE,
            path="/",
        )
    return response


def to_register(
    request: Request, terms: Terms, holder: keys.Holder, browser: str
) -> tuple[UUID, str]:
    """Ask for a new key of somebody's."""
    return keys.asked_of(terms, holder, browser=browser, now=request.now)


def register(request: Request, terms: Terms, holder: keys.Holder, form: RegisterForm) -> None:
    """Register the key that a form has brought. Raises Refused."""
    keys.register(
        terms,
        holder,
        challenge=form.cleaned_data["challenge"],
        answer=form.cleaned_data["answer"],
        browser=browser_of(request),
        name=form.cleaned_data["name"],
        now=request.now,
    )


def _is_here(request: Request, terms: Terms) -> bool:
    return f"{request.scheme}://{request.get_host()}" == terms.origin
