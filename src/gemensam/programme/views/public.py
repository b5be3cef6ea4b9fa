"""The county's public pages: where everybody stands, the goals and the money."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, public
from gemensam.organisations import api as organisations
from gemensam.programme import county, shipped, standings
from gemensam.programme.pages import (
    front,
    goals,
    money,
    municipality,
    standing,
    targets,
)
from gemensam.programme.queries import charts, indicators_targets, ledger, overview
from gemensam.programme.rules.charts_periods import until_now
from gemensam.programme.rules.indicators import IndicatorDefinition, Measure
from gemensam.programme.views.charts import crumbs
from gemensam.ui.show import show

PLAN = "plan_2013_2015"
GRANT_YEAR = 2013
POPULATION_OF_CONTRIBUTION = "2016-12-31"
UNPROCESSABLE = 422


def _share_or(text: str | None) -> IndicatorDefinition:
    """Give the indicator that the address asks for; an unknown one gives the plan's own measure."""
    definitions = shipped.indicators()
    found = definitions.get(text or "")
    if found is None or found.measure is not Measure.SHARE:
        return definitions[standings.WORKING]
    return found


def _sorting(request: Request) -> str:
    wanted = request.GET.get("sortera", "")
    return wanted if wanted in standing.SORTINGS else standing.SORTINGS[0]


def _sort_href(request: Request, kept: Mapping[str, str]) -> Callable[[str], str]:
    return lambda name: f"{request.path}?{urlencode({**kept, 'sortera': name})}"


@public
@require_GET
def county_page(request: Request) -> HttpResponse:
    """Show the county's front page, or lead to the municipality that was asked for."""
    places = organisations.municipalities()
    today = timezone.localdate(request.now)
    wanted = request.GET.get("kommun")
    errand = front.errand_of(request.GET.get("arende"))
    found = front.find(places, wanted) if wanted is not None else None
    if found is not None:
        return HttpResponseRedirect(f"/{found.slug}/{errand.path}", status=303)
    chosen = _share_or(request.GET.get("matt"))
    with county.context():
        plan = overview.plan_summary(PLAN)
        found_standings = standings.standings(
            list(shipped.indicators().values()), places, until_now(today)
        )
        shares = [one.definition for one in found_standings.values()]
        developments = charts.county_developments(shares, places, today=today)
        targets = charts.targets(shares)
    page = front.build(
        standings=found_standings,
        developments=developments,
        targets=targets,
        chosen=standing.build(
            found_standings[chosen.id],
            places,
            sort=_sorting(request),
            sort_href=_sort_href(request, {"matt": chosen.id}),
        ),
        plan=plan,
        places=places,
        errand=errand,
        wanted=wanted,
        now=request.now,
    )
    status = UNPROCESSABLE if wanted is not None else 200
    return show(request, "programme/county.html", {"page": page}, status=status)


@public
@require_GET
def goals_page(request: Request) -> HttpResponse:
    """Show every goal of the plan with what is measured."""
    places = organisations.municipalities()
    definitions = list(shipped.indicators().values())
    now = until_now(timezone.localdate(request.now))
    with county.context():
        plan = overview.plan(PLAN)
        found = standings.everything(definitions, places, now)
    page = goals.build(plan=plan, standings=found.shares, counts=found.counts)
    return show(request, "programme/goals.html", {"page": page, "now": request.now})


@public
@require_GET
def targets_page(request: Request) -> HttpResponse:
    """Show a year's targets with what is measured of them; the latest year at first."""
    with county.context():
        years = indicators_targets.years()
        year = _year_among(years, request.GET.get("ar", ""))
        page = targets.build(indicators_targets.assessments(year=year), years, year)
    return show(
        request,
        "programme/targets.html",
        {
            "page": page,
            "now": request.now,
            "crumbs": crumbs(_("The goals"), reverse("programme:goals"), _("The targets")),
        },
    )


def _year_among(years: Sequence[int], asked: str) -> int:
    if not years or (asked and asked not in map(str, years)):
        raise Http404
    return int(asked) if asked else years[0]


@public
@require_GET
def money_page(request: Request) -> HttpResponse:
    """Show the money: plan, funding, both readings of the matching rule, the contribution."""
    places = organisations.municipalities()
    inhabitants = organisations.inhabitants(POPULATION_OF_CONTRIBUTION)
    with county.context():
        plan = overview.plan(PLAN)
        grant = overview.grant(GRANT_YEAR)
        statements = ledger.first_statements()
    assert grant is not None  # written by `gemensam migrate`
    page = money.build(
        plan=plan,
        grant=grant,
        shipped_grant=shipped.grant_2013(),
        rate=shipped.contribution_2018(),
        populations={place.code: inhabitants.get(place.organisation_id) for place in places},
        statements=statements,
    )
    return show(request, "programme/money.html", {"page": page, "now": request.now})


@public
@require_GET
def municipality_page(request: Request, slug: str) -> HttpResponse:
    """Show where one municipality stands, beside its association and the county."""
    places = organisations.municipalities()
    place = next((one for one in places if one.slug == slug), None)
    if place is None:
        raise Http404
    definitions = list(shipped.indicators().values())
    today = timezone.localdate(request.now)
    with county.context():
        found = standings.standings(definitions, places, until_now(today))
        shares = [one.definition for one in found.values()]
        histories = charts.histories(shares, places, today=today, inside=place.association_name)
        targets = charts.targets(shares)
        hours = overview.hours_lines(today.year, place.organisation_id)
    page = municipality.build(
        municipality.Source(place, places, found, histories, targets, today), hours
    )
    return show(
        request,
        "programme/municipality.html",
        {
            "page": page,
            "now": request.now,
            "crumbs": crumbs(
                _("The municipalities"), f"{reverse('programme:county')}#tabell", place.name
            ),
        },
    )


urlpatterns = [
    path("", county_page, name="county"),
    path("mal/", goals_page, name="goals"),
    path("mal/malvarden/", targets_page, name="targets"),
    path("pengarna/", money_page, name="money"),
    path("kommuner/<slug:slug>/", municipality_page, name="municipality"),
]
