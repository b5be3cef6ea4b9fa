"""Write in what somebody answered on paper or by telephone, in the same form."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations
from gemensam.questionnaires import api as questionnaires
from gemensam.surveys import answering, policy, queries
from gemensam.surveys.queries import NoSuchParticipation, State
from gemensam.surveys.views import filling
from gemensam.surveys.views.work import address, found
from gemensam.ui.show import go_on, show


@logged_in
@require_GET
def blank(request: Request, survey_id: UUID) -> HttpResponse:
    """Show the form as it is answered with a pen, to be printed."""
    policy.ensure_surveys(request.actor, Activity.READ, now=request.now)
    row = found(request, survey_id)
    assert request.actor.tenant_id is not None
    body = organisations.body_by_tenant(request.actor.tenant_id)
    form = questionnaires.version(row.version_id).schema
    context = {
        "survey": row,
        "host": body.name if body else "",
        "purpose": form.purpose.within(get_language() or "sv"),
        "pages": questionnaires.on_paper(form, get_language() or "sv"),
        "back_href": address(survey_id),
    }
    return show(request, "surveys/blank.html", context)


@logged_in
@require_POST
def begin(request: Request, survey_id: UUID) -> HttpResponse:
    """Begin with a paper from a municipality."""
    policy.ensure_surveys(request.actor, Activity.WRITE, now=request.now)
    row = found(request, survey_id)
    if row.state is State.DRAFT:
        messages.info(request, _("The survey has not been opened yet."))
        return go_on(request, address(survey_id))
    codes = queries.codes(survey_id)
    code = codes[0] if len(codes) == 1 else request.POST.get("municipality", "")
    try:
        paper = answering.begin_paper(row, code=code, actor=request.actor, now=request.now)
    except answering.NotAskedThere:
        messages.info(request, _("Choose the municipality that the paper comes from."))
        return go_on(request, address(survey_id))
    return go_on(request, reverse("surveys:paper", args=[survey_id, paper.id, 1]))


def _filling(request: Request, survey_id: UUID, participation_id: UUID) -> filling.Filling:
    policy.ensure_surveys(request.actor, Activity.WRITE, now=request.now)
    row = found(request, survey_id)
    try:
        paper = queries.participation(survey_id, participation_id)
    except NoSuchParticipation as error:
        raise Http404 from error
    # What somebody else is writing is not ours to look at; what was sent is not changed.
    if not paper.is_paper or paper.sent_on is not None:
        raise Http404
    frame = questionnaires.Frame(
        title=_("%(title)s: a paper") % {"title": row.title},
        page_href=lambda number: reverse("surveys:paper", args=[survey_id, paper.id, number]),
        check_href=reverse("surveys:check_paper", args=[survey_id, paper.id]),
        later_href=address(survey_id),
        out_href=address(survey_id),
    )
    return filling.Filling(row, paper, frame, address(survey_id))


@logged_in
@require_http_methods(["GET", "POST"])
def page(request: Request, survey_id: UUID, participation_id: UUID, number: int) -> HttpResponse:
    """Show one page of a paper's questions; POST saves it."""
    try:
        return filling.page(request, _filling(request, survey_id, participation_id), number)
    except questionnaires.NoSuchPage as error:
        raise Http404 from error


@logged_in
@require_http_methods(["GET", "POST"])
def check(request: Request, survey_id: UUID, participation_id: UUID) -> HttpResponse:
    """Show every answer of a paper; POST counts it."""
    response = filling.check(request, _filling(request, survey_id, participation_id))
    if response.status_code == HTTPStatus.SEE_OTHER:
        messages.info(request, _("The paper is counted."))
    return response
