"""How to talk with social services in a municipality: read by all, kept by its officer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gemensam.eservices import opening_hours
from gemensam.eservices.inventory_actions import ensure_officer
from gemensam.eservices.models import ContactDetails
from gemensam.eservices.opening_hours import Week
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, Actor


@dataclass(frozen=True, slots=True)
class Contact:
    """Where to call, when somebody answers, and where to come."""

    phone: str
    week: Week
    urgent_phone: str = ""
    urgent_about: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A contact as it was told once: when and by whom."""

    at: datetime
    who: str
    contact: Contact


def contact_of(municipality_id: UUID) -> Contact | None:
    """Give how to talk with a municipality's social services; None until it has told."""
    row = _newest(municipality_id)
    return _contact(row) if row else None


def latest(municipality_id: UUID) -> Told | None:
    """Give the same with when it was told and by whom."""
    row = _newest(municipality_id)
    if row is None:
        return None
    name = identity.names([row.made_by_id])[row.made_by_id].display_name
    return Told(row.made_at, name, _contact(row))


def _newest(municipality_id: UUID) -> ContactDetails | None:
    rows = ContactDetails.objects.filter(municipality_id=municipality_id)
    return rows.order_by("-made_at", "-id").first()


@transaction.atomic
def tell_contact(*, actor: Actor, contact: Contact, now: datetime, request_id: str = "") -> None:
    """Say how to talk with the officer's own municipality; the same again writes nothing.

    Raises authority.Refused, NotAMunicipality.
    """
    place = ensure_officer(actor, Activity.WRITE, now=now, request_id=request_id)
    if contact_of(place.organisation_id) == contact:
        return
    assert actor.person_id is not None
    ContactDetails.objects.create(
        municipality_id=place.organisation_id,
        phone=contact.phone,
        hours=opening_hours.to_json(contact.week),
        urgent_phone=contact.urgent_phone,
        urgent_about=contact.urgent_about,
        address=contact.address,
        made_at=now,
        made_by_id=actor.person_id,
    )


def _contact(row: ContactDetails) -> Contact:
    return Contact(
        phone=row.phone,
        week=opening_hours.from_json(row.hours),
        urgent_phone=row.urgent_phone,
        urgent_about=row.urgent_about,
        address=row.address,
    )
