"""Carries what an answer of HSA's comes to into the register: all of it, in one transaction, or nothing.

Each change leaves a row that says what it was, what it became, when, and by which answer. Nothing is
deleted: a commission that HSA does not give is withdrawn, and its sessions end at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from gemensam.identity.history import Because, snapshot, write
from gemensam.identity.holdings import mend_keys
from gemensam.identity.hsa.answers import Answer, Credentials
from gemensam.identity.hsa.comparing import Known, Outcome, Wanted, compare
from gemensam.identity.hsa_models import DirectoryChange
from gemensam.identity.models import (
    Commission,
    EntryKind,
    Person,
    Session,
    StaffMember,
)
from gemensam.organisations import api as organisations
from gemensam.organisations.api import ListedProvider, ListedUnit, Listing

FROM_HSA = Because(source="HSA")
_AT_ONCE = 2000


class Change(StrEnum):
    """What changed here."""

    ADDED = "ADDED"
    ALTERED = "ALTERED"
    WITHDRAWN = "WITHDRAWN"
    RESTORED = "RESTORED"
    EMPLOYEE = "EMPLOYEE"
    UNIT = "UNIT"
    PROVIDER = "PROVIDER"


@dataclass(frozen=True, slots=True)
class Source:
    """Which answer changes are from."""

    employee_hsa_id: str
    digest: str
    at: datetime


def follow(employee_hsa_id: str) -> StaffMember:
    """Have HSA asked about an employee from now on; give the locked row."""
    StaffMember.objects.get_or_create(employee_hsa_id=employee_hsa_id)
    member: StaffMember = StaffMember.objects.select_for_update().get(
        employee_hsa_id=employee_hsa_id
    )
    return member


def follow_all(employee_hsa_ids: Collection[str]) -> None:
    """Have HSA asked about some employees of the running tenant from now on."""
    StaffMember.objects.bulk_create(
        [StaffMember(employee_hsa_id=one) for one in sorted(employee_hsa_ids)],
        batch_size=_AT_ONCE,
        ignore_conflicts=True,
    )


def take_in(answer: Answer, *, employee_hsa_id: str, asked_at: datetime, tenant_id: UUID) -> int:
    """Make the running tenant's register as an answer says; give how much that changed.

    An answer to a question that was put before the newest answer changes nothing.
    """
    member = follow(employee_hsa_id)
    if member.heard_at is not None and member.heard_at > asked_at:
        return 0
    source = Source(employee_hsa_id, answer.digest, asked_at)
    known = known_places(tenant_id)
    outcome = compare(answer.credentials, known)
    changes = [*_take_in_places(outcome, known, source)]
    if answer.credentials is not None:
        changes += _take_in_employee(member, answer.credentials, source)
    changes += _take_in_commissions(member, outcome, source)
    DirectoryChange.objects.bulk_create(changes)
    member.heard_at, member.answer = asked_at, answer.digest
    member.differences = [one.kept() for one in outcome.differences]
    member.save()
    return len(changes)


def known_places(tenant_id: UUID) -> Known:
    """Give what the running tenant knows of places."""
    return Known(
        providers={one.hsa_id: one for one in organisations.listed_providers()},
        units={one.hsa_id: one for one in organisations.listed_units() if one.hsa_id},
        tenants_number=organisations.organisation_number(tenant_id),
    )


def _take_in_places(outcome: Outcome, known: Known, source: Source) -> Sequence[DirectoryChange]:
    changes = []
    for change, listings, places, keep in (
        (Change.PROVIDER, outcome.providers, known.providers, organisations.list_provider),
        (Change.UNIT, outcome.units, known.units, organisations.list_unit),
    ):
        for hsa_id, listing in listings.items():
            place: ListedProvider | ListedUnit = places[hsa_id]
            if place.listing != listing:
                keep(place.id, listing)
                before, after = _listed(place.listing), _listed(listing)
                changes.append(_row(change, source, hsa_id, before, after))
    return changes


def _take_in_employee(
    member: StaffMember, told: Credentials, source: Source
) -> Sequence[DirectoryChange]:
    if member.person_id is None:
        member.person_id = _person_of(member.employee_hsa_id, told)
    said = {
        "is_protected": told.is_protected,
        "is_feigned": told.is_feigned,
        "licences": list(told.licences),
        "system_roles": list(told.system_roles),
    }
    before = {name: getattr(member, name) for name in said}
    for name, value in said.items():
        setattr(member, name, value)
    return (
        [_row(Change.EMPLOYEE, source, member.employee_hsa_id, before, said)]
        if before != said
        else []
    )


def _person_of(employee_hsa_id: str, told: Credentials) -> UUID:
    """Find whoever has the HSA-id here, or has the number that HSA tells; else write them down."""
    row = Commission.objects.filter(employee_hsa_id=employee_hsa_id).order_by("id").first()
    if row is not None:
        held: UUID = row.person_id
        return held
    number = told.number.reveal() if told.number else None
    names = {"given_name": told.given_name.reveal(), "family_name": told.family_name.reveal()}
    if number is None:
        made: UUID = Person.objects.create(**names).id
        return made
    person, _is_new = Person.objects.get_or_create(personal_identity_number=number, defaults=names)
    person_id: UUID = person.id
    return person_id


def _take_in_commissions(
    member: StaffMember, outcome: Outcome, source: Source
) -> Sequence[DirectoryChange]:
    theirs = Commission.objects.filter(employee_hsa_id=member.employee_hsa_id)
    theirs.exclude(staff_member=member).update(staff_member=member)
    rows = {one.hsa_id: one for one in theirs.select_for_update()}
    wanted = {one.hsa_id: one for one in outcome.wanted}
    changes = [
        _withdraw(row, source)
        for hsa_id, row in rows.items()
        if hsa_id not in wanted and row.withdrawn_at is None
    ]
    title = next((one.title for one in rows.values()), "")
    for hsa_id, one in wanted.items():
        if hsa_id in rows:
            changes += _alter(rows[hsa_id], one, source)
        else:
            changes.append(_add(member, one, title, source))
    # Whoever has become protected is found by name no longer.
    member.save()
    mend_keys(employee_hsa_id=member.employee_hsa_id)
    return changes


def _withdraw(row: Commission, source: Source) -> DirectoryChange:
    was = snapshot(row)
    row.withdrawn_at = source.at
    row.save(update_fields=["withdrawn_at"])
    write(row, EntryKind.ENDED, was, FROM_HSA, source.at)
    sessions = Session.objects.filter(person_id=row.person_id, commission_id=row.id, ended_at=None)
    sessions.update(ended_at=source.at)
    return _row(Change.WITHDRAWN, source, row.hsa_id, _standing_in(row), {})


def _alter(row: Commission, wanted: Wanted, source: Source) -> Sequence[DirectoryChange]:
    before, after = _standing_in(row), _written(wanted)
    was_withdrawn = row.withdrawn_at is not None
    if before == after and not was_withdrawn:
        return []
    was = snapshot(row)
    for one in fields(wanted):
        value = getattr(wanted, one.name)
        setattr(row, one.name, list(value) if isinstance(value, tuple) else value)
    row.withdrawn_at = None
    row.save()
    write(row, EntryKind.CHANGED, was, FROM_HSA, source.at)
    kind = Change.RESTORED if was_withdrawn else Change.ALTERED
    return [_row(kind, source, row.hsa_id, {} if was_withdrawn else before, after)]


def _add(member: StaffMember, wanted: Wanted, title: str, source: Source) -> DirectoryChange:
    values = asdict(wanted) | {"rights": list(wanted.rights)}
    row = Commission.objects.create(
        **values,
        employee_hsa_id=member.employee_hsa_id,
        staff_member=member,
        person_id=member.person_id,
        title=title,
        starts_at=source.at,
    )
    write(row, EntryKind.GRANTED, None, FROM_HSA, source.at)
    return _row(Change.ADDED, source, wanted.hsa_id, {}, _written(wanted))


def _standing_in(row: Commission) -> dict[str, Any]:
    """Give what stands in a row of that which HSA decides; rights are compared in one order."""
    found = {one.name: _plain(getattr(row, one.name)) for one in fields(Wanted)}
    return found | {"rights": sorted(row.rights)}


def _written(wanted: Wanted) -> dict[str, Any]:
    return {one.name: _plain(getattr(wanted, one.name)) for one in fields(wanted)}


def _listed(listing: Listing) -> dict[str, Any]:
    return {one.name: _plain(getattr(listing, one.name)) for one in fields(listing)}


def _plain(value: object) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _row(
    kind: Change,
    source: Source,
    subject_hsa_id: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> DirectoryChange:
    """Write only that which differs, where both sides are told."""
    names = [name for name in after if not before or before.get(name) != after[name]] or [*before]
    return DirectoryChange(
        at=source.at,
        kind=kind.value,
        employee_hsa_id=source.employee_hsa_id,
        subject_hsa_id=subject_hsa_id,
        before={name: before[name] for name in names if name in before},
        after={name: after[name] for name in names if name in after},
        answer=source.digest,
    )
