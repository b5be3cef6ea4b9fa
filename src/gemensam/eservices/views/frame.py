"""What every view of eservices begins with: who visits, where, in which language."""

from functools import wraps

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from gemensam.eservices.mandates import NoSuchMandate
from gemensam.eservices.policy import Visit
from gemensam.eservices.queries import NoSuchApplication
from gemensam.identity.api import Request, View
from gemensam.kernel.actor import Purpose
from gemensam.organisations.api import Place
from gemensam.people.api import NoSuchResident
from gemensam.questionnaires.api import NoSuchPage

HTTP_SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


def is_at_the_desk(request: Request) -> bool:
    """Say whether staff have the page open at their desk: its address names no municipality."""
    return not hasattr(request, "municipality")


def visit_of(request: Request) -> Visit:
    """Say who comes, when and by which door."""
    purpose = Purpose.CASEWORK if is_at_the_desk(request) else Purpose.OWN_AFFAIRS
    return Visit(request.actor, request.now, request.request_id, purpose)


def place_of(request: Request) -> Place:
    """Give the municipality of the address, which the middleware found."""
    place = getattr(request, "municipality", None)
    assert isinstance(place, Place)
    return place


def language() -> str:
    """Give the language that the page is shown in."""
    return get_language() or "sv"


def address(request: Request, name: str, *args: object) -> str:
    """Give the address of one of our pages by the same door: in the municipality, or at the desk."""
    if is_at_the_desk(request):
        return reverse(f"desk:{name}", args=args)
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
        except (NoSuchApplication, NoSuchMandate, NoSuchResident, NoSuchPage) as error:
            raise Http404 from error

    return guarded
