"""Organisations as representatives: registered, and those whom each has appointed to act in its name.

The municipality writes them down from a paper; whoever is not appointed now can do nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gemensam.kernel.actor import Actor
from gemensam.kernel.swedish import sort_key
from gemensam.people.models import Appointee, Mandate, MandateEntry, RepresentativeOrganisation
from gemensam.people.queries import AppointeeRow, appointed_now, appointees_of


class NoSuchOrganisation(LookupError):
    """The running tenant has no such organisation registered."""


class AlreadyRegistered(Exception):
    """The organisation's number is registered already."""


class AlreadyAppointed(Exception):
    """The person may act for the organisation as it is."""


class NotAppointed(Exception):
    """There is no such appointment, or it has been ended already."""


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation that residents may give a mandate, and whom it has appointed, newest first."""

    id: UUID
    organisation_number: str
    name: str
    registered_at: datetime
    registered_by: str
    appointees: tuple[AppointeeRow, ...]

    def may_act(self, now: datetime) -> Sequence[AppointeeRow]:
        """Give those who may act in its name now."""
        return [one for one in self.appointees if one.holds(now)]


def organisations() -> Sequence[OrganisationRow]:
    """List the organisations of the running tenant, by name in Swedish order."""
    rows = list(RepresentativeOrganisation.objects.all())
    appointees = appointees_of([row.id for row in rows])
    found = [_row(row, appointees.get(row.id, [])) for row in rows]
    return sorted(found, key=lambda one: sort_key(one.name))


def organisation(organisation_id: UUID) -> OrganisationRow:
    """Give one organisation. Raises NoSuchOrganisation."""
    row = RepresentativeOrganisation.objects.filter(id=organisation_id).first()
    if row is None:
        raise NoSuchOrganisation(organisation_id)
    return _row(row, appointees_of([row.id]).get(row.id, []))


def _row(row: RepresentativeOrganisation, appointees: Sequence[AppointeeRow]) -> OrganisationRow:
    return OrganisationRow(
        id=row.id,
        organisation_number=row.organisation_number,
        name=row.name,
        registered_at=row.registered_at,
        registered_by=row.registered_by_name,
        appointees=tuple(appointees),
    )


def register_organisation(
    *, actor: Actor, organisation_number: str, name: str, now: datetime
) -> UUID:
    """Write down an organisation. Raises AlreadyRegistered: one of that number is here."""
    try:
        with transaction.atomic():
            row = RepresentativeOrganisation.objects.create(
                organisation_number=organisation_number,
                name=name,
                registered_at=now,
                registered_by_name=actor.display_name,
            )
    except IntegrityError as error:
        raise AlreadyRegistered(organisation_number) from error
    made_id: UUID = row.id
    return made_id


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    organisation_id: UUID,
    person_id: UUID,
    evidence: str,
    now: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> UUID:
    """Let a person act in an organisation's name; every resident concerned reads it in the journal.

    Raises NoSuchOrganisation. Raises AlreadyAppointed: it holds now, or is to begin.
    """
    found = _locked(organisation_id)
    held = Appointee.objects.filter(organisation=found, person_id=person_id, ended_at=None)
    if held.exclude(ends_at__lte=now).exists():
        raise AlreadyAppointed(person_id)
    row = Appointee.objects.create(
        organisation=found,
        person_id=person_id,
        starts_at=starts_at or now,
        ends_at=ends_at,
        evidence=evidence,
        registered_at=now,
        registered_by_name=actor.display_name,
    )
    _note(found, row.id, "Kommunen registrerade att {who} får agera för {name}", actor, now)
    made_id: UUID = row.id
    return made_id


@transaction.atomic
def end_appointment(
    *, actor: Actor, organisation_id: UUID, appointee_id: UUID, why: str, now: datetime
) -> None:
    """Let somebody act no more for an organisation, from the same moment.

    Raises NoSuchOrganisation. Raises NotAppointed: there is none, or it has ended.
    """
    found = _locked(organisation_id)
    rows = Appointee.objects.filter(id=appointee_id, organisation=found, ended_at=None)
    if not rows.exclude(ends_at__lte=now).update(
        ended_at=now, ended_by_name=actor.display_name, ended_why=why
    ):
        raise NotAppointed(appointee_id)
    _note(found, appointee_id, "{who} får inte längre agera för {name}", actor, now)


def may_act_for(person_id: UUID | None, organisation_id: UUID, *, now: datetime) -> bool:
    """Say whether a person is appointed by an organisation now."""
    if person_id is None:
        return False
    rows = appointed_now(now).filter(organisation_id=organisation_id, person_id=person_id)
    return rows.exists()


def _locked(organisation_id: UUID) -> RepresentativeOrganisation:
    """Lock an organisation, so that two at once do not appoint the same person twice."""
    rows = RepresentativeOrganisation.objects.select_for_update()
    found = rows.filter(id=organisation_id).first()
    if found is None:
        raise NoSuchOrganisation(organisation_id)
    return found


def _note(
    found: RepresentativeOrganisation, appointee_id: UUID, what: str, actor: Actor, now: datetime
) -> None:
    """Write it in the journal of every mandate that the organisation has and that is not over."""
    person = Appointee.objects.select_related("person").get(id=appointee_id).person
    given = Mandate.objects.filter(organisation=found, revoked_at=None).exclude(ends_at__lte=now)
    text = what.format(who=person.display_name, name=found.name)
    MandateEntry.objects.bulk_create(
        MandateEntry(
            mandate_id=mandate_id,
            at=now,
            actor_person_id=actor.person_id,
            actor_name=actor.display_name,
            what=text,
        )
        for mandate_id in given.values_list("id", flat=True)
    )
