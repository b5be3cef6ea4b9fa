"""What a case's pages on Mina sidor answer when something is refused, the same everywhere."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.cases import api as cases
from gemensam.eservices.views.case_page import Wrong, problem_words, show_case
from gemensam.eservices.views.frame import address
from gemensam.identity.api import Request
from gemensam.ui.parts import Link
from gemensam.ui.refusals import Answer, Kinds, View, refusals
from gemensam.ui.show import conflict


def back_to_case(request: Request, case_id: UUID) -> Link:
    """Give the way back."""
    return Link(_("Back to the case"), address(request, "case", case_id))


def told(text: str | Promise) -> Answer:
    """Say why nothing was done, with the way back to the case."""

    def answer(request: Request, _error: Exception, *, case_id: UUID, **_w: Any) -> HttpResponse:
        return conflict(request, str(text), back_to_case(request, case_id))

    return answer


def mend(**where: object) -> Mapping[Kinds, Answer]:
    """Show the case with what was written, and what there is to mend in it.

    `where` says of which form it is, as `Wrong` takes it; what is callable is asked the request.
    """

    def answer(request: Request, error: Exception, *, case_id: UUID, **_w: Any) -> HttpResponse:
        at: dict[str, Any] = {
            name: said(request) if callable(said) else said for name, said in where.items()
        }
        wrong = Wrong(request.POST.get("text", ""), problem_words(error), **at)
        return show_case(request, case_id, wrong)

    return {(cases.EmptyText, cases.TooLongText): answer}


_DECIDED: Mapping[Kinds, Answer] = {
    cases.CaseIsDecided: told(
        gettext_lazy("There is a decision already, so nothing more is needed.")
    )
}


def of_a_case(
    answers: Mapping[Kinds, Answer] | None = None, *, absent: tuple[type[Exception], ...] = ()
) -> Callable[[View], View]:
    """Answer what every page of a case may be refused by, and beside it what this one may be."""
    return refusals({**_DECIDED, **(answers or {})}, absent=(cases.NoSuchCase, *absent))


def named(request: Request, name: str) -> UUID:
    """Read an id that the page sent along. Raises Http404: it is none."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise Http404 from error
