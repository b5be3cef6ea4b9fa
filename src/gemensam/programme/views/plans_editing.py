"""Type a plan: begin it, and write its activities one at a time. Each saving is a revision."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.programme import county, forms_plans, policy
from gemensam.programme.actions import plans as actions
from gemensam.programme.kinds import RevisionOrigin
from gemensam.programme.pages import plans_editing as pages
from gemensam.programme.pages.plans_import import fault_text
from gemensam.programme.queries import plans as queries
from gemensam.programme.rules import plans, plans_editing
from gemensam.programme.views.plans_work import (
    address_of,
    changed_meanwhile,
    found_plan,
    in_swedish,
    number_in,
)
from gemensam.ui.show import go_on, show

UNPROCESSABLE = 422
_NOTE_NEW = gettext_noop("The plan was begun")
_NOTE_DETAILS = gettext_noop("Name, years or ambition changed")
_NOTE_ADDED = gettext_noop("Activity %(number)s added")
_NOTE_CHANGED = gettext_noop("Activity %(number)s changed")
_NOTE_REMOVED = gettext_noop("Activity %(number)s taken away")


@logged_in
@require_http_methods(["GET", "POST"])
def new_plan(request: Request) -> HttpResponse:
    """Begin a plan with a name and its years."""
    policy.ensure_plan(request.actor, Activity.WRITE, now=request.now)
    year = timezone.localdate(request.now).year + 1
    if request.method != "POST":
        form = forms_plans.PlanForm(initial={"first_year": year, "last_year": year})
        return _plan_form(request, form, None, status=200)
    form = forms_plans.PlanForm(request.POST)
    if not form.is_valid():
        return _plan_form(request, form, None, status=UNPROCESSABLE)
    with county.context():
        taken = [head.key for head in queries.plans()]
    plan = form.plan(None, [*taken, *RESERVED])
    actions.save(
        actor=request.actor,
        plan=plan,
        base=None,
        origin=RevisionOrigin.EDITED,
        note=in_swedish(_NOTE_NEW),
        now=request.now,
    )
    messages.success(request, _("The plan is begun. Now add its activities."))
    return go_on(request, reverse("programme:activity_new", args=[plan.key]))


@logged_in
@require_http_methods(["GET", "POST"])
def edit_plan(request: Request, plan_key: str) -> HttpResponse:
    """Change a plan's name, years and ambition."""
    policy.ensure_plan(request.actor, Activity.WRITE, now=request.now)
    found = found_plan(plan_key)
    if request.method != "POST":
        form = forms_plans.PlanForm(initial=forms_plans.plan_initial(found.plan))
        return _plan_form(request, form, found, status=200)
    form = forms_plans.PlanForm(request.POST)
    if not form.is_valid():
        return _plan_form(request, form, found, status=UNPROCESSABLE)
    plan = form.plan(found.plan, ())
    answer = _save(request, plan, in_swedish(_NOTE_DETAILS), partial(form.add_error, None))
    return answer or _plan_form(request, form, found, status=UNPROCESSABLE)


def _plan_form(
    request: Request,
    form: forms_plans.PlanForm,
    found: queries.PlanWithRevision | None,
    *,
    status: int,
) -> HttpResponse:
    page = pages.plan_form_page(found)
    return show(request, "programme/plans_form.html", {"form": form, "page": page}, status=status)


def _save(
    request: Request,
    plan: plans.Plan,
    note: str,
    say: Callable[[str], None],
    *,
    go_to: str = "",
) -> HttpResponse | None:
    """Write the revision and go on; None when the plan does not hold together, and `say` why."""
    try:
        number = actions.save(
            actor=request.actor,
            plan=plan,
            base=number_in(request, "base"),
            origin=RevisionOrigin.EDITED,
            note=note,
            now=request.now,
        )
    except actions.PlanChangedMeanwhile:
        return changed_meanwhile(request, plan.key)
    except actions.NothingChanged:
        messages.info(request, _("Nothing was changed."))
        return go_on(request, go_to or address_of(plan.key))
    except actions.PlanHasFaults as wrong:
        for fault in wrong.faults:
            say(fault_text(fault))
        return None
    messages.success(request, _("Saved as revision %(number)d.") % {"number": number})
    return go_on(request, go_to or address_of(plan.key))


def _empty(plan: plans.Plan) -> plans.PlanActivity:
    return plans.PlanActivity(
        key="",
        number=plans_editing.next_number(plan),
        name="",
        source=plan.source,
        what=None,
        how=(),
        when=None,
        who=None,
        current_state=None,
        goal=None,
        target=None,
        indicators=(),
        comment=None,
    )


@logged_in
@require_http_methods(["GET", "POST"])
def new_activity(request: Request, plan_key: str) -> HttpResponse:
    """Add an activity."""
    policy.ensure_plan(request.actor, Activity.WRITE, now=request.now)
    found = found_plan(plan_key)
    return _activity(request, found, _empty(found.plan))


@logged_in
@require_http_methods(["GET", "POST"])
def edit_activity(request: Request, plan_key: str, activity_key: str) -> HttpResponse:
    """Change an activity."""
    policy.ensure_plan(request.actor, Activity.WRITE, now=request.now)
    found = found_plan(plan_key)
    return _activity(request, found, _one(found.plan, activity_key))


def _one(plan: plans.Plan, key: str) -> plans.PlanActivity:
    for one in plan.activities:
        if one.key == key:
            return one
    raise Http404


def _activity(
    request: Request, found: queries.PlanWithRevision, before: plans.PlanActivity
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    asked = pages.ActivityForms(
        main=forms_plans.ActivityForm(
            sent, plan=found.plan, initial=forms_plans.activity_initial(before)
        ),
        costs=forms_plans.CostForms(
            sent, prefix="kostnad", initial=forms_plans.cost_initial(before.costs)
        ),
        milestones=forms_plans.MilestoneForms(
            sent, prefix="datum", initial=forms_plans.milestone_initial(before.milestones)
        ),
    )
    status = 200
    if sent is not None:
        answer = _save_activity(request, found.plan, before, asked) if asked.is_valid() else None
        if answer is not None:
            return answer
        status = UNPROCESSABLE
    page = pages.activity_page(found, before, asked)
    return show(request, "programme/plans_activity.html", {"page": page}, status=status)


def _save_activity(
    request: Request, plan: plans.Plan, before: plans.PlanActivity, asked: pages.ActivityForms
) -> HttpResponse | None:
    activity = asked.main.activity(before)
    is_new = not before.key
    if is_new:
        keys = [*(one.key for one in plan.activities), *RESERVED]
        activity = replace(
            activity, key=plans_editing.key_for(activity.name, keys, spare="aktivitet")
        )
    activity = replace(
        activity,
        resources=tuple(replace(line, activity_key=activity.key) for line in before.resources),
        costs=forms_plans.costs_of(asked.costs, before.costs),
        milestones=forms_plans.milestones_of(asked.milestones, before.milestones, before.source),
    )
    note = in_swedish(_NOTE_ADDED if is_new else _NOTE_CHANGED, number=activity.number)
    go_to = ""
    if request.POST.get("next"):
        go_to = reverse("programme:activity_new", args=[plan.key])
    changed = plans_editing.with_activity(plan, activity)
    return _save(request, changed, note, partial(asked.main.add_error, None), go_to=go_to)


@logged_in
@require_POST
def remove_activity(request: Request, plan_key: str, activity_key: str) -> HttpResponse:
    """Take an activity away; the revision before holds it still."""
    policy.ensure_plan(request.actor, Activity.WRITE, now=request.now)
    plan = found_plan(plan_key).plan
    one = _one(plan, activity_key)
    note = in_swedish(_NOTE_REMOVED, number=one.number)
    changed = plans_editing.without_activity(plan, activity_key)
    answer = _save(request, changed, note, partial(messages.error, request))
    return answer or go_on(request, address_of(plan_key))


# Words of our own addresses, which no plan and no activity may have for a key.
RESERVED = ("ny", "importera")

urlpatterns: list[URLPattern] = [
    path("program/planer/ny/", new_plan, name="plan_new"),
    path("program/planer/<slug:plan_key>/uppgifter/", edit_plan, name="plan_edit"),
    path("program/planer/<slug:plan_key>/aktivitet/ny/", new_activity, name="activity_new"),
    path(
        "program/planer/<slug:plan_key>/aktivitet/<slug:activity_key>/",
        edit_activity,
        name="activity_edit",
    ),
    path(
        "program/planer/<slug:plan_key>/aktivitet/<slug:activity_key>/ta-bort/",
        remove_activity,
        name="activity_remove",
    ),
]
