"""What somebody with a commission would see, over every domain: answers and counts, never the data."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gemensam.alarms import api as alarms
from gemensam.cases import api as cases
from gemensam.employees import api as employees
from gemensam.homecare import api as homecare
from gemensam.identity import api as identity
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity, Actor
from gemensam.ui import formats
from gemensam.ui.parts import Column, Figure, Kind, Lines, Link, Row, Table, Tag
from gemensam.ui.show import show


@logged_in
@require_GET
def act_as(request: Request, commission_id: UUID) -> HttpResponse:
    """Show what a commission would see, as the rules answer it; no session is made, and it is logged."""
    visit = employees.visit_of(request)
    visit.ensure_somewhere(Activity.READ)
    try:
        row = identity.commission(commission_id)
    except identity.NoSuchCommission as error:
        raise Http404 from error
    visit.ensure(Activity.READ, unit_id=row.unit_id, kind=employees.PREVIEW, object_id=row.id)
    actor = identity.actor_in(row.id, now=request.now)
    back = reverse("keeping:commission", args=[row.id])
    context = {
        "title": _("What %(name)s shows") % {"name": row.name},
        "crumbs": [
            Link(_("Commissions"), reverse("keeping:commissions")),
            Link(row.name, back),
            Link(_("What it shows")),
        ],
        "holds": row.holds(request.now),
        "figures": _figures(actor, request),
        "table": _table(actor, request),
    }
    return show(request, "portal/act_as.html", context)


def _figures(actor: Actor, request: Request) -> list[Figure]:
    counted = (
        (_("Cases"), cases.reach_of(actor, now=request.now)),
        (_("Visits"), homecare.reach_of(actor, now=request.now)),
        (_("Safety alarms"), alarms.reach_of(actor, now=request.now)),
    )
    return [
        Figure(
            label,
            formats.number(count),
            below=_("about %(count)s residents") % {"count": formats.number(residents)},
        )
        for label, (count, residents) in counted
    ]


def _table(actor: Actor, request: Request) -> Table:
    return Table(
        caption=_("What the rules answer"),
        columns=[
            Column(_("Do what")),
            Column(_("In the unit")),
            Column(_("In other units")),
            Column(_("Without anything to do with it")),
        ],
        rows=[
            Row(
                [
                    employees.right_name(one.activity, one.information_class),
                    *(_tag(answer) for answer in (one.in_unit, one.elsewhere, one.unrelated)),
                ]
            )
            for one in employees.lines(actor, at=request.now)
        ],
        show_caption=True,
        empty_text=_("Nothing: the commission has no rights."),
    )


def _tag(answer: employees.Answer) -> Tag | Lines:
    return Tag(_("Yes"), Kind.OK) if answer.is_allowed else Lines(_("No"), answer.why_not)
