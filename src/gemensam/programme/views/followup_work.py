"""The yearly report's workspace: write a year's goal fulfilment, look at its versions, publish."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity, InformationClass
from gemensam.programme import county, policy
from gemensam.programme import forms_followup as forms
from gemensam.programme.actions import followup as actions
from gemensam.programme.pages import followup as public_pages
from gemensam.programme.pages import followup_work as pages
from gemensam.programme.queries import followup as queries
from gemensam.programme.queries import indicators
from gemensam.programme.rules.plans_reading import EARLIEST_YEAR, LATEST_YEAR
from gemensam.programme.views.followup_measures import indicators_of, measures
from gemensam.programme.views.plans_work import number_in
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show

UNPROCESSABLE, CONFLICT = 422, 409


def _address(year: int) -> str:
    return reverse("programme:followup_work", args=[year])


@logged_in
@require_http_methods(["GET", "POST"])
def years_page(request: Request) -> HttpResponse:
    """List the years, or go on to the one that is to be written."""
    if request.method == "POST":
        policy.ensure_plan(request.actor, Activity.WRITE, now=request.now)
        form = forms.YearForm(request.POST)
        if form.is_valid():
            return go_on(request, _address(form.cleaned_data["year"]))
    else:
        policy.ensure_programme(request, InformationClass.PROGRAMME)
        form = forms.YearForm(initial={"year": timezone.localdate(request.now).year})
    with county.context():
        newest = [one for year in queries.every_year() if (one := queries.newest(year))]
    page = pages.years_page(
        newest, may_write=policy.may_plan(request.actor, Activity.WRITE, now=request.now)
    )
    return show(
        request,
        "programme/followup_years.html",
        {"page": page, "form": form},
        status=UNPROCESSABLE if form.errors else 200,
    )


@logged_in
@require_http_methods(["GET", "POST"])
def work_page(request: Request, year: int) -> HttpResponse:
    """Write a year's report; whoever may only read sees its versions."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Http404
    if request.method != "POST":
        policy.ensure_programme(request, InformationClass.PROGRAMME)
        return _begin(request, year)
    policy.ensure_plan(request.actor, Activity.WRITE, now=request.now)
    if "add" in request.POST or "remove" in request.POST:
        return _other_areas(request, year)
    return _save(request, year)


def _begin(request: Request, year: int) -> HttpResponse:
    """Draw the form from the newest version, or from the areas of the year before."""
    with county.context():
        versions = queries.versions(year)
        definitions = indicators.definitions()
        earlier = [one for one in queries.every_year() if one < year]
        last = queries.newest(earlier[0]) if earlier and not versions else None
    may_write = policy.may_plan(request.actor, Activity.WRITE, now=request.now)
    if not may_write and not versions:
        raise Http404
    asked, begun_from = None, None
    if may_write and versions:
        report = versions[0].report
        asked = forms.Asked(
            definitions,
            texts=forms.texts_of(report),
            areas=[forms.area_initial(one) for one in report.areas],
        )
    elif may_write:
        begun_from = last.report.year if last else None
        areas = [forms.begun(one) for one in last.report.areas] if last else [{}]
        asked = forms.Asked(definitions, areas=areas)
    page = pages.work_page(
        year,
        versions,
        asked,
        base=versions[0].number if versions else 0,
        may_publish=policy.may_plan(request.actor, Activity.DECIDE, now=request.now),
        begun_from=begun_from,
    )
    return show(request, "programme/followup_work.html", {"page": page})


def _again(
    request: Request,
    year: int,
    asked: forms.Asked,
    *,
    status: int,
    base: int | None = None,
    met: pages.Met | None = None,
) -> HttpResponse:
    """Draw the form once more with everything that was typed."""
    with county.context():
        versions = queries.versions(year)
    page = pages.work_page(
        year,
        versions,
        asked,
        base=number_in(request, "base") if base is None else base,
        may_publish=False,
        met=met,
        shows_errors=status == UNPROCESSABLE,
    )
    return show(request, "programme/followup_work.html", {"page": page}, status=status)


def _other_areas(request: Request, year: int) -> HttpResponse:
    """Add an area to the form or take one away; nothing is saved yet."""
    texts, areas = forms.typed(request.POST)
    if "add" in request.POST:
        areas.append({})
    else:
        # The first area has number 1 here, so that what is no number takes nothing away.
        at = number_in(request, "remove")
        areas = [one for place, one in enumerate(areas, 1) if place != at]
    with county.context():
        definitions = indicators.definitions()
    asked = forms.Asked(definitions, texts=texts, areas=areas)
    return _again(request, year, asked, status=200)


def _save(request: Request, year: int) -> HttpResponse:
    with county.context():
        definitions = indicators.definitions()
        newest = queries.newest(year)
    asked = forms.Asked(definitions, sent=request.POST)
    report = asked.report(year, newest.report.source if newest else "")
    if report is None:
        return _again(request, year, asked, status=UNPROCESSABLE)
    base = number_in(request, "base")
    try:
        number = actions.save(actor=request.actor, report=report, base=base, now=request.now)
    except actions.ReportChangedMeanwhile:
        return _changed_meanwhile(request, year, asked, base)
    except actions.ReportSaysTheSame:
        messages.info(request, _("Nothing was changed."))
        return go_on(request, _address(year))
    messages.success(request, _("Saved as version %(number)d.") % {"number": number})
    return go_on(request, _address(year))


def _changed_meanwhile(request: Request, year: int, asked: forms.Asked, base: int) -> HttpResponse:
    """Say who came first and what they changed; what was typed stays in the form."""
    with county.context():
        versions = queries.versions(year)
    if not versions:
        return _again(request, year, asked, status=CONFLICT, base=0)
    was = next((one for one in versions if one.number == base), None)
    met = pages.met_by(was, versions[0])
    return _again(request, year, asked, status=CONFLICT, base=versions[0].number, met=met)


def _version(year: int, number: int) -> queries.Version:
    with county.context():
        found = next((one for one in queries.versions(year) if one.number == number), None)
    if found is None:
        raise Http404
    return found


@logged_in
@require_GET
def version_page(request: Request, year: int, number: int) -> HttpResponse:
    """Show a version as the public would read it."""
    policy.ensure_programme(request, InformationClass.PROGRAMME)
    version = _version(year, number)
    with county.context():
        found = measures(request, indicators_of(version))
    context = {
        "page": public_pages.build(version, (), found),
        "preview": version,
        "back_href": _address(year),
        "now": request.now,
    }
    return show(request, "programme/followup.html", context)


@logged_in
@require_POST
def publish(request: Request, year: int) -> HttpResponse:
    """Let the public read the newest version from now on."""
    policy.ensure_plan(request.actor, Activity.DECIDE, now=request.now)
    number = number_in(request, "version")
    try:
        actions.publish(actor=request.actor, year=year, version=number, now=request.now)
    except actions.ReportChangedMeanwhile:
        return _came_first(
            request, year, _("There is a newer version. Read it, and publish it if it is right.")
        )
    except actions.AlreadyPublished:
        return _came_first(request, year, _("The version is already published."))
    messages.success(request, _("Version %(number)d is published.") % {"number": number})
    return go_on(request, _address(year))


@logged_in
@require_POST
def restore(request: Request, year: int) -> HttpResponse:
    """Let an earlier version hold again, as a new one."""
    policy.ensure_plan(request.actor, Activity.WRITE, now=request.now)
    old = _version(year, number_in(request, "version"))
    base = number_in(request, "base")
    try:
        number = actions.save(actor=request.actor, report=old.report, base=base, now=request.now)
    except actions.ReportChangedMeanwhile:
        return _came_first(request, year, _("Somebody else has written a version meanwhile."))
    except actions.ReportSaysTheSame:
        messages.info(request, _("Nothing was changed."))
        return go_on(request, _address(year))
    messages.success(
        request,
        _("Version %(old)d holds again, as version %(new)d.") % {"old": old.number, "new": number},
    )
    return go_on(request, _address(year))


def _came_first(request: Request, year: int, reason: str) -> HttpResponse:
    return conflict(request, reason, Link(_("To the report as it is now"), _address(year)))


urlpatterns: list[URLPattern] = [
    path("program/uppfoljning/", years_page, name="followup_years"),
    path("program/uppfoljning/<int:year>/", work_page, name="followup_work"),
    path(
        "program/uppfoljning/<int:year>/version/<int:number>/",
        version_page,
        name="followup_version",
    ),
    path("program/uppfoljning/<int:year>/publicera/", publish, name="followup_publish"),
    path("program/uppfoljning/<int:year>/aterstall/", restore, name="followup_restore"),
]
