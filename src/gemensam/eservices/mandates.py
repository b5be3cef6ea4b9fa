"""Give, register and end mandates: by the resident herself, or by staff with a paper in hand.

Both sides are told each time, without content, and both see the journal.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gemensam.delivery import api as delivery
from gemensam.eservices import policy
from gemensam.eservices.policy import Visit
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, Regime
from gemensam.kernel.personal_identity_number import PersonalIdentityNumber
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.people.api import MandateBasis
from gemensam.tenancy.context import current_tenant_id
from gemensam.ui import formats


class GivenToOneself(ValueError):
    """Nobody is their own representative."""


class GivenToWhoRegisters(Exception):
    """Staff register nothing that opens somebody's affairs to themselves."""


class NotForProtected(Exception):
    """Nobody acts here for somebody with a protected identity: a mandate would open nothing."""


class NoSuchMandate(LookupError):
    """The resident has no such mandate."""


# What the journal and both sides read; the words are stored, so they are Swedish.
BY_HERSELF = "Invånaren gav den själv, undertecknad med sin inloggning"


@dataclass(frozen=True, slots=True)
class Named:
    """A person by number, and by name as told."""

    number: PersonalIdentityNumber
    name: str

    @property
    def shown_number(self) -> str:
        return self.number.masked


@dataclass(frozen=True, slots=True)
class NamedOrganisation:
    """An organisation that is registered here."""

    id: UUID
    shown_number: str
    name: str


@dataclass(frozen=True, slots=True)
class NewMandate:
    """A mandate as it is to be: to whom, on what, for what and how long."""

    to: Named | NamedOrganisation
    basis: MandateBasis
    scopes: frozenset[tuple[str, Activity]]
    evidence: str
    starts_at: datetime
    ends_at: datetime | None


@transaction.atomic
def give(visit: Visit, *, resident: people.ResidentRow, wanted: NewMandate) -> UUID:
    """Give a mandate: the resident signs by her own log-in, staff write down what is on paper.

    Raises Refused, GivenToOneself, GivenToWhoRegisters, NotForProtected, identity.OtherName.
    """
    activity = Activity.WRITE if visit.is_at_the_desk else Activity.SIGN
    policy.ensure_mandate(visit, activity, resident=resident)
    if resident.is_protected and not visit.is_at_the_desk:
        raise NotForProtected
    representative_id, organisation_id = _to_whom(visit, resident, wanted.to)
    people.hold_resident(resident.id)
    given = _given_already(resident, representative_id or organisation_id, wanted, visit.now)
    if given is not None:
        return given
    mandate_id = people.give_mandate(
        actor=visit.actor,
        resident_id=resident.id,
        representative_id=representative_id,
        organisation_id=organisation_id,
        basis=wanted.basis,
        scopes=wanted.scopes,
        evidence=wanted.evidence,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        # A court's order knows no wall between the two acts of social services.
        regimes=(Regime.SOL, Regime.LSS) if wanted.basis in people.COURT_ORDERS else (Regime.SOL,),
        now=visit.now,
    )
    _tell_both(resident, of_resident(resident, mandate_id), visit.now)
    return mandate_id


def _given_already(
    resident: people.ResidentRow, to: UUID | None, wanted: NewMandate, now: datetime
) -> UUID | None:
    """Find the same mandate, that is not over: a second click gives nothing twice."""
    asked = (to, wanted.basis, wanted.scopes, wanted.evidence, _days(wanted))
    for row in people.mandates_of_resident(resident.id):
        is_over = row.revoked_at is not None or (row.ends_at is not None and row.ends_at <= now)
        given_to = row.representative_id or row.organisation_id
        if not is_over and asked == (given_to, row.basis, row.scopes, row.evidence, _days(row)):
            return row.id
    return None


def _days(one: NewMandate | people.MandateRow) -> tuple[date, datetime | None]:
    return formats.local_day(one.starts_at), one.ends_at


def _to_whom(
    visit: Visit, resident: people.ResidentRow, to: Named | NamedOrganisation
) -> tuple[UUID | None, UUID | None]:
    """Give the person's id or the organisation's.

    Raises GivenToOneself, GivenToWhoRegisters, identity.OtherName.
    """
    if isinstance(to, NamedOrganisation):
        if visit.is_at_the_desk and people.may_act_for(visit.actor.person_id, to.id, now=visit.now):
            raise GivenToWhoRegisters
        return None, to.id
    if to.number == resident.identity_number:
        raise GivenToOneself
    person_id = identity.person_named(identity_number=to.number, name=to.name)
    if person_id == visit.actor.person_id:
        raise GivenToWhoRegisters
    return person_id, None


def of_resident(resident: people.ResidentRow, mandate_id: UUID) -> people.MandateRow:
    """Find a mandate among a resident's. Raises NoSuchMandate."""
    for row in people.mandates_of_resident(resident.id):
        if row.id == mandate_id:
            return row
    raise NoSuchMandate(mandate_id)


@transaction.atomic
def revoke(
    visit: Visit, *, resident: people.ResidentRow, mandate_id: UUID, reason: str = ""
) -> None:
    """End a mandate at once.

    Raises Refused, NoSuchMandate, people.MandateNotInForce, people.NotTheResidentsToRevoke.
    """
    policy.ensure_mandate(visit, Activity.WRITE, resident=resident, mandate_id=mandate_id)
    row = of_resident(resident, mandate_id)
    people.revoke_mandate(actor=visit.actor, mandate_id=row.id, reason=reason, now=visit.now)
    _tell_both(resident, row, visit.now)


@transaction.atomic
def resign(visit: Visit, *, mandate_id: UUID) -> people.ResidentRow:
    """End a mandate that the visitor holds in her own name; give whom she acted for.

    Raises Refused, NoSuchMandate, people.MandateNotInForce, people.NotTheResidentsToRevoke.
    """
    policy.ensure_is_resident(visit)
    try:
        resident_id = people.resign_mandate(actor=visit.actor, mandate_id=mandate_id, now=visit.now)
    except people.NotTheHolder as error:
        raise NoSuchMandate(mandate_id) from error
    resident = people.resident(resident_id)
    _tell_both(resident, of_resident(resident, mandate_id), visit.now)
    return resident


@transaction.atomic
def undo_revoke(visit: Visit, *, resident: people.ResidentRow, mandate_id: UUID) -> None:
    """Take back one's own revocation, just after.

    Raises Refused, NoSuchMandate, people.NotToBeUndone.
    """
    policy.ensure_mandate(visit, Activity.WRITE, resident=resident, mandate_id=mandate_id)
    row = of_resident(resident, mandate_id)
    people.undo_revoke_mandate(actor=visit.actor, mandate_id=row.id, now=visit.now)
    _tell_both(resident, row, visit.now)


def _tell_both(resident: people.ResidentRow, row: people.MandateRow, now: datetime) -> None:
    """Queue a notice without content to resident and representative, or those who act for it."""
    body = organisations.body_by_tenant(current_tenant_id())
    assert body is not None
    receivers = {one for one in (resident.person_id, *row.holders(now)) if one is not None}
    names = identity.names(list(receivers))
    for person_id in sorted(receivers):
        delivery.notify(
            person_id=person_id,
            kind=delivery.MessageKind.MANDATE,
            sender_name=body.short_name,
            link_path=f"/{body.slug}/mina-sidor/ombud/",
            is_protected=resident.is_protected or names[person_id].is_protected,
            subject_key=str(row.id),
            now=now,
        )
