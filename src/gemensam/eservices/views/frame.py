"""What every view of eservices begins with: who visits, where, in which language."""

from functools import wraps

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from gemensam.eservices.policy import Visit
from gemensam.eservices.queries import NoSuchApplication
from gemensam.identity.api import Request, View
from gemensam.organisations.api import Place
from gemensam.people.api import NoSuchResident
from gemensam.questionnaires.api import NoSuchPage

HTTP_SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


def visit_of(request: Request) -> Visit:
    """Say who comes and when."""
    return Visit(request.actor, request.now, request.request_id)


def place_of(request: Request) -> Place:
    """Give the municipality of the address, which the middleware found."""
    place = getattr(request, "municipality", None)
    assert isinstance(place, Place)
    return place


def language() -> str:
    """Give the language that the page is shown in."""
    return get_language() or "sv"


def address(request: Request, name: str, *args: object) -> str:
    """Give the address of one of our pages in the same municipality."""
    return reverse(f"eservices:{name}", args=[place_of(request).slug, *args])


def see(path: str) -> HttpResponse:
    """Send the browser on after something was done."""
    return HttpResponseRedirect(path, status=HTTP_SEE_OTHER)


def hidden_if_not_there(view: View) -> View:
    """Answer what is absent, and what somebody may not know of, in the same way: 404."""

    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (NoSuchApplication, NoSuchResident, NoSuchPage) as error:
            raise Http404 from error

    return guarded
