"""The grant's workspace: list, register, statement with what is to be done, parts, conditions, closing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity, InformationClass
from gemensam.programme import policy
from gemensam.programme.actions import ledger as actions
from gemensam.programme.actions import ledger_conditions
from gemensam.programme.forms_ledger import (
    ConditionForm,
    GrantForm,
    PartForm,
    StandingForm,
    part_forms,
)
from gemensam.programme.kinds import ConditionState
from gemensam.programme.pages import ledger as pages
from gemensam.programme.pages import ledger_grants
from gemensam.programme.pages import ledger_work as work_pages
from gemensam.programme.queries import ledger as queries
from gemensam.programme.queries import ledger_rows, plans
from gemensam.programme.rules import ledger as rules
from gemensam.programme.rules.ledger_statement import statement
from gemensam.programme.views.ledger_reading import (
    as_of,
    head_or_404,
    names_of,
    places_by_id,
    rows_of,
    year_of,
)
from gemensam.tenancy.context import tenant_context
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show

UNPROCESSABLE = 422


def _address(grant_key: str) -> str:
    return reverse("programme:grant", args=[grant_key])


@logged_in
@require_GET
def grants_page(request: Request) -> HttpResponse:
    """List every grant with how its year stands."""
    owner = policy.ensure_programme(request, InformationClass.PROGRAMME)
    with tenant_context(owner):
        found = [(head, statement(queries.ledger_of(head), head.year)) for head in queries.grants()]
    context = {
        "table": ledger_grants.grants(found, address="programme:grant"),
        "may_write": policy.may_ledger(request.actor, Activity.WRITE, now=request.now),
        "now": request.now,
    }
    return show(request, "programme/ledger_grants.html", context)


@logged_in
@require_http_methods(["GET", "POST"])
def register_page(request: Request) -> HttpResponse:
    """Register a grant with its parts."""
    owner = policy.ensure_ledger(request.actor, Activity.WRITE, now=request.now)
    posted = request.POST if request.method == "POST" else None
    with tenant_context(owner):
        known = plans.plans()
    year = timezone.localdate(request.now).year
    # The plan whose page led here, else one that holds this year.
    wanted = [one.key for one in known if one.key == request.GET.get("plan")]
    holds = [one.key for one in known if one.first_year <= year <= one.last_year]
    form = GrantForm(posted, plans=known, initial={"year": year, "plan": (*wanted, *holds, "")[0]})
    parts = part_forms(posted)
    # Every form is asked, so that all that must be mended is told at once.
    if posted is not None and all([form.is_valid(), *(one.is_valid() for one in parts)]):
        key = _register(request, form, parts)
        if key:
            messages.success(request, _("The grant is registered."))
            return go_on(request, _address(key))
    return show(
        request,
        "programme/ledger_register.html",
        {"form": form, "parts": parts},
        status=200 if posted is None else UNPROCESSABLE,
    )


def _register(request: Request, form: GrantForm, parts: list[PartForm]) -> str:
    data = form.cleaned_data
    try:
        return actions.register_grant(
            actor=request.actor,
            grant=actions.NewGrant(
                title=data["title"],
                year=data["year"],
                parts=tuple(one.part for one in parts if one.cleaned_data.get("text")),
                agreement=data["agreement"],
                plan_key=data["plan"],
                matching_rule=data["matching_rule"],
            ),
            now=request.now,
        )
    except actions.HoursAreTaken:
        form.add_error(
            "plan", _("Another grant of the year takes that plan's hours: an hour counts once.")
        )
        return ""


@logged_in
@require_GET
def grant_page(request: Request, grant_key: str) -> HttpResponse:
    """Show a grant's statement, and what there is to do."""
    owner = policy.ensure_programme(request, InformationClass.PROGRAMME)
    with tenant_context(owner):
        head = head_or_404(grant_key)
        year = year_of(request, head)
        rows = rows_of(head, year)
        late = queries.waiting_late(head) if year == head.year else []
        written = queries.written(head.id)
        at = as_of(head, year, request.now)
    lines_href = f"{reverse('programme:grant_lines', args=[head.key])}?ar={year}"
    page = pages.build(
        rows, rows_href=lines_href, hours_href=reverse("programme:grant_hours", args=[head.key])
    )
    context = {
        "page": page,
        "head": head,
        "tabs": work_pages.tabs(head, "statement"),
        "late": work_pages.late(late, rows.places, rows.activities),
        "written": written.lines,
        "closable": _closable(request, head, year),
        "may_write": policy.may_ledger(request.actor, Activity.WRITE, now=request.now),
        "at": at,
        "now": request.now,
    }
    return show(request, "programme/ledger_grant.html", context)


def _closable(request: Request, head: queries.GrantHead, year: int) -> bool:
    has_ended = year < timezone.localdate(request.now).year
    may = policy.may_ledger(request.actor, Activity.DECIDE, now=request.now)
    return may and has_ended and year == head.next_to_close


@logged_in
@require_http_methods(["GET", "POST"])
def parts_page(request: Request, grant_key: str) -> HttpResponse:
    """Show a grant's parts, and add one while no year is closed."""
    is_post = request.method == "POST"
    if is_post:
        owner = policy.ensure_ledger(request.actor, Activity.WRITE, now=request.now)
    else:
        owner = policy.ensure_programme(request, InformationClass.PROGRAMME)
    with tenant_context(owner):
        head = head_or_404(grant_key)
        found = statement(queries.ledger_of(head), max(head.years))
    form = PartForm(request.POST if is_post else None, prefix="del")
    if is_post and form.is_valid():
        try:
            actions.add_component(
                actor=request.actor, grant_key=grant_key, part=form.part, now=request.now
            )
        except rules.YearIsClosed:
            return conflict(
                request,
                _("A year of the grant is closed, so its parts stay as they are."),
                Link(_("To the grant"), _address(grant_key)),
            )
        messages.success(request, _("The part is added."))
        return go_on(request, reverse("programme:grant_parts", args=[grant_key]))
    context = {
        "head": head,
        "tabs": work_pages.tabs(head, "parts"),
        "table": work_pages.parts(head, found, names_of(head.plan_key)),
        "form": form,
        "may_write": not head.closed
        and policy.may_ledger(request.actor, Activity.WRITE, now=request.now),
    }
    status = UNPROCESSABLE if is_post else 200
    return show(request, "programme/ledger_parts.html", context, status=status)


@logged_in
@require_http_methods(["GET", "POST"])
def conditions_page(request: Request, grant_key: str) -> HttpResponse:
    """Show how each condition stands in each municipality; add one, or say how one stands."""
    is_post = request.method == "POST"
    if is_post:
        owner = policy.ensure_ledger(request.actor, Activity.WRITE, now=request.now)
    else:
        owner = policy.ensure_programme(request, InformationClass.PROGRAMME)
    with tenant_context(owner):
        head = head_or_404(grant_key)
        conditions = ledger_rows.conditions(head)
    places = list(places_by_id().values())
    is_standing = is_post and "lage-state" in request.POST
    standing = StandingForm(
        request.POST if is_standing else None,
        conditions=[(str(one.id), one.text) for one in conditions],
        places=places,
    )
    new = ConditionForm(request.POST if is_post and not is_standing else None, head=head)
    if is_post and _written(request, head, standing if is_standing else new):
        return go_on(request, reverse("programme:grant_conditions", args=[grant_key]))
    context = {
        "head": head,
        "tabs": work_pages.tabs(head, "conditions"),
        "table": work_pages.conditions(conditions, places),
        "has_conditions": bool(conditions),
        "new": new,
        "standing": standing,
        "may_write": policy.may_ledger(request.actor, Activity.WRITE, now=request.now),
    }
    status = UNPROCESSABLE if is_post else 200
    return show(request, "programme/ledger_conditions.html", context, status=status)


def _written(request: Request, head: queries.GrantHead, form: StandingForm | ConditionForm) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    if isinstance(form, ConditionForm):
        ledger_conditions.add_condition(
            actor=request.actor,
            grant_key=head.key,
            text=data["text"],
            component=data["component"],
            now=request.now,
        )
        messages.success(request, _("The condition is added."))
        return True
    count = ledger_conditions.set_condition(
        actor=request.actor,
        condition_id=UUID(data["condition"]),
        municipality_ids=[UUID(one) for one in data["municipalities"]],
        state=ConditionState(data["state"]),
        basis=data["basis"],
        now=request.now,
    )
    text = ngettext("Written for one municipality.", "Written for %(count)d municipalities.", count)
    messages.success(request, text % {"count": count})
    return True


@logged_in
@require_POST
def close_year(request: Request, grant_key: str) -> HttpResponse:
    """Close a year for good."""
    numbers = [request.POST.get(name, "") for name in ("year", "seen")]
    year, seen = (int(text) if text.isdecimal() else -1 for text in numbers)
    back = Link(_("To the grant"), _address(grant_key))
    try:
        actions.close_year(
            actor=request.actor, grant_key=grant_key, year=year, seen=seen, now=request.now
        )
    except queries.NoSuchGrant:
        return conflict(request, _("There is no such grant."), back)
    except (actions.YearIsNotOver, rules.YearsCloseInOrder):
        return conflict(
            request, _("A year is closed when it has ended, and after the years before it."), back
        )
    except actions.ChangedMeanwhile:
        return conflict(
            request,
            _("Somebody else has written in the ledger or closed the year. Look at it again."),
            back,
        )
    messages.success(request, _("%(year)d is closed.") % {"year": year})
    return go_on(request, f"{_address(grant_key)}?ar={year}")


urlpatterns = [
    path("program/bidrag/", grants_page, name="grants"),
    path("program/bidrag/nytt/", register_page, name="grant_register"),
    path("program/bidrag/<slug:grant_key>/", grant_page, name="grant"),
    path("program/bidrag/<slug:grant_key>/delar/", parts_page, name="grant_parts"),
    path("program/bidrag/<slug:grant_key>/villkor/", conditions_page, name="grant_conditions"),
    path("program/bidrag/<slug:grant_key>/stang/", close_year, name="grant_close"),
]
