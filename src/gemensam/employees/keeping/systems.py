"""Business systems that accept a secure log-in or not, and how far issuing has come: write and read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gemensam.employees.keeping.visit import SYSTEM, Visit
from gemensam.employees.register import Accepts, BusinessSystem, Carrier, Issuing, IssuingState
from gemensam.kernel.actor import Activity
from gemensam.kernel.swedish import sort_key


class NameIsTaken(Exception):
    """The municipality has a system of that name already."""


class ChangedMeanwhile(Exception):
    """Somebody changed the system after the page was shown. Nothing was written."""


class NoSuchSystem(LookupError):
    """The municipality has no such system."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a business system."""

    name: str
    supplier: str
    accepts: str
    since: date | None
    note: str


@dataclass(frozen=True, slots=True)
class SystemRow(Told):
    """A business system, and which of its versions it is."""

    id: UUID
    version: int


def systems() -> Sequence[SystemRow]:
    """List the running tenant's business systems, by name in Swedish order."""
    found = [_row(one) for one in BusinessSystem.objects.all()]
    return sorted(found, key=lambda one: sort_key(one.name))


def system(system_id: UUID) -> SystemRow:
    """Give one system. Raises NoSuchSystem."""
    found = BusinessSystem.objects.filter(id=system_id).first()
    if found is None:
        raise NoSuchSystem(system_id)
    return _row(found)


def _row(one: BusinessSystem) -> SystemRow:
    return SystemRow(one.name, one.supplier, one.accepts, one.since, one.note, one.id, one.version)


def accepting(rows: Sequence[SystemRow]) -> int:
    """Count those that accept a secure log-in now."""
    return sum(one.accepts == Accepts.YES for one in rows)


@transaction.atomic
def save(visit: Visit, told: Told, *, system_id: UUID | None = None, version: int = 0) -> UUID:
    """Write a system down, or change one that is as it was when the page was shown.

    Raises authority.Refused, NameIsTaken, NoSuchSystem, ChangedMeanwhile.
    """
    visit.ensure(Activity.ADMINISTER, kind=SYSTEM, object_id=system_id)
    return write(told, system_id=system_id, version=version)


@transaction.atomic
def write(told: Told, *, system_id: UUID | None = None, version: int = 0) -> UUID:
    """Write a system down, or change it, for whoever has seen to that it is allowed."""
    row = BusinessSystem(**asdict(told))
    if system_id is not None:
        known = BusinessSystem.objects.select_for_update().filter(id=system_id).first()
        if known is None:
            raise NoSuchSystem(system_id)
        if known.version != version:
            raise ChangedMeanwhile(system_id)
        row.id, row.tenant_id, row.version = known.id, known.tenant_id, known.version + 1
    try:
        with transaction.atomic():
            row.save(force_insert=system_id is None, force_update=system_id is not None)
    except IntegrityError as error:
        raise NameIsTaken(told.name) from error
    found: UUID = row.id
    return found


@dataclass(frozen=True, slots=True)
class IssuingRow:
    """How far the municipality has come with one sort of e-id."""

    carrier: Carrier
    state: IssuingState
    since: date | None
    note: str


def issued() -> Sequence[IssuingRow]:
    """Give how far the running tenant has come, one row for each sort that is followed."""
    known = {one.carrier: one for one in Issuing.objects.all()}
    found = []
    for carrier in Carrier:
        row = known.get(carrier.value)
        if row is not None:
            found.append(IssuingRow(carrier, IssuingState(row.state), row.since, row.note))
        elif carrier is not Carrier.SITHS_CARD:
            found.append(IssuingRow(carrier, IssuingState.MISSING, None, ""))
    return found


@transaction.atomic
def say_issued(
    visit: Visit, *, carrier: Carrier, state: IssuingState, since: date | None, note: str
) -> None:
    """Say how far the municipality has come with a sort of e-id. Raises authority.Refused."""
    visit.ensure(Activity.ADMINISTER, kind=SYSTEM)
    set_issuing(carrier=carrier, state=state, since=since, note=note, now=visit.now)


def set_issuing(
    *, carrier: Carrier, state: IssuingState, since: date | None, note: str, now: datetime
) -> None:
    """Write how far the running tenant has come, for whoever has seen to that it is allowed."""
    Issuing.objects.update_or_create(
        carrier=carrier,
        defaults={"state": state, "since": since, "note": note, "said_at": now},
    )
