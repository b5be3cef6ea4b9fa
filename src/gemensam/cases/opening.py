"""An application becomes a case, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gemensam.cases import notices, numbers, policy, queries, rules
from gemensam.cases.actions import write_event
from gemensam.cases.events import CaseOpened
from gemensam.cases.models import Case, EventKind
from gemensam.cases.policy import Visit
from gemensam.cases.queries import AnswerLine
from gemensam.cases.side_tables import SubmittedAnswer
from gemensam.delivery import api as delivery
from gemensam.kernel.actor import Activity, Actor
from gemensam.outbox import api as outbox
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id
from gemensam.ui.formats import local_day

_AS_SUBMITTED = ("field_id", "text", "since", "is_changed", "before")


class NobodyToHandleIt(Exception):
    """The municipality has no unit for casework, so no case can be opened."""


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A new case: its id and the number that people use."""

    id: UUID
    number: str


@transaction.atomic
def open_case(
    *,
    actor: Actor,
    kind: str,
    resident_id: UUID,
    applicant_person_id: UUID,
    representative_person_id: UUID | None,
    co_applicant_person_id: UUID | None = None,
    application_id: UUID | None,
    title: str,
    answers: Sequence[AnswerLine],
    now: datetime,
    response_id: UUID | None = None,
    came_in: rules.CameIn | None = None,
    request_id: str = "",
) -> OpenedCase:
    """Make a case of an application, with its answers as they were submitted; once, however often sent.

    Raises NobodyToHandleIt: no unit for casework.
    Raises NoSuchCase, Refused: the actor may not apply for this resident.
    """
    already = Case.objects.filter(application_id=application_id).first() if application_id else None
    if already is not None:
        return _opened(already)
    person = people.resident(resident_id)
    at, said = (came_in.at, came_in.text) if came_in else (now, "")
    case = _new_case(kind=kind, resident_id=resident_id, actor=actor, title=title, now=at)
    case.applicant_id, case.co_applicant_id = applicant_person_id, co_applicant_person_id
    case.representative_id = representative_person_id
    case.application_id, case.response_id = application_id, response_id
    policy.ensure(Visit(actor, now, request_id), case, activity=Activity.WRITE, resident=person)
    _write_down(case, answers)
    write_event(case, EventKind.OPENED, actor=actor, now=now, text=said)
    opened = CaseOpened(case_id=case.id, resident_id=resident_id, kind=kind, at=now)
    outbox.publish(opened, key=str(resident_id), tenant_id=current_tenant_id(), now=now)
    notices.tell_resident(case, person, kind=delivery.MessageKind.RECEIPT, now=now)
    return _opened(case)


def _opened(case: Case) -> OpenedCase:
    return OpenedCase(case.id, rules.written_number(case.year, case.number))


def _write_down(case: Case, answers: Sequence[AnswerLine]) -> None:
    """Number the case last of all, so that its number is held as briefly as can be."""
    case.number = numbers.take(case.year)
    case.save(force_insert=True)
    SubmittedAnswer.objects.bulk_create(
        SubmittedAnswer(
            case=case,
            position=n,
            label=one.label[:200],
            **{name: getattr(one, name) for name in _AS_SUBMITTED},
        )
        for n, one in enumerate(answers, start=1)
    )


def _new_case(*, kind: str, resident_id: UUID, actor: Actor, title: str, now: datetime) -> Case:
    units = queries.casework_units()
    if not units:
        raise NobodyToHandleIt
    own = actor.commission.unit_id if actor.commission else None
    unit_id = own if own in {unit.id for unit in units} else units[0].id
    clock = rules.Clock.started(now)
    return Case(
        year=local_day(now).year,
        kind=kind,
        title=title,
        resident_id=resident_id,
        unit_id=unit_id,
        opened_at=clock.opened_at,
        due_at=clock.due_at,
        changed_at=now,
    )
