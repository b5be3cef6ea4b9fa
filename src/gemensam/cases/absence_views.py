"""Arbeta: being away, and handing one case over to a colleague."""

from collections import Counter
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from gemensam.cases import (
    absences,
    actions,
    casework,
    colleagues,
    queries,
    rules,
    standing_in,
    thread_parts,
    work_list,
)
from gemensam.cases.absence_forms import AbsenceForm, HandOverForm
from gemensam.cases.absence_models import Absence, HandOver, HandOverState, WhyNot
from gemensam.cases.case_page import decided_already, done, visit_of
from gemensam.cases.handing_over import NotAllowed, hand_over
from gemensam.cases.models import Case
from gemensam.cases.policy import Visit
from gemensam.cases.refused import of_a_case
from gemensam.identity import api as identity
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Actor
from gemensam.people import api as people
from gemensam.ui import formats
from gemensam.ui.parts import Column, Fact, Kind, Lines, Row, Table, Tag
from gemensam.ui.show import go_on, show

# So many cases are shown to be chosen for, those whose day comes first; others go as all do.
SHOWN: Final = 100


@logged_in
@require_http_methods(["GET", "POST"])
def absence(request: Request) -> HttpResponse:
    """Say that one is away and who takes the cases; or see how that went."""
    visit = visit_of(request)
    count = absences.own_open_cases(visit).count()
    found = absences.own_absence(request.actor.person_id)
    if found is not None:
        if request.method == "POST":
            # The second click of a double one, or another tab.
            return go_on(request, reverse("cases:absence"))
        return show(request, "cases/absence.html", _how_it_went(found, request, count))
    form = _absence_form(visit, request)
    if request.method == "POST" and form.is_valid():
        try:
            absences.plan(visit, form.days(), form.to())
        except absences.UnusableDays:
            said = _(
                "Choose a last day that is not before the first, from today and within a year."
            )
            form.add_error("ends_on", said)
        else:
            return go_on(request, reverse("cases:absence"))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "count": count, "more": max(0, count - SHOWN)}
    return show(request, "cases/absence_form.html", context, status=status)


def _absence_form(visit: Visit, request: Request) -> AbsenceForm:
    cases = list(absences.own_open_cases(visit)[:SHOWN])
    residents = people.residents([one.resident_id for one in cases])
    work_list.log_list(visit, cases, residents)
    staff = colleagues.colleagues(visit.actor, now=visit.now)
    today = formats.local_day(visit.now)
    return AbsenceForm(
        request.POST if request.method == "POST" else None,
        initial={"starts_on": today},
        cases=[
            (one.id, _label(one, residents[one.resident_id]), _able(staff, one, residents, visit))
            for one in cases
        ],
        people=_people(staff, visit),
    )


def _label(case: Case, resident: people.ResidentRow) -> str:
    return f"{resident.name} · {case.title} · {rules.written_number(case.year, case.number)}"


def _able(
    staff: Sequence[Actor],
    case: Case,
    residents: dict[UUID, people.ResidentRow],
    visit: Visit,
) -> Sequence[Actor]:
    is_protected = residents[case.resident_id].is_protected
    return [
        one
        for one in staff
        if colleagues.is_able(one, case, is_protected=is_protected, now=visit.now)
    ]


def _people(staff: Sequence[Actor], visit: Visit) -> list[tuple[UUID, str]]:
    """Name colleagues, and say who of them is away."""
    today = formats.local_day(visit.now)
    away = dict(standing_in.absent_on(today).values_list("person_id", "ends_on"))
    said = _("%(name)s (away until %(day)s)")
    return [
        (
            one.person_id,
            said % {"name": one.display_name, "day": formats.short_day(away[one.person_id])}
            if one.person_id in away
            else one.display_name,
        )
        for one in staff
        if one.person_id is not None
    ]


def _how_it_went(found: Absence, request: Request, still_mine: int) -> dict[str, object]:
    rows = list(found.hand_overs.select_related("case").order_by("case__due_at", "id"))
    names = identity.names([one.to_id for one in rows if one.to_id])
    counts = Counter(one.state for one in rows)
    today = formats.local_day(request.now)
    days = f"{formats.day(found.starts_on)} – {formats.day(found.ends_on)}"
    back = (
        _("The cases come back to me") if found.comes_back else _("The cases stay where they are")
    )
    return {
        "absence": found,
        "has_begun": found.starts_on <= today,
        "facts": [Fact(_("Away"), days), *([Fact(_("When you are back"), back)] if rows else [])],
        "said": _moved_of(counts[HandOverState.MOVED], len(rows)) if rows else "",
        "waits": counts[HandOverState.PLANNED] if found.starts_on <= today else 0,
        "failed": counts[HandOverState.NOT_MOVED],
        "still_mine": still_mine,
        "can_undo": bool(counts[HandOverState.MOVED] + counts[HandOverState.PLANNED]),
        "table": _table(rows, names, found),
    }


def _moved_of(moved: int, all_: int) -> str:
    said = ngettext("%(moved)d of %(all)d case moved", "%(moved)d of %(all)d cases moved", all_)
    return said % {"moved": moved, "all": all_}


def _table(rows: Sequence[HandOver], names: dict[UUID, identity.Name], found: Absence) -> Table:
    return Table(
        caption=_("Case by case"),
        columns=[Column(_("Case")), Column(_("To")), Column(_("How it went"))],
        rows=[
            Row(
                [
                    Lines(
                        rules.written_number(one.case.year, one.case.number),
                        one.case.title,
                        reverse("cases:case", args=[one.case_id]),
                    ),
                    names[one.to_id].display_name if one.to_id else _("The unit's list"),
                    _went(one, found),
                ],
                key=str(one.id),
            )
            for one in rows
        ],
        show_caption=True,
    )


def _went(row: HandOver, found: Absence) -> Tag:
    match HandOverState(row.state):
        case HandOverState.PLANNED:
            day = formats.short_day(found.starts_on)
            return Tag(_("Is moved on %(day)s") % {"day": day}, Kind.HALF)
        case HandOverState.MOVED:
            return Tag(_("Moved"), Kind.OK)
        case HandOverState.RETURNED:
            return Tag(_("Back with you"), Kind.OFF)
        case HandOverState.NOT_MOVED | HandOverState.STAYED:
            why = {
                WhyNot.DECIDED: _("The case is decided"),
                WhyNot.TAKEN: _("Somebody else has the case"),
                WhyNot.NOT_ALLOWED: _("Not moved: your colleague may not decide it"),
                WhyNot.WITHDRAWN: _("Not moved: undone"),
            }
            return Tag(why[WhyNot(row.why)], Kind.WARM)


@logged_in
@require_POST
def end_absence(request: Request) -> HttpResponse:
    """Undo what was handed over, or be back."""
    visit = visit_of(request)
    try:
        if "angra" in request.POST:
            left = absences.undo(visit)
            said = _("Undone. The cases are yours.")
            if left:
                said = ngettext(
                    "%(count)d case stays with your colleague, who has written in it.",
                    "%(count)d cases stay with your colleagues, who have written in them.",
                    left,
                ) % {"count": left}
            messages.success(request, said)
        else:
            absences.come_back(visit)
            messages.success(request, _("Welcome back."))
    except absences.NoSuchAbsence:
        messages.info(request, _("You are not away."))
    return go_on(request, reverse("cases:absence"))


@logged_in
@require_http_methods(["GET", "POST"])
@of_a_case()
def hand_over_case(request: Request, case_id: UUID) -> HttpResponse:
    """Hand a case over to a colleague, with words."""
    visit = visit_of(request)
    found = casework.open_for_caseworker(visit, case_id)
    if found.state == "DECIDED":
        return decided_already(request, case_id)
    case = queries.case_row(case_id)
    staff = [
        one
        for one in colleagues.colleagues(visit.actor, now=visit.now)
        if one.person_id != case.caseworker_id
        and colleagues.is_able(one, case, is_protected=found.resident.is_protected, now=visit.now)
    ]
    choices = _people(staff, visit)
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        initial={"version": found.version},
        people=choices,
    )
    if request.method == "POST" and form.is_valid():
        return _carry_out(request, found, form, choices)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return _hand_over_page(request, found, form, status=status)


def _carry_out(
    request: Request,
    found: casework.CaseForCaseworker,
    form: HandOverForm,
    choices: Sequence[tuple[UUID, str]],
) -> HttpResponse:
    values = form.cleaned_data
    try:
        hand_over(
            actor=request.actor,
            case_id=found.id,
            to_person_id=UUID(values["to"]),
            words=values["words"],
            version=values["version"],
            now=request.now,
            request_id=request.request_id,
        )
    except NotAllowed:
        form.add_error("to", _("This colleague may not decide the case. Choose another."))
        return _hand_over_page(request, found, form, status=422)
    except actions.CaseHasChanged as error:
        again = HandOverForm(initial={**values, "version": found.version}, people=choices)
        new = [thread_parts.thread_event(one, found) for one in error.since]
        return _hand_over_page(request, found, again, status=409, changes=new)
    return done(request, found.id, _("Your colleague is the caseworker now."))


def _hand_over_page(
    request: Request,
    found: casework.CaseForCaseworker,
    form: HandOverForm,
    *,
    status: int,
    changes: Sequence[object] = (),
) -> HttpResponse:
    context = {
        "case": found,
        "form": form,
        "changes": changes,
        "has_colleagues": form.has_colleagues,
    }
    return show(request, "cases/hand_over.html", context, status=status)
