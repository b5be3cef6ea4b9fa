"""Employees and what they lack, coverage by category of staff, and the county's overview."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gemensam.employees import policy
from gemensam.employees.keeping import county as figures
from gemensam.employees.keeping import listing, queries, words
from gemensam.employees.keeping.visit import Visit, visit_of
from gemensam.employees.models import Category
from gemensam.employees.register import IssuingState
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.ui import formats
from gemensam.ui.filters import ChoiceFilter, Filters, TextFilter
from gemensam.ui.parts import Column, Figure, Kind, Lines, Link, Num, Row, Table, Tag
from gemensam.ui.show import show

# A share of fewer says something of persons.
FEWEST: Final = 10
_STATES: Final = {
    IssuingState.ISSUED: Kind.OK,
    IssuingState.PLANNED: Kind.HALF,
    IssuingState.MISSING: Kind.OFF,
}


def _filters() -> Filters:
    lacks = [(key, words.lack_words(key).name) for key in words.LACKS]
    return Filters(
        filters=(
            TextFilter(listing.SEARCH, _("Name or HSA-id")),
            ChoiceFilter("saknar", _("What is missing"), [("nagot", _("Anything")), *lacks]),
            ChoiceFilter(
                "kategori",
                _("Staff"),
                [(one.value, _(text)) for one, text in words.CATEGORIES.items()],
            ),
        )
    )


@logged_in
@require_GET
def employees(request: Request) -> HttpResponse:
    """Show the concerned employees, what each lacks, why it matters and what to do."""
    visit = visit_of(request)
    visit.ensure(Activity.READ, kind="employee")
    filters = _filters()
    chosen = filters.read(request.GET)
    wanted = queries.WantedEmployees(
        chosen.text("kategori"), chosen.text("saknar"), chosen.text(listing.SEARCH), chosen.cursor
    )
    page = queries.employee_page(wanted)
    return listing.show_list(
        request,
        here="keeping:employees",
        head=(
            _("Employees"),
            _("Those whose work asks for a secure log-in, as HR knows them, and what they lack."),
        ),
        filters=filters,
        chosen=chosen,
        page=page,
        table=_employee_table(page.rows, visit),
        more={"search_label": _("Name or HSA-id")},
    )


def _employee_table(rows: Sequence[queries.EmployeeRow], visit: Visit) -> Table:
    keeps = visit.may_keep()
    return Table(
        caption=_("Employees"),
        columns=[
            Column(_("Who")),
            Column(_("Work")),
            Column(_("What is missing")),
            Column(_("What to do")),
        ],
        rows=[_employee_row(one, keeps=keeps) for one in rows],
        empty_text=_("Nobody here. Take a filter away, or read in the HR register first."),
    )


def _employee_row(row: queries.EmployeeRow, *, keeps: bool) -> Row:
    lacks = [words.lack_words(one) for one in row.lacks]
    state = (
        Lines(words.joined([one.name for one in lacks]), lacks[0].why)
        if lacks
        else Tag(_("Nothing is missing"), Kind.OK)
    )
    what = " ".join(one.what_to_do for one in lacks)
    may_grant = keeps and row.hsa_id and "uppdrag" in row.lacks
    grant = f"{reverse('keeping:grant')}?hsa={row.hsa_id}"
    return Row(
        cells=[
            Lines(words.person_name(row.name, is_protected=row.is_protected), row.hsa_id),
            Lines(row.title, row.workplace),
            state,
            Link(_("Grant a commission"), grant) if may_grant else what,
        ],
        key=str(row.id),
    )


@logged_in
@require_GET
def coverage(request: Request) -> HttpResponse:
    """Show, for each category of staff, how many are concerned and have what they need."""
    visit = visit_of(request)
    visit.ensure(Activity.READ, kind="employee")
    month = visit.today.replace(day=1)
    counted = figures.log_ins(month, visit.today) if visit.actor.tenant_id else {}
    rows = queries.counts()
    secure, concerned = sum(one.secure for one in rows), sum(one.concerned for one in rows)
    context = {
        "title": _("Coverage"),
        "lede": _("How many can log in securely in the right role, and how many did."),
        "tabs": listing.tabs("keeping:coverage"),
        "figures": [
            Figure(
                _("Can log in securely"),
                formats.percent(secure, concerned) if concerned else "–",
                below=_("%(part)s of %(whole)s concerned")
                % {"part": formats.number(secure), "whole": formats.number(concerned)},
            ),
            Figure(
                _("Secure log-ins this month"),
                formats.number(counted.get(visit.actor.tenant_id, 0))
                if visit.actor.tenant_id
                else "–",
                below=_("Counted to yesterday"),
            ),
        ],
        "table": _coverage_table(rows),
    }
    return show(request, "employees/figures.html", context)


def _coverage_table(rows: Sequence[queries.CountRow]) -> Table:
    there = reverse("keeping:employees")

    def cell(one: queries.CountRow, part: int, lack: str) -> Lines:
        missing = one.concerned - part
        below = _("%(count)s without") % {"count": formats.number(missing)} if missing else ""
        href = f"{there}?kategori={one.category}&saknar={lack}"
        return Lines(formats.number(part), below, href)

    return Table(
        caption=_("By category of staff"),
        columns=[
            Column(_("Category")),
            Column(_("Concerned")),
            Column(_("With HSA-id")),
            Column(_("With e-id")),
            Column(_("With commission")),
            Column(_("All three"), num=True),
        ],
        rows=[
            Row(
                [
                    _(words.CATEGORIES[Category(one.category)]),
                    Lines(formats.number(one.concerned), "", f"{there}?kategori={one.category}"),
                    cell(one, one.with_hsa_id, "hsa"),
                    cell(one, one.with_credential, "eleg"),
                    cell(one, one.with_commission, "uppdrag"),
                    Num(formats.percent(one.secure, one.concerned)),
                ]
            )
            for one in rows
        ],
        show_caption=True,
        empty_text=_("No employees are read in yet."),
    )


@logged_in
@require_GET
def county(request: Request) -> HttpResponse:
    """Show every municipality: how far issuing, staff and systems have come. Nobody is named."""
    policy.ensure_county(request.actor, now=request.now, request_id=request.request_id)
    months = _months(formats.local_day(request.now))
    filters = Filters(filters=(ChoiceFilter("manad", _("Month"), list(months.items())),))
    chosen = filters.read(request.GET)
    begins = date.fromisoformat(f"{chosen.text('manad') or next(iter(months))}-01")
    ends_on = (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    rows = figures.overview(begins, ends_on)
    context = {
        "title": _("Secure log-in in the county"),
        "lede": _("What each municipality has said or counted. Nobody is named."),
        "tabs": [],
        "facets": listing.facets(filters, chosen),
        "chosen": chosen,
        "figures": _county_figures(len(rows)),
        "table": _county_table(rows, ends_on),
    }
    return show(request, "employees/figures.html", context)


def _months(today: date) -> dict[str, str]:
    """Give the last twelve months that are over, latest first: as the address has them, and in words."""
    found = {}
    last = today.replace(day=1) - timedelta(days=1)
    for _month in range(12):
        found[f"{last:%Y-%m}"] = formats.month(last)
        last = last.replace(day=1) - timedelta(days=1)
    return found


def _county_figures(whole: int) -> list[Figure]:
    return [
        Figure(
            _(words.CARRIERS[carrier]),
            formats.number(done),
            below=_("of %(whole)s municipalities issue it") % {"whole": whole},
        )
        for carrier, done in figures.done_by_carrier().items()
    ]


def _county_table(rows: Sequence[figures.Overview], month: date) -> Table:
    return Table(
        caption=_("The municipalities"),
        columns=[
            Column(_("Municipality")),
            *(Column(_(words.CARRIERS[one])) for one in figures.FOLLOWED),
            Column(_("Staff who can log in securely"), num=True),
            Column(_("Log-ins in %(month)s") % {"month": formats.month(month)}, num=True),
            Column(_("Systems that accept it"), num=True),
        ],
        rows=[_county_row(one) for one in rows],
        show_caption=True,
    )


def _county_row(row: figures.Overview) -> Row:
    states = [row.issuing.get(one) for one in figures.FOLLOWED]
    return Row(
        [
            row.place.name,
            *(
                Tag(_(words.ISSUING[one]), _STATES[one]) if one else Tag(_("Not known"), Kind.OPEN)
                for one in states
            ),
            Num(_staff(row.staff), muted=row.staff is None),
            Num("–" if row.log_ins is None else formats.number(row.log_ins)),
            Num(
                "–"
                if row.systems is None
                else _("%(part)s of %(whole)s") % {"part": row.accepting, "whole": row.systems}
            ),
        ],
        key=row.place.code,
    )


def _staff(staff: figures.Staff | None) -> str:
    if staff is None:
        return "–"
    if staff.concerned < FEWEST:
        return _("fewer than %(count)s") % {"count": FEWEST}
    return formats.percent(staff.secure, staff.concerned)
