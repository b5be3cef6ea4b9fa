"""Import a plan: checked first, shown as what it would change, and written only when accepted."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.programme import county, policy, shipped
from gemensam.programme.actions import plans as actions
from gemensam.programme.forms_plans import ImportForm
from gemensam.programme.kinds import RevisionOrigin
from gemensam.programme.pages import plans_import as pages
from gemensam.programme.queries import plans as queries
from gemensam.programme.rules import plans
from gemensam.programme.rules.plans_reading import ReadPlan, read
from gemensam.programme.views.plans_work import (
    address_of,
    changed_meanwhile,
    in_swedish,
    number_in,
)
from gemensam.ui.show import go_on, show

UNPROCESSABLE = 422
_NOTE = gettext_noop("Imported from a file")


def _read(text: str) -> ReadPlan:
    return read(text, indicators=frozenset(shipped.indicators()))


def _before(key: str) -> queries.PlanWithRevision | None:
    with county.context():
        return queries.at_revision(key) if queries.exists(key) else None


@logged_in
@require_http_methods(["GET", "POST"])
def import_page(request: Request) -> HttpResponse:
    """Take a plan's text, check it and show what it would change."""
    policy.ensure_plan(request.actor, Activity.WRITE, now=request.now)
    if request.method != "POST":
        return show(request, "programme/plans_import.html", {"form": ImportForm()})
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, "programme/plans_import.html", {"form": form}, status=UNPROCESSABLE)
    return _preview(request, form.cleaned_data["text"])


def _preview(request: Request, text: str) -> HttpResponse:
    found = _read(text)
    if found.plan is not None:
        page = pages.preview_page(found.plan, _before(found.plan.key))
        return show(request, "programme/plans_preview.html", {"page": page, "text": text})
    again = {
        "form": ImportForm(initial={"text": text}),
        "faults": pages.faults_page(found.faults, text),
    }
    return show(request, "programme/plans_import.html", again, status=UNPROCESSABLE)


@logged_in
@require_POST
def accept(request: Request) -> HttpResponse:
    """Write what was shown, if the plan is still as it was then."""
    policy.ensure_plan(request.actor, Activity.WRITE, now=request.now)
    text = request.POST.get("text", "")
    found = _read(text)
    if found.plan is None:
        return _preview(request, text)
    return _accept(request, found.plan)


def _accept(request: Request, plan: plans.Plan) -> HttpResponse:
    try:
        number = actions.save(
            actor=request.actor,
            plan=plan,
            base=number_in(request, "base") or None,
            origin=RevisionOrigin.IMPORTED,
            note=in_swedish(_NOTE),
            now=request.now,
        )
    except (actions.PlanChangedMeanwhile, actions.KeyIsTaken):
        return changed_meanwhile(request, plan.key)
    except actions.NothingChanged:
        messages.info(request, _("The plan already says all of that. Nothing is changed."))
        return go_on(request, address_of(plan.key))
    messages.success(
        request, _("The plan is imported as revision %(number)d.") % {"number": number}
    )
    return go_on(request, address_of(plan.key))


urlpatterns: list[URLPattern] = [
    path("program/planer/importera/", import_page, name="plan_import"),
    path("program/planer/importera/anta/", accept, name="plan_accept"),
]
