"""Register and revoke consents and access blocks, lift blocks, open emergency access.

Each writes its row, a line in the journal that the resident reads, and the access log, together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.consents import policy, queries
from gemensam.consents.events import EmergencyAccessOpened
from gemensam.consents.models import (
    AccessBlock,
    AccessBlockLift,
    BlockException,
    Consent,
    ConsentKind,
    EmergencyAccess,
    Entry,
    EntryKind,
    LiftBasis,
)
from gemensam.consents.rules import (
    BlockLevel,
    LiftReach,
    emergency_until,
    ensure_lift_ends,
    ensure_reason,
)
from gemensam.kernel.actor import Activity, Actor
from gemensam.outbox import api as outbox
from gemensam.tenancy.context import current_tenant_id
from gemensam.tenancy.models import new_id

# The access log's word for opening what is closed (StoreLog's activity types).
EMERGENCY_ACTIVITY = "Nödöppning"


class AlreadyRevoked(Exception):
    """Somebody revoked it first."""


class NoOpenEmergency(Exception):
    """A block is lifted as an emergency only by whoever has emergency access open."""


class NoEvidence(ValueError):
    """How the resident said yes has to be written down."""


@dataclass(frozen=True, slots=True)
class BlockOver:
    """What a block closes: a unit (INNER) or a care provider (OUTER), from a period."""

    level: BlockLevel
    unit_id: UUID | None = None
    care_provider_id: UUID | None = None
    written_from: datetime | None = None
    written_to: datetime | None = None


class NoUnit(ValueError):
    """A lift is for a unit, and the commission belongs to none."""


@dataclass(frozen=True, slots=True)
class Lift:
    """How a block is set aside: why, for whom, how long."""

    basis: LiftBasis
    reach: LiftReach
    reason: str
    until: datetime


@transaction.atomic
def register_consent(
    *,
    actor: Actor,
    resident_id: UUID,
    evidence: str,
    now: datetime,
    ends_at: datetime | None = None,
    request_id: str = "",
) -> UUID:
    """Write down that the resident, asked in person, lets the actor's unit read shared records.

    It takes the place of an earlier consent to the same unit.

    Raises NoEvidence; authority.Refused; people.NoSuchResident.
    """
    trimmed = evidence.strip()
    if not trimmed:
        raise NoEvidence
    permission = policy.ensure_may_settle(actor, resident_id, now=now)
    asker = queries.asker_of(actor)
    fresh = Consent(
        resident_id=resident_id,
        kind=ConsentKind.SHARED_RECORDS,
        to_unit_id=asker.unit_id,
        to_care_provider_id=None if asker.unit_id else asker.care_provider_id,
        starts_at=now,
        ends_at=ends_at,
        registered_at=now,
        registered_by_id=permission.person_id,
        evidence=trimmed,
    )
    row = _put_in_place(fresh)
    what = _What(EntryKind.CONSENT_GIVEN, "consents.consent", row.id, trimmed)
    _write_down(permission, resident_id, what, request_id)
    return what.row_id


@transaction.atomic
def revoke_consent(
    *, actor: Actor, resident_id: UUID, consent_id: UUID, now: datetime, request_id: str = ""
) -> None:
    """End a resident's consent at once, because the resident says so.

    Raises queries.NoSuchConsent, for another resident's too; AlreadyRevoked; authority.Refused.
    """
    own = Consent.objects.filter(id=consent_id, resident_id=resident_id)
    row = own.select_for_update().first()
    if row is None:
        raise queries.NoSuchConsent(consent_id)
    permission = policy.ensure_may_settle(actor, row.resident_id, now=now)
    if row.revoked_at is not None:
        raise AlreadyRevoked(consent_id)
    row.revoked_at, row.revoked_by_id = now, permission.person_id
    row.save(update_fields=["revoked_at", "revoked_by"])
    what = _What(EntryKind.CONSENT_REVOKED, "consents.consent", row.id)
    _write_down(permission, row.resident_id, what, request_id)


@transaction.atomic
def register_block(
    *,
    actor: Actor,
    resident_id: UUID,
    over: BlockOver,
    now: datetime,
    exceptions: Iterable[BlockException] = (),
    request_id: str = "",
) -> UUID:
    """Close a unit's or provider's documentation to all others, because the resident says so.

    Raises authority.Refused; people.NoSuchResident.
    """
    permission = policy.ensure_may_settle(actor, resident_id, now=now)
    row = AccessBlock.objects.create(
        resident_id=resident_id,
        level=over.level,
        unit_id=over.unit_id,
        care_provider_id=over.care_provider_id,
        written_from=over.written_from,
        written_to=over.written_to,
        exceptions=sorted(exceptions),
        registered_at=now,
        registered_by_id=permission.person_id,
    )
    what = _What(EntryKind.BLOCK_SET, "consents.block", row.id)
    _write_down(permission, resident_id, what, request_id)
    return what.row_id


@transaction.atomic
def revoke_block(*, actor: Actor, block_id: UUID, now: datetime, request_id: str = "") -> None:
    """Take a block away for good, because the resident says so.

    Raises queries.NoSuchBlock; AlreadyRevoked; authority.Refused.
    """
    row = _block(block_id)
    permission = policy.ensure_may_settle(actor, row.resident_id, now=now)
    if row.revoked_at is not None:
        raise AlreadyRevoked(block_id)
    row.revoked_at, row.revoked_by_id = now, permission.person_id
    row.save(update_fields=["revoked_at", "revoked_by"])
    what = _What(EntryKind.BLOCK_REVOKED, "consents.block", row.id)
    _write_down(permission, row.resident_id, what, request_id)


@transaction.atomic
def lift_block(
    *,
    actor: Actor,
    block_id: UUID,
    lift: Lift,
    now: datetime,
    request_id: str = "",
) -> UUID:
    """Set a block aside for a while: the resident agrees, or life or health is in danger.

    Raises queries.NoSuchBlock; AlreadyRevoked; TooShortReason; LiftTooLong; NoOpenEmergency;
    NoUnit; authority.Refused.
    """
    reason = ensure_reason(lift.reason)
    ensure_lift_ends(now=now, until=lift.until)
    block = _block(block_id)
    permission = _ensure_may_lift(actor, block.resident_id, lift.basis, now=now)
    unit_id = queries.asker_of(actor).unit_id
    if unit_id is None:
        raise NoUnit
    if block.revoked_at is not None:
        raise AlreadyRevoked(block_id)
    row = AccessBlockLift.objects.create(
        block=block,
        basis=lift.basis,
        requested_by_id=permission.person_id,
        unit_id=unit_id,
        reach=lift.reach,
        registered_at=now,
        until=lift.until,
        reason=reason,
    )
    what = _What(EntryKind.BLOCK_LIFTED, "consents.lift", row.id, reason)
    _write_down(permission, block.resident_id, what, request_id)
    return what.row_id


@transaction.atomic
def open_emergency(
    *, actor: Actor, resident_id: UUID, reason: str, now: datetime, request_id: str = ""
) -> queries.EmergencyRow:
    """Open emergency access for the actor alone, for at most an hour after a new log-in.

    It is logged on a connection of its own first, so that the attempt is known whatever happens.

    Raises TooShortReason; authority.StepUpNeeded; authority.Refused; people.NoSuchResident.
    """
    trimmed = ensure_reason(reason)
    until = emergency_until(actor.authenticated_at, now=now)
    facts = authority.EmergencyFacts(trimmed, actor.authenticated_at, until)
    permission = policy.ensure_emergency_would_open(actor, resident_id, facts, now=now)
    assert actor.commission is not None  # rule 2 has seen to it
    assert actor.authenticated_at is not None  # rule 1 has seen to it
    row = EmergencyAccess(
        id=new_id(),
        resident_id=resident_id,
        person_id=permission.person_id,
        commission_id=actor.commission.id,
        unit_id=actor.commission.unit_id,
        reason=trimmed,
        step_up_at=actor.authenticated_at,
        opened_at=now,
        until=until,
    )
    what = _What(EntryKind.EMERGENCY_OPENED, "consents.emergency", row.id, trimmed)
    audit.record_apart(
        tenant_id=current_tenant_id(),
        actor=actor,
        access=what.access(permission, EMERGENCY_ACTIVITY),
        now=now,
        request_id=request_id,
    )
    row.save(force_insert=True)
    _note(permission, resident_id, what)
    _tell(row, now)
    return queries.EmergencyRow(row.id, resident_id, trimmed, now, until)


@dataclass(frozen=True, slots=True)
class _What:
    """What was done, as the journal and the access log say it."""

    kind: EntryKind
    resource_type: str
    row_id: UUID
    text: str = ""

    def access(self, permission: policy.Permission, activity: str) -> audit.Access:
        """Give the access log's row."""
        return replace(
            authority.access_of(permission.request, permission.decision),
            activity=activity,
            resource_type=self.resource_type,
            resource_id=self.row_id,
        )


def _write_down(
    permission: policy.Permission, resident_id: UUID, what: _What, request_id: str
) -> None:
    _note(permission, resident_id, what)
    audit.record(
        actor=permission.actor,
        accesses=[what.access(permission, Activity.WRITE.value)],
        now=permission.now,
        request_id=request_id,
    )


def _note(permission: policy.Permission, resident_id: UUID, what: _What) -> None:
    Entry.objects.create(
        resident_id=resident_id,
        kind=what.kind,
        subject_id=what.row_id,
        at=permission.now,
        person_id=permission.person_id,
        person_name=permission.actor.display_name,
        person_title=permission.actor.title,
        text=what.text,
    )


def _put_in_place(fresh: Consent) -> Consent:
    """Let a consent take the place of the one in force to the same recipient.

    Two at the same instant: the one that comes second finds the first's and is content with it.
    """
    same = Consent.objects.filter(
        resident_id=fresh.resident_id,
        kind=fresh.kind,
        to_unit_id=fresh.to_unit_id,
        to_care_provider_id=fresh.to_care_provider_id,
        revoked_at=None,
    )
    same.update(revoked_at=fresh.registered_at, revoked_by_id=fresh.registered_by_id)
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        row = same.first()
        if row is None:
            raise
        return row
    return fresh


def _block(block_id: UUID) -> AccessBlock:
    row = AccessBlock.objects.select_for_update().filter(id=block_id).first()
    if row is None:
        raise queries.NoSuchBlock(block_id)
    return row


def _ensure_may_lift(
    actor: Actor, resident_id: UUID, basis: LiftBasis, *, now: datetime
) -> policy.Permission:
    if basis is LiftBasis.CONSENT:
        return policy.ensure_may_settle(actor, resident_id, now=now)
    emergency = queries.standing(actor, resident_id, now=now).emergency
    if emergency is None:
        raise NoOpenEmergency
    return policy.ensure_emergency_would_open(actor, resident_id, emergency, now=now)


def _tell(row: EmergencyAccess, now: datetime) -> None:
    outbox.publish(
        EmergencyAccessOpened(
            emergency_id=row.id,
            resident_id=row.resident_id,
            actor_person_id=row.person_id,
            unit_id=row.unit_id,
            until=row.until,
            at=now,
        ),
        key=str(row.resident_id),
        tenant_id=current_tenant_id(),
        now=now,
    )
