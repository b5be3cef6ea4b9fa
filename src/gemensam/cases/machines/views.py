"""The addresses: thin, over `mirroring` and the actions of casework."""

from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from ninja import Query, Router
from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from gemensam.cases import actions, queries, rules
from gemensam.cases.basis import Basis
from gemensam.cases.decisions import DecisionRow
from gemensam.cases.machines import mirroring, shapes
from gemensam.cases.meeting_rows import MeetingRow
from gemensam.cases.models import Case, CaseState
from gemensam.cases.policy import Visit
from gemensam.files.api import as_response
from gemensam.identity.api import Bearer, Request, Scope, do_once
from gemensam.identity.shapes import OnceKey

MOST_A_PAGE: Final = 100
_STANDS_STILL: Final = frozenset({CaseState.WAITING, CaseState.DECIDED})
_PDF: Final = {
    "responses": {
        200: {
            "description": "The letter.",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


def _written_out(text: object) -> object:
    """Refuse a bare number, which pydantic would take for seconds since 1970."""
    if not (isinstance(text, str) and "-" in text[1:]):
        raise ValueError("Write it as in 2026-11-22T08:30:00Z.")
    return text


def _in_utc(at: datetime) -> datetime:
    """The database knows no offsets as large as the format allows."""
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("No such instant.") from error


Instant = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]

router = Router()


@router.get("/cases", auth=Bearer(Scope.CASES_READ), response=shapes.CaseList, url_name="cases")
def cases(  # noqa: PLR0917 -- the names in the address
    request: Request,
    state: CaseState | None = None,
    kind: Annotated[str, Query(pattern=r"^[a-z0-9_]{0,40}$", example="safety_alarm")] = "",
    changed_since: Annotated[
        Instant | None, Query(description="At this instant or after it.")
    ] = None,
    after: Annotated[
        str,
        Query(
            description="`next` of the page before.", pattern=r"^[A-Za-z0-9_:-]*$", max_length=400
        ),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 50,
) -> shapes.CaseList:
    """List cases, those that changed longest ago first. Each person's is in the access log."""
    wanted = mirroring.Wanted(state or "", kind, changed_since, after, limit)
    page = mirroring.mirrored_cases(_visit(request), wanted)
    return shapes.CaseList(
        cases=[shapes.CaseEntry(**_entry(one)) for one in page.rows], next=page.next_cursor or None
    )


@router.get(
    "/cases/{uuid:case_id}",
    auth=Bearer(Scope.CASES_READ),
    response=shapes.CaseDetail,
    url_name="case",
)
def case(request: Request, case_id: UUID) -> shapes.CaseDetail:
    """Give a whole case, with notes that the resident does not see. It is in the access log."""
    found = mirroring.mirrored_case(_visit(request), case_id)
    resident = found.resident
    return shapes.CaseDetail(
        **_entry(found.case),
        resident=shapes.Resident(
            id=resident.id,
            name=resident.name,
            identity_number=resident.identity_number.reveal(),
            is_protected=resident.is_protected,
        ),
        representative_name=found.representative_name,
        caseworker_name=found.caseworker_name,
        answers=[_answer(one) for one in found.answers],
        events=[_event(one) for one in found.thread],
        decisions=[_decision(case_id, one) for one in found.decisions],
        meeting=_meeting(found.meeting) if found.meeting else None,
        meetings=[_meeting(one) for one in (found.meeting.all if found.meeting else ())],
    )


@router.get(
    "/cases/{uuid:case_id}/decisions",
    auth=Bearer(Scope.CASES_READ),
    response=shapes.DecisionList,
    url_name="decisions",
)
def decisions(request: Request, case_id: UUID) -> shapes.DecisionList:
    """Give a case's decisions: none until it is decided."""
    found = mirroring.mirrored_decisions(_visit(request), case_id)
    return shapes.DecisionList(decisions=[_decision(case_id, one) for one in found])


@router.get(
    "/cases/{uuid:case_id}/decisions/{uuid:decision_id}/letter",
    auth=Bearer(Scope.CASES_READ),
    response=None,
    url_name="decision_letter",
    openapi_extra=_PDF,
)
def decision_letter(request: Request, case_id: UUID, decision_id: UUID) -> HttpResponse:
    """Give a decision's letter as it was sent, a PDF."""
    return as_response(mirroring.decision_letter(_visit(request), case_id, decision_id))


@router.post(
    "/cases/{uuid:case_id}/messages",
    auth=Bearer(Scope.CASES_WRITE),
    response={HTTPStatus.CREATED: shapes.Said},
    url_name="say",
)
def say(request: Request, case_id: UUID, message: shapes.Message, once: OnceKey) -> shapes.Said:
    """Say something to the applicant, who is told that something has come; 409 once it is decided."""
    assert request.client is not None  # Bearer has seen to it

    def tell() -> dict[str, Any]:
        event_id = actions.say(
            actor=request.actor,
            case_id=case_id,
            text=message.text,
            now=request.now,
            request_id=request.request_id,
        )
        return {"event_id": str(event_id)}

    answer = do_once(
        client_id=request.client.id,
        key=once,
        asked=["say", str(case_id), message.text],
        do=tell,
        now=request.now,
    )
    return shapes.Said.model_validate(answer, strict=False)


def _visit(request: Request) -> Visit:
    return Visit(request.actor, request.now, request.request_id)


def _entry(row: Case) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": rules.written_number(row.year, row.number),
        "kind": row.kind,
        "title": row.title,
        "state": CaseState(row.state),
        "version": row.version,
        "resident_id": row.resident_id,
        "opened_at": row.opened_at,
        "due_at": None if row.state in _STANDS_STILL else row.due_at,
        "decided_at": row.decided_at,
        "follow_up_on": row.follow_up_on if row.state in rules.DECIDED else None,
        "changed_at": row.changed_at,
    }


def _answer(line: queries.AnswerLine) -> shapes.Answer:
    files = [
        shapes.SentFile(id=one.file_id, name=one.name, first_sent_at=one.first_sent_at)
        for one in line.files
    ]
    return shapes.Answer(field_id=line.field_id, label=line.label, text=line.text, files=files)


def _event(one: queries.ThreadEvent) -> shapes.ThreadEvent:
    return shapes.ThreadEvent.model_validate(
        {name: getattr(one, name) for name in shapes.ThreadEvent.model_fields}, strict=False
    )


def _decision(case_id: UUID, row: DecisionRow) -> shapes.Decision:
    services = [
        {name: getattr(one, name) for name in shapes.CareService.model_fields}
        for one in row.care_services
    ]
    own = shapes.Decision.model_fields.keys() - {"care_services", "letter", "amount", "basis"}
    found = {name: getattr(row, name) for name in own} | {
        "care_services": services,
        "amount": None if row.amount is None else row.amount.whole_kronor,
        "basis": _basis(row.basis) if row.basis else None,
        "letter": reverse("api:decision_letter", args=[case_id, row.id]),
    }
    return shapes.Decision.model_validate(found, strict=False)


def _meeting(row: MeetingRow) -> shapes.Meeting:
    found = {name: getattr(row, name) for name in shapes.Meeting.model_fields if name != "held_by"}
    return shapes.Meeting.model_validate(found | {"held_by": row.held_by_name}, strict=False)


def _basis(basis: Basis) -> dict[str, Any]:
    return {
        "period": basis.period,
        "amount_ore": basis.amount.ore,
        "applied_ore": basis.applied.ore,
        "warning": basis.warning,
        "parts": [asdict(one) | {"rows": [asdict(row) for row in one.rows]} for one in basis.parts],
    }
