"""Keep what was typed when the session ended meanwhile: shown back, to be sent again after log-in."""

from functools import wraps

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from gemensam.identity.api import Request, View
from gemensam.questionnaires.api import HiddenInput
from gemensam.ui.show import show

FORBIDDEN = 403
# What the browser sends along by itself, or what is made anew.
_NOT_TYPED = frozenset({"csrfmiddlewaretoken"})


def keep_what_was_typed(view: View) -> View:
    """Answer a stranger's POST with the typed text instead of sending it away to the log-in page."""

    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        is_autosave = request.headers.get("X-Autosave") == "true"
        if request.method != "POST" or request.actor.person_id is not None or is_autosave:
            return view(request, *args, **kwargs)
        typed = [
            HiddenInput(name, value)
            for name, values in request.POST.lists()
            if name not in _NOT_TYPED
            for value in values
        ]
        context = {
            "here": request.path,
            "log_in_href": f"{reverse('identity:login')}?{urlencode({'vidare': request.path})}",
            "typed": typed,
        }
        return show(request, "eservices/logged_out.html", context, status=FORBIDDEN)

    return guarded
