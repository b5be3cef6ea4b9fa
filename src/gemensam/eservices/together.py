"""Sign an application, alone or together, or decline to: who is last sends it, once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gemensam.delivery import api as delivery
from gemensam.eservices import catalogue, months, policy, queries, renewing, signing
from gemensam.eservices.actions import Receipt, bring_in, note_in_journal, receipt_of
from gemensam.eservices.models import Application, Signature, SignatureKind
from gemensam.eservices.policy import Visit
from gemensam.eservices.queries import NoSuchApplication, to_row
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import current_tenant_id

LONGEST_REASON = 1000


def shown(application_id: UUID, *, now: datetime) -> str:
    """Give the digest of what a page shows for signing. Raises NoSuchApplication."""
    row = queries.application(application_id)
    return signing.standing_of(row, people.resident(row.resident_id), now=now).digest


@transaction.atomic
def sign(
    visit: Visit, *, application_id: UUID, shown: str, as_co_applicant: bool = False
) -> Receipt | None:
    """Sign what was `shown` (its digest); whoever is last sends it. None: the other is waited for.

    Raises Refused, NoSuchApplication, NotComplete, ChangedSinceShown, NotAskedToSign,
    AlreadyApplied: the partner's own application for the month has come in.
    """
    row, resident = _locked(visit, application_id, as_co_applicant=as_co_applicant)
    if row.submitted_at is not None:
        return receipt_of(row)
    questionnaires.hold_complete(response_id=row.response_id, now=visit.now)
    problems = renewing.sheet_of(to_row(row), now=visit.now).problems()
    if problems:
        raise questionnaires.NotComplete(problems)
    standing = signing.standing_of(to_row(row), resident, now=visit.now)
    if standing.digest != shown:
        raise signing.ChangedSinceShown(application_id)
    if as_co_applicant and not standing.has_signed(is_co_applicant=False):
        raise signing.NotAskedToSign(application_id)
    if not standing.has_signed(is_co_applicant=as_co_applicant):
        _add(visit, row, standing.digest, SignatureKind.SIGNED, is_co_applicant=as_co_applicant)
        standing = signing.standing_of(to_row(row), resident, now=visit.now)
    return _after(visit, row, resident, standing)


def _after(
    visit: Visit, row: Application, resident: people.ResidentRow, standing: signing.Standing
) -> Receipt | None:
    partner = standing.partner
    asked_before = row.co_applicant_id
    row.co_applicant_id = partner.person_id if partner else None
    row.save(update_fields=["co_applicant"])
    months.ensure_free(to_row(row), resident, row.co_applicant_id)
    if standing.is_ready:
        bring_in(visit, row, resident)
        return receipt_of(row)
    offered = catalogue.by_key(row.service)
    note_in_journal(visit, resident, "Skrev under en ansökan", offered)
    if row.co_applicant_id and row.co_applicant_id != asked_before:
        _tell(visit, row.co_applicant_id, is_protected=resident.is_protected, subject=row.id)
    return None


@transaction.atomic
def decline(visit: Visit, *, application_id: UUID, reason: str) -> None:
    """Say no to signing, and why: the application goes back to the applicant as a draft.

    Raises Refused, NoSuchApplication, ReasonNeeded, AlreadySubmitted.
    """
    row, resident = _locked(visit, application_id, as_co_applicant=True)
    if row.submitted_at is not None:
        raise questionnaires.AlreadySubmitted(application_id)
    words = reason.strip()[:LONGEST_REASON]
    if not words:
        raise signing.ReasonNeeded
    _add(visit, row, "", SignatureKind.DECLINED, is_co_applicant=True, reason=words)
    row.co_applicant_id = None
    row.save(update_fields=["co_applicant"])
    if resident.person_id:
        _tell(visit, resident.person_id, is_protected=resident.is_protected, subject=row.id)


def _locked(
    visit: Visit, application_id: UUID, *, as_co_applicant: bool
) -> tuple[Application, people.ResidentRow]:
    """Lock a draft that the visitor may sign. Raises Refused, NoSuchApplication."""
    # Before looking, as when a page is opened.
    policy.ensure_is_resident(visit)
    row = Application.objects.select_for_update(of=("self",)).filter(id=application_id).first()
    if row is None:
        raise NoSuchApplication(application_id)
    resident = people.resident(row.resident_id)
    if as_co_applicant and not to_row(row).waits_for(visit.actor):
        raise NoSuchApplication(application_id)
    policy.ensure_application(
        visit,
        Activity.SIGN,
        resident=resident,
        service=row.service,
        application=to_row(row),
        as_co_applicant=as_co_applicant,
    )
    return row, resident


def _add(
    visit: Visit,
    row: Application,
    digest: str,
    kind: SignatureKind,
    *,
    is_co_applicant: bool,
    reason: str = "",
) -> None:
    assert visit.actor.person_id is not None
    Signature.objects.create(
        application=row,
        kind=kind,
        person_id=visit.actor.person_id,
        name=_signed_as(visit, row, is_co_applicant=is_co_applicant),
        assurance=int(visit.actor.assurance),
        is_co_applicant=is_co_applicant,
        digest=digest,
        at=visit.now,
        reason=reason,
    )


def _signed_as(visit: Visit, row: Application, *, is_co_applicant: bool) -> str:
    """Give the signer's name, and the organisation's in whose name a representative signs."""
    actor = visit.actor
    is_own = is_co_applicant or people.resident(row.resident_id).person_id == actor.person_id
    used = (
        None
        if is_own
        else people.mandate_used(
            actor.person_id, row.resident_id, service=row.service, now=visit.now
        )
    )
    in_name_of = used.organisation_name if used else ""
    return ", ".join(filter(None, (actor.display_name, in_name_of)))[:160]


def _tell(visit: Visit, person_id: UUID, *, is_protected: bool, subject: UUID) -> None:
    """Queue a notice without content: something waits on Mina sidor."""
    body = organisations.body_by_tenant(current_tenant_id())
    assert body is not None
    delivery.notify(
        person_id=person_id,
        kind=delivery.MessageKind.QUESTION,
        sender_name=body.short_name,
        link_path=f"/{body.slug}/mina-sidor/",
        is_protected=is_protected or identity.names([person_id])[person_id].is_protected,
        subject_key=str(subject),
        now=visit.now,
    )
