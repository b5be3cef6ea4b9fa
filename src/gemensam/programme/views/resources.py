"""Who works how much with what, and what the municipalities pay per inhabitant."""

from datetime import date

from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, public
from gemensam.organisations import api as organisations
from gemensam.programme import shipped
from gemensam.programme.pages import resources as pages
from gemensam.programme.pages import resources_inhabitants as inhabitants_pages
from gemensam.programme.queries import resources as queries
from gemensam.programme.queries.hours_activities import choices
from gemensam.ui import spreadsheets
from gemensam.ui.show import show


def _source(request: Request) -> pages.Source:
    """Read the plan that is asked for, else the latest that has resources. Raises Http404."""
    activities = choices()
    titles = {one.plan_key: one.plan_title for one in activities}
    with_lines = queries.plans_with_lines()
    known = [(key, title) for key, title in titles.items() if key in with_lines]
    asked = request.GET.get("plan", known[0][0] if known else "")
    if asked not in dict(known):
        raise Http404
    return pages.Source(
        plan_key=asked,
        plan_title=titles[asked],
        plans=known,
        lines=queries.lines(asked),
        pools=queries.pools(asked),
        activities={one.key: one.name for one in activities if one.plan_key == asked},
        by_activity=request.GET.get("rader") == "aktiviteter",
    )


@public
@require_GET
def resources_page(request: Request) -> HttpResponse:
    """Show a plan's resources against its posts, month by month and line by line."""
    page = pages.build(_source(request))
    return show(request, "programme/resources.html", {"page": page, "now": request.now})


@public
@require_GET
def resources_csv(request: Request) -> HttpResponse:
    """Give a plan's lines as a file."""
    source = _source(request)
    return spreadsheets.as_csv(f"resurser-{source.plan_key}", pages.csv_rows(source))


def _inhabitants(request: Request) -> inhabitants_pages.Source:
    """Read the population of the day that is asked for. Raises Http404 for a day that has none."""
    known = organisations.population_days()
    everywhere = [day for day, count in known.items() if count == max(known.values())]
    text = request.GET.get("datum", "")
    try:
        day = date.fromisoformat(text) if text else everywhere[0]
    except ValueError:
        raise Http404 from None
    if day not in known:
        raise Http404
    return inhabitants_pages.Source(
        rate=shipped.contribution_2018(),
        places=organisations.municipalities(),
        known=known,
        day=day,
        inhabitants=organisations.inhabitants(day.isoformat()),
    )


@public
@require_GET
def per_inhabitant_page(request: Request) -> HttpResponse:
    """Show the contribution municipality by municipality."""
    page = inhabitants_pages.build(_inhabitants(request))
    return show(request, "programme/resources_inhabitants.html", {"page": page, "now": request.now})


@public
@require_GET
def per_inhabitant_csv(request: Request) -> HttpResponse:
    """Give the contribution as a file."""
    source = _inhabitants(request)
    rows = inhabitants_pages.csv_rows(source)
    return spreadsheets.as_csv(f"per-invanare-{source.day.isoformat()}", rows)


urlpatterns = [
    path("resurser/", resources_page, name="resources"),
    path("resurser/data.csv", resources_csv, name="resources_csv"),
    path("resurser/per-invanare/", per_inhabitant_page, name="per_inhabitant"),
    path("resurser/per-invanare/data.csv", per_inhabitant_csv, name="per_inhabitant_csv"),
]
