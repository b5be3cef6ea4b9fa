"""Attest the municipality's time, many rows at once; undo it; close a year."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.programme import policy
from gemensam.programme.actions import hours_attesting as actions
from gemensam.programme.actions.hours_refusals import (
    ChangedMeanwhile,
    OnesOwnTime,
    Pick,
    StillWaiting,
    YearIsNotOver,
)
from gemensam.programme.pages import hours_attest as pages
from gemensam.programme.queries import hours as hours_queries
from gemensam.programme.queries.hours import Narrowing
from gemensam.programme.queries.hours_activities import choices
from gemensam.programme.rules.hours import NotAWeek, Week
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show

NARROWING = ("person", "aktivitet", "vecka")


def _narrowing(query: QueryDict) -> Narrowing:
    """Read what is asked for in the address; what cannot be read narrows nothing."""
    plan_key, slash, activity_key = query.get("aktivitet", "").partition("/")
    try:
        person_id = UUID(query.get("person", ""))
    except ValueError:
        person_id = None
    try:
        week = Week.parse(query.get("vecka", ""))
    except NotAWeek:
        week = None
    return Narrowing(
        person_id=person_id,
        plan_key=plan_key if slash else None,
        activity_key=activity_key if slash else None,
        week=week,
    )


def _address(query: QueryDict, **more: str) -> str:
    kept = {name: query[name] for name in NARROWING if query.get(name)} | more
    return reverse("programme:attest") + (f"?{urlencode(kept)}" if kept else "")


@logged_in
@require_http_methods(["GET", "POST"])
def attest_page(request: Request) -> HttpResponse:
    """Show what waits, and attest what is chosen: all of it or none."""
    policy.ensure_hours(request.actor, Activity.ATTEST, now=request.now)
    if request.method == "POST":
        return _attest(request)
    return _attest_page(request, error="", status=200)


def _moment(query: QueryDict) -> datetime | None:
    try:
        moment = datetime.fromisoformat(query.get("attesterat", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _attest_page(request: Request, *, error: str, status: int) -> HttpResponse:
    person_id = request.actor.person_id
    assert person_id is not None
    year = timezone.localdate(request.now).year
    narrowing, moment = _narrowing(request.GET), _moment(request.GET)
    page = pages.attest_page(
        hours_queries.waiting(narrowing, after=request.GET.get("efter", "")),
        hours_queries.facets(narrowing),
        hours_queries.attested(year=year),
        choices(),
        narrowing=narrowing,
        person_id=person_id,
        just_attested=len(hours_queries.attested_at(person_id, moment)) if moment else 0,
        lockable=hours_queries.years_to_lock(year),
        locked=hours_queries.locked_years(),
    )
    context = {
        "page": page,
        "error": error,
        "year": year,
        "moment": moment.isoformat() if moment else "",
        "here": _address(request.GET),
        "more": _address(request.GET, efter=page.next_cursor) if page.next_cursor else "",
    }
    return show(request, "programme/attest.html", context, status=status)


def _picks(request: Request) -> list[Pick]:
    found = []
    for text in request.POST.getlist("hours"):
        hours_id, _colon, version = text.partition(":")
        try:
            found.append(Pick(UUID(hours_id), int(version)))
        except ValueError:
            continue
    return found


def _attest(request: Request) -> HttpResponse:
    picks = _picks(request)
    if not picks:
        return _attest_page(request, error=_("Choose at least one row to attest."), status=422)
    try:
        actions.attest(actor=request.actor, picks=picks, now=request.now)
    except OnesOwnTime:
        return _attest_page(
            request,
            error=_("Your own time is attested by somebody else. Take it away and try again."),
            status=422,
        )
    except ChangedMeanwhile as changed:
        return conflict(
            request,
            _(
                "%(count)d of %(all)d rows have already been attested or taken back by somebody"
                " else. Nothing that you chose is attested: look at the list and choose again."
            )
            % {"count": len(changed.hours_ids), "all": len(picks)},
            Link(_("To the list as it is now"), _address(request.GET)),
        )
    return go_on(request, _address(request.GET, attesterat=request.now.isoformat()))


@logged_in
@require_POST
def withdraw_attestation(request: Request, hours_id: UUID) -> HttpResponse:
    """Let one attested row wait again."""
    version = request.POST.get("version", "")
    pick = Pick(hours_id, int(version) if version.isdecimal() else 0)
    return _withdraw(request, [pick])


@logged_in
@require_POST
def undo_attestation(request: Request) -> HttpResponse:
    """Let everything wait again that one has just attested with one press."""
    policy.ensure_hours(request.actor, Activity.ATTEST, now=request.now)
    moment, person_id = _moment(request.POST), request.actor.person_id
    assert person_id is not None
    rows = hours_queries.attested_at(person_id, moment) if moment else []
    return _withdraw(request, [Pick(row.id, row.version) for row in rows])


def _withdraw(request: Request, picks: list[Pick]) -> HttpResponse:
    try:
        count = actions.withdraw_attestation(actor=request.actor, picks=picks, now=request.now)
    except ChangedMeanwhile:
        count = 0
    if not count:
        return conflict(
            request,
            _("The row has been changed by somebody else, or the year is locked."),
            Link(_("To the list as it is now"), reverse("programme:attest")),
        )
    messages.success(
        request,
        ngettext(
            "The attestation is undone. The row waits again.",
            "The attestation is undone. %(count)d rows wait again.",
            count,
        )
        % {"count": count},
    )
    return go_on(request, reverse("programme:attest"))


@logged_in
@require_POST
def lock_year(request: Request) -> HttpResponse:
    """Close a year that has ended."""
    text = request.POST.get("year", "")
    year = int(text) if text.isdecimal() else 0
    try:
        count = actions.lock_year(actor=request.actor, year=year, now=request.now)
    except StillWaiting:
        return _attest_page(
            request,
            error=_("There is time from %(year)d that waits. Attest it first.") % {"year": year},
            status=422,
        )
    except YearIsNotOver:
        return _attest_page(request, error=_("A year is locked when it has ended."), status=422)
    messages.success(
        request, _("%(year)d is locked with %(count)d rows.") % {"year": year, "count": count}
    )
    return go_on(request, reverse("programme:attest"))


urlpatterns = [
    path("program/timmar/attestera/", attest_page, name="attest"),
    path("program/timmar/attestera/angra/", undo_attestation, name="attest_undo"),
    path(
        "program/timmar/<uuid:hours_id>/angra-attest/",
        withdraw_attestation,
        name="attest_withdraw",
    ),
    path("program/timmar/las/", lock_year, name="lock_year"),
]
