"""Begin, save and submit applications; end mandates."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gemensam.cases import api as cases
from gemensam.eservices import catalogue, policy, queries
from gemensam.eservices.events import ApplicationSubmitted
from gemensam.eservices.known import known_of
from gemensam.eservices.models import Application
from gemensam.eservices.policy import Visit
from gemensam.eservices.queries import ApplicationRow, NoSuchApplication, to_row
from gemensam.kernel.actor import Activity
from gemensam.outbox import api as outbox
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import current_tenant_id


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant gets in return: the number, when, and the case to follow."""

    application_id: UUID
    number: str
    submitted_at: datetime
    case_id: UUID


@transaction.atomic
def begin(visit: Visit, *, service: str, resident_id: UUID) -> ApplicationRow:
    """Begin an application for oneself or somebody represented, or go on with the draft there is.

    Raises Refused, NoSuchApplication, NoSuchResident, NoSuchService.
    """
    offered = catalogue.by_key(service)
    resident = people.resident(resident_id)
    draft = queries.draft_of(resident_id, service)
    policy.ensure_application(
        visit, Activity.WRITE, resident=resident, service=service, application=draft
    )
    if draft is not None:
        return draft
    try:
        with transaction.atomic():
            row = _new_draft(visit, offered, resident)
    except IntegrityError:
        # Another click was first: there is one draft, and this is it.
        draft = queries.draft_of(resident_id, service)
        assert draft is not None
        return draft
    _note_in_journal(visit, resident, "Började fylla i en ansökan", offered)
    return row


def _new_draft(
    visit: Visit, offered: catalogue.EService, resident: people.ResidentRow
) -> ApplicationRow:
    actor = visit.actor
    assert actor.person_id is not None
    representative_id = None if resident.person_id == actor.person_id else actor.person_id
    form = questionnaires.published(offered.form_key, now=visit.now)
    known = known_of(visit, form, resident=resident, service=offered.key)
    response_id = questionnaires.start_response(
        version_id=form.version_id,
        resident_id=resident.id,
        actor=actor,
        representative_person_id=representative_id,
        known=known.values,
        with_previous=known.previous,
        now=visit.now,
    )
    row = Application.objects.create(
        service=offered.key,
        resident_id=resident.id,
        response_id=response_id,
        author_id=actor.person_id,
        representative_id=representative_id,
        begun_at=visit.now,
    )
    return to_row(row)


@transaction.atomic
def save(
    visit: Visit,
    *,
    application_id: UUID,
    typed: Mapping[str, questionnaires.Typed],
    writer: UUID | None,
    is_logged: bool = True,
) -> None:
    """Save what a page holds.

    Raises Refused, NoSuchApplication, AlreadySubmitted, AnswerChangedElsewhere.
    """
    row = queries.application(application_id)
    resident = people.resident(row.resident_id)
    policy.ensure_application(
        visit,
        Activity.WRITE,
        resident=resident,
        service=row.service,
        application=row,
        is_logged=is_logged,
    )
    questionnaires.save_answers(
        response_id=row.response_id,
        typed=typed,
        actor=visit.actor,
        now=visit.now,
        writer=writer,
    )


@transaction.atomic
def submit(visit: Visit, *, application_id: UUID, performer_id: UUID | None = None) -> Receipt:
    """Submit an application and open its case; a second time gives the first time's receipt.

    `performer_id` is whom the resident wants to be helped by, where that can be chosen.
    Raises Refused, NoSuchApplication, NotComplete, performers.NoSuchPerformer.
    """
    # Before looking, as when a page is opened.
    policy.ensure_is_resident(visit)
    row = Application.objects.select_for_update().filter(id=application_id).first()
    if row is None:
        raise NoSuchApplication(application_id)
    resident = people.resident(row.resident_id)
    policy.ensure_application(
        visit,
        Activity.WRITE,
        resident=resident,
        service=row.service,
        application=to_row(row),
    )
    if row.submitted_at is None:
        _submit(visit, row, resident)
        if performer_id is not None:
            _choose(visit, row, performer_id)
    assert row.submitted_at is not None
    assert row.case_id is not None
    return Receipt(row.id, row.number, row.submitted_at, row.case_id)


def _submit(visit: Visit, row: Application, resident: people.ResidentRow) -> None:
    actor, offered = visit.actor, catalogue.by_key(row.service)
    assert actor.person_id is not None
    questionnaires.submit(response_id=row.response_id, now=visit.now)
    representative_id = None if resident.person_id == actor.person_id else actor.person_id
    opened = cases.open_case(
        actor=actor,
        kind=row.service,
        resident_id=resident.id,
        applicant_person_id=resident.person_id or actor.person_id,
        representative_person_id=representative_id,
        application_id=row.id,
        title=offered.title.sv,
        answers=_answer_lines(row.response_id, visit.now),
        response_id=row.response_id,
        now=visit.now,
        request_id=visit.request_id,
    )
    row.submitted_at = visit.now
    row.submitted_by_id = actor.person_id
    row.representative_id = representative_id or row.representative_id
    row.case_id = opened.id
    row.number = opened.number
    row.save()
    _note_in_journal(visit, resident, "Skickade in en ansökan", offered)
    outbox.publish(
        ApplicationSubmitted(
            application_id=row.id,
            case_id=opened.id,
            resident_id=resident.id,
            service=row.service,
            by_representative=representative_id is not None,
            at=visit.now,
        ),
        key=str(resident.id),
        tenant_id=current_tenant_id(),
        now=visit.now,
    )


def _choose(visit: Visit, row: Application, performer_id: UUID) -> None:
    assert row.case_id is not None
    with suppress(cases.NoChoiceOfPerformer):
        # Whoever was the only one to choose has left meanwhile: the municipality gives it.
        cases.choose_performer(
            actor=visit.actor,
            case_id=row.case_id,
            performer_id=performer_id,
            now=visit.now,
            request_id=visit.request_id,
        )


def _answer_lines(response_id: UUID, now: datetime) -> Sequence[cases.AnswerLine]:
    # Swedish whatever language it was filled in in: the case is handled in Swedish.
    return [
        cases.AnswerLine(field_id=line.key, label=line.label, text=line.text)
        for line in questionnaires.summary(response_id, now=now, language="sv")
    ]


def _note_in_journal(
    visit: Visit, resident: people.ResidentRow, what: str, offered: catalogue.EService
) -> None:
    """Write in the journal that both sides see what a representative did."""
    assert visit.actor.person_id is not None
    for mandate in people.mandates_of_representative(visit.actor.person_id, now=visit.now):
        if mandate.resident_id == resident.id and resident.person_id != visit.actor.person_id:
            people.note_in_journal(
                mandate_id=mandate.id,
                actor=visit.actor,
                what=f"{what}: {offered.title.sv.lower()}",
                now=visit.now,
            )


@transaction.atomic
def revoke_mandate(visit: Visit, *, mandate_id: UUID, resident: people.ResidentRow) -> None:
    """End a mandate that the resident has given. Raises Refused, MandateNotInForce."""
    policy.ensure_mandate(visit, Activity.WRITE, resident=resident, mandate_id=mandate_id)
    people.revoke_mandate(actor=visit.actor, mandate_id=mandate_id, now=visit.now)
