"""Kolada's key figures for the county's municipalities, with the source at every figure."""

from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, public
from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.kolada import ATTRIBUTION
from gemensam.programme.pages import kolada as pages
from gemensam.programme.queries import kolada as reads
from gemensam.programme.queries.kolada import KpiRow
from gemensam.ui import spreadsheets
from gemensam.ui.show import show


def _row(kpi: str) -> KpiRow:
    row = next((one for one in reads.kpis() if one.kpi == kpi), None)
    if row is None:
        raise Http404
    return row


@public
@require_GET
def kolada_page(request: Request) -> HttpResponse:
    """List the key figures that were fetched."""
    with county.context():
        rows = reads.kpis()
    context = {
        "table": pages.listing(rows),
        "has_rows": bool(rows),
        "attribution": ATTRIBUTION,
        "now": request.now,
    }
    return show(request, "programme/kolada.html", context)


@public
@require_GET
def kpi_page(request: Request, kpi: str) -> HttpResponse:
    """Show one key figure's values as they came."""
    places = organisations.municipalities()
    with county.context():
        row = _row(kpi)
        genders = reads.genders(kpi)
        asked = request.GET.get("kon", "")
        gender = asked if asked in genders else next(iter(genders), "T")
        values = reads.values(kpi, gender)
    page = pages.build(row, places, values, genders=genders, gender=gender)
    context = {"page": page, "attribution": ATTRIBUTION, "now": request.now}
    return show(request, "programme/kolada_kpi.html", context)


@public
@require_GET
def kpi_csv(_request: Request, kpi: str) -> HttpResponse:
    """Give every value of a key figure as a file."""
    places = organisations.municipalities()
    with county.context():
        row = _row(kpi)
        by_gender = {one: reads.values(kpi, one) for one in reads.genders(kpi)}
    return spreadsheets.as_csv(f"kolada-{kpi}", pages.csv_rows(row, places, by_gender, ATTRIBUTION))


urlpatterns = [
    path("kolada/", kolada_page, name="kolada"),
    path("kolada/<slug:kpi>/", kpi_page, name="kolada_kpi"),
    path("kolada/<slug:kpi>/data.csv", kpi_csv, name="kolada_csv"),
]
