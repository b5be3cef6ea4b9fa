"""The pages of whoever logs in by a key, or registers one by a code. Nobody is logged in here yet."""

from functools import partial
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.identity import cookies, limits
from gemensam.identity.break_glass import asking, entry, keys
from gemensam.identity.break_glass.asking import with_terms
from gemensam.identity.break_glass.configured import Terms
from gemensam.identity.break_glass.forms import InvitedForm, LogInForm
from gemensam.identity.break_glass.refusals import Refused, sentence
from gemensam.identity.http import Request
from gemensam.organisations import api as organisations
from gemensam.ui.marks import public
from gemensam.ui.show import show

LOG_IN: Final = "identity/break_glass/log_in.html"
INVITED: Final = "identity/break_glass/invited.html"


@public
@require_GET
@with_terms
def places(request: Request, _terms: Terms) -> HttpResponse:
    """Choose the municipality: its keys are its own."""
    context = {"places": organisations.municipalities()}
    return show(request, "identity/break_glass/places.html", context)


@public
@require_http_methods(["GET", "POST"])
@with_terms
def log_in(request: Request, terms: Terms, municipality: str) -> HttpResponse:
    """Write why, touch the key, and be logged in."""
    del municipality
    form = LogInForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        # Each showing draws a challenge, which is a row.
        limits.spend_here("login_begin", request, account=asking.browser_of(request))
    ask = partial(_ask_to_log_in, request, terms)
    try:
        if not form.is_valid():
            return asking.page(request, terms, LOG_IN, form, ask)
        asking.count_try(request)
        token = _let_in(request, terms, form)
    except Refused as refused:
        try:
            return asking.page(request, terms, LOG_IN, form, ask, refused=refused)
        except Refused as closed:
            return asking.page(request, terms, LOG_IN, form, None, refused=closed)
    return cookies.let_in(request, token, reverse("break_glass:keys"))


def _ask_to_log_in(request: Request, terms: Terms, browser: str) -> tuple[UUID, str]:
    return entry.asked(terms, browser=browser, now=request.now)


def _let_in(request: Request, terms: Terms, form: LogInForm) -> str:
    return entry.log_in(
        terms,
        entry.Brought(
            challenge=form.cleaned_data["challenge"],
            answer=form.cleaned_data["answer"],
            browser=asking.browser_of(request),
            reason=form.cleaned_data["reason"],
        ),
        sender_name=request.municipality.name,
        link_path=reverse("break_glass:keys"),
        now=request.now,
        request_id=request.request_id,
    )


@public
@require_http_methods(["GET", "POST"])
@with_terms
def invited(request: Request, terms: Terms, municipality: str) -> HttpResponse:
    """Register a key by a one-time code: first the code, then the key."""
    del municipality
    form = InvitedForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return asking.page(request, terms, INVITED, form, None)
    asking.count_try(request)
    try:
        holder = keys.invited(form.cleaned_data["code"], now=request.now)
    except Refused as refused:
        asking.log(request, refused)
        form.add_error("code", sentence(refused.refusal))
        return asking.page(request, terms, INVITED, form, None)
    ask = partial(asking.to_register, request, terms, holder)
    if not form.cleaned_data["challenge"]:
        return asking.page(request, terms, INVITED, form, ask, is_next_step=True)
    try:
        asking.register(request, terms, holder, form)
        keys.use_up(form.cleaned_data["code"], now=request.now)
    except Refused as refused:
        return asking.page(request, terms, INVITED, form, ask, refused=refused)
    return show(request, "identity/break_glass/registered.html", {"name": holder.name})
