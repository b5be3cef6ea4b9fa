"""Projects, and the portfolio that municipalities apply to together: what everybody sees."""

from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, public
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations
from gemensam.programme import county, policy
from gemensam.programme.pages import projects as pages
from gemensam.programme.pages import projects_lens, projects_portfolio
from gemensam.programme.queries import projects as queries
from gemensam.programme.queries import projects_portfolio as portfolio_queries
from gemensam.programme.queries.figures import POPULATION_ON
from gemensam.programme.rules import projects as rules
from gemensam.programme.views import projects_draft, projects_portfolio_work, projects_work
from gemensam.programme.views.projects_names import names_of
from gemensam.ui import spreadsheets
from gemensam.ui.filters import ChoiceFilter, Filters
from gemensam.ui.paging import first_href, more_href
from gemensam.ui.parts import Link
from gemensam.ui.show import show


def _filters(names: pages.Names) -> Filters:
    years, leads, about = queries.years(), set(queries.leads()), queries.activity_keys()
    return Filters(
        filters=(
            ChoiceFilter("ar", _("Year"), [(str(year), str(year)) for year in years]),
            ChoiceFilter(
                "aktivitet",
                _("Activity"),
                [(key, text) for key, text in names.activities.items() if key in about],
            ),
            ChoiceFilter(
                "kommun", _("Municipality"), [(p.slug, p.name) for p in names.places.values()]
            ),
            ChoiceFilter(
                "ledare",
                _("Leads"),
                [(b.slug, b.short_name) for b in names.bodies.values() if b.id in leads],
            ),
        )
    )


def _chosen_filter(request: Request, filters: Filters, names: pages.Names) -> queries.ProjectFilter:
    chosen = filters.read(request.GET)
    by_slug = {place.slug: place.organisation_id for place in names.places.values()}
    bodies = {body.slug: body.id for body in names.bodies.values()}
    return queries.ProjectFilter(
        year=int(chosen.text("ar")) if chosen.text("ar") else None,
        activity_key=chosen.text("aktivitet"),
        municipality_id=by_slug.get(chosen.text("kommun")),
        lead_id=bodies.get(chosen.text("ledare")),
    )


@public
@require_GET
def projects_page(request: Request) -> HttpResponse:
    """List the projects that the address asks for."""
    names = names_of()
    with county.context():
        filters = _filters(names)
        chosen = filters.read(request.GET)
        narrowed = _chosen_filter(request, filters, names)
        page = queries.listed(narrowed, after=chosen.cursor)
        lines = [pages.line(queries.row_of(row), names) for row in page.rows]
        unknown = queries.unknown_in(narrowed) if narrowed.municipality_id else 0
    return show(
        request,
        "programme/projects.html",
        {
            "now": request.now,
            "lines": lines,
            "fields": projects_work.selects(filters, chosen),
            "chosen": chosen,
            "unknown": unknown,
            "place": names.municipality(narrowed.municipality_id),
            "more_href": more_href(page, request.GET),
            "first_href": first_href(request.GET),
            "csv_href": f"{reverse('programme:projects_csv')}?{request.GET.urlencode()}",
            "may_write": policy.may_with_projects(request.actor, Activity.WRITE, now=request.now),
        },
    )


@public
@require_GET
def projects_csv(request: Request) -> HttpResponse:
    """Give the same projects as a file."""
    names = names_of()
    with county.context():
        filters = _filters(names)
        rows = queries.every(_chosen_filter(request, filters, names))
    return spreadsheets.as_csv("projekt", pages.csv_rows(rows, names))


@public
@require_GET
def project_page(request: Request, key: str) -> HttpResponse:
    """Show one project with all that is known of it."""
    with county.context():
        whole = queries.one(key)
    if whole is None:
        raise Http404
    page = pages.build(whole, names_of())
    crumbs = [Link(_("Projects"), reverse("programme:projects")), Link(page.plain_name, lang="sv")]
    may_write = policy.may_with_projects(request.actor, Activity.WRITE, now=request.now)
    return show(
        request,
        "programme/project.html",
        {"page": page, "now": request.now, "crumbs": crumbs, "may_write": may_write},
    )


def _lens(request: Request) -> tuple[rules.Lens, str, int | None, list[int]]:
    known = organisations.inhabitants(POPULATION_ON)
    places = {
        p.organisation_id: known.get(p.organisation_id) for p in organisations.municipalities()
    }
    with county.context():
        years = list(queries.years())
        text = request.GET.get("ar", "")
        year = int(text) if text.isdecimal() and int(text) in years else None
        facts = queries.facts(year=year)
    return rules.lens(facts, places, source=None), POPULATION_ON, year, years


@public
@require_GET
def lens_page(request: Request) -> HttpResponse:
    """Show who takes part and who is never named, and how much of it is unknown."""
    found, day, year, years = _lens(request)
    with county.context():
        names = queries.names()
    here = reverse("programme:project_lens")
    page = projects_lens.build(
        found,
        {place.organisation_id: place for place in organisations.municipalities()},
        names,
        years=[
            Link(_("All years"), here, current=year is None),
            *(Link(str(one), f"{here}?ar={one}", current=one == year) for one in years),
        ],
        population_day=day,
        csv_href=reverse("programme:project_lens_csv") + (f"?ar={year}" if year else ""),
    )
    crumbs = [Link(_("Projects"), reverse("programme:projects")), Link(_("Who takes part"))]
    return show(
        request,
        "programme/project_lens.html",
        {"page": page, "now": request.now, "crumbs": crumbs},
    )


@public
@require_GET
def lens_csv(request: Request) -> HttpResponse:
    """Give the same rows as a file."""
    found, day, year, _years = _lens(request)
    with county.context():
        names = queries.names()
    places = {place.organisation_id: place for place in organisations.municipalities()}
    rows = projects_lens.csv_rows(found, places, names, day)
    return spreadsheets.as_csv(f"deltagande-{year}" if year else "deltagande", rows)


@public
@require_GET
def portfolio_page(request: Request) -> HttpResponse:
    """Show how the portfolio works, what is left and what has come of it."""
    names = names_of()
    with county.context():
        page = projects_portfolio.public(
            frames=portfolio_queries.frames(),
            models=portfolio_queries.models(),
            calls=portfolio_queries.calls(),
            projects=[
                pages.line(row, names)
                for row in queries.every(queries.ProjectFilter(only_portfolio=True))
            ],
            today=timezone.localdate(request.now),
        )
    return show(
        request,
        "programme/portfolio.html",
        {
            "page": page,
            "now": request.now,
            "may_work": policy.may_with_projects(request.actor, Activity.READ, now=request.now),
            "may_apply": projects_draft.may_apply(request),
        },
    )


urlpatterns = [
    path("projekt/", projects_page, name="projects"),
    path("projekt/data.csv", projects_csv, name="projects_csv"),
    path("projekt/vilka-deltar/", lens_page, name="project_lens"),
    path("projekt/vilka-deltar/data.csv", lens_csv, name="project_lens_csv"),
    path("projekt/<slug:key>/", project_page, name="project"),
    path("portfolj/", portfolio_page, name="portfolio"),
    *projects_work.urlpatterns,
    *projects_portfolio_work.urlpatterns,
    *projects_draft.urlpatterns,
]
