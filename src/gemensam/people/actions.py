"""Write down residents, what ties people to them, and mandates."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from gemensam.kernel.actor import Activity, Actor, ActorKind, Regime
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber
from gemensam.kernel.swedish import sort_key
from gemensam.people.models import (
    REVOKED_BY_RESIDENT,
    CareRelation,
    CareRelationBasis,
    Home,
    Mandate,
    MandateBasis,
    MandateEntry,
    NextOfKin,
    Notice,
    Resident,
)
from gemensam.people.queries import HomeRow, KinRow, NoticeRow, mandate_used

# A slip is noticed at once; after that a mandate is given anew, so that both are told.
UNDO_REVOKE_FOR: Final = timedelta(minutes=10)
# How the journal's line of a revocation begins.
_REVOKED: Final = "Behörigheten återkallades"


class MandateNotInForce(Exception):
    """The mandate has been ended already."""


class NotTheResidentsToRevoke(Exception):
    """A court or the law gave it: the resident cannot end it here."""


class NotTheHolder(LookupError):
    """The actor does not hold the mandate in their own name."""


class NotToBeUndone(Exception):
    """The mandate is not revoked, somebody else revoked it, or it is too long ago."""


def _write_down_home(row: Resident, home: HomeRow | None) -> None:
    if home is not None:
        Home.objects.create(
            resident=row,
            street_address=home.street_address,
            postal_code=home.postal_code,
            town=home.town,
            directions=home.directions,
            phone=home.phone,
            key=home.key,
        )


def _write_down_near(row: Resident, kin: Iterable[KinRow], notices: Iterable[NoticeRow]) -> None:
    NextOfKin.objects.bulk_create(
        NextOfKin(resident=row, name=one.name, relation=one.relation, phone=one.phone, order=n)
        for n, one in enumerate(kin, start=1)
    )
    Notice.objects.bulk_create(
        Notice(resident=row, label=one.label, text=one.text, is_urgent=one.is_urgent, order=n)
        for n, one in enumerate(notices, start=1)
    )


@transaction.atomic
def register_resident(
    *,
    identity_number: PersonalIdentityNumber,
    given_name: str,
    family_name: str,
    is_protected: bool,
    person_id: UUID | None = None,
    home: HomeRow | None = None,
    kin: Iterable[KinRow] = (),
    notices: Iterable[NoticeRow] = (),
    language: str = "sv",
    needs_interpreter: bool = False,
) -> UUID:
    """Write down a resident with home, next of kin and what to think of."""
    row = Resident.objects.create(
        person_id=person_id,
        personal_identity_number=identity_number.reveal(),
        given_name=given_name,
        family_name=family_name,
        sort_key=sort_key(f"{family_name} {given_name}")[0],
        birth_date=identity_number.birth_date,
        is_protected=is_protected,
        language=language,
        needs_interpreter=needs_interpreter,
    )
    _write_down_home(row, home)
    _write_down_near(row, kin, notices)
    resident_id: UUID = row.id
    return resident_id


def relate(
    *,
    resident_id: UUID,
    basis: CareRelationBasis,
    now: datetime,
    unit_id: UUID | None = None,
    person_id: UUID | None = None,
) -> None:
    """Let a unit or a person have to do with a resident from now on."""
    whose: dict[str, UUID | None] = {"unit_id": unit_id, "person_id": person_id}
    CareRelation.objects.get_or_create(
        **whose,
        resident_id=resident_id,
        basis=basis,
        ends_at=None,
        defaults={"starts_at": now},
    )


def end_relation(
    *,
    resident_id: UUID,
    now: datetime,
    unit_id: UUID | None = None,
    person_id: UUID | None = None,
    basis: CareRelationBasis | None = None,
) -> None:
    """End a unit's or a person's relation to a resident: every one, or the one of a basis."""
    whose: dict[str, UUID | None] = {"unit_id": unit_id, "person_id": person_id}
    rows = CareRelation.objects.filter(**whose, resident_id=resident_id, ends_at=None)
    if basis is not None:
        rows = rows.filter(basis=basis)
    rows.update(ends_at=now)


@transaction.atomic
def give_mandate(
    *,
    actor: Actor,
    resident_id: UUID,
    representative_id: UUID | None = None,
    organisation_id: UUID | None = None,
    basis: MandateBasis,
    scopes: Iterable[tuple[str, Activity]],
    evidence: str,
    now: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    regimes: Iterable[Regime] = (Regime.SOL,),
) -> UUID:
    """Let a person or an organisation act for a resident, and write it in the journal that both see."""
    mandate = Mandate.objects.create(
        resident_id=resident_id,
        representative_id=representative_id,
        organisation_id=organisation_id,
        basis=basis,
        scopes=sorted(f"{service}:{activity}" for service, activity in scopes),
        regimes=sorted(regime.value for regime in regimes),
        starts_at=starts_at or now,
        ends_at=ends_at,
        evidence=evidence,
    )
    what = "Behörigheten gavs"
    if actor.kind is ActorKind.STAFF:
        what = "Behörigheten registrerades av kommunen"
    note_in_journal(mandate_id=mandate.id, actor=actor, what=what, now=now)
    mandate_id: UUID = mandate.id
    return mandate_id


@transaction.atomic
def revoke_mandate(*, actor: Actor, mandate_id: UUID, now: datetime, reason: str = "") -> None:
    """End a mandate at once.

    Raises MandateNotInForce: it was revoked already, or there is none.
    Raises NotTheResidentsToRevoke: it rests on a court's order or on the law.
    """
    row = Mandate.objects.select_for_update().filter(id=mandate_id, revoked_at=None).first()
    if row is None:
        raise MandateNotInForce(mandate_id)
    if actor.kind is ActorKind.RESIDENT and row.basis not in REVOKED_BY_RESIDENT:
        raise NotTheResidentsToRevoke(mandate_id)
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    what = f"{_REVOKED}: {reason}" if reason else _REVOKED
    note_in_journal(mandate_id=mandate_id, actor=actor, what=what, now=now)


@transaction.atomic
def resign_mandate(*, actor: Actor, mandate_id: UUID, now: datetime) -> UUID:
    """End at once a mandate that the actor holds as a person; give whose affairs it was about.

    Raises NotTheHolder: somebody else has it, or nobody.
    Raises MandateNotInForce: it has ended.
    Raises NotTheResidentsToRevoke: it rests on a court's order or on the law.
    """
    held = Mandate.objects.select_for_update().filter(representative_id=actor.person_id)
    row = held.filter(id=mandate_id).first()
    if row is None:
        raise NotTheHolder(mandate_id)
    if row.revoked_at is not None or (row.ends_at is not None and row.ends_at <= now):
        raise MandateNotInForce(mandate_id)
    if row.basis not in REVOKED_BY_RESIDENT:
        raise NotTheResidentsToRevoke(mandate_id)
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    note_in_journal(mandate_id=mandate_id, actor=actor, what="Ombudet lämnade uppdraget", now=now)
    resident_id: UUID = row.resident_id
    return resident_id


@transaction.atomic
def undo_revoke_mandate(*, actor: Actor, mandate_id: UUID, now: datetime) -> None:
    """Take back a revocation that was a slip: by the same person, within a few minutes.

    Raises NotToBeUndone.
    """
    row = Mandate.objects.select_for_update().filter(id=mandate_id).first()
    if row is None or not may_undo_revoke(
        actor=actor, mandate_id=mandate_id, revoked_at=row.revoked_at, now=now
    ):
        raise NotToBeUndone(mandate_id)
    row.revoked_at = None
    row.save(update_fields=["revoked_at"])
    note_in_journal(mandate_id=mandate_id, actor=actor, what="Återkallelsen ångrades", now=now)


def may_undo_revoke(
    *, actor: Actor, mandate_id: UUID, revoked_at: datetime | None, now: datetime
) -> bool:
    """Say whether a revocation may still be taken back by this actor."""
    if revoked_at is None or now >= revoked_at + UNDO_REVOKE_FOR:
        return False
    # Other lines may have come since, by others: it is whose revocation it was that counts. What
    # the representative ended herself has no such line.
    lines = MandateEntry.objects.filter(mandate_id=mandate_id, what__startswith=_REVOKED)
    last = lines.filter(at=revoked_at).order_by("-id").first()
    return last is not None and last.actor_person_id == actor.person_id


@transaction.atomic
def set_scan(*, actor: Actor, mandate_id: UUID, file_id: UUID, now: datetime) -> UUID | None:
    """Let a stored file be the scan of a mandate's paper; give the one that it was instead of."""
    row = Mandate.objects.select_for_update().get(id=mandate_id)
    earlier: UUID | None = row.scan_id
    row.scan_id = file_id
    row.save(update_fields=["scan"])
    what = "Det inskannade pappret byttes ut" if earlier else "Pappret skannades in"
    note_in_journal(mandate_id=mandate_id, actor=actor, what=what, now=now)
    return earlier


def hold_resident(resident_id: UUID) -> None:
    """Let nobody else change who acts for a resident until the transaction ends."""
    Resident.objects.select_for_update().get(id=resident_id)


def note_in_journal(
    *, mandate_id: UUID, actor: Actor, what: str, now: datetime, organisation_name: str = ""
) -> None:
    """Add a line to the mandate's journal."""
    MandateEntry.objects.create(
        mandate_id=mandate_id,
        at=now,
        actor_person_id=actor.person_id,
        actor_name=actor.display_name,
        organisation_name=organisation_name,
        what=what,
    )


def note_act(*, actor: Actor, resident_id: UUID, service: str, what: str, now: datetime) -> None:
    """Write what a representative did in the journal of the mandate that it was done by.

    Nothing of what the resident does herself.
    """
    if actor.kind is not ActorKind.RESIDENT or actor.person_id is None:
        return
    if Resident.objects.filter(id=resident_id, person_id=actor.person_id).exists():
        return
    used = mandate_used(actor.person_id, resident_id, service=service, now=now)
    if used is not None:
        note_in_journal(
            mandate_id=used.id,
            actor=actor,
            what=what,
            organisation_name=used.organisation_name,
            now=now,
        )
