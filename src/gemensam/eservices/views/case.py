"""One case for the one whom it concerns: its page, answers and messages, the decision as a file."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from gemensam.cases import api as cases
from gemensam.eservices import policy
from gemensam.eservices.views.case_page import show_case
from gemensam.eservices.views.frame import address, see, visit_of
from gemensam.eservices.views.refused import mend, named, of_a_case, told
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in


@logged_in
@require_GET
@of_a_case()
def case(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Show a case to the one whom it concerns, or to her representative."""
    return show_case(request, case_id)


@logged_in
@require_POST
@of_a_case(
    {
        **mend(question_id=lambda request: named(request, "question")),
        cases.QuestionIsAnswered: told(gettext_lazy("Somebody has answered the question already.")),
    },
    absent=(cases.NoSuchQuestion,),
)
def answer(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Answer a question that the caseworker asked."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    cases.answer_question(
        actor=visit.actor,
        case_id=case_id,
        question_id=named(request, "question"),
        text=request.POST.get("text", ""),
        now=visit.now,
        request_id=visit.request_id,
    )
    return see(f"{address(request, 'case', case_id)}#samtal")


@logged_in
@require_POST
@of_a_case(mend())
def say(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Write a message in the case."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    cases.say(
        actor=visit.actor,
        case_id=case_id,
        text=request.POST.get("text", ""),
        now=visit.now,
        request_id=visit.request_id,
    )
    return see(f"{address(request, 'case', case_id)}#samtal")


@logged_in
@require_GET
@of_a_case()
def decision_pdf(request: Request, case_id: UUID, **_place: str) -> HttpResponse:
    """Give the formal decision."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    opened = cases.decision_file(visit.actor, case_id, now=visit.now, request_id=visit.request_id)
    return files.as_response(opened, inline=True)
