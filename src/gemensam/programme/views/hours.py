"""Report one's own time on the phone; attest the municipality's."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.programme import county, policy
from gemensam.programme.actions import hours as actions
from gemensam.programme.forms import HoursForm
from gemensam.programme.pages import csv_file
from gemensam.programme.pages import hours as pages
from gemensam.programme.queries import hours as hours_queries
from gemensam.programme.queries import overview
from gemensam.programme.views.public import PLAN
from gemensam.tenancy.models import new_id
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show

# Why time is refused, as a message id, and the field that it concerns.
REFUSALS: dict[type[actions.HoursRefused], tuple[str, str]] = {
    actions.DayIsAhead: (
        "worked_on",
        gettext_noop("That day has not come yet. Report when the time has been worked."),
    ),
    actions.YearIsLocked: (
        "worked_on",
        gettext_noop("The year is locked and cannot be changed."),
    ),
    actions.NoHourlyRate: (
        "worked_on",
        gettext_noop("The municipality has no cost per hour for that day. Tell your manager."),
    ),
    actions.TooLongDay: (
        "minutes",
        gettext_noop("With this time the day becomes longer than 24 hours."),
    ),
}


def _activities() -> Sequence[overview.ActivityName]:
    with county.context():
        return overview.activity_names(PLAN)


@logged_in
@require_http_methods(["GET", "POST"])
def hours_page(request: Request) -> HttpResponse:
    """Report time and see one's own."""
    policy.ensure_hours(request.actor, Activity.WRITE, now=request.now)
    activities = _activities()
    if request.method == "POST":
        form = HoursForm(request.POST, activities=activities)
        if form.is_valid() and _report(request, form):
            messages.success(request, _("The time is reported."))
            return go_on(request, reverse("programme:hours"))
        return _hours_page(request, activities, form, status=422)
    return _hours_page(request, activities, None, status=200)


def _hours_page(
    request: Request,
    activities: Sequence[overview.ActivityName],
    form: HoursForm | None,
    *,
    status: int,
) -> HttpResponse:
    assert request.actor.person_id is not None
    own = hours_queries.own(request.actor.person_id)
    today = timezone.localdate(request.now)
    if form is None:
        last = own[0].activity_key if own else None
        form = HoursForm(
            activities=activities,
            initial={"activity": last, "worked_on": today, "key": new_id()},
        )
    page = pages.own_page(
        own,
        activities,
        today=today,
        key=new_id(),
        may_attest=policy.may_attest(request.actor, now=request.now),
    )
    return show(request, "programme/hours.html", {"page": page, "form": form}, status=status)


def _report(request: Request, form: HoursForm) -> bool:
    try:
        actions.report_hours(
            actor=request.actor,
            plan_key=PLAN,
            activity_key=form.cleaned_data["activity"],
            worked_on=form.day,
            minutes=form.cleaned_data["minutes"],
            note=form.cleaned_data["note"],
            hours_id=form.cleaned_data["key"],
            now=request.now,
        )
    except actions.HoursRefused as refused:
        field, text = REFUSALS[type(refused)]
        form.add_error(field, _(text))
        return False
    return True


def _pick(request: Request, hours_id: UUID) -> actions.Pick:
    version = request.POST.get("version", "")
    return actions.Pick(hours_id, int(version) if version.isdecimal() else 0)


@logged_in
@require_POST
def withdraw(request: Request, hours_id: UUID) -> HttpResponse:
    """Take back one's own time that nobody has attested."""
    try:
        actions.withdraw_report(actor=request.actor, pick=_pick(request, hours_id), now=request.now)
    except actions.ChangedMeanwhile:
        return conflict(
            request,
            _("The time is already attested or taken back, so it cannot be taken back here."),
            Link(_("To your hours"), reverse("programme:hours")),
        )
    messages.success(request, _("The time is taken back."))
    return go_on(request, reverse("programme:hours"))


@logged_in
@require_GET
def hours_csv(request: Request) -> HttpResponse:
    """Give one's own time as a file."""
    policy.ensure_hours(request.actor, Activity.READ, now=request.now)
    assert request.actor.person_id is not None
    own = hours_queries.own(request.actor.person_id, limit=None)
    return csv_file.answer("mina-timmar", pages.own_csv(own, _activities()))


@logged_in
@require_http_methods(["GET", "POST"])
def attest_page(request: Request) -> HttpResponse:
    """Show what waits, and attest what is chosen: all of it or none."""
    policy.ensure_hours(request.actor, Activity.ATTEST, now=request.now)
    if request.method == "POST":
        return _attest(request)
    return _attest_page(request, error="", status=200)


def _attest_page(request: Request, *, error: str, status: int) -> HttpResponse:
    year = timezone.localdate(request.now).year
    page = pages.attest_page(
        hours_queries.waiting(),
        hours_queries.attested(year=year),
        _activities(),
        person_id=request.actor.person_id,
        lockable=hours_queries.years_to_lock(year),
    )
    return show(
        request,
        "programme/attest.html",
        {"page": page, "error": error, "year": year},
        status=status,
    )


def _picks(request: Request) -> list[actions.Pick]:
    found = []
    for text in request.POST.getlist("hours"):
        hours_id, _, version = text.partition(":")
        try:
            found.append(actions.Pick(UUID(hours_id), int(version)))
        except ValueError:
            continue
    return found


def _attest(request: Request) -> HttpResponse:
    picks = _picks(request)
    if not picks:
        return _attest_page(request, error=_("Choose at least one row to attest."), status=422)
    try:
        count = actions.attest(actor=request.actor, picks=picks, now=request.now)
    except actions.OnesOwnTime:
        return _attest_page(
            request,
            error=_("Your own time is attested by somebody else. Take it away and try again."),
            status=422,
        )
    except actions.ChangedMeanwhile as changed:
        return conflict(
            request,
            _(
                "%(count)d of %(all)d rows have already been attested or taken back by somebody"
                " else. Nothing that you chose is attested: look at the list and choose again."
            )
            % {"count": len(changed.hours_ids), "all": len(picks)},
            Link(_("To the list as it is now"), reverse("programme:attest")),
        )
    messages.success(
        request,
        ngettext("One row is attested.", "%(count)d rows are attested.", count) % {"count": count},
    )
    return go_on(request, reverse("programme:attest"))


@logged_in
@require_POST
def withdraw_attestation(request: Request, hours_id: UUID) -> HttpResponse:
    """Let attested time wait again."""
    try:
        actions.withdraw_attestation(
            actor=request.actor, pick=_pick(request, hours_id), now=request.now
        )
    except actions.ChangedMeanwhile:
        return conflict(
            request,
            _("The row has been changed by somebody else, or the year is locked."),
            Link(_("To the list as it is now"), reverse("programme:attest")),
        )
    messages.success(request, _("The attestation is undone. The row waits again."))
    return go_on(request, reverse("programme:attest"))


@logged_in
@require_POST
def lock_year(request: Request) -> HttpResponse:
    """Close a year that has ended."""
    text = request.POST.get("year", "")
    year = int(text) if text.isdecimal() else 0
    try:
        count = actions.lock_year(actor=request.actor, year=year, now=request.now)
    except actions.StillWaiting:
        return _attest_page(
            request,
            error=_("There is time from %(year)d that waits. Attest it first.") % {"year": year},
            status=422,
        )
    except actions.YearIsNotOver:
        return _attest_page(request, error=_("A year is locked when it has ended."), status=422)
    messages.success(
        request, _("%(year)d is locked with %(count)d rows.") % {"year": year, "count": count}
    )
    return go_on(request, reverse("programme:attest"))


urlpatterns = [
    path("program/timmar/", hours_page, name="hours"),
    path("program/timmar/data.csv", hours_csv, name="hours_csv"),
    path("program/timmar/<uuid:hours_id>/ta-tillbaka/", withdraw, name="hours_withdraw"),
    path("program/timmar/attestera/", attest_page, name="attest"),
    path(
        "program/timmar/<uuid:hours_id>/angra-attest/",
        withdraw_attestation,
        name="attest_withdraw",
    ),
    path("program/timmar/las/", lock_year, name="lock_year"),
]
