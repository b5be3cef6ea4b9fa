"""Reported values: typed by the municipality or the county, approved, locked, corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations
from gemensam.programme import county, policy
from gemensam.programme.actions import values as actions
from gemensam.programme.forms_indicators import PeriodForm, ValueForm
from gemensam.programme.pages import indicators as pages
from gemensam.programme.pages import shown
from gemensam.programme.queries import indicators_definitions as definitions
from gemensam.programme.queries import indicators_values as queries
from gemensam.programme.rules.indicators_figures import Origin, Stage
from gemensam.programme.rules.indicators_periods import Numbers, last_month
from gemensam.ui import formats
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show

UNPROCESSABLE = 422

REFUSALS: dict[type[actions.ValueRefused], tuple[str, str]] = {
    actions.WrongShape: (
        "numerator",
        gettext_noop("A share needs both its numbers, also in its parts."),
    ),
    actions.PartIsLarger: (
        "numerator",
        gettext_noop("The numerator is larger than the denominator."),
    ),
    actions.NumberOrReason: (
        "numerator",
        gettext_noop("Write a number, or why it cannot be assessed: one of the two."),
    ),
    actions.PeriodIsAhead: ("numerator", gettext_noop("The period has not begun.")),
    actions.ReasonIsMissing: (
        "corrected_because",
        gettext_noop("Write why the locked value is corrected."),
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose values, of which period."""

    reporter: queries.Reporter
    name: str
    starts_on: date
    ends_on: date
    # A municipality sees and writes its own; the county body everybody's.
    own_only: UUID | None

    @property
    def query(self) -> str:
        """Give the address's words."""
        return urlencode(
            {
                "kommun": self.reporter.code,
                "fran": self.starts_on.isoformat(),
                "till": self.ends_on.isoformat(),
            }
        )

    @property
    def href(self) -> str:
        return f"{reverse('programme:values')}?{self.query}"


def _asked(request: Request, activity: Activity) -> Asked:
    """Read the address; a municipality's staff get their own whatever it says."""
    places = organisations.municipalities()
    own = None
    place = organisations.municipality_by_tenant(request.actor.tenant_id or county.tenant_id())
    if place is not None:
        own = policy.ensure_own_programme(request.actor, activity, now=request.now)
        code, name, reporter_id = place.code, place.name, own
    else:
        policy.ensure_plan(request.actor, activity, now=request.now)
        code = request.GET.get("kommun", "")
        chosen = next((one for one in places if one.code == code), None)
        body = county.body()
        code, name = (chosen.code, chosen.name) if chosen else ("", _("The county"))
        reporter_id = chosen.organisation_id if chosen else body.id
    period = PeriodForm(request.GET).period() or last_month(timezone.localdate(request.now))
    return Asked(queries.Reporter(reporter_id, code), name, *period, own)


@logged_in
@require_GET
def values_page(request: Request) -> HttpResponse:
    """List what is asked of a municipality for a period, and how each value stands."""
    asked = _asked(request, Activity.READ)
    with county.context():
        rows = queries.rows(asked.reporter, starts_on=asked.starts_on, ends_on=asked.ends_on)
    drafts = [row.told for row in rows if row.told is not None and row.stage is Stage.DRAFT]
    said = sum(row.told is not None for row in rows)
    is_county = asked.own_only is None
    return show(
        request,
        "programme/indicators_values.html",
        {
            "asked": asked,
            "places": organisations.municipalities() if is_county else (),
            "table": pages.values(rows, starts_on=asked.starts_on, ends_on=asked.ends_on),
            "drafts": drafts,
            "completeness": _("%(said)s of %(all)s are reported.")
            % {"said": formats.number(said), "all": formats.number(len(rows))},
            "may_lock": is_county
            and policy.may_plan(request.actor, Activity.DECIDE, now=request.now),
        },
    )


@logged_in
@require_http_methods(["GET", "POST"])
def value_page(request: Request, indicator_id: str) -> HttpResponse:
    """Report one value, change a draft, or correct what is locked."""
    is_posted = request.method == "POST"
    asked = _asked(request, Activity.WRITE if is_posted else Activity.READ)
    among = request.GET.get("bland", "")
    with county.context():
        rows = queries.rows(asked.reporter, starts_on=asked.starts_on, ends_on=asked.ends_on)
        row = next((r for r in rows if (r.recipe.id, r.among) == (indicator_id, among)), None)
        if row is None:
            raise Http404
        parts = queries.parts(row.told)
    form = ValueForm(
        request.POST if is_posted else None,
        initial=_initial(row, parts),
        recipe=row.recipe,
        is_locked=row.stage is Stage.LOCKED,
    )
    if is_posted and form.is_valid():
        try:
            if _hand_in(request, asked, row, form):
                messages.success(request, _("The value is saved as a draft."))
                return go_on(request, asked.href)
        except actions.ChangedMeanwhile:
            said = _("Somebody else has changed the value. Look at it again first.")
            return conflict(request, said, Link(_("The value"), request.get_full_path()))
    context = {"asked": asked, "row": row, "form": form, **_words(row)}
    status = UNPROCESSABLE if is_posted else 200
    return show(request, "programme/indicators_value.html", context, status=status)


def _words(row: queries.ValueRow) -> dict[str, object]:
    definition = row.recipe.definition
    return {
        "name": shown.said(definition.name),
        "among": shown.said(row.among_name),
        "numerator": shown.said(definition.numerator),
        "denominator": shown.said(definition.denominator),
        "version": row.told.version if row.told else "",
    }


def _initial(row: queries.ValueRow, parts: Mapping[str, Numbers]) -> dict[str, object]:
    initial: dict[str, object] = {}
    if row.told is not None:
        initial = {
            "numerator": row.told.numerator,
            "denominator": row.told.denominator,
            "because": row.told.not_assessable_because,
        }
    for key, numbers in parts.items():
        initial |= {
            f"numerator_{key}": numbers.numerator,
            f"denominator_{key}": numbers.denominator,
        }
    return initial


def _hand_in(request: Request, asked: Asked, row: queries.ValueRow, form: ValueForm) -> bool:
    data, recipe = form.cleaned_data, row.recipe
    version = request.POST.get("version", "")
    parts = {
        part.key: actions.Count(data[f"numerator_{part.key}"], data.get(f"denominator_{part.key}"))
        for part in recipe.parts
        if data.get(f"numerator_{part.key}") is not None
    }
    count = None
    if data["numerator"] is not None:
        count = actions.Count(data["numerator"], data.get("denominator"))
    try:
        if count is None and data.get("denominator") is not None:
            raise actions.NumberOrReason
        actions.hand_in(
            actor=request.actor,
            recipe=recipe,
            handed=actions.HandedIn(
                reporter_id=asked.reporter.id,
                starts_on=asked.starts_on,
                ends_on=asked.ends_on,
                count=count,
                because=data["because"],
                among=row.among,
                parts=parts,
                corrected_because=data.get("corrected_because", ""),
                read_version=int(version) if version.isdecimal() else None,
            ),
            origin=Origin.TYPED,
            now=request.now,
        )
    except actions.ValueRefused as refused:
        field, text = REFUSALS[type(refused)]
        form.add_error(field if field in form.fields else None, _(text))
        return False
    return True


def _picks(request: Request) -> list[actions.Pick]:
    picks = []
    for text in request.POST.getlist("varde"):
        value_id, _colon, version = text.partition(":")
        try:
            picks.append(actions.Pick(UUID(value_id), int(version)))
        except ValueError as error:
            raise Http404 from error
    return picks


@logged_in
@require_POST
def approve(request: Request) -> HttpResponse:
    """Let the drafts that were shown be figures; all or none."""
    asked = _asked(request, Activity.WRITE)
    try:
        count = actions.approve(
            actor=request.actor, picks=_picks(request), now=request.now, reporter_id=asked.own_only
        )
    except actions.ChangedMeanwhile:
        return conflict(
            request,
            _("Somebody else has changed one of the values. Nothing was approved."),
            Link(_("The values"), asked.href),
        )
    said = ngettext("%(count)s value is approved.", "%(count)s values are approved.", count)
    messages.success(request, said % {"count": count})
    return go_on(request, asked.href)


@logged_in
@require_POST
def lock(request: Request) -> HttpResponse:
    """Lock a period's approved values: from then on they change only by corrections."""
    asked = _asked(request, Activity.WRITE)
    policy.ensure_plan(request.actor, Activity.DECIDE, now=request.now)
    with county.context():
        keys = list(definitions.recipes())
    count = sum(
        actions.lock(
            actor=request.actor,
            key=key,
            starts_on=asked.starts_on,
            ends_on=asked.ends_on,
            now=request.now,
        )
        for key in keys
    )
    said = ngettext("%(count)s value is locked.", "%(count)s values are locked.", count)
    messages.success(request, said % {"count": count})
    return go_on(request, asked.href)


urlpatterns = [
    path("program/varden/", values_page, name="values"),
    path("program/varden/godkann/", approve, name="values_approve"),
    path("program/varden/las/", lock, name="values_lock"),
    path("program/varden/<slug:indicator_id>/", value_page, name="value"),
]
