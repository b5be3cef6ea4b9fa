"""A municipality applies together with others, and answers when it is asked."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.authority import api as authority
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.programme import county, policy
from gemensam.programme.actions import projects_draft as actions
from gemensam.programme.forms_projects_portfolio import ApplicationForm, InviteForm
from gemensam.programme.kinds_projects import DraftState
from gemensam.programme.pages import projects_draft as pages
from gemensam.programme.pages.projects import Names
from gemensam.programme.pages.projects_portfolio import call_line, wanted_initial
from gemensam.programme.pages.shown import in_swedish
from gemensam.programme.queries import projects_draft as queries
from gemensam.programme.queries import projects_portfolio as portfolio_queries
from gemensam.programme.rules import projects_portfolio as rules
from gemensam.programme.views.projects_names import names_of
from gemensam.ui.paging import CURSOR_PARAMETER, more_href
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show


def may_apply(request: Request) -> bool:
    """Say whether somebody may write a municipality's application: for buttons."""
    try:
        policy.ensure_own_programme(request.actor, Activity.WRITE, now=request.now)
    except (authority.Refused, policy.NotAMunicipality):
        return False
    return True


def _enter(request: Request, activity: Activity) -> UUID:
    try:
        return policy.ensure_own_programme(request.actor, activity, now=request.now)
    except policy.NotAMunicipality as nobody:
        raise Http404 from nobody


def _calls() -> dict[UUID, portfolio_queries.CallRow]:
    with county.context():
        return {one.id: one for one in portfolio_queries.calls()}


@logged_in
@require_GET
def own(request: Request) -> HttpResponse:
    """Show what others ask, one's own applications, and the calls that are open."""
    _enter(request, Activity.READ)
    names, calls = names_of(), _calls()
    found = queries.drafts(after=request.GET.get(CURSOR_PARAMETER, ""))
    today = timezone.localdate(request.now)
    context = {
        "received": [pages.received(one, names, calls) for one in queries.received()],
        "drafts": pages.drafts(
            [queries.draft_of(row) for row in found.rows],
            names,
            calls,
            more_href=more_href(found, request.GET),
        ),
        "calls": [call_line(one, today) for one in calls.values() if one.is_open(today)],
        "now": request.now,
    }
    return show(request, "programme/drafts.html", context)


def _form(
    request: Request, names: Names, initial: dict[str, object] | None = None
) -> ApplicationForm:
    return ApplicationForm(
        request.POST if request.method == "POST" else None,
        activities=list(names.activities.items()),
        initial=initial,
    )


def _words(form: ApplicationForm) -> actions.ApplicationWords:
    given = form.cleaned_data
    return actions.ApplicationWords(
        title=given["title"],
        purpose=given["purpose"],
        cooperation=given["cooperation"],
        transparency=given["transparency"],
        reuse=given["reuse"],
        activity_key=given["activity"],
        support=form.support,
    )


def _form_page(
    request: Request, form: ApplicationForm, title: str, lead: str, *, status: int
) -> HttpResponse:
    crumbs = [Link(_("Applications"), reverse("programme:drafts")), Link(title)]
    context = {"form": form, "title": title, "lead": lead, "crumbs": crumbs}
    return show(request, "programme/draft_form.html", context, status=status)


def _no_support(form: ApplicationForm) -> None:
    form.add_error("percent", _("Ask for at least one form of support"))


@logged_in
@require_http_methods(["GET", "POST"])
def start(request: Request, call_id: UUID) -> HttpResponse:
    """Begin an application to a call."""
    _enter(request, Activity.WRITE)
    call = _calls().get(call_id)
    if call is None:
        raise Http404
    form = _form(request, names_of())
    if request.method == "POST" and form.is_valid():
        try:
            draft_id = actions.start_draft(
                actor=request.actor, call_id=call_id, words=_words(form), now=request.now
            )
        except rules.AsksForNothing:
            _no_support(form)
        except rules.CallIsClosed:
            form.add_error(None, _("The call is not open."))
        else:
            messages.success(request, _("The draft is saved. Now ask other municipalities."))
            return go_on(request, reverse("programme:draft", args=[draft_id]))
    return _form_page(
        request,
        form,
        _("A new application"),
        in_swedish(call.title),
        status=422 if request.method == "POST" else 200,
    )


def _draft(request: Request, draft_id: UUID, activity: Activity) -> queries.DraftRow:
    _enter(request, activity)
    found = queries.draft(draft_id)
    if found is None:
        raise Http404
    return found


@logged_in
@require_GET
def one(request: Request, draft_id: UUID) -> HttpResponse:
    """Show an application, who stands behind it, and what is to be done next."""
    return _draft_page(request, _draft(request, draft_id, Activity.READ), None, "", status=200)


def _draft_page(
    request: Request,
    found: queries.DraftRow,
    invite_form: InviteForm | None,
    error: str,
    *,
    status: int,
) -> HttpResponse:
    names = names_of()
    own = policy.ensure_own_programme(request.actor, Activity.READ, now=request.now)
    page = pages.draft(
        found, names, _calls().get(found.call_id), own_id=own, today=timezone.localdate(request.now)
    )
    context = {
        "page": page,
        "invite_form": invite_form or InviteForm(places=pages.places_to_ask(found, names, own)),
        "error": error,
        "now": request.now,
        "crumbs": [
            Link(_("Applications"), reverse("programme:drafts")),
            Link(found.title, lang="sv"),
        ],
    }
    return show(request, "programme/draft.html", context, status=status)


def _told_late(request: Request, draft_id: UUID) -> HttpResponse:
    return conflict(
        request,
        _(
            "Somebody else has changed, submitted or withdrawn the application. Nothing of yours is saved."
        ),
        Link(_("To the application as it is now"), reverse("programme:draft", args=[draft_id])),
    )


def _version(request: Request) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0


def _initial(found: queries.DraftRow) -> dict[str, object]:
    return wanted_initial(found.wanted) | {
        "title": found.title,
        "purpose": found.purpose,
        "cooperation": found.cooperation,
        "transparency": found.transparency,
        "reuse": found.reuse,
        "activity": found.activity_key,
        "version": found.version,
    }


@logged_in
@require_http_methods(["GET", "POST"])
def change(request: Request, draft_id: UUID) -> HttpResponse:
    """Change the words; whoever has answered is asked again."""
    found = _draft(request, draft_id, Activity.WRITE)
    if found.state != DraftState.DRAFT:
        return _told_late(request, draft_id)
    form = _form(request, names_of(), _initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            again = actions.change_draft(
                actor=request.actor,
                draft_id=draft_id,
                version=form.cleaned_data["version"] or 0,
                words=_words(form),
                now=request.now,
            )
        except rules.AsksForNothing:
            _no_support(form)
        except actions.DraftChangedMeanwhile:
            return _told_late(request, draft_id)
        else:
            messages.success(
                request,
                _("The draft is changed, and the others are asked again.")
                if again
                else _("The draft is saved."),
            )
            return go_on(request, reverse("programme:draft", args=[draft_id]))
    return _form_page(
        request,
        form,
        _("Change the application"),
        _("If you change the words, the municipalities that have answered are asked again."),
        status=422 if request.method == "POST" else 200,
    )


@logged_in
@require_POST
def invite(request: Request, draft_id: UUID) -> HttpResponse:
    """Ask municipalities to stand behind it."""
    found = _draft(request, draft_id, Activity.WRITE)
    own = policy.ensure_own_programme(request.actor, Activity.WRITE, now=request.now)
    form = InviteForm(request.POST, places=pages.places_to_ask(found, names_of(), own))
    if not form.is_valid():
        return _draft_page(request, found, form, "", status=422)
    try:
        asked = actions.invite(
            actor=request.actor, draft_id=draft_id, municipality_ids=form.chosen, now=request.now
        )
    except actions.DraftChangedMeanwhile:
        return _told_late(request, draft_id)
    messages.success(
        request,
        ngettext("One municipality is asked.", "%(count)d municipalities are asked.", len(asked))
        % {"count": len(asked)},
    )
    return go_on(request, reverse("programme:draft", args=[draft_id]))


@logged_in
@require_POST
def submit(request: Request, draft_id: UUID) -> HttpResponse:
    """Hand the application in; refused while no other municipality has confirmed."""
    found = _draft(request, draft_id, Activity.WRITE)
    try:
        actions.submit(
            actor=request.actor, draft_id=draft_id, version=_version(request), now=request.now
        )
    except rules.Alone:
        error = _(
            "No other municipality has confirmed yet. Two or more apply together: the support is"
            " for what municipalities do in cooperation."
        )
        return _draft_page(request, found, None, error, status=422)
    except rules.CallIsClosed:
        return _draft_page(request, found, None, _("The call is not open."), status=422)
    except actions.DraftChangedMeanwhile:
        return _told_late(request, draft_id)
    messages.success(request, _("The application is submitted."))
    return go_on(request, reverse("programme:draft", args=[draft_id]))


@logged_in
@require_POST
def withdraw(request: Request, draft_id: UUID) -> HttpResponse:
    """Take the application back until it is decided."""
    _draft(request, draft_id, Activity.WRITE)
    try:
        actions.withdraw(
            actor=request.actor, draft_id=draft_id, version=_version(request), now=request.now
        )
    except actions.DraftChangedMeanwhile:
        return _told_late(request, draft_id)
    messages.success(request, _("The application is withdrawn."))
    return go_on(request, reverse("programme:draft", args=[draft_id]))


@logged_in
@require_POST
def answer(request: Request, application_id: UUID) -> HttpResponse:
    """Confirm or decline for one's own municipality."""
    _enter(request, Activity.WRITE)
    try:
        actions.answer(
            actor=request.actor,
            application_id=application_id,
            version=_version(request),
            confirms=request.POST.get("svar") == "ja",
            now=request.now,
        )
    except actions.NoSuchDraft as nothing:
        raise Http404 from nothing
    except actions.DraftChangedMeanwhile:
        return conflict(
            request,
            _(
                "The application has been changed or withdrawn, or somebody has answered. Look again."
            ),
            Link(_("To what is asked now"), reverse("programme:drafts")),
        )
    messages.success(request, _("Your answer is sent. You may change it until it is submitted."))
    return go_on(request, reverse("programme:drafts"))


urlpatterns = [
    path("program/ansokan/", own, name="drafts"),
    path("program/ansokan/ny/<uuid:call_id>/", start, name="draft_start"),
    path("program/ansokan/<uuid:draft_id>/", one, name="draft"),
    path("program/ansokan/<uuid:draft_id>/andra/", change, name="draft_change"),
    path("program/ansokan/<uuid:draft_id>/fraga/", invite, name="draft_invite"),
    path("program/ansokan/<uuid:draft_id>/lamna-in/", submit, name="draft_submit"),
    path("program/ansokan/<uuid:draft_id>/ta-tillbaka/", withdraw, name="draft_withdraw"),
    path("program/inbjudan/<uuid:application_id>/", answer, name="invitation_answer"),
]
