"""Pages of one indicator, of an association, and what may be embedded or taken away as a file."""

import json
from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, public
from gemensam.organisations import api as organisations
from gemensam.programme import county, shipped, standings
from gemensam.programme.pages import (
    association,
    charts,
    charts_data,
    charts_files,
    charts_filters,
    charts_take,
    csv_file,
    indicator,
    shown,
    standing,
)
from gemensam.programme.queries import charts as reads
from gemensam.programme.queries.indicators import figures as read_figures
from gemensam.programme.queries.indicators_definitions import NoSuchIndicator, recipe
from gemensam.programme.queries.indicators_targets import wanted_of
from gemensam.programme.rules.charts_periods import until_now
from gemensam.programme.rules.indicators import IndicatorDefinition, Measure
from gemensam.programme.rules.indicators_yaml import Level, Recipe
from gemensam.ui import spreadsheets
from gemensam.ui.parts import Link
from gemensam.ui.show import show

FILES = frozenset({"csv", "xlsx", "json"})
# As many periods as a page of one number shows, newest first.
MOST_SINGLES = 4
DRAWINGS = frozenset({"svg", "png"})
# A page of ours inside another's: no scripts, no forms, its own styles, and anybody may frame it.
EMBEDDED_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": ["*"],
}


def _recipe(indicator_id: str) -> Recipe:
    """Give a definition, in the county body's tenant."""
    try:
        return recipe(indicator_id)
    except NoSuchIndicator:
        raise Http404 from None


def _definition(indicator_id: str) -> IndicatorDefinition:
    """Give what each municipality has a figure of: what only the county has is no chart."""
    with county.context():
        found = _recipe(indicator_id)
    if found.level is Level.COUNTY:
        raise Http404
    return found.definition


def _today(request: Request) -> date:
    return timezone.localdate(request.now)


def _source(request: Request, definition: IndicatorDefinition) -> charts.Source:
    """Read everything that a share's page, pictures and files show: the one way to its figures."""
    places, today = organisations.municipalities(), _today(request)
    with county.context():
        periods = reads.periods(definition)
        asked = charts_filters.read(request.GET, definition.id, places, periods, today=today)
        return charts.Source(
            standing=standings.standings([definition], places, asked.period, asked.feeds)[
                definition.id
            ],
            history=reads.histories([definition], places, today=today)[definition.id],
            places=places,
            periods=periods,
            asked=asked,
            target=reads.targets([definition]).get(definition.id),
            today=today,
        )


def _count_lines(
    request: Request, definition: IndicatorDefinition
) -> Sequence[standings.CountLine]:
    places = organisations.municipalities()
    with county.context():
        return standings.count_lines(definition, places, until_now(_today(request)))


def _single(request: Request, definition: IndicatorDefinition) -> indicator.Single:
    """Read what only the county has: now, and the latest reported periods."""
    with county.context():
        asked = [until_now(_today(request)), *reads.periods(definition)[:MOST_SINGLES]]
        figures = [
            read_figures([definition.id], starts_on=one.starts_on, ends_on=one.ends_on)
            for one in asked
        ]
    return indicator.single(definition, asked, [one[definition.id] for one in figures])


@public
@require_GET
def indicator_page(request: Request, indicator_id: str) -> HttpResponse:
    """Show one indicator down to each municipality's row."""
    with county.context():
        found, wanted = _recipe(indicator_id), wanted_of(indicator_id)
    definition, is_countys = found.definition, found.level is Level.COUNTY
    name = shown.said(definition.name)
    context: dict[str, object] = {
        "crumbs": crumbs(_("The goals"), reverse("programme:goals"), name),
        "name": name,
        "note": shown.said(definition.note),
        "facts": indicator.facts(definition, wanted, is_countys=is_countys),
        "denominators": indicator.denominators(definition),
        "now": request.now,
    }
    if is_countys:
        context["single"] = _single(request, definition)
        return show(request, "programme/indicator.html", context)
    if definition.measure is Measure.COUNT:
        context["counts"] = indicator.counts(definition, _count_lines(request, definition))
        return show(request, "programme/indicator.html", context)
    source = _source(request, definition)
    drawn = charts.build(source)
    context |= {
        "page": standing.build(
            source.standing,
            source.places,
            sort=source.asked.sort,
            sort_href=lambda name: request.path + source.asked.query(sortera=name),
            rows=charts.chosen_rows(source),
        ),
        "charts": drawn,
        "asked": charts_take.filters(source),
        "kept": source.asked.kept(namn=""),
        "take": charts_take.take_away(source, drawn, request.build_absolute_uri("/")),
    }
    return show(request, "programme/indicator.html", context)


@public
@require_GET
def indicator_file(request: Request, indicator_id: str, ending: str) -> HttpResponse:
    """Give the page's figures as a file: the same rows, whatever the sort of file."""
    if ending not in FILES:
        raise Http404
    definition = _definition(indicator_id)
    if definition.measure is Measure.COUNT:
        lines = _count_lines(request, definition)
        rows = indicator.csv_rows(definition, lines)
        data = charts_data.of_counts(definition, lines)
        facts = [shown.said(definition.name)]
    else:
        source = _source(request, definition)
        rows = csv_file.standing_rows(source.standing, charts.chosen_rows(source))
        data = charts_data.of_shares(source)
        facts = [shown.said(definition.name), charts.source_line(source)]
    if ending == "csv":
        return spreadsheets.as_csv(definition.id, rows)
    if ending == "xlsx":
        return charts_files.workbook_answer(definition.id, rows, facts)
    return HttpResponse(
        json.dumps(data, ensure_ascii=False, indent=1), content_type="application/json"
    )


@public
@require_GET
def indicator_picture(
    request: Request, indicator_id: str, picture: str, ending: str
) -> HttpResponse:
    """Give one of the page's charts as a picture."""
    if ending not in DRAWINGS:
        raise Http404
    drawn = _picture(request, indicator_id, picture)
    return charts_files.picture_answer(drawn, f"{indicator_id}-{picture}", ending)


def _picture(request: Request, indicator_id: str, which: str) -> charts_files.Picture:
    definition = _definition(indicator_id)
    if definition.measure is Measure.COUNT or which not in charts.PICTURES:
        raise Http404
    source = _source(request, definition)
    drawn = charts.picture(source, charts.build(source), which)
    if drawn is None:
        raise Http404
    return drawn


@public
@require_GET
@csp_override(EMBEDDED_CSP)
def embedded(request: Request, indicator_id: str) -> HttpResponse:
    """Show one chart without the frame, for another's page to hold."""
    which = request.GET.get("bild", charts.PICTURES[0])
    drawn = _picture(request, indicator_id, which)
    back = reverse("programme:indicator", args=[indicator_id])
    source = request.GET.copy()
    source.pop("bild", None)
    query = source.urlencode()
    return show(
        request,
        "programme/charts_embedded.html",
        {
            "picture": drawn,
            "marks": drawn.drawing,
            "map": {"view_box": drawn.view_box, "areas": drawn.drawing, "name": drawn.title},
            "back": f"{back}?{query}" if query else back,
        },
    )


@public
@require_GET
def association_page(request: Request, slug: str) -> HttpResponse:
    """Show where one association stands, beside the county, with each of its municipalities."""
    places, today = organisations.municipalities(), _today(request)
    inside = [one for one in places if one.association_slug == slug]
    if not inside:
        raise Http404
    definitions = [one for one in shipped.indicators().values() if one.measure is Measure.SHARE]
    with county.context():
        found = standings.standings(definitions, places, until_now(today))
        histories = reads.histories(
            definitions, places, today=today, inside=inside[0].association_name
        )
        targets = reads.targets(definitions)
    page = association.build(
        association.Source(slug, inside, places, found, histories, targets, today)
    )
    return show(
        request,
        "programme/charts_association.html",
        {
            "page": page,
            "now": request.now,
            "crumbs": crumbs(
                _("The sub-regions"), f"{reverse('programme:county')}#karta", page.name
            ),
        },
    )


def crumbs(text: str, href: str, here: str) -> Sequence[Link]:
    """Give the way here from the front page."""
    return (
        Link(_("Now"), reverse("programme:county")),
        Link(text, href),
        Link(here, current=True),
    )


urlpatterns = [
    path("mal/<slug:indicator_id>/", indicator_page, name="indicator"),
    path("mal/<slug:indicator_id>/data.<str:ending>", indicator_file, name="indicator_file"),
    path(
        "mal/<slug:indicator_id>/<slug:picture>.<str:ending>",
        indicator_picture,
        name="indicator_picture",
    ),
    path("inbaddad/<slug:indicator_id>/", embedded, name="embedded"),
    path("forbund/<slug:slug>/", association_page, name="association"),
]
