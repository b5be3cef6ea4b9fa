"""What answering in a browser and writing in a paper share: pages of questions, and sending them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from gemensam.identity.api import Request
from gemensam.questionnaires import api as questionnaires
from gemensam.surveys import answering
from gemensam.surveys.queries import ParticipationRow, SurveyRow
from gemensam.ui.parts import Link
from gemensam.ui.show import gone


@dataclass(frozen=True, slots=True)
class Filling:
    """Answers while they are written, and the pages they are written on."""

    survey: SurveyRow
    participation: ParticipationRow
    frame: questionnaires.Frame
    done_href: str
    # The link that the answers were begun by; none for a paper.
    token: str = ""


def page(request: Request, filling: Filling, number: int) -> HttpResponse:
    """Show one page of questions; POST saves it, and goes on when nothing needs mending."""
    draft = _draft(request, filling)
    if request.method != "POST":
        return questionnaires.show_page(request, filling.frame, draft, draft.page(number))

    def save(typed: Mapping[str, questionnaires.Typed], writer: UUID | None) -> None:
        answering.save(
            filling.survey, filling.participation, typed=typed, writer=writer, now=request.now
        )

    return _unless_closed(
        request,
        filling,
        lambda: questionnaires.save_page(
            request,
            filling.frame,
            draft,
            draft.page_or_last(number),
            now=request.now,
            save=save,
            reload=lambda: _draft(request, filling),
            done_href=filling.done_href,
        ),
    )


def check(request: Request, filling: Filling) -> HttpResponse:
    """Show every answer before it is sent; POST sends it, once."""
    if request.method != "POST":
        return questionnaires.show_check(request, filling.frame, _draft(request, filling))

    def send() -> HttpResponse:
        answering.send(filling.survey, filling.participation, token=filling.token, now=request.now)
        return HttpResponseRedirect(filling.done_href, status=HTTPStatus.SEE_OTHER)

    try:
        return _unless_closed(request, filling, send)
    except questionnaires.NotComplete:
        return questionnaires.show_check(
            request,
            filling.frame,
            _draft(request, filling),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )


def _draft(request: Request, filling: Filling) -> questionnaires.Draft:
    # All answers to a survey are to one version of its form.
    return questionnaires.open_draft(
        filling.participation.response_id, now=request.now, may_move=False
    )


def _unless_closed(
    request: Request, filling: Filling, do: Callable[[], HttpResponse]
) -> HttpResponse:
    try:
        return do()
    except answering.NotOpen:
        return gone(
            request,
            _("The survey has closed, so your answers cannot be sent any more."),
            Link(_("About the survey"), filling.frame.out_href),
        )
