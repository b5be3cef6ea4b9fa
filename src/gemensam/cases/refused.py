"""What the pages of a case answer when something is refused, the same everywhere."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gemensam.cases import actions, queries, rules
from gemensam.cases.case_page import Open, case_page, changed, decided_already
from gemensam.cases.policy import NoSuchCase
from gemensam.identity.api import Request
from gemensam.ui.parts import Link
from gemensam.ui.refusals import Answer, Kinds, View, refusals
from gemensam.ui.show import conflict

CONFLICT = 409


def of_a_case(
    answers: Mapping[Kinds, Answer] | None = None, *, absent: tuple[type[Exception], ...] = ()
) -> Callable[[View], View]:
    """Answer what every page of a case may be refused by, and beside it what this one may be."""
    return refusals({**_EVERYWHERE, **(answers or {})}, absent=(NoSuchCase, *absent))


def _changed(request: Request, error: actions.CaseHasChanged, **_words: Any) -> HttpResponse:
    return changed(request, error)


def _decided(request: Request, _error: Exception, *, case_id: UUID) -> HttpResponse:
    return decided_already(request, case_id)


_EVERYWHERE: Mapping[Kinds, Answer] = {
    actions.CaseHasChanged: _changed,
    rules.CaseIsDecided: _decided,
}


def problem(text: str | Promise, status: int = CONFLICT) -> Answer:
    """Show the case as it is, and say why nothing was done."""

    def answer(request: Request, _error: Exception, *, case_id: UUID, **_w: Any) -> HttpResponse:
        return case_page(request, case_id, Open(problem=str(text), status=status))

    return answer


def back_to_case(text: str | Promise) -> Answer:
    """Say why a paper is not given, with the way back."""

    def answer(request: Request, _error: Exception, *, case_id: UUID, **_w: Any) -> HttpResponse:
        back = Link(_("Back to the case"), reverse("cases:case", args=[case_id]))
        return conflict(request, str(text), back)

    return answer


def changed_meanwhile(
    form_class: type[forms.Form], prefix: str, keep: Callable[[Any, dict[str, Any]], Open]
) -> Answer:
    """Show what is new, with the form as it was typed, to be sent for the case as it is now."""

    def answer(
        request: Request, error: actions.CaseHasChanged, *, case_id: UUID, **_w: Any
    ) -> HttpResponse:
        sent = form_class(request.POST, prefix=prefix)
        values = {name: sent[name].value() for name in sent.fields}
        values["version"] = queries.case_row(case_id).version
        return changed(request, error, keep(form_class(prefix=prefix, initial=values), values))

    return answer
