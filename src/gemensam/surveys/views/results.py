"""What came of a survey: charts, tables, files, and who answered what where that is known."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, logged_in
from gemensam.identity.api import public as open_to_all
from gemensam.kernel.actor import Activity
from gemensam.questionnaires import api as questionnaires
from gemensam.surveys import policy, queries, tallies
from gemensam.surveys.models import SurveyKind
from gemensam.surveys.queries import NoSuchParticipation, NoSuchSurvey, SurveyRow
from gemensam.surveys.tallies import Results
from gemensam.surveys.views import drawing, showing
from gemensam.surveys.views.work import address, found
from gemensam.ui import spreadsheets
from gemensam.ui.parts import Column, Fact, Link, Row, Table
from gemensam.ui.show import show

FILES: Final = ("csv", "xlsx")


def _language() -> str:
    return get_language() or "sv"


@logged_in
@require_GET
def results(request: Request, survey_id: UUID) -> HttpResponse:
    """Show what was answered, question by question."""
    policy.ensure_surveys(request.actor, Activity.READ, now=request.now)
    row = found(request, survey_id)
    code = request.GET.get("kommun", "")
    others = tallies.earlier(row, queries.surveys(now=request.now))
    compared = next((one for one in others if str(one.id) == request.GET.get("jamfor")), None)
    result = tallies.results(row, language=_language())
    before = tallies.results(compared, language=_language()) if compared else None
    here = address(row.id, "results")
    context = {
        **_shown(row, result, code, here, before=before),
        "texts": drawing.texts(result) if not code else (),
        "compared": compared,
        "others": [(str(one.id), one.title) for one in others],
        "files": [
            Link(ending, reverse("surveys:give_out", args=[row.id, ending])) for ending in FILES
        ],
        "back_href": address(row.id),
        "named_href": "" if row.is_anonymous else address(row.id, "named"),
    }  # fmt: skip
    return show(request, "surveys/results.html", context)


def _shown(
    row: SurveyRow, result: Results, code: str, here: str, *, before: Results | None = None
) -> Mapping[str, object]:
    names = showing.names()
    code = code if code in result.codes else ""
    return {
        "survey": row,
        "result": result,
        "is_waiting": result.answered > result.counted,
        "chips": drawing.place_chips(result, code, names, here),
        "places": showing.place_names(result.codes)
        if len(result.codes) > drawing.MOST_CHIPS
        else (),
        "chosen": code,
        "summary": drawing.summary(result, code),
        "questions": list(
            drawing.questions(result, code, names, hides=row.hides_few, before=before)
        ),
        "place": names.get(code, ""),
    }


@open_to_all
@require_GET
def public(request: Request, key: str, **_host: str) -> HttpResponse:
    """Show a survey's published results to anybody: no words that somebody wrote."""
    try:
        row = queries.survey_by_key(key, now=request.now)
    except NoSuchSurvey as error:
        raise Http404 from error
    if row.published_at is None:
        raise Http404
    here = reverse("surveys:public_results", args=[request.host.slug, key])
    context = {
        **_shown(
            row, tallies.results(row, language=_language()), request.GET.get("kommun", ""), here
        ),
        "host": request.host.name,
        "is_public": True,
    }
    return show(request, "surveys/results.html", context)


@logged_in
@require_GET
def give_out(request: Request, survey_id: UUID, ending: str) -> HttpResponse:
    """Give the results as a file; with each one's answers where they answered by name."""
    row = found_for_reading(request, survey_id)
    if ending not in FILES:
        raise Http404
    result = tallies.results(row, language=_language())
    rows = list(drawing.file_rows(result, showing.names(), hides=row.hides_few))
    if ending == "csv":
        return spreadsheets.as_csv(row.key, rows)
    sheets: dict[str, spreadsheets.Rows] = {_("Results"): rows}
    if not row.is_anonymous:
        policy.ensure_named_answers(
            request.actor, row.id, now=request.now, request_id=request.request_id
        )
        sheets[_("Answers")] = _named_rows(row, request)
    else:
        sheets[_("Written answers")] = drawing.text_rows(result)
    return spreadsheets.as_workbook(row.key, sheets)


def found_for_reading(request: Request, survey_id: UUID) -> SurveyRow:
    """Give a survey that the reader may see. Raises authority.Refused, Http404."""
    policy.ensure_surveys(request.actor, Activity.READ, now=request.now)
    return found(request, survey_id)


def _named_rows(row: SurveyRow, request: Request) -> Iterator[Sequence[object]]:
    form = questionnaires.version(row.version_id).schema
    labels = {field.id: field.label.within(_language()) for field in form.fields()}
    yield [_("Municipality"), _("Name"), _("Sent"), *labels.values()]
    names = showing.names()
    for one in queries.named(row.id):
        said: dict[str, list[str]] = {}
        for line in questionnaires.summary(one.response_id, now=request.now, language=_language()):
            said.setdefault(line.key.partition("@")[0], []).append(line.text)
        answers = [", ".join(said.get(field_id, ())) for field_id in labels]
        sent = one.sent_on.isoformat() if one.sent_on else ""
        yield [names.get(one.code, one.code), one.name, sent, *answers]


@logged_in
@require_GET
def named(request: Request, survey_id: UUID) -> HttpResponse:
    """List who has answered, where they answer by name."""
    row = found_for_reading(request, survey_id)
    if row.is_anonymous:
        raise Http404
    names = showing.names()
    order = list(names)
    rows = sorted(queries.named(survey_id), key=lambda one: order.index(one.code))
    columns = [Column(_("Municipality")), Column(_("Sent"))]
    is_bodies = row.kind is SurveyKind.BODIES
    table = Table(
        _("Those who have answered"),
        columns=columns if is_bodies else [*columns, Column(_("Name"))],
        rows=[
            Row(
                [
                    Link(names.get(one.code, one.code),
                         reverse("surveys:one", args=[survey_id, one.id])),
                    one.sent_on.isoformat() if one.sent_on else "",
                    *(() if is_bodies else (one.name or _("on paper"),)),
                ]
            )
            for one in rows
        ],
        empty_text=_("Nobody has answered yet."),
    )  # fmt: skip
    context = {"survey": row, "table": table, "back_href": address(row.id, "results")}
    return show(request, "surveys/named.html", context)


@logged_in
@require_GET
def one(request: Request, survey_id: UUID, participation_id: UUID) -> HttpResponse:
    """Show one set of answers, where they were sent by name: the access log says who looked."""
    row = found_for_reading(request, survey_id)
    if row.is_anonymous:
        raise Http404
    try:
        participation = queries.participation(survey_id, participation_id)
    except NoSuchParticipation as error:
        raise Http404 from error
    if participation.sent_on is None:
        raise Http404
    policy.ensure_named_answers(
        request.actor, row.id, now=request.now, request_id=request.request_id
    )
    lines = questionnaires.summary(participation.response_id, now=request.now, language=_language())
    groups: dict[str, list[Fact]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(Fact(line.label, line.text))
    context = {
        "survey": row,
        "place": showing.names().get(participation.code, participation.code),
        "name": participation.name,
        "sent_on": participation.sent_on,
        "groups": groups.items(),
        "back_href": address(row.id, "named"),
        "now": request.now,
        "by": request.actor.display_name,
    }
    return show(request, "surveys/one.html", context)
