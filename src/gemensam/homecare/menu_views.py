"""The pages of a unit's menu: a week to read and print, and a week to write."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.homecare import screens
from gemensam.homecare.menu_forms import WeekForm
from gemensam.identity.api import Request, logged_in
from gemensam.performers import api as performers
from gemensam.ui import formats
from gemensam.ui.parts import Link
from gemensam.ui.show import go_on, show

WEEK: Final = timedelta(days=7)
# So many weeks back are read, and ahead are written.
BACK, AHEAD = 52 * WEEK, 26 * WEEK
# So many earlier weeks are offered to copy from.
COPIED_FROM: Final = 4


@logged_in
@require_GET
def menu(request: Request) -> HttpResponse:
    """Show a week of the unit's menu, to read and to print."""
    unit_id, week = _place(request)
    this = _monday(formats.local_day(request.now))
    found = performers.menu_of(unit_id, week)
    context = {
        **_common(request, week),
        "days": _in_words(found, week),
        "is_written": bool(found),
        "write_href": _address("write_menu", week[0]) if week[0] >= this else "",
        "weeks": [
            Link(_week_name(monday), _address("menu", monday), monday == week[0])
            for monday in sorted({this - WEEK, this, this + WEEK, this + 2 * WEEK, week[0]})
        ],
    }
    return show(request, "homecare/menu.html", context)


@logged_in
@require_http_methods(["GET", "POST"])
def write_menu(request: Request) -> HttpResponse:
    """Write a week of the unit's menu, or fill it in from an earlier week."""
    unit_id, week = _place(request)
    # What has been eaten stands as it was written.
    if week[0] < _monday(formats.local_day(request.now)):
        return go_on(request, _address("menu", week[0]))
    now = performers.menu_of(unit_id, week)
    if request.method != "POST":
        return _form_page(request, unit_id, WeekForm(week, now))
    form = WeekForm(week, now, request.POST)
    if copied := request.POST.get("kopiera", ""):
        earlier = performers.menu_of(unit_id, performers.week_of(_week_in(copied, request)))
        return _form_page(request, unit_id, form.filled_from(earlier))
    if not form.is_valid():
        return _form_page(request, unit_id, form, status=422)
    try:
        performers.write_week(
            unit_id=unit_id,
            week=week,
            menu=form.menu(),
            seen=form.cleaned_data["seen"],
            now=request.now,
        )
    except performers.MenuHasChanged:
        # From here on the page goes on from the week as it is.
        now, kept = performers.menu_of(unit_id, week), form.filled_from({})
        kept.initial["seen"] = performers.digest_of(now)
        return _form_page(request, unit_id, kept, changed=now, status=409)
    messages.success(request, _("The menu is saved. Residents see it now."))
    return go_on(request, _address("menu", week[0]))


def _form_page(
    request: Request,
    unit_id: UUID,
    form: WeekForm,
    *,
    changed: performers.Menu | None = None,
    status: int = 200,
) -> HttpResponse:
    week = form.week
    mondays = performers.weeks_written(unit_id, before=week[0], most=COPIED_FROM)
    context = {
        **_common(request, week),
        "form": form,
        "copies": [
            (
                f"{monday:%G-W%V}",
                _("Copy from week %(number)s") % {"number": monday.isocalendar().week},
            )
            for monday in mondays
        ],
        "changed": None if changed is None else _in_words(changed, week),
        "back": _address("menu", week[0]),
    }
    return show(request, "homecare/menu_form.html", context, status=status)


def _place(request: Request) -> tuple[UUID, Sequence[date]]:
    """Give the worker's unit and the week of the address. Raises authority.Refused."""
    screens.ensure_home_care(request.actor, now=request.now)
    commission = request.actor.commission
    assert commission is not None
    assert commission.unit_id is not None
    monday = _week_in(request.GET.get("vecka", ""), request)
    return commission.unit_id, performers.week_of(monday)


def _week_in(written: str, request: Request) -> date:
    """Read a week such as 2026-W48; this week when it is none, or too far away."""
    this = _monday(formats.local_day(request.now))
    try:
        monday = _monday(date.fromisoformat(written))
    except (ValueError, OverflowError):
        return this
    return monday if this - BACK <= monday <= this + AHEAD else this


def _monday(day: date) -> date:
    return performers.week_of(day)[0]


def _week_name(monday: date) -> str:
    return _("Week %(number)s") % {"number": monday.isocalendar().week}


def _address(name: str, monday: date) -> str:
    return f"{reverse(f'homecare:{name}')}?vecka={monday:%G-W%V}"


def _common(request: Request, week: Sequence[date]) -> dict[str, object]:
    return {
        "title": _("Meal menu, week %(number)s") % {"number": week[0].isocalendar().week},
        "week": week,
        "worker": request.actor,
        "now": request.now,
    }


def _in_words(
    menu: performers.Menu, week: Sequence[date]
) -> list[tuple[str, list[tuple[int, str]]]]:
    """Give each day with its dishes and their numbers."""
    return [
        (formats.day(day, weekday=True, year=False), list(menu.get(day, {}).items()))
        for day in week
    ]
