"""The plans' workspace: the list, one plan with its revisions, two revisions side by side, sign-off."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity, InformationClass
from gemensam.programme import county, policy
from gemensam.programme.actions import plans as actions
from gemensam.programme.forms_plans import SignForm
from gemensam.programme.pages import plans_work as pages
from gemensam.programme.queries import plans as queries
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show

_NOTE_RESTORED = gettext_noop("Revision %(number)s restored")


def found_plan(key: str, number: int | None = None) -> queries.PlanWithRevision:
    """Give a plan, or answer that there is none."""
    with county.context():
        return _at(key, number)


def _at(key: str, number: int | None) -> queries.PlanWithRevision:
    try:
        return queries.at_revision(key, number)
    except queries.NoSuchPlan:
        raise Http404 from None


def number_in(request: Request, name: str, where: str = "POST") -> int:
    """Read a revision's number; what is none is nought, which no revision has."""
    text = (request.POST if where == "POST" else request.GET).get(name, "")
    return int(text) if text.isdecimal() and len(text) < len("1000000") else 0


def address_of(key: str) -> str:
    """The plan's page in the workspace."""
    return reverse("programme:plan_work", args=[key])


def changed_meanwhile(request: Request, key: str) -> HttpResponse:
    """Say that somebody else came first."""
    return conflict(
        request,
        _("Somebody else has changed the plan since you opened it. Nothing of yours is saved."),
        Link(_("To the plan as it is now"), address_of(key)),
    )


def in_swedish(message: str, **values: str) -> str:
    """Write a revision's note: it is data of the plan, and the plan is Swedish."""
    with override("sv"):
        return _(message) % values


@logged_in
@require_GET
def plans_page(request: Request) -> HttpResponse:
    """List the plans to work with."""
    policy.ensure_programme(request, InformationClass.PROGRAMME)
    with county.context():
        heads = queries.plans()
    page = pages.list_page(
        heads, may_write=policy.may_plan(request.actor, Activity.WRITE, now=request.now)
    )
    return show(request, "programme/plans_work.html", {"page": page})


@logged_in
@require_GET
def plan_work_page(request: Request, plan_key: str) -> HttpResponse:
    """Show one plan to work with: activities, revisions, and what can be done."""
    policy.ensure_programme(request, InformationClass.PROGRAMME)
    with county.context():
        found = _at(plan_key, None)
        revisions = queries.revisions(plan_key)
    page = pages.plan_page(
        found,
        revisions,
        may_write=policy.may_plan(request.actor, Activity.WRITE, now=request.now),
        may_sign=policy.may_plan(request.actor, Activity.DECIDE, now=request.now),
    )
    return show(request, "programme/plans_one.html", {"page": page})


@logged_in
@require_GET
def compare_page(request: Request, plan_key: str) -> HttpResponse:
    """Show two revisions side by side; the last two when the address names none."""
    policy.ensure_programme(request, InformationClass.PROGRAMME)
    till = number_in(request, "till", "GET") or None
    with county.context():
        newer = _at(plan_key, till)
        since = number_in(request, "fran", "GET") or max(newer.revision.number - 1, 1)
        page = pages.compare_page(_at(plan_key, since), newer)
    return show(request, "programme/plans_compare.html", {"page": page, "now": request.now})


@logged_in
@require_POST
def restore(request: Request, plan_key: str) -> HttpResponse:
    """Let an earlier revision hold again."""
    number = number_in(request, "number")
    try:
        made = actions.restore(
            actor=request.actor,
            key=plan_key,
            number=number,
            base=number_in(request, "base"),
            note=in_swedish(_NOTE_RESTORED, number=str(number)),
            now=request.now,
        )
    except actions.PlanChangedMeanwhile:
        return changed_meanwhile(request, plan_key)
    except actions.NothingChanged:
        messages.info(request, _("The plan already says what that revision says."))
        return go_on(request, address_of(plan_key))
    messages.success(
        request,
        _("Revision %(old)d holds again, as revision %(new)d.") % {"old": number, "new": made},
    )
    return go_on(request, address_of(plan_key))


@logged_in
@require_http_methods(["GET", "POST"])
def sign_page(request: Request, plan_key: str) -> HttpResponse:
    """Write down that the plan is decided."""
    policy.ensure_plan(request.actor, Activity.DECIDE, now=request.now)
    found = found_plan(plan_key)
    if request.method != "POST":
        form = SignForm(initial={"decided_on": timezone.localdate(request.now)})
        return _sign_page(request, found, form, status=200)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _sign_page(request, found, form, status=422)
    try:
        actions.sign(
            actor=request.actor,
            key=plan_key,
            number=number_in(request, "number"),
            now=request.now,
            **form.cleaned_data,
        )
    except actions.NotYetDecided:
        form.add_error("decided_on", _("The day is ahead. Write the day when it was decided."))
        return _sign_page(request, found, form, status=422)
    except actions.PlanChangedMeanwhile:
        return changed_meanwhile(request, plan_key)
    except actions.AlreadySigned:
        return conflict(
            request,
            _("The revision is already signed."),
            Link(_("To the plan as it is now"), address_of(plan_key)),
        )
    messages.success(request, _("The plan is signed. A change is now a new revision."))
    return go_on(request, address_of(plan_key))


def _sign_page(
    request: Request, found: queries.PlanWithRevision, form: SignForm, *, status: int
) -> HttpResponse:
    page = pages.sign_page(found)
    return show(request, "programme/plans_sign.html", {"page": page, "form": form}, status=status)


urlpatterns: list[URLPattern] = [
    path("program/planer/", plans_page, name="plans_work"),
    path("program/planer/<slug:plan_key>/", plan_work_page, name="plan_work"),
    path("program/planer/<slug:plan_key>/jamfor/", compare_page, name="plan_compare"),
    path("program/planer/<slug:plan_key>/aterstall/", restore, name="plan_restore"),
    path("program/planer/<slug:plan_key>/underteckna/", sign_page, name="plan_sign"),
]
