"""Keep the register: approve a private performer, end an approval, present a performer."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gemensam.kernel.actor import Activity, Actor, Regime
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.performers import policy, queries
from gemensam.performers.events import ApprovalEnded
from gemensam.performers.models import Approval, Presentation
from gemensam.performers.rules import CHOICES


class NotChosenByResidents(ValueError):
    """The kind of care service is none that residents choose the performer of."""


class AlreadyInTheRegister(Exception):
    """There is a unit of that name, or a care provider with that HSA-id, already."""


class EndsBeforeItBegan(ValueError):
    """An approval ends today at the earliest, and not before its first day."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a performer says of itself."""

    what: str
    where: str
    languages: str
    contact: str


@dataclass(frozen=True, slots=True)
class Company:
    """A private company and its unit."""

    name: str
    organisation_number: str
    hsa_id: str
    unit_name: str


@transaction.atomic
def approve(
    *,
    actor: Actor,
    company: Company,
    told: Told,
    kind: str,
    starts_on: date,
    reason: str,
    now: datetime,
    request_id: str = "",
) -> UUID:
    """Write down a company that the municipality has signed with, and approve it; give its unit.

    Raises NotChosenByResidents, AlreadyInTheRegister: mend the form. Raises Refused.
    """
    policy.ensure_register(actor, Activity.ADMINISTER, now=now, request_id=request_id)
    if kind not in CHOICES:
        raise NotChosenByResidents(kind)
    try:
        with transaction.atomic():
            unit_id = _register(company)
    except IntegrityError as error:
        raise AlreadyInTheRegister(company.unit_name) from error
    assert actor.person_id is not None
    Approval.objects.create(
        unit_id=unit_id,
        kind=kind,
        starts_on=starts_on,
        reason=reason,
        made_at=now,
        made_by_id=actor.person_id,
    )
    Presentation.objects.create(unit_id=unit_id, **asdict(told))
    return unit_id


def _register(company: Company) -> UUID:
    provider_id = organisations.register_care_provider(
        hsa_id=company.hsa_id,
        name=company.name,
        organisation_number=company.organisation_number,
        is_private=True,
    )
    return organisations.register_unit(
        name=company.unit_name,
        kind=organisations.UnitKind.HOME_CARE,
        regime=Regime.SOL,
        care_provider_id=provider_id,
    )


@transaction.atomic
def end_approval(
    *,
    actor: Actor,
    approval_id: UUID,
    ends_on: date,
    reason: str,
    today: date,
    now: datetime,
    request_id: str = "",
) -> None:
    """End an approval after a day: nobody can choose it any more; who has it keeps it till changed.

    Raises EndsBeforeItBegan: mend the form. Raises NoSuchApproval, Refused.
    """
    policy.ensure_register(actor, Activity.ADMINISTER, now=now, request_id=request_id)
    row = Approval.objects.select_for_update().filter(id=approval_id, ends_on=None).first()
    if row is None:
        raise queries.NoSuchApproval(approval_id)
    if ends_on < max(today, row.starts_on):
        raise EndsBeforeItBegan(ends_on)
    row.ends_on, row.end_reason = ends_on, reason
    row.ended_at, row.ended_by_id = now, actor.person_id
    row.save(update_fields=["ends_on", "end_reason", "ended_at", "ended_by_id"])
    outbox.publish(
        ApprovalEnded(unit_id=row.unit_id, kind=row.kind, ends_on=ends_on, at=now),
        key=str(row.unit_id),
        tenant_id=row.tenant_id,
        now=now,
    )


@transaction.atomic
def present(
    *, actor: Actor, unit_id: UUID, told: Told, now: datetime, request_id: str = ""
) -> None:
    """Write what a performer says of itself, instead of what stood there.

    Raises NoSuchPerformer, Refused.
    """
    policy.ensure_register(
        actor, Activity.ADMINISTER, now=now, object_id=unit_id, request_id=request_id
    )
    queries.performer(unit_id)
    Presentation.objects.update_or_create(unit_id=unit_id, defaults=asdict(told))
