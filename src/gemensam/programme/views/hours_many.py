"""Report many rows at once: an earlier week once more, or a week's grid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.programme import policy
from gemensam.programme.actions import hours as actions
from gemensam.programme.actions.hours_refusals import SomeRefused
from gemensam.programme.actions.hours_repeating import repeat_week
from gemensam.programme.pages import hours as hours_pages
from gemensam.programme.pages import hours_week as pages
from gemensam.programme.queries import hours as hours_queries
from gemensam.programme.queries.hours_activities import Choice, choices
from gemensam.programme.rules.hours import NotATime, NotAWeek, Week, minutes_of
from gemensam.programme.views.hours_words import REFUSALS
from gemensam.tenancy.models import new_id
from gemensam.ui.parts import Link
from gemensam.ui.show import go_on, show


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody has written in the grid, and what is wrong with it, by cell."""

    key: UUID
    cells: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def _week(text: str, today: date) -> Week:
    """Give the week that is asked for; this one when it is none, or is still to come."""
    now = Week.of(today)
    try:
        return min(Week.parse(text), now)
    except NotAWeek:
        return now


def _reportable(activities: Sequence[Choice]) -> set[tuple[str, str]]:
    return {(one.plan_key, one.key) for one in activities}


@logged_in
@require_POST
def repeat(request: Request) -> HttpResponse:
    """Report the latest week once more."""
    into = _week(request.POST.get("vecka", ""), timezone.localdate(request.now))
    try:
        batch = repeat_week(
            actor=request.actor, into=into, reportable=_reportable(choices()), now=request.now
        )
    except SomeRefused as refused:
        for text in dict.fromkeys(REFUSALS[type(one)][1] for one in refused.refusals.values()):
            messages.error(request, _(text))
        return go_on(request, reverse("programme:hours"))
    if not batch.new:
        messages.info(request, _("Everything that can be repeated is reported already."))
        return go_on(request, reverse("programme:hours"))
    return go_on(request, f"{reverse('programme:hours')}?klart={batch.id}")


@logged_in
@require_http_methods(["GET", "POST"])
def week_page(request: Request) -> HttpResponse:
    """Show a week as a grid, and take all that is written in it at once."""
    policy.ensure_hours(request.actor, Activity.WRITE, now=request.now)
    activities = choices()
    week = _week(request.GET.get("vecka", ""), timezone.localdate(request.now))
    if request.method == "GET":
        return _week_page(request, activities, week, Written(new_id()), status=200)
    key = _key(request.POST.get("key", ""))
    typed = {
        name: text
        for name, text in request.POST.items()
        if "/" in name and isinstance(text, str) and text.strip()
    }
    entries, errors = _read(activities, week, key, typed)
    if not errors and not entries:
        first = pages.cell_name(activities[0], week.monday) if activities else ""
        errors = {first: _("Write a time in at least one cell.")}
    if not errors:
        try:
            batch = actions.report_many(
                actor=request.actor, entries=list(entries.values()), now=request.now
            )
            return go_on(request, f"{reverse('programme:hours')}?klart={batch.id}")
        except SomeRefused as refused:
            names = {entry.key: name for name, entry in entries.items()}
            errors = {
                names[key]: _(REFUSALS[type(one)][1]) for key, one in refused.refusals.items()
            }
    return _week_page(request, activities, week, Written(key, typed, errors), status=422)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return new_id()


def _read(
    activities: Sequence[Choice], week: Week, key: UUID, typed: Mapping[str, str]
) -> tuple[dict[str, actions.Entry], dict[str, str]]:
    """Read each cell; what is no time is said at its cell."""
    entries: dict[str, actions.Entry] = {}
    errors: dict[str, str] = {}
    for choice in activities:
        for day in week.days:
            name = pages.cell_name(choice, day)
            if name not in typed:
                continue
            try:
                minutes = minutes_of(typed[name])
            except NotATime:
                errors[name] = _("Write a time, for example 1:30, 1,5 or 45 min.")
                continue
            entries[name] = actions.Entry(
                uuid5(key, name), choice.plan_key, choice.key, day, minutes
            )
    return entries, errors


def _week_page(
    request: Request,
    activities: Sequence[Choice],
    week: Week,
    written: Written,
    *,
    status: int,
) -> HttpResponse:
    person_id = request.actor.person_id
    assert person_id is not None
    today = timezone.localdate(request.now)
    reports = hours_queries.own_week(person_id, week)
    is_all = "alla" in request.GET
    known = hours_queries.recent_activities(person_id, week)
    typed = {name.rpartition("/")[0] for name in written.cells}
    recent = [one for one in activities if (one.plan_key, one.key) in known or one.value in typed]
    rows = list(activities) if is_all or not recent else recent
    page = pages.WeekPage(
        week=str(week),
        title=pages.title_of(week),
        days=pages.days_of(week),
        rows=pages.rows_of(
            rows, reports, week, today=today, typed=written.cells, errors=written.errors
        ),
        errors=[pages.CellError(name, text) for name, text in written.errors.items()],
        sum=hours_pages.clock(sum(one.minutes for one in reports)) if reports else "",
        before=_to(week.shifted(-1), is_all=is_all),
        after=_to(week.shifted(1), is_all=is_all) if week < Week.of(today) else None,
        key=written.key,
        has_more=len(rows) < len(activities),
        is_all=is_all,
    )
    return show(request, "programme/hours_week.html", {"page": page}, status=status)


def _to(week: Week, *, is_all: bool) -> Link:
    more = "&alla=1" if is_all else ""
    return Link(pages.title_of(week), f"{reverse('programme:hours_week')}?vecka={week}{more}")


urlpatterns = [
    path("program/timmar/upprepa/", repeat, name="hours_repeat"),
    path("program/timmar/vecka/", week_page, name="hours_week"),
]
