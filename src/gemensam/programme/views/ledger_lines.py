"""The lines of a grant's ledger: read them, add one, correct one; and the hours that meet the grant."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity, InformationClass
from gemensam.kernel.money import Money, total
from gemensam.programme import policy
from gemensam.programme.actions import ledger as actions
from gemensam.programme.actions import ledger_hours
from gemensam.programme.forms_ledger import CorrectionForm, LineForm, day_of
from gemensam.programme.kinds import LineKind
from gemensam.programme.pages import ledger_work as pages
from gemensam.programme.queries import ledger as queries
from gemensam.programme.queries import ledger_rows, plans
from gemensam.programme.rules import ledger as rules
from gemensam.programme.views.ledger_reading import head_or_404, names_of, places_by_id
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import new_id
from gemensam.ui.paging import CURSOR_PARAMETER, first_href, more_href
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show

UNPROCESSABLE = 422
# The kinds by the word in the address.
KINDS = {
    "fordelning": LineKind.ALLOCATION,
    "kostnad": LineKind.COST,
    "medel": LineKind.BOOKED,
}

# Why a line is refused, as a message id, and the field that it concerns.
REFUSALS: dict[type[Exception], tuple[str, str]] = {
    rules.YearIsClosed: (
        "dated_on",
        gettext_noop("That year is closed. It changes only by correcting one of its lines."),
    ),
    rules.NoSuchComponent: ("component", gettext_noop("The grant has no such part.")),
    rules.OnlyCorrectionsAreNegative: (
        "amount",
        gettext_noop("An amount is not negative. Correct the line that was wrong instead."),
    ),
    actions.DayIsAhead: (
        "dated_on",
        gettext_noop("That day has not come yet. Write the line when it has."),
    ),
    actions.OutsidePeriod: (
        "dated_on",
        gettext_noop("The part's money may not be used on that day: see its period."),
    ),
    actions.MoreThanGranted: (
        "amount",
        gettext_noop("That is more than is left of the part to set aside."),
    ),
    actions.OtherAllocation: (
        "allocation",
        gettext_noop("That was set aside from another part."),
    ),
}
CORRECTION_REFUSALS: dict[type[Exception], str] = {
    rules.OnlyCorrectionsAreNegative: gettext_noop("The amount is the same as now."),
    rules.MoreThanThereIs: gettext_noop(
        "Hours count for what is attested: no more, and no less than nothing."
    ),
    rules.YearIsOpen: gettext_noop(
        "Until the year is closed the municipality itself changes its hours."
    ),
    rules.OtherThanCorrected: gettext_noop("The hours count in no part of this grant."),
}


def _address(grant_key: str, name: str = "grant_lines") -> str:
    return reverse(f"programme:{name}", args=[grant_key])


@logged_in
@require_GET
def lines_page(request: Request, grant_key: str) -> HttpResponse:
    """List a grant's lines, filtered in the address, a page at a time."""
    owner = policy.ensure_programme(request, InformationClass.PROGRAMME)
    text = request.GET.get("ar", "")
    with tenant_context(owner):
        head = head_or_404(grant_key)
        kind = next((one for one in LineKind if one.value == request.GET.get("slag")), None)
        page = ledger_rows.lines(
            head,
            kind=kind,
            component=request.GET.get("del", ""),
            year=int(text) if text.isdecimal() and int(text) in head.years else None,
            after=request.GET.get(CURSOR_PARAMETER, ""),
        )
        activities = names_of(head.plan_key)
    table = pages.lines(
        head, page.rows, places_by_id(), activities,
        more_href=more_href(page, request.GET), first_href=first_href(request.GET),
    )  # fmt: skip
    context = {
        "head": head,
        "tabs": pages.tabs(head, "lines"),
        "filters": pages.line_filters(head, request.GET),
        "table": table,
        "may_write": policy.may_ledger(request.actor, Activity.WRITE, now=request.now),
    }
    return show(request, "programme/ledger_lines.html", context)


@logged_in
@require_http_methods(["GET", "POST"])
def add_page(request: Request, grant_key: str, word: str) -> HttpResponse:
    """Write a new line."""
    owner = policy.ensure_ledger(request.actor, Activity.WRITE, now=request.now)
    kind = KINDS.get(word)
    if kind is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    today = timezone.localdate(request.now)
    with tenant_context(owner):
        head = head_or_404(grant_key)
        form = LineForm(
            posted,
            kind=kind,
            head=head,
            activities=plans.activities(head.plan_key) if head.plan_key else [],
            places=list(places_by_id().values()),
            allocations=[
                (str(one.id), f"{one.component}: {one.text}")
                for one in ledger_rows.all_lines(head, year=max(head.years))
                if one.kind is LineKind.ALLOCATION and not one.is_correction
            ]
            if kind is LineKind.COST
            else [],
            initial={"dated_on": day_of(max(head.years), today), "key": new_id()},
        )
    if posted is not None and form.is_valid() and _add(request, grant_key, form):
        messages.success(request, _("The line is written."))
        return go_on(request, _address(grant_key))
    context = {"head": head, "form": form, "title": pages.add_title(kind), "kind": kind}
    status = 200 if posted is None else UNPROCESSABLE
    return show(request, "programme/ledger_add.html", context, status=status)


def _add(request: Request, grant_key: str, form: LineForm) -> bool:
    try:
        actions.add_line(
            actor=request.actor,
            grant_key=grant_key,
            line=form.line,
            line_id=form.cleaned_data["key"],
            now=request.now,
        )
    except (rules.LedgerRefused, actions.LedgerWriteRefused) as refused:
        if type(refused) not in REFUSALS:
            raise
        field, text = REFUSALS[type(refused)]
        form.add_error(field, _(text))
        return False
    return True


@logged_in
@require_http_methods(["GET", "POST"])
def line_page(request: Request, grant_key: str, line_id: UUID) -> HttpResponse:
    """Show a line with its corrections, and correct it."""
    is_post = request.method == "POST"
    if is_post:
        owner = policy.ensure_ledger(request.actor, Activity.WRITE, now=request.now)
    else:
        owner = policy.ensure_programme(request, InformationClass.PROGRAMME)
    with tenant_context(owner):
        head = head_or_404(grant_key)
        found = ledger_rows.line(head, line_id)
        activities = names_of(head.plan_key)
    if not found:
        raise Http404
    worth = total(one.amount for one in found)
    form = CorrectionForm(
        request.POST if is_post else None,
        initial={"right": worth.kronor, "seen": len(found) - 1},
    )
    if is_post:
        answer = _correct(
            request,
            form,
            now_worth=worth,
            write=lambda correction: actions.correct_line(
                actor=request.actor, line_id=line_id, correction=correction, now=request.now
            ),
            back=reverse("programme:grant_line", args=[grant_key, line_id]),
        )
        if answer is not None:
            return answer
    context = {
        "head": head,
        "page": pages.line(found, places_by_id(), activities),
        "form": form,
        "may_write": not found[0].is_correction
        and policy.may_ledger(request.actor, Activity.WRITE, now=request.now),
        "is_closed": found[0].year in head.closed,
    }
    status = UNPROCESSABLE if is_post else 200
    return show(request, "programme/ledger_line.html", context, status=status)


def _correct(
    request: Request,
    form: CorrectionForm,
    *,
    now_worth: Money,
    write: Callable[[actions.Correction], UUID],
    back: str,
) -> HttpResponse | None:
    """Write the difference between what is right and what is; nothing when the form is to be mended."""
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        write(
            actions.Correction(
                change=Money.from_kronor(data["right"]) - now_worth,
                reason=data["reason"],
                seen=data["seen"],
            )
        )
    except actions.ChangedMeanwhile:
        return conflict(
            request,
            _("Somebody else has corrected this first. Look at it as it is now."),
            Link(_("To the line as it is now"), back),
        )
    except rules.LedgerRefused as refused:
        if type(refused) not in CORRECTION_REFUSALS:
            raise
        form.add_error("right", _(CORRECTION_REFUSALS[type(refused)]))
        return None
    messages.success(request, _("The correction is written."))
    return go_on(request, back)


@logged_in
@require_GET
def hours_page(request: Request, grant_key: str) -> HttpResponse:
    """List the hour reports that meet a grant: no person, only what the county knows."""
    owner = policy.ensure_programme(request, InformationClass.HOURS)
    with tenant_context(owner):
        head = head_or_404(grant_key)
        page = ledger_rows.hours(head, after=request.GET.get(CURSOR_PARAMETER, ""))
        activities = names_of(head.plan_key)
    table = pages.hours(
        head, page.rows, places_by_id(), activities,
        more_href=more_href(page, request.GET), first_href=first_href(request.GET),
    )  # fmt: skip
    context = {"head": head, "tabs": pages.tabs(head, "hours"), "table": table}
    return show(request, "programme/ledger_hours.html", context)


@logged_in
@require_http_methods(["GET", "POST"])
def hour_page(request: Request, grant_key: str, hours_id: UUID) -> HttpResponse:
    """Show what one hour report counts for, and correct it."""
    is_post = request.method == "POST"
    if is_post:
        owner = policy.ensure_ledger(request.actor, Activity.WRITE, now=request.now)
    else:
        owner = policy.ensure_programme(request, InformationClass.HOURS)
    with tenant_context(owner):
        head = head_or_404(grant_key)
        found = ledger_rows.hours_report(head, hours_id)
        activities = names_of(head.plan_key)
    if found is None:
        raise Http404
    form = CorrectionForm(
        request.POST if is_post else None,
        initial={"right": found.counts.kronor, "seen": found.corrections},
    )
    if is_post:
        answer = _correct_hours(request, form, grant_key, found)
        if answer is not None:
            return answer
    is_closed = head.year in head.closed
    context = {
        "head": head,
        "page": pages.hour(found, places_by_id(), activities),
        "form": form,
        "is_closed": is_closed,
        "is_open_hours": not is_closed,
        "may_write": is_closed
        and policy.may_ledger(request.actor, Activity.WRITE, now=request.now),
    }
    status = UNPROCESSABLE if is_post else 200
    return show(request, "programme/ledger_line.html", context, status=status)


def _correct_hours(
    request: Request, form: CorrectionForm, grant_key: str, found: ledger_rows.CountedHours
) -> HttpResponse | None:
    return _correct(
        request,
        form,
        now_worth=found.counts,
        write=lambda correction: ledger_hours.correct_hours(
            actor=request.actor,
            grant_key=grant_key,
            hours_id=found.hours_id,
            correction=correction,
            now=request.now,
        ),
        back=reverse("programme:grant_hour", args=[grant_key, found.hours_id]),
    )


@logged_in
@require_POST
def take_in_late(request: Request, grant_key: str, late_id: UUID) -> HttpResponse:
    """Take late hours into their closed year, by a correction line."""
    back = Link(_("To the grant"), _address(grant_key, "grant"))
    try:
        ledger_hours.take_in_late(
            actor=request.actor,
            grant_key=grant_key,
            late_id=late_id,
            reason=_("Came from the municipality after the year was closed"),
            now=request.now,
        )
    except (queries.NoSuchGrant, rules.LedgerRefused, actions.ChangedMeanwhile):
        return conflict(
            request, _("The hours are already taken in, or cannot be taken in here."), back
        )
    messages.success(request, _("The hours are taken in by a correction line."))
    return go_on(request, back.href)


urlpatterns = [
    path("program/bidrag/<slug:grant_key>/rader/", lines_page, name="grant_lines"),
    path("program/bidrag/<slug:grant_key>/ny/<slug:word>/", add_page, name="grant_add"),
    path("program/bidrag/<slug:grant_key>/rad/<uuid:line_id>/", line_page, name="grant_line"),
    path("program/bidrag/<slug:grant_key>/timmar/", hours_page, name="grant_hours"),
    path("program/bidrag/<slug:grant_key>/timmar/<uuid:hours_id>/", hour_page, name="grant_hour"),
    path("program/bidrag/<slug:grant_key>/sent/<uuid:late_id>/", take_in_late, name="grant_late"),
]
