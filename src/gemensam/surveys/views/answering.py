"""The pages of those who answer a survey. Nobody logs in: a link or a cookie finds the answers."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.delivery import api as delivery
from gemensam.identity.api import Request, public
from gemensam.organisations import api as organisations
from gemensam.questionnaires import api as questionnaires
from gemensam.surveys import answering, links, queries
from gemensam.surveys.models import SurveyKind
from gemensam.surveys.queries import NoSuchParticipation, NoSuchSurvey, State, SurveyRow
from gemensam.surveys.views import filling
from gemensam.ui.show import show

COOKIE: Final = "enkat"
# A page of a survey takes about so many seconds a question, as people answer in earnest.
SECONDS_A_QUESTION: Final = 20


@dataclass(frozen=True, slots=True)
class _Way:
    """Where a survey's pages lie."""

    body: str
    key: str

    def to(self, name: str, *more: object) -> str:
        return reverse(f"surveys:{name}", args=[self.body, self.key, *more])


def _survey(request: Request, key: str) -> SurveyRow:
    try:
        return queries.survey_by_key(key, now=request.now)
    except NoSuchSurvey as error:
        raise Http404 from error


def _way(request: Request, key: str) -> _Way:
    return _Way(request.host.slug, key)


def _see(path: str) -> HttpResponse:
    return HttpResponseRedirect(path, status=HTTPStatus.SEE_OTHER)


def _token(request: Request) -> str:
    return request.COOKIES.get(COOKIE, "")


def _remember(response: HttpResponse, way: _Way, token: str) -> HttpResponse:
    """Let the browser find the answers again until it is closed: computers are shared."""
    response.set_cookie(
        COOKIE,
        token,
        path=way.to("start"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _forget(response: HttpResponse, way: _Way) -> HttpResponse:
    response.delete_cookie(COOKIE, path=way.to("start"), samesite="Lax")
    return response


@public
@require_http_methods(["GET", "POST"])
def start(request: Request, key: str, **_host: str) -> HttpResponse:
    """Say what the survey is about; POST begins to answer it."""
    survey = _survey(request, key)
    way = _way(request, key)
    if request.method == "POST":
        return _begin(request, survey, way)
    return _show_start(request, survey, way)


def _begin(request: Request, survey: SurveyRow, way: _Way) -> HttpResponse:
    token = _token(request)
    if survey.kind is SurveyKind.OPEN and not _has_begun(survey, token):
        # Never one that came with a link: whoever made the link would know it.
        token = links.new_token()
    codes = queries.codes(survey.id)
    code = codes[0] if len(codes) == 1 else request.POST.get("municipality", "")
    try:
        answering.begin(survey, token=token, code=code, now=request.now)
    except answering.NotAskedThere:
        return _show_start(request, survey, way, is_unchosen=True)
    except (answering.NotOpen, answering.NotInvited):
        return _show_start(request, survey, way)
    except answering.HasAnswered:
        return _see(way.to("thanks"))
    return _remember(_see(way.to("page", 1)), way, token)


def _show_start(
    request: Request, survey: SurveyRow, way: _Way, *, is_unchosen: bool = False
) -> HttpResponse:
    token = _token(request)
    form = questionnaires.version(survey.version_id).schema
    questions = sum(1 for field in form.fields() if field.is_asked)
    invitation = _invitation(survey, token)
    names = {place.code: place.name for place in organisations.municipalities()}
    codes = queries.codes(survey.id)
    context = {
        "survey": survey,
        "host": request.host.name,
        "purpose": form.purpose.within(get_language() or "sv"),
        "questions": questions,
        "minutes": max(1, round(questions * SECONDS_A_QUESTION / 60)),
        "is_open": survey.state is State.OPEN,
        "is_invited": not survey.invites or invitation is not None,
        "has_answered": bool(invitation and invitation.has_answered),
        "invitation": invitation,
        "is_email": bool(invitation and invitation.channel == delivery.Channel.EMAIL),
        "place": names.get(invitation.code, "") if invitation else "",
        "places": [(code, names.get(code, code)) for code in codes]
        if not survey.invites and len(codes) > 1
        else [],
        "chosen": request.GET.get("kommun", ""),
        "is_unchosen": is_unchosen,
        "begun_href": way.to("page", 1) if _has_begun(survey, token) else "",
        "no_more_href": way.to("no_more"),
        "results_href": way.to("public_results") if survey.published_at else "",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_unchosen else HTTPStatus.OK
    return show(request, "surveys/start.html", context, status=status)


def _invitation(survey: SurveyRow, token: str) -> queries.InvitationRow | None:
    found = links.invitation_of(token) if survey.invites else None
    return queries.invitation(survey.id, found) if found else None


def _has_begun(survey: SurveyRow, token: str) -> bool:
    try:
        queries.participation_by_token(survey.id, token)
    except NoSuchParticipation:
        return False
    return True


@public
@require_GET
def arrive(request: Request, key: str, token: str, **_host: str) -> HttpResponse:
    """Take in the token of somebody's link, and leave it out of the addresses from here on."""
    survey = _survey(request, key)
    way = _way(request, key)
    if not survey.invites and not _has_begun(survey, token):
        return _see(way.to("start"))
    return _remember(_see(way.to("start")), way, token)


def _filling(request: Request, key: str) -> filling.Filling | None:
    survey = _survey(request, key)
    way = _way(request, key)
    token = _token(request)
    try:
        participation = queries.participation_by_token(survey.id, token)
    except NoSuchParticipation:
        return None
    if participation.sent_on is not None:
        return None
    frame = questionnaires.Frame(
        title=survey.title,
        page_href=lambda number: way.to("page", number),
        check_href=way.to("check"),
        later_href=way.to("later"),
        out_href=way.to("start"),
    )
    return filling.Filling(survey, participation, frame, way.to("thanks"), token)


@public
@require_http_methods(["GET", "POST"])
def page(request: Request, key: str, number: int, **_host: str) -> HttpResponse:
    """Show one page of questions; POST saves it."""
    found = _filling(request, key)
    if found is None:
        return _see(_way(request, key).to("start"))
    try:
        return filling.page(request, found, number)
    except questionnaires.NoSuchPage as error:
        raise Http404 from error


@public
@require_http_methods(["GET", "POST"])
def check(request: Request, key: str, **_host: str) -> HttpResponse:
    """Show every answer before it is sent; POST sends it."""
    way = _way(request, key)
    found = _filling(request, key)
    if found is None:
        # A second click on "send" comes here: the first one has sent it.
        return _see(way.to("thanks" if request.method == "POST" else "start"))
    response = filling.check(request, found)
    is_sent = response.status_code == HTTPStatus.SEE_OTHER
    return _forget(response, way) if is_sent and not found.survey.invites else response


@public
@require_GET
def later(request: Request, key: str, **_host: str) -> HttpResponse:
    """Say how the answers are found again: by a link of their own, on any device."""
    survey = _survey(request, key)
    way = _way(request, key)
    if not _has_begun(survey, _token(request)):
        return _see(way.to("start"))
    href = request.build_absolute_uri(way.to("arrive", _token(request)))
    context = {
        "survey": survey,
        "href": href,
        "go_on_href": way.to("page", 1),
        "forget_href": way.to("forget"),
    }
    return show(request, "surveys/later.html", context)


@public
@require_POST
def forget(request: Request, key: str, **_host: str) -> HttpResponse:
    """Let this browser forget the answers: the next one at a shared computer finds nothing."""
    _survey(request, key)
    way = _way(request, key)
    return _forget(_see(way.to("start")), way)


@public
@require_GET
def thanks(request: Request, key: str, **_host: str) -> HttpResponse:
    """Thank whoever has answered, and say what comes of it."""
    survey = _survey(request, key)
    way = _way(request, key)
    context = {
        "survey": survey,
        "host": request.host.name,
        "results_href": way.to("public_results") if survey.published_at else "",
    }
    return _forget(show(request, "surveys/thanks.html", context), way)


@public
@require_POST
def no_more(request: Request, key: str, **_host: str) -> HttpResponse:
    """Take whoever was invited off the reminders."""
    survey = _survey(request, key)
    try:
        answering.remind_no_more(survey, token=_token(request))
    except answering.NotInvited as error:
        raise Http404 from error
    return _see(_way(request, key).to("start"))
