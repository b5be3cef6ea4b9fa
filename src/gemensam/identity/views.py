"""Log in and log out."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from gemensam.identity import actions, cookies, queries, rules, step_up
from gemensam.identity.break_glass import configured as break_glass
from gemensam.identity.cards import configured as cards
from gemensam.identity.http import Request
from gemensam.identity.oidc import issuers
from gemensam.identity.oidc.refusals import Refusal
from gemensam.identity.oidc.words import sentence
from gemensam.ui.marks import public

FORBIDDEN = 403


@public
@require_GET
def login(request: Request) -> HttpResponse:
    """Show the ways to log in; in the demo, the people of the story."""
    return render(
        request,
        "identity/login.html",
        {
            "issuers": issuers.configured(),
            "cards": cards.configured(),
            "personas": queries.personas() if settings.GEMENSAM_DEMO else [],
            "is_demo": settings.GEMENSAM_DEMO,
            "way_on": request.GET.get("vidare", ""),
            "has_reserve": break_glass.configured() is not None,
        },
    )


@public
@require_POST
def demo_login(request: Request) -> HttpResponse:
    """Become one of the demo's people, or the same one anew."""
    key = request.POST.get("person", "")
    running, opens = step_up.wanted(request)
    if running is not None:
        same = queries.persona_key(person_id=running.person_id, commission_id=running.commission_id)
        if key != same:
            context = {"sentence": sentence(Refusal.OTHER_PERSON, name="demo")}
            return render(request, "identity/not_logged_in.html", context, status=FORBIDDEN)
    try:
        before = running.opened if running else None
        opened = rules.opened(before, opens, at=request.now)
        token, start = actions.log_in_as_persona(key=key, opened=opened, now=request.now)
    except (actions.DemoLoginIsOff, actions.NoSuchPersona) as error:
        raise Http404 from error
    except actions.EmployeeIsSuspended:
        context = {"sentence": sentence(Refusal.SUSPENDED, name="")}
        return render(request, "identity/not_logged_in.html", context, status=FORBIDDEN)
    return cookies.let_in(request, token, cookies.way_on(request, start))


@public
@require_POST
def logout(request: Request) -> HttpResponse:
    """End the session on the server and forget the cookie."""
    cookies.end_running_session(request)
    return cookies.let_out("/")
