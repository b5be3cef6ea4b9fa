"""The page of a case for the one whom it concerns, with whatever is filled in or went wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from gemensam.audit import api as audit
from gemensam.cases import api as cases
from gemensam.eservices import contact, policy
from gemensam.eservices.views import case_parts, performer_parts
from gemensam.eservices.views.appeal_parts import (
    AppealForm,
    CorrectionForm,
    appeal_part,
)
from gemensam.eservices.views.dish_parts import dish_part
from gemensam.eservices.views.frame import (
    UNPROCESSABLE,
    address,
    place_of,
    visit_of,
)
from gemensam.eservices.views.measured_words import while_it_runs
from gemensam.eservices.views.meeting_parts import meeting_parts
from gemensam.eservices.views.mina_sidor import question_clock
from gemensam.eservices.views.pause_parts import PauseForm, pause_part
from gemensam.identity.api import Request
from gemensam.ui.parts import Clock, Fact, Link, Seen
from gemensam.ui.show import show
from gemensam.ui.widgets import FileDrop

# Who has seen the case lately, beside the case itself.
SEEN_SHOWN = 5
LOOKS_READ = 60


class TextForm(forms.Form):
    """Something to say: an answer or a message."""

    use_required_attribute = False
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(
        self, typed: str | None, *, label: str, problem: str = "", auto_id: str = "id_%s"
    ) -> None:
        super().__init__(None if typed is None else {"text": typed}, auto_id=auto_id)
        self.fields["text"].label = label
        if problem:
            # The problem is said in whole, also when nothing was written.
            self.errors.clear()
            self.add_error("text", forms.ValidationError(problem, code="mend"))


class FileForm(forms.Form):
    """A file to send instead of one that was harmful."""

    use_required_attribute = False
    file = forms.FileField(widget=FileDrop(attrs={"accept": "image/*,.heic,.heif,application/pdf"}))

    def __init__(self, problem: str, *, auto_id: str) -> None:
        super().__init__({} if problem else None, auto_id=auto_id)
        self.fields["file"].label = _("Choose the file to send")
        if problem:
            # The problem is said in whole: that nothing was chosen, or why it will not do.
            self.errors.clear()
            self.add_error("file", forms.ValidationError(problem, code="mend"))


@dataclass(frozen=True, slots=True)
class MissedFile:
    """A file that was harmful and is gone, with the form to send it again."""

    name: str
    form: FileForm
    href: str


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """A question that waits, with the form to answer it."""

    question: cases.OpenQuestion
    form: TextForm
    clock: Clock
    href: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """What could not be sent, and why: shown again with what was typed."""

    text: str
    problem: str
    question_id: UUID | None = None
    file_id: UUID | None = None
    # Which line of the application was to be corrected.
    correcting: str | None = None
    is_appeal: bool = False

    @property
    def is_message(self) -> bool:
        """Say whether it was said to the caseworker, and nothing more special."""
        return (
            self.question_id is None
            and self.file_id is None
            and self.correcting is None
            and not self.is_appeal
        )


def show_case(
    request: Request,
    case_id: UUID,
    wrong: Wrong | None = None,
    *,
    pause_form: PauseForm | None = None,
    dishes_typed: QueryDict | None = None,
    meeting_typed: tuple[Mapping[str, str], str] | None = None,
) -> HttpResponse:
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    found = cases.case_for_resident(
        visit.actor, case_id, now=visit.now, request_id=visit.request_id
    )
    if found.decision is not None and cases.received_on(found.thread) is None:
        cases.receive_decision(actor=visit.actor, case_id=case_id, now=visit.now)
    context = _context(request, found, wrong, pause_form)
    context["dishes"] = dish_part(request, found, dishes_typed)
    context["meetings"] = meeting_parts(request, found, meeting_typed)
    return show(
        request,
        "eservices/case.html",
        context,
        status=UNPROCESSABLE if wrong or pause_form or dishes_typed or meeting_typed else 200,
    )


def _context(
    request: Request,
    found: cases.CaseForResident,
    wrong: Wrong | None,
    pause_form: PauseForm | None,
) -> dict[str, object]:
    case_id = found.summary.id
    questions = [_question_form(request, found, one, wrong) for one in found.summary.open_questions]
    missed = _missed_files(request, found, wrong)
    return {
        **_about_appeal(request, found, wrong),
        **_about_correction(request, found, wrong),
        "place": place_of(request),
        "case": found.summary,
        "cover": found.cover,
        "name": found.resident_name if found.is_on_behalf else "",
        "together_with": found.resident_name if found.is_co_applicant else "",
        "steps": case_parts.steps(found),
        "facts": _facts(request, found),
        "questions": questions,
        "asked_forms": [
            *(one.form for one in missed),
            *(one.form for one in questions),
            *([pause_form] if pause_form else []),
        ],
        "pauses": pause_part(request, found, pause_form),
        "performer": performer_parts.summary(request, found),
        "events": case_parts.events(found, request.actor.person_id),
        "answers": case_parts.answers(
            found, lambda file_id: address(request, "case_file", case_id, file_id)
        ),
        "missed": missed,
        **_about_decision(request, found),
        **_about_saying(request, found, wrong),
        "seen": _seen(found),
        "contact": contact.contact_of(place_of(request).organisation_id),
        "log_href": address(request, "access_log"),
        "crumbs": [Link(_("My pages"), address(request, "home")), Link(found.summary.title)],
        "now": request.now,
    }


def _facts(request: Request, found: cases.CaseForResident) -> Sequence[Fact]:
    how_long = while_it_runs(found, place_of(request).name)
    return case_parts.status_facts(found, how_long, now=request.now)


def _about_saying(
    request: Request, found: cases.CaseForResident, wrong: Wrong | None
) -> dict[str, object]:
    return {
        "say_href": address(request, "say", found.summary.id),
        "message_form": _message_form(wrong),
        "may_say": found.decision is None,
    }


def _question_form(
    request: Request, found: cases.CaseForResident, one: cases.OpenQuestion, wrong: Wrong | None
) -> QuestionForm:
    is_wrong = wrong is not None and wrong.question_id == one.id
    form = TextForm(
        wrong.text if wrong is not None and is_wrong else None,
        auto_id=f"id_{one.id}_%s",
        label=_("Your answer"),
        problem=wrong.problem if wrong is not None and is_wrong else "",
    )
    return QuestionForm(
        one, form, question_clock(one, request), address(request, "answer", found.summary.id)
    )


def _missed_files(
    request: Request, found: cases.CaseForResident, wrong: Wrong | None
) -> list[MissedFile]:
    if found.decision is not None:
        return []
    case_id = found.summary.id
    return [
        MissedFile(
            one.name,
            FileForm(
                wrong.problem if wrong and wrong.file_id == one.file_id else "",
                auto_id=f"id_{one.file_id}_%s",
            ),
            address(request, "file_again", case_id, one.file_id),
        )
        for one in cases.missed_files(found.answers)
    ]


def _about_decision(request: Request, found: cases.CaseForResident) -> dict[str, object]:
    if found.decision is None:
        return {}
    return {
        "decision": found.decision,
        "decision_facts": case_parts.decision_facts(found.decision),
        "worked_out": case_parts.worked_out(found),
        "pdf_href": address(request, "decision_pdf", found.summary.id),
    }


def _about_correction(
    request: Request, found: cases.CaseForResident, wrong: Wrong | None
) -> dict[str, object]:
    if found.decision is not None or not found.answers:
        return {}
    form = CorrectionForm(found)
    if wrong is not None and wrong.correcting is not None:
        typed = {"field": wrong.correcting, "text": wrong.text}
        form = CorrectionForm(found, typed, wrong.problem)
    return {"correction": form, "correct_href": address(request, "correct", found.summary.id)}


def _about_appeal(
    request: Request, found: cases.CaseForResident, wrong: Wrong | None
) -> dict[str, object]:
    is_wrong = wrong is not None and wrong.is_appeal
    form = AppealForm(wrong.text, wrong.problem) if wrong is not None and is_wrong else None
    return {
        "appeal": appeal_part(found, now=request.now, form=form),
        "appeal_href": address(request, "appeal", found.summary.id),
        "withdraw_href": address(request, "withdraw", found.summary.id),
    }


def _message_form(wrong: Wrong | None) -> TextForm:
    is_wrong = wrong is not None and wrong.is_message
    return TextForm(
        wrong.text if wrong is not None and is_wrong else None,
        label=_("Write to your caseworker"),
        problem=wrong.problem if wrong is not None and is_wrong else "",
    )


def _seen(found: cases.CaseForResident) -> Sequence[Seen]:
    # The log is the resident's own to read: no mandate reaches it (authority's table).
    if found.is_on_behalf or found.is_co_applicant:
        return ()
    case = found.summary
    rows = audit.accesses_to_resource(
        "case", case.id, resident_id=case.resident_id, limit=LOOKS_READ
    )
    # The newest look of each: five lines of somebody's own clicks say nothing.
    newest: dict[tuple[str, str], Seen] = {}
    for row in rows:
        if row.is_allowed:
            seen = Seen(row.actor_name, row.at, row.actor_title)
            newest.setdefault((row.actor_name, row.actor_title), seen)
    return list(newest.values())[:SEEN_SHOWN]


def problem_words(error: Exception) -> str:
    if isinstance(error, cases.TooLongText):
        return _("Write less: at most %(count)s characters") % {"count": cases.LONGEST_TEXT}
    return _("Write something before you send")
