"""The portfolio's work: the model and the frames, calls, scores and decisions."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.programme import policy
from gemensam.programme.actions import projects_portfolio as actions
from gemensam.programme.forms_projects_portfolio import (
    CallForm,
    DecisionForm,
    FrameForm,
    ModelForm,
    ScoreForm,
)
from gemensam.programme.kinds_projects import Criterion
from gemensam.programme.pages import projects_portfolio as pages
from gemensam.programme.queries import projects_portfolio as queries
from gemensam.programme.rules import projects_portfolio as rules
from gemensam.programme.views.projects_names import names_of
from gemensam.tenancy.context import tenant_context
from gemensam.ui import formats
from gemensam.ui.paging import CURSOR_PARAMETER, more_href
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show


def _enter(request: Request, activity: Activity) -> UUID:
    return policy.ensure_projects(
        request.actor, activity, now=request.now, request_id=request.request_id
    )


def _crumbs(*further: Link) -> list[Link]:
    return [Link(_("The portfolio"), reverse("programme:portfolio_work")), *further]


@logged_in
@require_GET
def work(request: Request) -> HttpResponse:
    """Show applications, calls and what is left."""
    owner = _enter(request, Activity.READ)
    names = names_of()
    with tenant_context(owner):
        found = queries.applications(after=request.GET.get(CURSOR_PARAMETER, ""))
        rows = [queries.application_of(row) for row in found.rows]
        frames = [pages.frame(one) for one in queries.frames()]
        models = [pages.model_part(one) for one in queries.models()]
        calls = queries.calls()
    today = timezone.localdate(request.now)
    return show(
        request,
        "programme/portfolio_work.html",
        {
            "applications": pages.applications(
                rows, names, more_href=more_href(found, request.GET)
            ),
            "frames": frames,
            "models": models,
            "calls": [pages.call_line(one, today) for one in calls],
            "may_decide": policy.may_with_projects(request.actor, Activity.DECIDE, now=request.now),
            "now": request.now,
        },
    )


def _form_page(
    request: Request, form: forms.Form, title: str, lead: str, *, status: int
) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "crumbs": _crumbs(Link(title))}
    return show(request, "programme/portfolio_form.html", context, status=status)


def _posted(request: Request) -> bool:
    return request.method == "POST"


@logged_in
@require_http_methods(["GET", "POST"])
def model(request: Request) -> HttpResponse:
    """Write down SSVIT's decision on the model."""
    _enter(request, Activity.DECIDE)
    form = ModelForm(request.POST if _posted(request) else None)
    if _posted(request) and form.is_valid():
        given = form.cleaned_data
        words = actions.ModelWords(
            decided_by=given["decided_by"],
            decided_on=given["decided_on"],
            reference=given["reference"],
            text=given["text"],
            model=form.model,
        )
        try:
            actions.record_model(actor=request.actor, words=words, now=request.now)
        except actions.AlreadyThere:
            form.add_error("reference", _("A decision with this reference is already there."))
        else:
            messages.success(request, _("The decision is written down. Calls can be made now."))
            return go_on(request, reverse("programme:portfolio_work"))
    return _form_page(
        request,
        form,
        _("The decision on the model"),
        _("No call can be made before the model has been decided. What is written here stays."),
        status=422 if _posted(request) else 200,
    )


@logged_in
@require_http_methods(["GET", "POST"])
def frame(request: Request) -> HttpResponse:
    """Say what a year's portfolio has to give."""
    _enter(request, Activity.DECIDE)
    year = timezone.localdate(request.now).year
    form = FrameForm(request.POST if _posted(request) else None, initial={"year": year})
    if _posted(request) and form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_frame(
                actor=request.actor,
                year=given["year"],
                money=form.amount,
                percent=given["percent"],
                projects_wanted=given["wanted"],
                source=given["source"],
                now=request.now,
            )
        except actions.AlreadyThere:
            form.add_error("year", _("The year already has a frame."))
        else:
            messages.success(request, _("The year's frame is written down."))
            return go_on(request, reverse("programme:portfolio_work"))
    return _form_page(
        request,
        form,
        _("A year's frame"),
        _("What the year's portfolio has to give: money and per cent of a post."),
        status=422 if _posted(request) else 200,
    )


@logged_in
@require_http_methods(["GET", "POST"])
def call(request: Request) -> HttpResponse:
    """Call for applications; refused before the model has been decided."""
    owner = _enter(request, Activity.DECIDE)
    with tenant_context(owner):
        years = [(str(one.id), str(one.year)) for one in queries.frames()]
    form = CallForm(request.POST if _posted(request) else None, frames=years)
    if _posted(request) and form.is_valid() and _call(request, form):
        messages.success(request, _("The call is written down."))
        return go_on(request, reverse("programme:portfolio_work"))
    return _form_page(
        request,
        form,
        _("A call for applications"),
        _("Two municipalities or more apply together, in whichever association they are."),
        status=422 if _posted(request) else 200,
    )


def _call(request: Request, form: CallForm) -> bool:
    given = form.cleaned_data
    try:
        actions.open_call(
            actor=request.actor,
            frame_id=UUID(given["frame"]),
            title=given["title"],
            text=given["text"],
            opens_on=given["opens_on"],
            closes_on=given["closes_on"],
            now=request.now,
        )
    except rules.NoModelYet:
        form.add_error(
            None,
            _("Nobody has decided on the model yet, so no call can be made. Write it down first."),
        )
    except rules.BeforeTheModel:
        form.add_error("opens_on", _("The call opens before the model was decided."))
    else:
        return True
    return False


def _application(
    request: Request, application_id: UUID, activity: Activity
) -> queries.ApplicationRow:
    owner = _enter(request, activity)
    with tenant_context(owner):
        found = queries.application(application_id)
    if found is None:
        raise Http404
    return found


@logged_in
@require_GET
def application(request: Request, application_id: UUID) -> HttpResponse:
    """Show an application with its scores, what is left, and the decision."""
    found = _application(request, application_id, Activity.READ)
    return _application_page(request, found, None, None, status=200)


def _application_page(
    request: Request,
    found: queries.ApplicationRow,
    score_form: ScoreForm | None,
    decision_form: DecisionForm | None,
    *,
    status: int,
) -> HttpResponse:
    with tenant_context(policy.ensure_projects(request.actor, Activity.READ, now=request.now)):
        year = next(one for one in queries.frames() if one.id == found.call.frame_id)
    page = pages.application(
        found,
        names_of(),
        year.left,
        may_score=policy.may_with_projects(request.actor, Activity.WRITE, now=request.now),
        may_decide=policy.may_with_projects(request.actor, Activity.DECIDE, now=request.now),
    )
    own = next((s for s in found.scores if s.assessor_id == request.actor.person_id), None)
    context = {
        "page": page,
        "now": request.now,
        "score_form": score_form
        or ScoreForm(
            highest=found.model.highest,
            initial={
                **{each.lower(): own.scores[each] for each in Criterion},
                "reason": own.reason,
            }
            if own
            else None,
        ),
        "decision_form": decision_form
        or DecisionForm(
            initial=pages.wanted_initial(found.wanted)
            | {"version": found.version, "decided_on": timezone.localdate(request.now)}
        ),
        "has_scored": own is not None,
        "crumbs": _crumbs(Link(found.title, lang="sv")),
    }
    return show(request, "programme/application.html", context, status=status)


def _told_late(request: Request, application_id: UUID) -> HttpResponse:
    return conflict(
        request,
        _(
            "Somebody else has decided, or the application has been withdrawn. Nothing of yours is saved."
        ),
        Link(
            _("To the application as it is now"),
            reverse("programme:application", args=[application_id]),
        ),
    )


@logged_in
@require_POST
def score(request: Request, application_id: UUID) -> HttpResponse:
    """Give one's scores."""
    found = _application(request, application_id, Activity.WRITE)
    form = ScoreForm(request.POST, highest=found.model.highest)
    if not form.is_valid():
        return _application_page(request, found, form, None, status=422)
    try:
        actions.score(
            actor=request.actor,
            application_id=application_id,
            scores=form.scores,
            reason=form.cleaned_data["reason"],
            now=request.now,
        )
    except actions.DecidedMeanwhile:
        return _told_late(request, application_id)
    messages.success(request, _("Your scores are saved."))
    return go_on(request, reverse("programme:application", args=[application_id]))


@logged_in
@require_POST
def decide(request: Request, application_id: UUID) -> HttpResponse:
    """Decide on an application; of two at once one wins and the other is told."""
    found = _application(request, application_id, Activity.DECIDE)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _application_page(request, found, None, form, status=422)
    given = form.cleaned_data
    words = actions.DecisionWords(
        outcome=form.decided,
        decided_on=given["decided_on"],
        reference=given["reference"],
        reason=given["reason"],
        support=form.support,
    )
    try:
        actions.decide(
            actor=request.actor,
            application_id=application_id,
            version=given["version"],
            words=words,
            now=request.now,
        )
    except actions.DecidedMeanwhile:
        return _told_late(request, application_id)
    except rules.PortfolioRule as refused:
        _say_why(form, refused)
        return _application_page(request, found, None, form, status=422)
    messages.success(request, _("The decision is written down, and the municipalities are told."))
    return go_on(request, reverse("programme:application", args=[application_id]))


def _say_why(form: DecisionForm, refused: rules.PortfolioRule) -> None:
    match refused:
        case rules.NotEnoughMoney():
            text = _("Only %(amount)s is left.") % {"amount": formats.amount(refused.left)}
            form.add_error("money", text)
        case rules.NotEnoughPost():
            text = _("Only %(percent)s of a post is left.") % {"percent": pages.post(refused.left)}
            form.add_error("percent", text)
        case _:
            form.add_error("outcome", _("Say which support is granted."))


urlpatterns = [
    path("program/portfolj/", work, name="portfolio_work"),
    path("program/portfolj/modell/", model, name="portfolio_model"),
    path("program/portfolj/ram/", frame, name="portfolio_frame"),
    path("program/portfolj/utlysning/", call, name="portfolio_call"),
    path("program/portfolj/<uuid:application_id>/", application, name="application"),
    path("program/portfolj/<uuid:application_id>/poang/", score, name="application_score"),
    path("program/portfolj/<uuid:application_id>/beslut/", decide, name="application_decide"),
]
