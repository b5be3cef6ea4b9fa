"""Begin, save and submit applications."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from gemensam.cases import api as cases
from gemensam.eservices import catalogue, months, policy, queries, renewing, signing
from gemensam.eservices.events import ApplicationSubmitted
from gemensam.eservices.known import known_of
from gemensam.eservices.models import Application, Channel
from gemensam.eservices.policy import Visit
from gemensam.eservices.queries import ApplicationRow, NoSuchApplication, to_row
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, InformationClass
from gemensam.outbox import api as outbox
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import current_tenant_id
from gemensam.ui import formats


class NotSigned(Exception):
    """The application is sent by signing it (`together.sign`), not otherwise."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant gets in return: the number, when, and the case to follow."""

    application_id: UUID
    number: str
    submitted_at: datetime
    case_id: UUID


@dataclass(frozen=True, slots=True)
class CameIn:
    """How and when what staff write in came to the municipality."""

    channel: Channel
    on: date


@transaction.atomic
def begin(
    visit: Visit,
    *,
    service: str,
    resident_id: UUID,
    month: date | None = None,
    came_in: CameIn | None = None,
) -> ApplicationRow:
    """Begin an application for oneself or somebody represented, or go on with the draft there is.

    `month` is the first day of the month that is applied for, where a service has months.
    At the desk it is one that came in on paper or by phone.
    Raises Refused, NoSuchApplication, NoSuchResident, NoSuchService, NotThisMonth, AlreadyApplied.
    """
    offered = catalogue.by_key(service)
    resident = people.resident(resident_id)
    written_in = visit.is_at_the_desk
    draft = queries.draft_of(resident_id, service, month, written_in=written_in)
    policy.ensure_application(
        visit, Activity.WRITE, resident=resident, service=service, application=draft
    )
    if draft is not None:
        return draft
    if offered.is_monthly:
        day = came_in.on if came_in else formats.local_day(visit.now)
        months.ensure_open(month, service=service, resident=resident, today=day)
    try:
        with transaction.atomic():
            row = _new_draft(visit, offered, resident, month, came_in)
    except IntegrityError:
        # Another click was first: there is one draft, and this is it.
        draft = queries.draft_of(resident_id, service, month, written_in=written_in)
        assert draft is not None
        return draft
    note_in_journal(visit, resident, "Började fylla i en ansökan", offered)
    return row


def _new_draft(
    visit: Visit,
    offered: catalogue.EService,
    resident: people.ResidentRow,
    month: date | None,
    came_in: CameIn | None,
) -> ApplicationRow:
    actor = visit.actor
    assert actor.person_id is not None
    representative_id = _representative_id(visit, actor.person_id, resident)
    earlier = _earlier(visit, offered, resident, month)
    form = questionnaires.published(
        offered.renewal_form_key if earlier else offered.form_key, now=visit.now
    )
    known = known_of(visit, form, resident=resident, service=offered.key)
    response_id = questionnaires.start_response(
        version_id=form.version_id,
        resident_id=resident.id,
        actor=actor,
        representative_person_id=representative_id,
        known=known.values,
        with_previous=known.previous,
        carried=renewing.to_carry(form.schema, earlier) if earlier else None,
        now=visit.now,
    )
    row = Application.objects.create(
        service=offered.key,
        resident_id=resident.id,
        response_id=response_id,
        author_id=actor.person_id,
        representative_id=representative_id,
        channel=came_in.channel if came_in else Channel.WEB,
        came_in_on=came_in.on if came_in else None,
        begun_at=visit.now,
        month=month,
        previous_id=earlier.id if earlier else None,
    )
    return to_row(row)


def _earlier(
    visit: Visit,
    offered: catalogue.EService,
    resident: people.ResidentRow,
    month: date | None,
) -> ApplicationRow | None:
    """Give what a renewal goes on from, if there is one that the visitor may read; logged as such."""
    found = month and months.previous(service=offered.key, resident_id=resident.id, month=month)
    if not found or not policy.may_fill_in(
        visit, InformationClass.APPLICATION, resident=resident, service=offered.key
    ):
        return None
    return found


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
    policy.ensure_right_door(visit)
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
    # What came on paper was signed there.
    is_signed = visit.is_at_the_desk or not catalogue.by_key(row.service).is_monthly
    if not is_signed and row.submitted_at is None:
        raise NotSigned
    if row.submitted_at is None:
        bring_in(visit, row, resident)
        if performer_id is not None:
            _choose(visit, row, performer_id)
    return receipt_of(row)


def receipt_of(row: Application) -> Receipt:
    """Give the receipt of an application that has been sent."""
    assert row.submitted_at is not None
    assert row.case_id is not None
    return Receipt(row.id, row.number, row.submitted_at, row.case_id)


def bring_in(visit: Visit, row: Application, resident: people.ResidentRow) -> None:
    """Submit a locked draft and open its case. Raises NotComplete, NobodyToHandleIt."""
    actor, offered = visit.actor, catalogue.by_key(row.service)
    assert actor.person_id is not None
    _settle(visit, to_row(row))
    lines = renewing.lines_of(to_row(row), now=visit.now)
    questionnaires.submit(response_id=row.response_id, now=visit.now)
    representative_id = _sender_for(visit, row, resident)
    opened = _open_case(visit, row, resident, lines, representative_id)
    row.submitted_at = visit.now
    row.submitted_by_id = actor.person_id
    row.representative_id = representative_id or row.representative_id
    row.since = {
        one.key: one.since.isoformat() for one in lines if one.since and not one.is_changed
    }
    row.case_id = opened.id
    row.number = opened.number
    row.save()
    note_in_journal(visit, resident, "Skickade in en ansökan", offered)
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


def _open_case(
    visit: Visit,
    row: Application,
    resident: people.ResidentRow,
    lines: Sequence[renewing.Line],
    representative_id: UUID | None,
) -> cases.OpenedCase:
    title = catalogue.by_key(row.service).title.sv
    return cases.open_case(
        actor=visit.actor,
        kind=row.service,
        resident_id=resident.id,
        applicant_person_id=resident.person_id or _person_id(resident),
        representative_person_id=representative_id,
        co_applicant_person_id=row.co_applicant_id,
        application_id=row.id,
        title=f"{title} {months.in_words(row.month)}" if row.month else title,
        answers=[*_first_lines(to_row(row), resident, visit.now), *map(_to_case, lines)],
        response_id=row.response_id,
        came_in=_said_of(row),
        now=visit.now,
        request_id=visit.request_id,
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


def _sender_for(visit: Visit, row: Application, resident: people.ResidentRow) -> UUID | None:
    """Give who acts for the resident: the sender, or whoever signed for her before her partner did."""
    sender_id = visit.actor.person_id
    if sender_id == row.co_applicant_id:
        signed = row.signatures.filter(is_co_applicant=False).order_by("at").last()
        sender_id = signed.person_id if signed else sender_id
    return _representative_id(visit, sender_id, resident)


def _representative_id(
    visit: Visit, sender_id: UUID | None, resident: people.ResidentRow
) -> UUID | None:
    """Give who acts by a mandate, if not the resident; staff who write in what came act for nobody."""
    return None if sender_id == resident.person_id or visit.is_at_the_desk else sender_id


def _person_id(resident: people.ResidentRow) -> UUID:
    """Write down whoever has never logged in, so that the case has an applicant."""
    return identity.person_named(identity_number=resident.identity_number, name=resident.name)


def _said_of(row: Application) -> cases.CameIn | None:
    if row.came_in_on is None:
        return None
    at = timezone.make_aware(datetime.combine(row.came_in_on, time.min))
    # The case's thread is in Swedish whatever language the page is in.
    with translation.override("sv"):
        day = formats.day(row.came_in_on)
    how = "på papper" if row.channel == Channel.PAPER else "per telefon"
    return cases.CameIn(at, f"Ansökan kom in {how} den {day} och skrevs in av kommunen.")


def _settle(visit: Visit, row: ApplicationRow) -> None:
    """Save what goes along unchanged as it was, whatever was typed there before the part was closed."""
    saved = questionnaires.saved_answers(row.response_id)
    before = {key: one.value for key, one in saved.items()}
    form = questionnaires.version(questionnaires.response(row.response_id).version_id)
    after = renewing.settled(form.schema, before, renewing.earlier_answers(row))
    typed = {
        key: questionnaires.Typed(after.get(key, ""), saved[key].revision if key in saved else 0)
        for key in {*before, *after}
        if before.get(key) != after.get(key)
    }
    questionnaires.save_answers(
        response_id=row.response_id, typed=typed, actor=visit.actor, now=visit.now
    )


def _first_lines(
    row: ApplicationRow, resident: people.ResidentRow, now: datetime
) -> Sequence[cases.AnswerLine]:
    """Give what the form does not ask and the case needs: the month, and who has signed."""
    if row.month is None:
        return []
    month = cases.AnswerLine("month", "Månad", months.in_words(row.month))
    if row.is_written_in:
        return [month]
    standing = signing.standing_of(row, resident, now=now)
    return [month, cases.AnswerLine("signed_by", "Underskrifter", signing.in_words(standing))]


def _to_case(line: renewing.Line) -> cases.AnswerLine:
    return cases.AnswerLine(
        field_id=line.key,
        label=line.label,
        text=line.text,
        since=line.since,
        is_changed=line.is_changed,
        before=line.before,
    )


def note_in_journal(
    visit: Visit, resident: people.ResidentRow, what: str, offered: catalogue.EService
) -> None:
    """Write in the journal that both sides see what a representative did."""
    people.note_act(
        actor=visit.actor,
        resident_id=resident.id,
        service=offered.key,
        what=f"{what}: {offered.title.sv.lower()}",
        now=visit.now,
    )
