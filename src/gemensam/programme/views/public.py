"""The county's public pages: where everybody stands, the goals, the plan and the money."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, public
from gemensam.organisations import api as organisations
from gemensam.programme import county, shipped, standings
from gemensam.programme.pages import (
    csv_file,
    front,
    goals,
    indicator,
    money,
    municipality,
    shown,
    standing,
)
from gemensam.programme.queries import overview
from gemensam.programme.rules.indicators import IndicatorDefinition, Measure
from gemensam.ui.parts import Link
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


def _sort_href(request: Request, kept: Mapping[str, str]) -> str:
    return f"{request.path}?{urlencode({**kept, 'sortera': ''})}"


@public
@require_GET
def county_page(request: Request) -> HttpResponse:
    """Show the county's front page, or lead to the municipality that was asked for."""
    places = organisations.municipalities()
    wanted = request.GET.get("kommun")
    errand = front.errand_of(request.GET.get("arende"))
    found = front.find(places, wanted) if wanted is not None else None
    if found is not None:
        return HttpResponseRedirect(f"/{found.slug}/{errand.path}", status=303)
    chosen = _share_or(request.GET.get("matt"))
    with county.context():
        plan = overview.plan_summary(PLAN)
        found_standings = standings.standings(list(shipped.indicators().values()), places)
    page = front.build(
        standings=found_standings,
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
    definitions = shipped.indicators()
    with county.context():
        plan = overview.plan(PLAN)
        found = standings.standings(list(definitions.values()), places)
        counts = {
            one.id: standings.count_lines(one, places)
            for one in definitions.values()
            if one.measure is Measure.COUNT
        }
    page = goals.build(plan=plan, standings=found, counts=counts)
    return show(request, "programme/goals.html", {"page": page, "now": request.now})


def _definition(indicator_id: str) -> IndicatorDefinition:
    definition = shipped.indicators().get(indicator_id)
    if definition is None:
        raise Http404
    return definition


@public
@require_GET
def indicator_page(request: Request, indicator_id: str) -> HttpResponse:
    """Show one indicator down to each municipality's row."""
    definition = _definition(indicator_id)
    places = organisations.municipalities()
    name = shown.said(definition.name)
    context: dict[str, object] = {
        "crumbs": _crumbs(_("The goals"), reverse("programme:goals"), name),
        "name": name,
        "note": shown.said(definition.note),
        "facts": indicator.facts(definition),
        "denominators": indicator.denominators(definition),
        "now": request.now,
    }
    with county.context():
        if definition.measure is Measure.COUNT:
            lines = standings.count_lines(definition, places)
            context["counts"] = indicator.counts(definition, lines)
        else:
            found = standings.standings([definition], places)[definition.id]
            context["page"] = standing.build(
                found, places, sort=_sorting(request), sort_href=_sort_href(request, {})
            )
    return show(request, "programme/indicator.html", context)


@public
@require_GET
def indicator_csv(_request: Request, indicator_id: str) -> HttpResponse:
    """Give the page's rows as a file."""
    definition = _definition(indicator_id)
    places = organisations.municipalities()
    with county.context():
        if definition.measure is Measure.COUNT:
            rows = indicator.csv_rows(definition, standings.count_lines(definition, places))
        else:
            rows = csv_file.standing_rows(standings.standings([definition], places)[definition.id])
    return csv_file.answer(definition.id, rows)


@public
@require_GET
def plan_page(request: Request) -> HttpResponse:
    """Show the plan: areas with costs, activities with goals."""
    with county.context():
        plan = overview.plan(PLAN)
    return show(
        request,
        "programme/plan.html",
        {"page": goals.plan_page(plan, shipped.indicators()), "now": request.now},
    )


@public
@require_GET
def money_page(request: Request) -> HttpResponse:
    """Show the money: plan, funding, both readings of the matching rule, the contribution."""
    places = organisations.municipalities()
    inhabitants = organisations.inhabitants(POPULATION_OF_CONTRIBUTION)
    with county.context():
        plan = overview.plan(PLAN)
        grant = overview.grant(GRANT_YEAR)
    assert grant is not None  # written by `gemensam migrate`
    page = money.build(
        plan=plan,
        grant=grant,
        shipped_grant=shipped.grant_2013(),
        rate=shipped.contribution_2018(),
        populations={place.code: inhabitants.get(place.organisation_id) for place in places},
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
    with county.context():
        found = standings.standings(definitions, places)
        hours = overview.hours_lines(request.now.year)
    page = municipality.build(place, found, hours, year=request.now.year)
    return show(
        request,
        "programme/municipality.html",
        {
            "page": page,
            "now": request.now,
            "crumbs": _crumbs(
                _("The municipalities"), f"{reverse('programme:county')}#tabell", place.name
            ),
        },
    )


def _crumbs(text: str, href: str, here: str) -> Sequence[Link]:
    return (
        Link(_("Now"), reverse("programme:county")),
        Link(text, href),
        Link(here, current=True),
    )


urlpatterns = [
    path("", county_page, name="county"),
    path("mal/", goals_page, name="goals"),
    path("mal/<slug:indicator_id>/", indicator_page, name="indicator"),
    path("mal/<slug:indicator_id>/data.csv", indicator_csv, name="indicator_csv"),
    path("plan/", plan_page, name="plan"),
    path("pengarna/", money_page, name="money"),
    path("kommuner/<slug:slug>/", municipality_page, name="municipality"),
]
