"""What the directory's pages show of people: who works where, what HSA said last, what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from gemensam.identity.commissions import pseudonym, to_commission
from gemensam.identity.hsa.client import configuration
from gemensam.identity.hsa.comparing import Difference, Sort
from gemensam.identity.hsa.sync import Trouble
from gemensam.identity.models import Commission, DirectoryChange, DirectoryRun, StaffMember
from gemensam.kernel.actor import Purpose
from gemensam.kernel.swedish import sort_key
from gemensam.soap.channel import NotConfigured

MOST_CHANGES = 20
MOST_FOUND = 100


class Counts(StrEnum):
    """Whether a commission counts now, and if not, why."""

    NOW = "NOW"
    LATER = "LATER"
    ENDED = "ENDED"
    WITHDRAWN = "WITHDRAWN"
    ARCHIVED = "ARCHIVED"
    FEIGNED = "FEIGNED"


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody in a commission; `name` is a pseudonym where the reader may not know it."""

    name: str
    employee_hsa_id: str
    commission: str
    commission_hsa_id: str
    purpose: str
    starts_at: datetime
    ends_at: datetime | None
    counts: Counts
    withdrawn_at: datetime | None
    is_protected: bool
    licences: Sequence[str]
    heard_at: datetime | None
    unit_id: UUID | None


@dataclass(frozen=True, slots=True)
class Picture:
    """How old what is known from HSA is, and whether it is whole."""

    is_connected: bool
    # When the last run that heard everybody began, and the last run of any sort.
    whole_at: datetime | None
    tried_at: datetime | None
    is_under_way: bool
    trouble: Trouble | None
    never_heard: int


@dataclass(frozen=True, slots=True)
class Unlike:
    """A difference, and whose it is."""

    name: str
    employee_hsa_id: str
    heard_at: datetime | None
    difference: Difference


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that HSA brought."""

    at: datetime
    kind: str
    employee_hsa_id: str
    subject_hsa_id: str
    before: dict[str, object]
    after: dict[str, object]
    answer: str


def workers(
    where: Q, *, shows_protected: bool, now: datetime, most: int | None = None
) -> Sequence[Worker]:
    """List who works somewhere by commission, by name in Swedish order."""
    rows = Commission.objects.filter(where).select_related(
        "person", "unit", "care_provider", "staff_member"
    )
    found = [_worker(row, shows_protected=shows_protected, now=now) for row in rows]
    return sorted(found, key=lambda one: (sort_key(one.name), one.commission_hsa_id))[:most]


def _worker(row: Commission, *, shows_protected: bool, now: datetime) -> Worker:
    member = row.staff_member
    is_protected = member is not None and member.is_protected
    hides = is_protected and not shows_protected
    return Worker(
        name=pseudonym(row.employee_hsa_id) if hides else row.person.display_name,
        employee_hsa_id=row.employee_hsa_id,
        commission=row.name,
        commission_hsa_id=row.hsa_id,
        purpose=Purpose[row.purpose].value,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        counts=_counts(row, now=now),
        withdrawn_at=row.withdrawn_at,
        is_protected=is_protected,
        licences=tuple(member.licences) if member else (),
        heard_at=member.heard_at if member else None,
        unit_id=row.unit_id,
    )


def _counts(row: Commission, *, now: datetime) -> Counts:
    counted = to_commission(row)
    if row.withdrawn_at is not None:
        return Counts.WITHDRAWN
    if counted.is_feigned:
        return Counts.FEIGNED
    if counted.is_archived:
        return Counts.ARCHIVED
    if counted.valid.contains(now):
        return Counts.NOW
    return Counts.LATER if counted.valid.starts_at > now else Counts.ENDED


def found(words: str, *, shows_protected: bool, now: datetime) -> Sequence[Worker]:
    """Search those who work here by name or HSA-id; a protected name is found by those who may know it."""
    where = Q()
    for word in words.split():
        named = Q(person__given_name__icontains=word) | Q(person__family_name__icontains=word)
        if not shows_protected:
            named &= Q(staff_member=None) | Q(staff_member__is_protected=False)
        where &= named | Q(employee_hsa_id__icontains=word)
    return workers(where, shows_protected=shows_protected, now=now, most=MOST_FOUND)


def picture() -> Picture:
    """Say how old the running tenant's picture of HSA is."""
    runs = DirectoryRun.objects.order_by("-started_at", "-id")
    last = runs.first()
    whole = runs.filter(ended_at__isnull=False, trouble="").first()
    held = Commission.objects.filter(Q(staff_member=None) | Q(staff_member__heard_at=None))
    return Picture(
        is_connected=_is_connected(),
        whole_at=whole.started_at if whole else None,
        tried_at=last.started_at if last else None,
        is_under_way=last is not None and last.ended_at is None,
        trouble=Trouble(last.trouble) if last and last.trouble else None,
        never_heard=held.values("employee_hsa_id").distinct().count(),
    )


def _is_connected() -> bool:
    try:
        configuration()
    except NotConfigured:
        return False
    return True


def differences(*, shows_protected: bool, unit_hsa_id: str = "") -> Sequence[Unlike]:
    """List what stands in HSA and not here, of everybody or of one unit, by name in Swedish order."""
    rows = StaffMember.objects.exclude(differences=[]).select_related("person")
    every = [
        Unlike(_name(row, shows_protected=shows_protected), row.employee_hsa_id, row.heard_at, one)
        for row in rows
        for one in map(Difference.of, row.differences)
        if not unit_hsa_id or one.unit_hsa_id == unit_hsa_id
    ]
    return sorted(every, key=lambda one: (sort_key(one.name), one.difference.commission_hsa_id))


def _name(row: StaffMember, *, shows_protected: bool) -> str:
    if row.person is None or (row.is_protected and not shows_protected):
        return pseudonym(row.employee_hsa_id)
    return row.person.display_name


def unknown_unit(hsa_id: str) -> Difference | None:
    """Find what HSA says of a unit that is not here."""
    for row in StaffMember.objects.exclude(differences=[]):
        for one in map(Difference.of, row.differences):
            if one.sort is Sort.UNIT_UNKNOWN and one.unit_hsa_id == hsa_id:
                return one
    return None


def changes(subject_hsa_ids: Sequence[str]) -> Sequence[Changed]:
    """List what HSA last changed of a unit, a provider or their commissions, newest first."""
    rows = DirectoryChange.objects.filter(subject_hsa_id__in=subject_hsa_ids)
    return [
        Changed(
            one.at,
            one.kind,
            one.employee_hsa_id,
            one.subject_hsa_id,
            one.before,
            one.after,
            one.answer,
        )
        for one in rows.order_by("-at", "-id")[:MOST_CHANGES]
    ]
