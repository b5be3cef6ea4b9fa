"""Who may act for the organisations that residents give mandates: kept by staff, on papers of theirs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gemensam.delivery import api as delivery
from gemensam.eservices import policy
from gemensam.eservices.mandates import GivenToWhoRegisters, Named
from gemensam.eservices.policy import Visit
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id


@dataclass(frozen=True, slots=True)
class NewAppointee:
    """Somebody who is to act for an organisation: who, on which paper and how long."""

    named: Named
    evidence: str
    starts_at: datetime
    ends_at: datetime | None


@transaction.atomic
def register(visit: Visit, *, number: str, name: str) -> UUID:
    """Write down an organisation. Raises Refused, people.AlreadyRegistered."""
    policy.ensure_organisations(visit, Activity.WRITE, thing_id=None)
    return people.register_organisation(
        actor=visit.actor, organisation_number=number, name=name, now=visit.now
    )


def opened(visit: Visit, organisation_id: UUID) -> people.OrganisationRow:
    """Open an organisation and those who act for it; logged. Raises Refused, NoSuchOrganisation."""
    policy.ensure_at_the_desk(visit)
    found = people.organisation(organisation_id)
    policy.ensure_organisations(visit, Activity.READ, thing_id=found.id)
    return found


@transaction.atomic
def appoint(visit: Visit, *, organisation_id: UUID, wanted: NewAppointee) -> None:
    """Let somebody act for an organisation, and tell them.

    Raises Refused, GivenToWhoRegisters, identity.OtherName, people.NoSuchOrganisation,
    people.AlreadyAppointed.
    """
    policy.ensure_organisations(visit, Activity.WRITE, thing_id=organisation_id)
    named = wanted.named
    person_id = identity.person_named(identity_number=named.number, name=named.name)
    if person_id == visit.actor.person_id:
        raise GivenToWhoRegisters
    people.appoint(
        actor=visit.actor,
        organisation_id=organisation_id,
        person_id=person_id,
        evidence=wanted.evidence,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        now=visit.now,
    )
    _tell(person_id, organisation_id, visit.now)


@transaction.atomic
def end(visit: Visit, *, organisation_id: UUID, appointee: people.AppointeeRow, why: str) -> None:
    """Let somebody act no more, from the same moment, and tell them.

    Raises Refused, people.NoSuchOrganisation, people.NotAppointed.
    """
    policy.ensure_organisations(visit, Activity.WRITE, thing_id=organisation_id)
    people.end_appointment(
        actor=visit.actor,
        organisation_id=organisation_id,
        appointee_id=appointee.id,
        why=why,
        now=visit.now,
    )
    _tell(appointee.person_id, organisation_id, visit.now)


def _tell(person_id: UUID, organisation_id: UUID, now: datetime) -> None:
    """Queue a notice without content to whoever may act, or may no longer."""
    body = organisations.body_by_tenant(current_tenant_id())
    assert body is not None
    delivery.notify(
        person_id=person_id,
        kind=delivery.MessageKind.MANDATE,
        sender_name=body.short_name,
        link_path=f"/{body.slug}/mina-sidor/ombud/",
        is_protected=identity.names([person_id])[person_id].is_protected,
        subject_key=f"{organisation_id}:{person_id}",
        now=now,
    )
