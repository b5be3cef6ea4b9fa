"""Read consents, blocks, lifts and emergency access in the tenant of the resident."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from gemensam.authority import api as authority
from gemensam.consents.models import AccessBlock, AccessBlockLift, Consent, EmergencyAccess, Entry
from gemensam.consents.rules import (
    Asker,
    BlockFact,
    BlockLevel,
    ConsentFact,
    LiftFact,
    LiftReach,
    Standing,
)
from gemensam.kernel.actor import Actor
from gemensam.kernel.periods import Period


class NoSuchConsent(LookupError):
    """The running tenant has no such consent."""


class NoSuchBlock(LookupError):
    """The running tenant has no such access block."""


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent as the resident and whoever was let in may see it."""

    id: UUID
    resident_id: UUID
    to_unit_id: UUID | None
    to_care_provider_id: UUID | None
    starts_at: datetime
    ends_at: datetime | None
    registered_by: str
    evidence: str
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """Emergency access that is open."""

    id: UUID
    resident_id: UUID
    reason: str
    opened_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of the journal of consents and blocks."""

    at: datetime
    what: str
    person_name: str
    person_title: str
    text: str


def asker_of(actor: Actor) -> Asker:
    """Give from where somebody asks: a commission's unit and provider."""
    commission = actor.commission
    return Asker(
        person_id=actor.person_id,
        unit_id=commission.unit_id if commission else None,
        care_provider_id=commission.care_provider_id if commission else None,
    )


def _in_force(now: datetime) -> Q:
    return Q(revoked_at__isnull=True) | Q(revoked_at__gt=now)


def _consents_in_force(now: datetime) -> Q:
    until = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    return _in_force(now) & Q(starts_at__lte=now) & until


def _block_fact(row: AccessBlock) -> BlockFact:
    return BlockFact(
        id=row.id,
        level=BlockLevel(row.level),
        unit_id=row.unit_id,
        care_provider_id=row.care_provider_id,
        valid=Period(row.registered_at, row.revoked_at),
        written_from=row.written_from,
        written_to=row.written_to,
        lifts=tuple(
            LiftFact(
                person_id=lift.requested_by_id,
                unit_id=lift.unit_id,
                reach=LiftReach(lift.reach),
                valid=Period(lift.registered_at, lift.until),
            )
            for lift in row.lifts.all()
        ),
    )


def standing(actor: Actor, resident_id: UUID, *, now: datetime) -> Standing:
    """Collect all that consents knows of a resident for one asker: four queries at most."""
    consents = Consent.objects.filter(_consents_in_force(now), resident_id=resident_id)
    lifts = AccessBlockLift.objects.filter(registered_at__lte=now, until__gt=now)
    blocks = (
        AccessBlock.objects.filter(_in_force(now), resident_id=resident_id)
        .order_by("registered_at", "id")
        .prefetch_related(Prefetch("lifts", queryset=lifts))
    )
    return Standing(
        asker=asker_of(actor),
        consents=tuple(
            ConsentFact(
                to_unit_id=row.to_unit_id,
                to_care_provider_id=row.to_care_provider_id,
                valid=Period(row.starts_at, row.ends_at),
            )
            for row in consents
        ),
        blocks=tuple(_block_fact(row) for row in blocks),
        emergency=_emergency_facts(actor, resident_id, now=now),
    )


def _emergency_facts(
    actor: Actor, resident_id: UUID, *, now: datetime
) -> authority.EmergencyFacts | None:
    row = _open_emergencies(actor, now).filter(resident_id=resident_id).order_by("-until").first()
    return _to_facts(row) if row else None


def _open_emergencies(actor: Actor, now: datetime) -> QuerySet[EmergencyAccess]:
    if actor.commission is None or actor.person_id is None:
        return EmergencyAccess.objects.none()
    return EmergencyAccess.objects.filter(
        person_id=actor.person_id,
        commission_id=actor.commission.id,
        opened_at__lte=now,
        until__gt=now,
    )


def _to_facts(row: EmergencyAccess) -> authority.EmergencyFacts:
    return authority.EmergencyFacts(reason=row.reason, step_up_at=row.step_up_at, until=row.until)


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a model of documentation keeps what blocks are compared with."""

    resident: str = "resident_id"
    unit: str = "unit_id"
    care_provider: str = "unit__care_provider_id"
    created_at: str = "created_at"


def row_facts(
    actor: Actor, *, now: datetime, base: authority.RowFacts, paths: Paths | None = None
) -> authority.RowFacts:
    """Give the same as `facts_for`, as conditions on rows of documentation for `filter_for`."""
    columns = paths or Paths()
    asker = asker_of(actor)
    return replace(
        _with_blocks(base, asker, columns, now),
        consent=_consent_condition(asker, columns, now),
        emergencies=tuple(
            (Q(**{columns.resident: row.resident_id}), _to_facts(row))
            for row in _open_emergencies(actor, now)
        ),
    )


def row_facts_of(
    standing: Standing,
    *,
    now: datetime,
    base: authority.RowFacts,
    paths: Paths | None = None,
) -> authority.RowFacts:
    """Give the same for rows of the one resident whose standing is read already: no query more."""
    facts = replace(base, blocks_known=True)
    if any(one.is_closed_to(standing.asker, now=now) for one in standing.blocks):
        facts = _with_blocks(base, standing.asker, paths or Paths(), now)
    return replace(
        facts,
        consent=standing.has_consent(now=now),
        emergencies=((True, standing.emergency),) if standing.emergency else (),
    )


def _with_blocks(
    base: authority.RowFacts, asker: Asker, columns: Paths, now: datetime
) -> authority.RowFacts:
    blocks = _unlifted_blocks(asker, columns, now)
    return replace(
        base,
        inner_blocked=_over(blocks.filter(level=BlockLevel.INNER), "unit_id", columns.unit),
        outer_blocked=_over(
            blocks.filter(level=BlockLevel.OUTER), "care_provider_id", columns.care_provider
        ),
        blocks_known=True,
    )


def _consent_condition(asker: Asker, columns: Paths, now: datetime) -> Q | bool:
    to = [
        Q(**{path: value})
        for path, value in (
            ("to_unit_id", asker.unit_id),
            ("to_care_provider_id", asker.care_provider_id),
        )
        if value is not None
    ]
    if not to:
        return False
    asker_is_let_in = to[0] if len(to) == 1 else to[0] | to[1]
    rows = Consent.objects.filter(
        _consents_in_force(now), asker_is_let_in, resident_id=OuterRef(columns.resident)
    )
    return Q(Exists(rows))


def _unlifted_blocks(asker: Asker, columns: Paths, now: datetime) -> QuerySet[AccessBlock]:
    """Blocks in force over the row's resident and time that are not lifted for the asker."""
    lifted = AccessBlockLift.objects.filter(
        Q(reach=LiftReach.ALL_UNIT) | Q(requested_by=asker.person_id),
        block_id=OuterRef("id"),
        registered_at__lte=now,
        until__gt=now,
    )
    written = OuterRef(columns.created_at)
    blocks = AccessBlock.objects.filter(
        _in_force(now),
        Q(written_from__isnull=True) | Q(written_from__lte=written),
        Q(written_to__isnull=True) | Q(written_to__gt=written),
        registered_at__lte=now,
        resident_id=OuterRef(columns.resident),
    )
    if asker.unit_id is None:
        return blocks
    return blocks.filter(~Exists(lifted.filter(unit_id=asker.unit_id)))


def _over(blocks: QuerySet[AccessBlock], column: str, path: str) -> Q:
    """Say of a row that a block lies over it; one from nowhere lies under every block."""
    here = Q(Exists(blocks.filter(**{column: OuterRef(path)})))
    return here | (Q(**{f"{path}__isnull": True}) & Q(Exists(blocks)))


def consents_of(resident_id: UUID) -> Sequence[ConsentRow]:
    """List every consent of a resident, newest first, revoked ones too."""
    rows = Consent.objects.select_related("registered_by").filter(resident_id=resident_id)
    return [
        ConsentRow(
            id=row.id,
            resident_id=row.resident_id,
            to_unit_id=row.to_unit_id,
            to_care_provider_id=row.to_care_provider_id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            registered_by=row.registered_by.display_name,
            evidence=row.evidence,
            revoked_at=row.revoked_at,
        )
        for row in rows.order_by("-registered_at", "-id")
    ]


def blocks_of(resident_id: UUID) -> Sequence[BlockFact]:
    """List the blocks of a resident, oldest first, those taken away too."""
    rows = AccessBlock.objects.filter(resident_id=resident_id).prefetch_related("lifts")
    return [_block_fact(row) for row in rows.order_by("registered_at", "id")]


def journal_of(resident_id: UUID) -> Sequence[EntryRow]:
    """Give the journal of a resident's consents and blocks, newest first."""
    rows = Entry.objects.filter(resident_id=resident_id).order_by("-at", "-id")
    return [
        EntryRow(row.at, row.get_kind_display(), row.person_name, row.person_title, row.text)
        for row in rows
    ]
