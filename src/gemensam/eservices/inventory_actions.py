"""Keep a municipality's part of the inventory: list, change and end e-services, and say their stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gemensam.authority import api as authority
from gemensam.eservices import inventory
from gemensam.eservices.inventory import NoSuchListedService
from gemensam.eservices.models import ListedService, ServiceStage
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose
from gemensam.organisations import api as organisations
from gemensam.tenancy.models import new_id

# Whoever has no tenant is refused by the rules all the same.
_NOBODYS = UUID(int=0)


class NotAMunicipality(LookupError):
    """The actor works for a body that has no e-services of its own: the county, an association."""


class NotYoursToChange(Exception):
    """The e-service belongs to another municipality, which is the one to change it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an officer says of an e-service."""

    title: str
    about: str
    area: str
    href: str
    hosting: str
    parts: Sequence[str]


def ensure_officer(
    actor: Actor, activity: Activity, *, now: datetime, request_id: str = ""
) -> organisations.Place:
    """Let an officer read or write the municipality's own part; give the municipality. Logged.

    Raises authority.Refused, NotAMunicipality.
    """
    obj = authority.ObjRef(
        kind="e_service",
        tenant_id=actor.tenant_id or _NOBODYS,
        information_class=InformationClass.PROGRAMME,
    )
    purpose = actor.commission.purpose if actor.commission else Purpose.OWN_AFFAIRS
    asked = authority.Request(actor, purpose, activity, obj, now)
    authority.ensure_and_log(asked, authority.Facts(), now=now, request_id=request_id)
    assert actor.tenant_id is not None
    place = organisations.municipality_by_tenant(actor.tenant_id)
    if place is None:
        raise NotAMunicipality(actor.tenant_id)
    return place


@transaction.atomic
def list_service(
    *,
    actor: Actor,
    told: Told,
    stage: str,
    reason: str,
    now: datetime,
    request_id: str = "",
) -> UUID:
    """Take an e-service into the inventory; give its id. Raises Refused, NotAMunicipality."""
    place = ensure_officer(actor, Activity.WRITE, now=now, request_id=request_id)
    service_id = new_id()
    _write(service_id, 1, place, told, actor=actor, reason=reason, now=now)
    _write_stage(str(service_id), place, stage, actor=actor, reason=reason, now=now)
    return service_id


@transaction.atomic
def change_service(
    *,
    actor: Actor,
    service_id: UUID,
    told: Told,
    reason: str,
    now: datetime,
    is_ended: bool = False,
    request_id: str = "",
) -> None:
    """Write a new version of an e-service, or its last one.

    Raises NoSuchListedService, NotYoursToChange, Refused, NotAMunicipality.
    """
    place = ensure_officer(actor, Activity.WRITE, now=now, request_id=request_id)
    if inventory.listed_service(service_id).owner_id != place.organisation_id:
        raise NotYoursToChange(service_id)
    last = ListedService.objects.filter(service_id=service_id).order_by("-version").first()
    assert last is not None
    _write(
        service_id,
        last.version + 1,
        place,
        told,
        actor=actor,
        reason=reason,
        now=now,
        is_ended=is_ended,
    )


@transaction.atomic
def say_stage(
    *, actor: Actor, key: str, stage: str, reason: str, now: datetime, request_id: str = ""
) -> None:
    """Say how far an e-service has come here: the platform's, one's own, or a joint one to take part in.

    An empty stage leaves a joint one.
    Raises NoSuchListedService, NotYoursToChange (another's that is not joint), Refused,
    NotAMunicipality.
    """
    place = ensure_officer(actor, Activity.WRITE, now=now, request_id=request_id)
    found = one_by_key(key)
    is_theirs = found.owner_id not in {None, place.organisation_id}
    if is_theirs and found.hosting != "joint":
        raise NotYoursToChange(key)
    _write_stage(key, place, stage, actor=actor, reason=reason, now=now)


def one_by_key(key: str) -> inventory.Listed:
    """Find an e-service of the inventory by its key. Raises NoSuchListedService."""
    for one in inventory.every_service():
        if one.key == key:
            return one
    raise NoSuchListedService(key)


def _write(
    service_id: UUID,
    version: int,
    place: organisations.Place,
    told: Told,
    *,
    actor: Actor,
    reason: str,
    now: datetime,
    is_ended: bool = False,
) -> None:
    assert actor.person_id is not None
    ListedService.objects.create(
        service_id=service_id,
        version=version,
        municipality_id=place.organisation_id,
        title=told.title,
        about=told.about,
        area=told.area,
        href=told.href,
        hosting=told.hosting,
        parts=list(told.parts),
        is_ended=is_ended,
        reason=reason,
        made_at=now,
        made_by_id=actor.person_id,
    )


def _write_stage(
    key: str, place: organisations.Place, stage: str, *, actor: Actor, reason: str, now: datetime
) -> None:
    assert actor.person_id is not None
    ServiceStage.objects.create(
        service=key,
        municipality_id=place.organisation_id,
        stage=stage,
        reason=reason,
        made_at=now,
        made_by_id=actor.person_id,
    )
