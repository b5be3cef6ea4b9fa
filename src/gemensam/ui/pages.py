"""The component page: every component in every state, in any room and theme."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gemensam.ui import gallery
from gemensam.ui.filters import ChoiceFilter, Filters
from gemensam.ui.marks import public
from gemensam.ui.parts import Shell
from gemensam.ui.show import show

_ROOMS = (("oppna", "Öppna"), ("mina", "Mina sidor"), ("arbeta", "Arbeta"), ("jour", "Jour"))
_PLACES = (("tanum", "Tanum"), ("mark", "Mark"), ("skara", "Skara"))
_FILTERS = Filters(
    filters=(ChoiceFilter("rum", "rum", _ROOMS), ChoiceFilter("kommun", "kommun", _PLACES))
)


@public
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    chosen = _FILTERS.read(request.GET)
    places = dict(_PLACES)
    municipality = chosen.text("kommun")
    shell = Shell(
        place=places.get(municipality, "Gemensam"),
        subtitle=_("Components"),
        home_href="/",
        room=chosen.text("rum") or "oppna",
        municipality=municipality,
        log_in_href="/",
    )
    context = {
        "shell": shell,
        "chosen": chosen,
        "rooms": [
            replace(chip, current=value == shell.room)
            for chip, (value, _words) in zip(_FILTERS.chips("rum", chosen)[1:], _ROOMS, strict=True)
        ],
        "places": _FILTERS.chips("kommun", chosen),
        "sample": gallery,
        "form": gallery.sample_form(),
        "wrong": gallery.mended_form(),
        "now": gallery.SAMPLE_NOW,
    }
    return show(request, "ui/components.html", context)
