"""What there is to eat: everybody reads the menus, and whoever has meals granted chooses dishes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.cases import api as cases
from gemensam.eservices import policy
from gemensam.eservices.views import dish_parts
from gemensam.eservices.views.case_page import show_case
from gemensam.eservices.views.frame import address, place_of, see, visit_of
from gemensam.eservices.views.refused import of_a_case
from gemensam.identity.api import Request, logged_in, public
from gemensam.ui import formats
from gemensam.ui.parts import Link
from gemensam.ui.show import show


@public
@require_GET
def menu(request: Request, **_place: str) -> HttpResponse:
    """Show this week's and the next one's menu of each unit that has one."""
    context = {
        "place": place_of(request),
        "units": list(dish_parts.unit_menus(formats.local_day(request.now))),
        "crumbs": [Link(_("E-services"), address(request, "offer")), Link(_("Meal menu"))],
        "now": request.now,
    }
    return show(request, "eservices/menu.html", context)


def _typed(request: Request, _error: Exception, *, case_id: UUID, **_place: str) -> HttpResponse:
    return show_case(request, case_id, dishes_typed=request.POST)


@logged_in
@require_POST
@of_a_case({(cases.NoSuchDish, cases.TooLateToChoose): _typed}, absent=(cases.NoSuchPause,))
def choose(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Choose which dishes come."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    cases.choose_dishes(
        actor=visit.actor,
        case_id=case_id,
        chosen=dish_parts.sent(request.POST),
        now=visit.now,
        request_id=visit.request_id,
    )
    messages.success(request, _("What you chose is saved."))
    return see(f"{address(request, 'case', case_id)}#maten")
