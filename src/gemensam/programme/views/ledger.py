"""Grants in public: the statement of a year as page, PDF and signed file, and the key it is signed with."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, public
from gemensam.programme import county, ledger_document, ledger_export, ledger_pdf
from gemensam.programme.pages import ledger as pages
from gemensam.programme.pages import shown
from gemensam.programme.views import ledger_lines, ledger_work
from gemensam.programme.views.ledger_reading import as_of, head_or_404, rows_of, year_of
from gemensam.programme.words import LINE_KIND_WORDS
from gemensam.ui import spreadsheets
from gemensam.ui.parts import Link
from gemensam.ui.show import show


@public
@require_GET
def statement_page(request: Request, grant_key: str) -> HttpResponse:
    """Show a grant's statement for a year, down to its lines."""
    with county.context():
        head = head_or_404(grant_key)
        year = year_of(request, head)
        page = pages.build(rows_of(head, year))
        at = as_of(head, year, request.now)
    crumbs = (
        Link(_("Now"), reverse("programme:county")),
        Link(_("The money"), reverse("programme:money")),
        Link(head.title, current=True, lang="sv"),
    )
    return show(
        request,
        "programme/ledger_statement.html",
        {"page": page, "head": head, "now": request.now, "at": at, "crumbs": crumbs},
    )


@public
@require_GET
def statement_pdf(request: Request, grant_key: str) -> HttpResponse:
    """Give the statement as a document."""
    with county.context():
        head = head_or_404(grant_key)
        year = year_of(request, head)
        pdf = ledger_pdf.to_pdf(rows_of(head, year), at=as_of(head, year, request.now))
    name = f"redovisning-{head.key}-{year}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@public
@require_GET
def statement_json(request: Request, grant_key: str) -> HttpResponse:
    """Give the statement as a signed file with every row it rests on."""
    with county.context():
        head = head_or_404(grant_key)
        year = year_of(request, head)
        found = rows_of(head, year)
        at = as_of(head, year, request.now)
    codes = {key: place.code for key, place in found.places.items()}
    said = ledger_document.document(
        ledger_document.Rows(head, found.lines, found.hours, codes),
        found.statement,
        as_of=timezone.localtime(at),
    )
    name = f"redovisning-{head.key}-{year}.json"
    return HttpResponse(
        ledger_export.seal(said, secret=settings.GEMENSAM_STATEMENT_KEY),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@public
@require_GET
def published_key(_request: Request) -> HttpResponse:
    """Give the key that statements are checked with."""
    return JsonResponse(
        {
            "algorithm": ledger_export.ALGORITHM,
            "public_key": ledger_export.public_key_of(settings.GEMENSAM_STATEMENT_KEY),
            "use": "gemensam programme verify <file> --key nyckel.json",
        }
    )


@public
@require_GET
def lines_csv(request: Request, grant_key: str) -> HttpResponse:
    """Give the statement's lines as a file: the same as the page's."""
    with county.context():
        head = head_or_404(grant_key)
        year = year_of(request, head)
        found = rows_of(head, year)
    heads = (
        _("day"), _("kind"), _("part"), _("activity"), _("municipality"), _("amount"),
        _("corrects"), _("estimate"), _("made up"), _("id"),
    )  # fmt: skip
    rows = [
        (
            line.dated_on.isoformat() if line.dated_on else line.year,
            _(LINE_KIND_WORDS[line.kind]),
            line.component,
            found.activities.get(line.activity_key, line.activity_key),
            found.places[line.municipality_id].name if line.municipality_id else "",
            shown.plain(line.amount.kronor),
            line.corrects_id or line.corrects_hours_id or "",
            _("yes") if line.is_estimate else _("no"),
            _("yes") if line.is_synthetic else _("no"),
            str(line.id),
        )
        for line in found.lines
    ]
    return spreadsheets.as_csv(f"rader-{head.key}-{year}", [heads, *rows])


urlpatterns = [
    path("pengarna/nyckel.json", published_key, name="statement_key"),
    path("pengarna/<slug:grant_key>/", statement_page, name="statement"),
    path("pengarna/<slug:grant_key>/redovisning.pdf", statement_pdf, name="statement_pdf"),
    path("pengarna/<slug:grant_key>/redovisning.json", statement_json, name="statement_json"),
    path("pengarna/<slug:grant_key>/rader.csv", lines_csv, name="statement_csv"),
    *ledger_work.urlpatterns,
    *ledger_lines.urlpatterns,
]
