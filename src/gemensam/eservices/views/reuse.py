"""A paper that was sent before, chosen for a question of an application that is filled in now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gemensam.cases import api as cases
from gemensam.eservices.filling import Filling, open_application
from gemensam.eservices.views.documents import case_words
from gemensam.eservices.views.frame import (
    UNPROCESSABLE,
    address,
    hidden_if_not_there,
    language,
    see,
    visit_of,
)
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.questionnaires import api as questionnaires
from gemensam.ui.paging import CURSOR_PARAMETER, first_href, more_href
from gemensam.ui.parts import File
from gemensam.ui.show import show


@dataclass(frozen=True, slots=True)
class Choice:
    """One paper to choose; or, where it cannot be, how it stands and why."""

    value: str
    name: str
    note: str
    href: str
    is_picture: bool
    is_chosen: bool
    instead: File | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """The papers of one case."""

    title: str
    below: str
    choices: Sequence[Choice]


class PaperForm(forms.Form):
    """What was chosen; its error is said in whole."""

    use_required_attribute = False
    paper = forms.CharField()

    def __init__(self, label: str, problem: str = "") -> None:
        super().__init__({} if problem else None)
        self.fields["paper"].label = label
        if problem:
            self.errors.clear()
            self.add_error("paper", forms.ValidationError(problem, code="mend"))


def way_of(request: Request, filling: Filling) -> Callable[[str], str]:
    """Give the way from a question to what was sent before; empty words where nothing was."""
    visit = visit_of(request)

    @cache
    def has_any() -> bool:
        # Staff write in what came on paper: they choose nothing from earlier cases.
        return not visit.is_at_the_desk and cases.has_sent_papers(
            visit.actor, filling.resident.id, now=visit.now
        )

    return lambda key: (
        address(request, "reuse", filling.offered.slug, filling.application.id, key)
        if has_any()
        else ""
    )


@logged_in
@require_http_methods(["GET", "POST"])
@hidden_if_not_there
def reuse(
    request: Request, service: str, application_id: UUID, key: str, **_place: str
) -> HttpResponse:
    """Show what the resident has sent before; POST adds what was chosen to the answer."""
    filling = open_application(visit_of(request), application_id, service)
    if filling.application.submitted_at is not None:
        return see(address(request, "receipt", service, application_id))
    filled = filling.draft.filled
    entry = filled.entries.get(key)
    if entry is None or entry.field.kind is not questionnaires.FieldKind.FILE:
        raise Http404
    if key not in filled.shown:
        raise Http404
    if request.method == "POST":
        return _take(request, filling, entry)
    return _show(request, filling, entry)


def _take(request: Request, filling: Filling, entry: questionnaires.Entry) -> HttpResponse:
    visit = visit_of(request)
    # Asks whether the visitor may write, and logs it.
    open_application(
        visit, filling.application.id, filling.offered.slug, activity=Activity.WRITE, may_move=False
    )
    chosen = list(dict.fromkeys(request.POST.getlist("paper")))
    if not chosen:
        return _show(request, filling, entry, problem=_("Choose at least one paper"))
    try:
        questionnaires.attach_again(
            response_id=filling.application.response_id,
            key=entry.key,
            field=entry.field,
            chosen=[_opened(request, filling, one) for one in chosen],
            actor=visit.actor,
            now=visit.now,
        )
    except questionnaires.NotTakenIn as why:
        return _show(request, filling, entry, chosen, why.text.within(language()))
    except files.Infected:
        problem = _("Something harmful was found in the file. Choose another.")
        return _show(request, filling, entry, chosen, problem)
    except files.NotYetScanned:
        problem = _("The file is still being checked for viruses. Choose another, or wait a while.")
        return _show(request, filling, entry, chosen, problem)
    return see(_back(request, filling, entry))


def _opened(request: Request, filling: Filling, chosen: str) -> questionnaires.SentBefore:
    """Open one that was chosen, by the same door as on the case's own page."""
    visit = visit_of(request)
    case_id, _slash, file_id = chosen.partition("/")
    try:
        return cases.sent_paper(
            visit.actor,
            filling.resident.id,
            UUID(case_id),
            UUID(file_id),
            now=visit.now,
            request_id=visit.request_id,
        )
    except (cases.NoSuchCase, ValueError) as error:
        raise Http404 from error


def _back(request: Request, filling: Filling, entry: questionnaires.Entry) -> str:
    draft = filling.draft
    page = next(one for one in draft.form.schema.pages if entry.group in one.groups)
    number = draft.number_of(page)
    here = address(request, "page", filling.offered.slug, filling.application.id, number)
    return f"{here}#group-{entry.group.id}"


def _show(
    request: Request,
    filling: Filling,
    entry: questionnaires.Entry,
    chosen: Sequence[str] = (),
    problem: str = "",
) -> HttpResponse:
    visit = visit_of(request)
    page = cases.papers(
        visit.actor,
        [filling.resident.id],
        sorts=frozenset({cases.Sort.SENT}),
        with_joint=False,
        after=request.GET.get(CURSOR_PARAMETER, ""),
        now=visit.now,
        request_id=visit.request_id,
    )
    label = questionnaires.label_of(filling.draft.filled, entry, language())
    context = {
        "form_title": filling.offered.verb.within(language()),
        "question": label,
        "name": filling.resident.name if filling.is_on_behalf else "",
        "groups": [
            found for one in page.rows if (found := _choices(request, one, entry, chosen)).choices
        ],
        "form": PaperForm(label, problem),
        "problem": problem,
        "back_href": _back(request, filling, entry),
        "more_href": more_href(page, request.GET),
        "first_href": first_href(request.GET),
    }
    return show(request, "eservices/reuse.html", context, status=UNPROCESSABLE if problem else 200)


def _choices(
    request: Request, one: cases.CasePapers, entry: questionnaires.Entry, chosen: Sequence[str]
) -> Choices:
    return Choices(
        one.title,
        case_words(one),
        [_choice(request, one, paper, entry, chosen) for paper in one.sent],
    )


def _choice(
    request: Request,
    one: cases.CasePapers,
    paper: cases.Paper,
    entry: questionnaires.Entry,
    chosen: Sequence[str],
) -> Choice:
    row = paper.row
    value = f"{one.case_id}/{row.file_id}"
    part = questionnaires.as_part(row, href=address(request, "case_file", one.case_id, row.file_id))
    fits = questionnaires.takes(entry.field, row.state.content_type)
    if row.can_be_opened and not fits:
        wanted = questionnaires.wanted(entry.field).within(language())
        part = replace(
            part, below=_("It does not fit this question. %(wanted)s.") % {"wanted": wanted}
        )
    return Choice(
        value=value,
        name=row.name,
        note=part.below,
        href=part.href,
        is_picture=part.is_picture,
        is_chosen=value in chosen,
        instead=None if row.can_be_opened and fits else part,
    )
