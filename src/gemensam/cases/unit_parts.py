"""The unit's work, drawn: figures, load by caseworker, rows with a box to tick."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.cases import pages
from gemensam.cases.allotting import NotGiven
from gemensam.cases.unit_work import NOBODY, Chosen, Load, UnitRow
from gemensam.ui import formats
from gemensam.ui.charts import BarChart, Point
from gemensam.ui.paging import CURSOR_PARAMETER, Page, address, first_href, more_href
from gemensam.ui.parts import Column, Figure, Lines, Link, Row, Table, Tag


def figures(loads: Sequence[Load]) -> list[Figure]:
    """Give the unit's sums."""
    nobodys = sum(one.open for one in loads if one.person_id is None)
    return [
        Figure(_("Open cases"), str(sum(one.open for one in loads))),
        Figure(
            _("Past the promised day"), str(sum(one.late for one in loads)), href="?sena=ja#rader"
        ),
        Figure(_("Nobody handles"), str(nobodys), href=f"?vem={NOBODY}#rader"),
        Figure(_("Waiting for others"), str(sum(one.waiting for one in loads))),
    ]


def _name(load: Load) -> str:
    return load.name if load.person_id else _("Nobody")


def _open(load: Load) -> str:
    if not load.late:
        return str(load.open)
    said = ngettext("%(open)d, %(late)d of them late", "%(open)d, %(late)d of them late", load.late)
    return said % {"open": load.open, "late": load.late}


def chart(loads: Sequence[Load]) -> BarChart:
    """Draw how many open cases each has, and say how many are late."""
    return BarChart(
        title=_("Open cases by caseworker"),
        points=[
            Point(
                _("%(name)s, away") % {"name": _name(one)} if one.away_until else _name(one),
                one.open,
                _open(one),
            )
            for one in loads
        ],
        # Room beside the longest bar for its words, on a phone too.
        top=1.6 * max((one.open for one in loads), default=0) or None,
        value_head=_("Open cases"),
        label_head=_("Caseworker"),
        id="belastning",
    )


def away(loads: Sequence[Load]) -> list[Link]:
    """Give whoever is away with open cases, with the way to them."""
    said = _("%(name)s is away until %(day)s and has %(open)d open")
    return [
        Link(
            said % {"name": one.name, "day": formats.short_day(one.away_until), "open": one.open},
            f"?vem={one.person_id}#rader",
        )
        for one in loads
        if one.away_until and one.open and one.person_id
    ]


def choice(load: Load) -> str:
    """Name somebody who can be given cases: what she has, and whether she is away."""
    said = {"name": load.name, "open": load.open, "day": formats.short_day(load.away_until)}
    if load.away_until:
        return _("%(name)s (away until %(day)s)") % said
    return _("%(name)s (%(open)d open)") % said


def chips(given: QueryDict, chosen: Chosen, loads: Sequence[Load]) -> list[Link]:
    """Give the filters: whose, and only what is late."""

    def to(**changes: str) -> str:
        return address(given, {CURSOR_PARAMETER: "", **changes}) + "#rader"

    people = [
        Link(
            _name(one),
            to(vem=str(one.person_id) if one.person_id else NOBODY),
            current=chosen.whose == (str(one.person_id) if one.person_id else NOBODY),
        )
        for one in loads
    ]
    late = to(sena="" if chosen.is_late else "ja")
    return [
        Link(_("Everybody"), to(vem=""), current=not chosen.whose),
        *people,
        Link(_("Only late"), late, current=chosen.is_late, icon="clock"),
    ]


def table(
    page: Page[UnitRow], query: QueryDict, pick_name: str, picked: Collection[str], *, now: datetime
) -> Table:
    """Give the rows, each with a box."""
    return Table(
        caption=_("The unit's cases"),
        columns=[
            Column(_("Case")),
            Column(_("Why")),
            Column(_("Promised day")),
            Column(_("Caseworker")),
            Column(_("Came in")),
        ],
        rows=[_row(one, picked, now) for one in page.rows],
        pick_name=pick_name,
        more_href=more_href(page, query),
        first_href=first_href(query),
        empty_text=_("No open cases here."),
    )


def _row(row: UnitRow, picked: Collection[str], now: datetime) -> Row:
    key = f"{row.id}.{row.caseworker_id or ''}"
    return Row(
        [
            Lines(row.title, row.number, reverse("cases:open_case", args=[row.id])),
            need(row),
            pages.clock_part(row.clock, now),
            row.caseworker_name or _("Nobody"),
            formats.short_day(formats.local_day(row.opened_at)),
        ],
        key=key,
        on=key in picked,
    )


def need(row: UnitRow) -> Tag:
    """Say why a case stands in the list."""
    return pages.need_tag(row.need)


def not_given(failed: Mapping[str, NotGiven]) -> list[str]:
    """Say which cases were not moved, by the reason."""
    return [
        f"{text} {', '.join(numbers)}."
        for why, text in (
            (NotGiven.DECIDED, _("Not moved, since they are decided:")),
            (
                NotGiven.TAKEN,
                _("Not moved, since somebody else has them since you opened the page:"),
            ),
            (NotGiven.NOT_ALLOWED, _("Not moved, since your colleague may not decide them:")),
        )
        if (numbers := [number for number, one in failed.items() if one is why])
    ]
