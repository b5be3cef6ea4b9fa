"""The list of commissions, a person's page and a commission's page."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gemensam.employees import policy
from gemensam.employees.keeping import listing, parts, queries, words
from gemensam.employees.keeping.forms import midnight
from gemensam.employees.keeping.visit import Visit, visit_of
from gemensam.employees.register import Flag
from gemensam.identity import api as identity
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity, Purpose
from gemensam.organisations import api as organisations
from gemensam.ui.filters import ChoiceFilter, Chosen, DateFilter, Filters, TextFilter
from gemensam.ui.parts import Column, Link, Row, Table
from gemensam.ui.show import go_on, show

STATES: Final = ("galler", "kommer", "slut")


def _filters(units: Sequence[organisations.UnitRow]) -> Filters:
    states = (_("Apply now"), _("Begin later"), _("Have ended"))
    flags = [(one.value, words.flag_words(one).name) for one in Flag]
    return Filters(
        filters=(
            TextFilter(listing.SEARCH, _("Name or HSA-id")),
            ChoiceFilter("visa", _("State"), tuple(zip(STATES, states, strict=True))),
            ChoiceFilter("enhet", _("Unit"), [(str(one.id), one.name) for one in units]),
            ChoiceFilter(
                "andamal",
                _("Purpose"),
                [(one.name, words.purpose_name(one)) for one in words.PURPOSES],
            ),
            ChoiceFilter(
                "kategori",
                _("Staff"),
                [(one.value, _(text)) for one, text in words.CATEGORIES.items()],
            ),
            ChoiceFilter("brist", _("Flag"), [("alla", _("Any flag")), *flags]),
        )
    )


@logged_in
@require_GET
def commissions(request: Request) -> HttpResponse:
    """Show who has which commission; whoever keeps a unit's part sees that part."""
    visit = visit_of(request)
    is_everything = visit.sees_everything()
    visit.ensure(Activity.READ, unit_id=None if is_everything else visit.own_unit)
    units = organisations.units()
    filters = _filters(units)
    chosen = filters.read(request.GET)
    page = identity.commission_page(_wanted(visit, chosen), now=visit.now)
    flags = queries.flags_of([one.id for one in page.rows])
    counts = queries.flag_counts(None if is_everything else visit.own_unit)
    return listing.show_list(
        request,
        here="keeping:commissions",
        head=(_("Commissions"), _("Who may do what, at which unit, and for what. By family name.")),
        filters=filters,
        chosen=chosen,
        page=page,
        table=_table(page.rows, flags, visit),
        more={
            "tabs": listing.tabs("keeping:commissions", is_everything=is_everything),
            "search_label": _("Name or HSA-id"),
            "action": Link(_("Grant a commission"), reverse("keeping:grant"))
            if visit.may_keep(visit.own_unit)
            else None,
            "flags": parts.flag_links(counts, chosen.text("brist")),
        },
    )


def _wanted(visit: Visit, chosen: Chosen) -> identity.Wanted:
    flag, category, unit = (chosen.text(name) for name in ("brist", "kategori", "enhet"))
    return identity.Wanted(
        visible=policy.visible_commissions(visit.actor, now=visit.now),
        words=chosen.text(listing.SEARCH),
        unit_id=UUID(unit) if unit else None,
        purpose=chosen.text("andamal"),
        state=chosen.text("visa"),
        ids=queries.flagged(flag) if flag else None,
        employees=queries.employees_of(category) if category else None,
        after=chosen.cursor,
    )


def _table(
    rows: Sequence[identity.CommissionRow],
    flags: Mapping[UUID, Sequence[Flag]],
    visit: Visit,
) -> Table:
    return Table(
        caption=_("Commissions, one on each row"),
        columns=[
            Column(_("Who")),
            Column(_("Commission")),
            Column(_("Purpose")),
            Column(_("State")),
        ],
        rows=[parts.commission_row(one, flags.get(one.id, ()), visit.now) for one in rows],
        empty_text=_("Nobody here. Take a filter away, or search for something shorter."),
    )


def _visible(visit: Visit, person_id: UUID) -> Sequence[identity.CommissionRow]:
    """Give a person's commissions that the visitor may see, and log that they were looked at."""
    rows = identity.commissions_of(
        person_id, policy.visible_commissions(visit.actor, now=visit.now)
    )
    if not rows:
        # Refused, for whoever may see nothing at all; else there is no such person here.
        visit.ensure(Activity.READ, unit_id=visit.own_unit, object_id=person_id)
        raise Http404
    visit.ensure(Activity.READ, unit_id=rows[0].unit_id, object_id=person_id)
    return rows


@logged_in
@require_GET
def person(request: Request, person_id: UUID) -> HttpResponse:
    """Show a person's commissions and why, what applied on a day, history, and live log-ins."""
    visit = visit_of(request)
    rows = _visible(visit, person_id)
    chosen = Filters(filters=(DateFilter("den", _("Day")),)).read(request.GET)
    day = chosen.day("den")
    seen = {one.id for one in rows}
    hsa_ids = {one.employee_hsa_id for one in rows}
    history = [one for one in identity.history_of(person_id=person_id) if one.commission_id in seen]
    units = {str(one.id): one.name for one in organisations.units()}
    context = {
        "title": words.person_name(rows[0].person_name, is_protected=rows[0].is_protected),
        "crumbs": [
            Link(_("Commissions"), reverse("keeping:commissions")),
            Link(words.person_name(rows[0].person_name, is_protected=rows[0].is_protected)),
        ],
        "facts": parts.person_facts(rows[0], queries.employments_of(hsa_ids), visit.today),
        "commissions": parts.person_table(
            rows, queries.flags_of(seen), _granted(history), visit.now
        ),
        "credentials": parts.credential_table(queries.credentials_of(hsa_ids), visit.today),
        "history": parts.moments(history, units),
        "day": day,
        "ignored": chosen.ignored,
        "held": _held_table(person_id, seen, units, visit, day) if day else None,
        "sessions": parts.sessions(identity.live_sessions(person_id, now=visit.now), rows),
        "may_end": visit.may_keep(rows[0].unit_id),
        "person_id": person_id,
    }
    return show(request, "employees/person.html", context)


def _granted(history: Sequence[identity.EntryRow]) -> Mapping[UUID, identity.EntryRow]:
    return {one.commission_id: one for one in history if one.kind == "GRANTED"}


def _held_table(
    person_id: UUID, seen: Collection[UUID], units: Mapping[str, str], visit: Visit, day: date
) -> Table:
    at = min(midnight(day + timedelta(days=1)) - timedelta(microseconds=1), visit.now)
    held = [one for one in identity.held_on(at, person_id=person_id) if one.commission_id in seen]
    return Table(
        caption=_("What applied that day"),
        columns=[Column(_("Commission")), Column(_("Unit")), Column(_("Rights"))],
        rows=[
            Row(
                [
                    f"{one.after['name']} ({words.purpose_name(Purpose[one.after['purpose']])})",
                    units.get(one.after["unit_id"] or "", "–"),
                    " ".join(words.right_sentences(one.after["rights"])),
                ]
            )
            for one in held
        ],
        empty_text=_("No commission applied that day, by what was written then."),
    )


@logged_in
@require_GET
def commission(request: Request, commission_id: UUID) -> HttpResponse:
    """Show a commission: its rights as sentences, what is wrong with it, and its history."""
    visit = visit_of(request)
    row = found(visit, commission_id, Activity.READ)
    visit.ensure(Activity.READ, unit_id=row.unit_id, object_id=commission_id)
    units = {str(one.id): one.name for one in organisations.units()}
    flags = queries.flags_of([row.id]).get(row.id, ())
    ended = row.ends_at is not None and row.ends_at <= visit.now
    keeps = visit.may_keep(row.unit_id) and not ended
    is_own = row.person_id == visit.actor.person_id
    context = {
        "title": row.name,
        "row": row,
        "crumbs": [
            Link(_("Commissions"), reverse("keeping:commissions")),
            Link(
                words.person_name(row.person_name, is_protected=row.is_protected),
                reverse("keeping:person", args=[row.person_id]),
            ),
            Link(row.name),
        ],
        "facts": parts.commission_facts(row, visit.now),
        "sentences": words.right_sentences(row.rights),
        "flags": parts.flag_banners(flags, row),
        "history": parts.moments(identity.history_of(commission_id=row.id), units),
        "may_change": keeps and not is_own,
        "may_end": keeps,
        "is_own": is_own,
    }
    return show(request, "employees/commission.html", context)


def found(visit: Visit, commission_id: UUID, activity: Activity) -> identity.CommissionRow:
    """Give a commission, or for whoever may know that much the page that says there is none."""
    visit.ensure_somewhere(activity)
    try:
        return identity.commission(commission_id)
    except identity.NoSuchCommission as error:
        raise Http404 from error


@logged_in
@require_POST
def end_session(request: Request, person_id: UUID, session_id: UUID) -> HttpResponse:
    """End one of a person's live log-ins; a second click finds it ended."""
    visit = visit_of(request)
    rows = _visible(visit, person_id)
    units = {one.id: one.unit_id for one in rows}
    live = identity.live_sessions(person_id, now=visit.now)
    session = next((one for one in live if one.id == session_id), None)
    unit_id = units.get(session.commission_id) if session and session.commission_id else None
    visit.ensure(
        Activity.ADMINISTER,
        unit_id=unit_id or rows[0].unit_id,
        object_id=person_id,
    )
    if session is not None and session.commission_id in units:
        identity.end_session(session_id, person_id=person_id, now=visit.now)
    messages.success(request, _("The log-in has ended."))
    return go_on(request, reverse("keeping:person", args=[person_id]))
