"""Indicators for machines, open to anyone: a list, and each one's figures as JSON, CSV or workbook."""

import json
from datetime import date

from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, public
from gemensam.programme import county
from gemensam.programme.pages import charts_files, indicators_data
from gemensam.programme.queries import indicators
from gemensam.programme.rules.charts_periods import until_now
from gemensam.ui import spreadsheets

BAD_REQUEST = 400
FIRST_YEAR, LAST_YEAR = 2000, 2100
ENDINGS = frozenset({"json", "csv", "xlsx"})


class BadDay(ValueError):
    """A day in the address is not written as 2026-11-22."""


def _json(data: object, status: int = 200) -> HttpResponse:
    return HttpResponse(
        json.dumps(data, ensure_ascii=False, indent=1),
        content_type="application/json",
        status=status,
        headers={"Access-Control-Allow-Origin": "*"},
    )


@public
@require_GET
def index(_request: Request) -> HttpResponse:
    """List every indicator with what it counts and where its figures are."""
    with county.context():
        found = indicators.definitions().values()
    return _json(
        {
            "indicators": [
                {
                    "indicator": one.id,
                    "version": one.version,
                    "name": {"sv": one.name.sv, "en": one.name.en},
                    "measure": one.measure.value,
                    "feed": one.feed.value,
                    "href": reverse("programme:indicator_api", args=[one.id, "json"]),
                }
                for one in found
            ],
            "parameters": {
                "fran": "first day, 2026-01-01; without it, a year before the last day",
                "till": "last day, 2026-12-31; without it, today",
            },
        }
    )


def _day(request: Request, name: str) -> date | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadDay(name) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadDay(name)
    return day


def _period(request: Request) -> tuple[date, date]:
    last = _day(request, "till") or timezone.localdate(request.now)
    first = _day(request, "fran") or until_now(last).starts_on
    if last < first:
        raise BadDay("till")
    return first, last


@public
@require_GET
def figures(request: Request, indicator_id: str, ending: str) -> HttpResponse:
    """Give an indicator's figures of a period, every municipality, the sums and all sources."""
    if ending not in ENDINGS:
        raise Http404
    try:
        starts_on, ends_on = _period(request)
    except BadDay as bad:
        return _json({"error": f"{bad.args[0]}: write a day as 2026-11-22"}, BAD_REQUEST)
    try:
        with county.context():
            found = indicators.figures([indicator_id], starts_on=starts_on, ends_on=ends_on)
    except indicators.NoSuchIndicator as error:
        raise Http404 from error
    one = found[indicator_id]
    if ending == "csv":
        return spreadsheets.as_csv(indicator_id, indicators_data.table(one))
    if ending == "xlsx":
        facts = [one.definition.name.sv, f"{starts_on}–{ends_on}"]
        return charts_files.workbook_answer(indicator_id, indicators_data.table(one), facts)
    return _json(indicators_data.document(one))


urlpatterns = [
    path("api/indikatorer/", index, name="indicators_api"),
    path("api/indikatorer/<slug:indicator_id>.<str:ending>", figures, name="indicator_api"),
]
