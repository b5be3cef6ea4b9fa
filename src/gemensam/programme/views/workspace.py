"""The programme's own workspace: what waits, and the co-funding so far."""

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import InformationClass
from gemensam.organisations import api as organisations
from gemensam.programme import policy, shipped, standings
from gemensam.programme.pages import workspace
from gemensam.programme.queries import overview
from gemensam.programme.queries.hours_activities import choices
from gemensam.programme.rules.charts_periods import until_now
from gemensam.tenancy.context import tenant_context
from gemensam.ui import spreadsheets
from gemensam.ui.show import show

# A year outside this is a slip of the finger, not a question.
EARLIEST, YEARS_AHEAD = 2013, 1


def _year(request: Request) -> int:
    this_year = timezone.localdate(request.now).year
    text = request.GET.get("ar", "")
    year = int(text) if text.isdecimal() else this_year
    return year if EARLIEST <= year <= this_year + YEARS_AHEAD else this_year


@logged_in
@require_GET
def programme_page(request: Request) -> HttpResponse:
    """Show what waits, and each municipality's time as money."""
    owner = policy.ensure_programme(request, InformationClass.HOURS)
    places = organisations.municipalities()
    year, today = _year(request), timezone.localdate(request.now)
    with tenant_context(owner):
        lines = overview.hours_lines(year)
        grant = overview.grant(year)
        found = standings.standings(list(shipped.indicators().values()), places, until_now(today))
    page = workspace.build(
        lines=lines,
        grant=grant,
        activities=choices(),
        places=places,
        standings=found,
        year=year,
        this_year=today.year,
        association=request.GET.get("del", ""),
    )
    return show(request, "programme/workspace.html", {"page": page, "now": request.now})


@logged_in
@require_GET
def cofunding_csv(request: Request) -> HttpResponse:
    """Give the year's co-funding rows as a file."""
    owner = policy.ensure_programme(request, InformationClass.HOURS)
    places = organisations.municipalities()
    year = _year(request)
    with tenant_context(owner):
        lines = overview.hours_lines(year)
    rows = workspace.csv_rows(lines, places, choices())
    return spreadsheets.as_csv(f"medfinansiering-{year}", rows)


urlpatterns = [
    path("program/", programme_page, name="workspace"),
    path("program/medfinansiering.csv", cofunding_csv, name="cofunding_csv"),
]
