"""The shelf: everything that the visitor has sent and been sent, by year and case."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gemensam.cases import api as cases
from gemensam.eservices import people_here, policy
from gemensam.eservices.views.frame import address, place_of, visit_of
from gemensam.identity.api import Request, logged_in
from gemensam.questionnaires import api as questionnaires
from gemensam.ui import formats
from gemensam.ui.filters import ChoiceFilter, Filters
from gemensam.ui.paging import first_href, more_href
from gemensam.ui.parts import File, Link
from gemensam.ui.show import show

_SORTS = {"skickat": cases.Sort.SENT, "beslut": cases.Sort.DECISION}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The papers of one case."""

    title: str
    href: str
    # Which case it is, when it came in, and whom it is about if not the reader alone.
    below: str
    files: Sequence[File]


@dataclass(frozen=True, slots=True)
class Year:
    """The cases that came in during a year."""

    year: int
    shelves: Sequence[Shelf]


def _filters() -> Filters:
    options = (("skickat", _("What was sent in")), ("beslut", _("Decisions")))
    return Filters(filters=(ChoiceFilter("visa", _("what it is"), options),))


@logged_in
@require_GET
def documents(request: Request, **_place: str) -> HttpResponse:
    """Show the papers of the visitor's cases, and of those whom the visitor acts for."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    filters = _filters()
    chosen = filters.read(request.GET)
    wanted = chosen.text("visa")
    page = cases.papers(
        visit.actor,
        [one.resident.id for one in people_here.everyone(visit)],
        sorts=frozenset({_SORTS[wanted]}) if wanted else frozenset(cases.Sort),
        after=chosen.cursor,
        now=visit.now,
        request_id=visit.request_id,
    )
    shelves = [(one, _shelf(request, one)) for one in page.rows]
    context = {
        "place": place_of(request),
        "years": [
            Year(year, [shelf for _case, shelf in group])
            for year, group in groupby(
                # A case whose only file was taken away again before it was sent has nothing here.
                [pair for pair in shelves if pair[1].files],
                key=lambda pair: formats.local_day(pair[0].opened_at).year,
            )
        ],
        "chips": filters.chips("visa", chosen),
        "chosen": chosen,
        "started_over": page.started_over,
        "more_href": more_href(page, request.GET),
        "first_href": first_href(request.GET),
        "crumbs": [Link(_("My pages"), address(request, "home")), Link(_("Documents"))],
    }
    return show(request, "eservices/documents.html", context)


def _shelf(request: Request, one: cases.CasePapers) -> Shelf:
    return Shelf(
        title=one.title,
        href=address(request, "case", one.case_id),
        below=" · ".join([case_words(one), *_about_whom(one)]),
        files=[*_decision(request, one), *(_file(request, one, paper) for paper in one.sent)],
    )


def case_words(one: cases.CasePapers) -> str:
    """Say which case papers came with, and when."""
    day = formats.day(formats.local_day(one.opened_at))
    return _("Case %(number)s, came in %(day)s") % {"number": one.number, "day": day}


def _about_whom(one: cases.CasePapers) -> Sequence[str]:
    """Say whom it is about where that is not the reader alone."""
    name = {"name": one.resident_name}
    if one.is_joint:
        return [_("together with %(name)s") % name]
    return [] if one.is_own else [_("for %(name)s") % name]


def _decision(request: Request, one: cases.CasePapers) -> Sequence[File]:
    if one.decided_at is None:
        return []
    day = formats.day(formats.local_day(one.decided_at))
    name = _("The decision of %(day)s (PDF)") % {"day": day}
    return [File(name, address(request, "decision_pdf", one.case_id))]


def _file(request: Request, one: cases.CasePapers, paper: cases.Paper) -> File:
    """Draw a file that was sent; the case's own page has the door to it."""
    href = address(request, "case_file", one.case_id, paper.row.file_id)
    return questionnaires.as_part(paper.row, href=href)
