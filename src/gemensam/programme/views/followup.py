"""Goal fulfilment and the national follow-up for everybody: pages and PDFs."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.urls import path
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, public
from gemensam.programme import county, followup_pdf
from gemensam.programme.pages import followup as pages
from gemensam.programme.pages import followup_national as national_pages
from gemensam.programme.pages import followup_paper as papers
from gemensam.programme.queries import followup as queries
from gemensam.programme.views import followup_work
from gemensam.programme.views.followup_measures import indicators_of, measures
from gemensam.ui.show import show

YEAR_DIGITS = 4


def _year(request: Request, years: Sequence[int]) -> int | None:
    """Give the year that the address asks for, the newest when it asks for none."""
    text = request.GET.get("ar", "")
    if not text:
        return years[0] if years else None
    if not (text.isascii() and text.isdecimal() and len(text) == YEAR_DIGITS):
        raise Http404
    if int(text) not in years:
        raise Http404
    return int(text)


@public
@require_GET
def followup_page(request: Request) -> HttpResponse:
    """Show a year's goal fulfilment, and what is measured of the six aims."""
    with county.context():
        years = queries.years()
        year = _year(request, years)
        version = None if year is None else queries.outcomes(year)
        keys = indicators_of(version) if version else []
        found = measures(request, [*keys, *pages.aim_indicators()])
    context = {
        "page": pages.build(version, years, found) if version else None,
        "aims": pages.aims(found),
        "now": request.now,
    }
    return show(request, "programme/followup.html", context)


@public
@require_GET
def national_page(request: Request) -> HttpResponse:
    """Show the national follow-up: counties by area, money, and where sources differ."""
    page = national_pages.national()
    return show(request, "programme/followup_national.html", {"page": page, "now": request.now})


@public
@require_GET
def followup_paper(request: Request) -> HttpResponse:
    """Give a year's goal fulfilment as a PDF for a board, in Swedish."""
    with county.context():
        years = queries.years()
        year = _year(request, years)
        if year is None:
            raise Http404
        version = queries.outcomes(year)
        found = measures(request, indicators_of(version))
    with translation.override("sv"):
        page = pages.build(version, years, found)
        paper = papers.report(page, version, day=timezone.localdate(request.now))
    return _pdf(paper, f"maluppfyllnad-{year}.pdf")


@public
@require_GET
def national_paper(request: Request) -> HttpResponse:
    """Give the national follow-up as a PDF, in Swedish."""
    with translation.override("sv"):
        page = national_pages.national()
        paper = papers.national(page, day=timezone.localdate(request.now))
    return _pdf(paper, f"nationell-uppfoljning-{page.national.year}.pdf")


def _pdf(paper: papers.Paper, name: str) -> HttpResponse:
    answer = HttpResponse(followup_pdf.to_pdf(paper), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


urlpatterns = [
    path("uppfoljning/", followup_page, name="followup"),
    path("uppfoljning/dokument.pdf", followup_paper, name="followup_pdf"),
    path("uppfoljning/nationell/", national_page, name="national"),
    path("uppfoljning/nationell/dokument.pdf", national_paper, name="national_pdf"),
    *followup_work.urlpatterns,
]
