"""Plans for everybody: the list, one plan, its PDF and its YAML."""

from functools import lru_cache

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, public
from gemensam.kernel.actor import Activity
from gemensam.programme import county, plans_pdf, policy, shipped
from gemensam.programme.pages import plans as pages
from gemensam.programme.pages import plans_list, plans_paper
from gemensam.programme.queries import plans as queries
from gemensam.programme.rules.plans_writing import as_yaml
from gemensam.programme.views import plans_editing, plans_import, plans_work
from gemensam.ui.show import show

# Papers that are set already: a revision's paper is always the same.
KEPT_PAPERS = 16


def chosen(request: Request) -> queries.PlanWithRevision:
    """Give the plan that the address asks for: as it holds, or a revision that was signed.

    Whoever calls runs in the county body's tenant.
    """
    text = request.GET.get("revision", "")
    number = int(text) if text.isdecimal() and len(text) < len("1000000") else None
    if text and number is None:
        raise Http404
    try:
        found = queries.at_revision(request.GET.get("plan", ""), number)
    except queries.NoSuchPlan:
        raise Http404 from None
    if not (found.is_current or found.revision.sign_off):
        raise Http404
    return found


@public
@require_GET
def plan_page(request: Request) -> HttpResponse:
    """Show the plans, or the one that is asked for."""
    with county.context():
        heads = queries.plans()
        found = chosen(request) if request.GET.get("plan") else None
    if found is None:
        cards = plans_list.cards(heads)
        return show(request, "programme/plans.html", {"cards": cards, "now": request.now})
    return show(
        request,
        "programme/plan.html",
        {
            "page": pages.build(found, shipped.indicators()),
            "chips": plans_list.chips(heads, found.plan.key),
            "may_write": policy.may_plan(request.actor, Activity.WRITE, now=request.now),
            "now": request.now,
        },
    )


@lru_cache(maxsize=KEPT_PAPERS)
def _paper(found: queries.PlanWithRevision) -> bytes:
    return plans_pdf.to_pdf(plans_paper.build(found))


@public
@require_GET
def plan_pdf(request: Request) -> HttpResponse:
    """Give the plan as a PDF for a board; without a plan, lead to the list."""
    if not request.GET.get("plan"):
        return HttpResponseRedirect(reverse("programme:plan"), status=303)
    with county.context():
        found = chosen(request)
    answer = HttpResponse(_paper(found), content_type="application/pdf")
    name = f"{found.plan.key}-revision-{found.revision.number}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@public
@require_GET
def plan_yaml(request: Request) -> HttpResponse:
    """Give the plan as the YAML that the import reads; without a plan, lead to the list."""
    if not request.GET.get("plan"):
        return HttpResponseRedirect(reverse("programme:plan"), status=303)
    with county.context():
        found = chosen(request)
    answer = HttpResponse(as_yaml(found.plan), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.plan.key}.yaml"'
    return answer


urlpatterns = [
    path("plan/", plan_page, name="plan"),
    path("plan/dokument.pdf", plan_pdf, name="plan_pdf"),
    path("plan/data.yaml", plan_yaml, name="plan_yaml"),
    # Fixed words first: `ny` and `importera` are no plans.
    *plans_import.urlpatterns,
    *plans_editing.urlpatterns,
    *plans_work.urlpatterns,
]
