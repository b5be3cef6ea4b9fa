"""Step-up: whoever is logged in logs in anew, for what `authority` shows only after a new log-in.

One way for every page: `authority` raises StepUpNeeded, the middleware undoes what the request did and
calls `asked`. A page is led to and comes back; a form that was sent is kept on a page of its own, so
that nothing typed is lost. The new log-in is at the same issuer, by the same person, in the same
commission (`flow.renewed`, `views.demo_login`); its session is new and the old one ends. Where it was a
protected resident who asked for it, the session remembers whom (`rules.opened`), and whoever works with
that one is not asked again for half an hour.
"""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gemensam.authority import api as authority
from gemensam.identity import cookies, queries
from gemensam.identity.cards import log_in
from gemensam.identity.cards.configured import configured
from gemensam.identity.http import Request, logged_in
from gemensam.identity.models import Session
from gemensam.identity.oidc import issuers

SEE_OTHER = 303
FORBIDDEN = 403
# The form of a log-in says by this that it proves the running session anew.
ANEW = "pa-nytt"
# And by this for which protected resident: authority keeps that one open for longer than the rest.
OPENS = "oppnar"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody logs in anew: the form's address, what it carries, and what its button says."""

    address: str
    name: str
    persona: str = ""


def wanted(request: Request) -> tuple[Session | None, UUID | None]:
    """Give the session that a pressed log-in is to prove anew, and the protected resident it is for."""
    if ANEW not in request.POST or request.running_session is None:
        return None, None
    return request.running_session, _id(request.POST.get(OPENS, ""))


def _id(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def asked(request: Request, needed: authority.StepUpNeeded) -> HttpResponse:
    """Ask for a new log-in in the way that loses nothing."""
    response = _asked(request, needed.opens)
    # The middleware undoes what was done before the question came up: it is done afterwards.
    response.is_undone = True  # type: ignore[attr-defined]
    return response


def _asked(request: Request, opens: UUID | None) -> HttpResponse:
    is_part = "HX-Request" in request.headers
    if request.method in {"GET", "HEAD"} and not is_part:
        words = {"vidare": request.get_full_path()} | ({OPENS: opens} if opens else {})
        address = f"{reverse('identity:again')}?{urlencode(words)}"
        response: HttpResponse = HttpResponseRedirect(address, status=SEE_OTHER)
        return response
    if is_part or request.content_type not in FORMS:
        # A part of a page, or the phone: what was typed stays there, and the page says that it failed.
        return HttpResponse(status=FORBIDDEN)
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {
        "kept": kept,
        "address": request.get_full_path(),
        "has_files": bool(request.FILES),
        "way": way_of(request),
        "way_on": reverse("identity:again"),
        **_words(opens),
    }
    return render(request, "identity/form_kept.html", context, status=FORBIDDEN)


def way_of(request: Request) -> Way | None:
    """Say how the running session is proven anew; None: by the log-in page, as at first."""
    session = request.running_session
    if session is None:
        return None
    issuer = next((one for one in issuers.configured() if one.url == session.issuer), None)
    if issuer is not None:
        return Way(reverse("identity:oidc_start", args=[issuer.slug]), issuer.name)
    cards = configured()
    if cards is not None and session.issuer == log_in.URL:
        return Way(reverse("identity:card_start"), cards.name)
    if session.method == "demo" and settings.GEMENSAM_DEMO:
        key = queries.persona_key(person_id=session.person_id, commission_id=session.commission_id)
        if key is not None:
            name = request.actor.display_name
            return Way(reverse("identity:demo_login"), name, key)
    return None


@logged_in
@require_GET
def again(request: Request) -> HttpResponse:
    """Say that a new log-in is needed, with the button; after it, that all is well."""
    try:
        authority.ensure_fresh(request.actor.authenticated_at, now=request.now)
        is_fresh = True
    except authority.StepUpNeeded:
        is_fresh = False
    context = {
        "is_fresh": is_fresh,
        "way": way_of(request),
        "way_on": cookies.ours(request, request.GET.get("vidare", "")),
        **_words(_id(request.GET.get(OPENS, ""))),
    }
    return render(request, "identity/again.html", context)


def _words(opens: UUID | None) -> dict[str, object]:
    minutes = authority.OPENED_FOR.seconds // 60
    return {"anew": ANEW, "opens_word": OPENS, "opens": opens, "opened_minutes": minutes}
