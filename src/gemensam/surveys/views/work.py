"""An organisation's surveys: the list, a new one, and how each goes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations
from gemensam.questionnaires import api as questionnaires
from gemensam.surveys import actions, policy, queries
from gemensam.surveys.actions import AlreadyOpened, NotYetOpened
from gemensam.surveys.forms import DaysForm, SurveyForm
from gemensam.surveys.queries import NoSuchSurvey, State, SurveyRow
from gemensam.surveys.views import showing
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show

LONGEST_KEY: Final = 40
_LETTERS: Final = str.maketrans("åäöÅÄÖ", "aaoaao")


def found(request: Request, survey_id: UUID) -> SurveyRow:
    """Give a survey of the running organisation, or answer that there is none."""
    try:
        return queries.survey(survey_id, now=request.now)
    except NoSuchSurvey as error:
        raise Http404 from error


def address(survey_id: UUID, name: str = "survey") -> str:
    """Give the way to one of a survey's pages."""
    return reverse(f"surveys:{name}", args=[survey_id])


def _own_code(request: Request) -> str:
    """Give the municipality that asks, when it is one that does."""
    assert request.actor.tenant_id is not None
    place = organisations.municipality_by_tenant(request.actor.tenant_id)
    return place.code if place else ""


@logged_in
@require_GET
def surveys(request: Request) -> HttpResponse:
    """List the organisation's surveys."""
    policy.ensure_surveys(request.actor, Activity.READ, now=request.now)
    chosen = request.GET.get("lage", "")
    rows = queries.surveys(now=request.now)
    counts = queries.answer_counts()
    context = {
        "chips": showing.state_chips(rows, chosen),
        "table": showing.list_table(
            [row for row in rows if not chosen or row.state.value.lower() == chosen], counts
        ),
        "has_any": bool(rows),
    }
    return show(request, "surveys/surveys.html", context)


def _form(request: Request, **kwargs: object) -> SurveyForm:
    return SurveyForm(
        request.POST if request.method == "POST" else None,
        usable=questionnaires.usable_forms(now=request.now),
        own_code=_own_code(request),
        today=timezone.localdate(request.now),
        **kwargs,
    )


@logged_in
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Prepare a survey."""
    policy.ensure_surveys(request.actor, Activity.WRITE, now=request.now)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        survey_id = actions.make(
            form.plan(),
            key=_key(form.cleaned_data["title"], request.now),
            actor=request.actor,
            now=request.now,
        )
        return go_on(request, address(survey_id))
    return _show_form(request, form, _("A new survey"), reverse("surveys:surveys"))


def _key(title: str, now: datetime) -> str:
    """Give the word of its address that nobody has yet."""
    stem = slugify(title.translate(_LETTERS))[: LONGEST_KEY - 4].strip("-") or "enkat"
    taken = {row.key for row in queries.surveys(now=now)}
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(key for key in numbered if key not in taken)


@logged_in
@require_http_methods(["GET", "POST"])
def change(request: Request, survey_id: UUID) -> HttpResponse:
    """Change a survey that has not been opened."""
    policy.ensure_surveys(request.actor, Activity.WRITE, now=request.now)
    row = found(request, survey_id)
    if row.state is not State.DRAFT:
        return _cannot(request, survey_id)
    form = _form(
        request,
        initial={
            "title": row.title,
            "form": str(row.version_id),
            "kind": row.kind,
            "codes": queries.codes(survey_id),
            "about": row.about,
            "last_day": row.last_day,
            "reminds_on": row.reminds_on,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(survey_id, form.plan())
        except AlreadyOpened:
            return _cannot(request, survey_id)
        return go_on(request, address(survey_id))
    return _show_form(request, form, _("Change the survey"), address(survey_id))


def _cannot(request: Request, survey_id: UUID) -> HttpResponse:
    return conflict(
        request,
        _("The survey has been opened, so what it asks and of whom stays as it is."),
        Link(_("Show the survey"), address(survey_id)),
    )


def _show_form(request: Request, form: SurveyForm, title: str, back_href: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "back_href": back_href,
        "forms_href": reverse("questionnaires:forms"),
        "has_places": not form.own_code,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "surveys/form.html", context, status=status)


@logged_in
@require_GET
def survey(request: Request, survey_id: UUID) -> HttpResponse:
    """Show how a survey goes, and what comes next."""
    policy.ensure_surveys(request.actor, Activity.READ, now=request.now)
    return _show_survey(request, found(request, survey_id))


def _show_survey(request: Request, row: SurveyRow, days: DaysForm | None = None) -> HttpResponse:
    assert request.actor.tenant_id is not None
    body = organisations.body_by_tenant(request.actor.tenant_id)
    assert body is not None
    places = queries.places(row.id)
    today = timezone.localdate(request.now)
    initial = {"last_day": row.last_day, "reminds_on": row.reminds_on}
    start = request.build_absolute_uri(reverse("surveys:start", args=[body.slug, row.key]))
    context = {
        "survey": row,
        "here": address(row.id, "do"),
        "state": showing.state_tag(row),
        "facts": showing.facts(row),
        "form_title": questionnaires.version(row.version_id).schema.title.sv,
        "figures": showing.progress_figures(row, places),
        "places": showing.places_table(row, places),
        "chart": showing.places_chart(row, places),
        "links": showing.open_links(row, places, start),
        "start": start,
        "waiting": queries.waiting(row.id),
        "papers": showing.paper_links(row, queries.begun_papers(row.id)),
        "days": days or DaysForm(initial=initial, today=today),
        "handed_out": showing.handed_out(places) if not row.invites else (),
        "paper_places": showing.place_names([place.code for place in places]),
        **{
            name: address(row.id, name)
            for name in ("invited", "results", "named", "change", "blank")
        },
        "begin_paper": address(row.id, "begin_paper"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if days and days.errors else HTTPStatus.OK
    return show(request, "surveys/survey.html", context, status=status)


@logged_in
@require_POST
def do(request: Request, survey_id: UUID) -> HttpResponse:
    """Do what the pressed button says: open, close, remind, publish, set days, remove."""
    go = request.POST.get("go", "")
    needed = Activity.DECIDE if go in _DECIDES else Activity.WRITE
    policy.ensure_surveys(request.actor, needed, now=request.now)
    row = found(request, survey_id)
    if go == "days":
        return _set_days(request, row)
    act = _ACTIONS.get(go)
    if act is None:
        return go_on(request, address(survey_id))
    try:
        said = act(request, row)
    except NotYetOpened:
        said = _("The survey has not been opened yet.")
    except AlreadyOpened:
        return _cannot(request, survey_id)
    messages.info(request, said)
    return go_on(request, reverse("surveys:surveys") if go == "remove" else address(survey_id))


def _set_days(request: Request, row: SurveyRow) -> HttpResponse:
    days = DaysForm(request.POST, today=timezone.localdate(request.now))
    if not days.is_valid():
        return _show_survey(request, row, days)
    actions.prolong(
        row.id,
        last_day=days.cleaned_data["last_day"],
        reminds_on=days.cleaned_data["reminds_on"],
    )
    messages.info(request, _("The days are saved."))
    return go_on(request, address(row.id))


def _open(request: Request, row: SurveyRow) -> str:
    count = actions.open_survey(row.id, now=request.now)
    if queries.survey(row.id, now=request.now).state is State.CLOSED:
        return _("The last day to answer has gone: set a later one below.")
    return _sent(count) if count else _("The survey is open.")


def _sent(count: int) -> str:
    return ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.",
                    count) % {"count": count}  # fmt: skip


def _send(request: Request, row: SurveyRow) -> str:
    return _sent(actions.send_invitations(row.id, now=request.now))


def _remind(request: Request, row: SurveyRow) -> str:
    count = actions.remind(row.id, now=request.now)
    if not count:
        return _("Nobody to remind: all have answered, or were written to within a day.")
    return ngettext("%(count)s reminder is on its way.", "%(count)s reminders are on their way.",
                    count) % {"count": count}  # fmt: skip


def _close(request: Request, row: SurveyRow) -> str:
    actions.close_survey(row.id, now=request.now)
    return _("The survey is closed. You can open it again.")


def _publish(request: Request, row: SurveyRow) -> str:
    actions.publish_results(row.id, is_public=True, now=request.now)
    return _("Anybody can read the results now.")


def _unpublish(request: Request, row: SurveyRow) -> str:
    actions.publish_results(row.id, is_public=False, now=request.now)
    return _("Only you can read the results now.")


def _remove(_request: Request, row: SurveyRow) -> str:
    actions.remove(row.id)
    return _("The survey is removed.")


def _note(request: Request, row: SurveyRow) -> str:
    numbers = {
        code: _whole(request.POST.get(f"handed.{code}", "")) for code in queries.codes(row.id)
    }
    actions.note_handed_out(row.id, numbers)
    return _("The numbers are saved.")


def _whole(text: str) -> int | None:
    digits = "".join(text.split())
    # Nobody hands out more than there are people in the county.
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 8 else None  # noqa: PLR2004


_DECIDES: Final = frozenset({"open", "close", "publish", "unpublish"})
_ACTIONS: Final[Mapping[str, Callable[[Request, SurveyRow], str]]] = {
    "open": _open,
    "close": _close,
    "send": _send,
    "remind": _remind,
    "publish": _publish,
    "unpublish": _unpublish,
    "remove": _remove,
    "handed": _note,
}
