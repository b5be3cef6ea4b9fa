"""What the directory's pages show of people: who works where, what HSA said last, what differs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from gemensam.identity.commissions import pseudonym, to_commission
from gemensam.identity.history import is_protected
from gemensam.identity.hsa.client import configuration
from gemensam.identity.hsa.comparing import Difference, Sort
from gemensam.identity.hsa.sync import Trouble
from gemensam.identity.hsa_models import DirectoryChange, DirectoryRun
from gemensam.identity.listing import begins, by_name
from gemensam.identity.models import Commission, StaffMember
from gemensam.identity.suspensions import suspended_among
from gemensam.kernel.actor import Purpose
from gemensam.kernel.swedish import sort_key
from gemensam.soap.channel import NotConfigured
from gemensam.ui.paging import Page

MOST_CHANGES = 20


class Counts(StrEnum):
    """Whether a commission counts now, and if not, why."""

    NOW = "NOW"
    LATER = "LATER"
    ENDED = "ENDED"
    WITHDRAWN = "WITHDRAWN"
    ARCHIVED = "ARCHIVED"
    FEIGNED = "FEIGNED"
    # The employment is over by HR.
    SUSPENDED = "SUSPENDED"


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
    where: Q,
    *,
    shows_protected: bool,
    now: datetime,
    ways: Sequence[Q] = (Q(),),
    after: str = "",
) -> Page[Worker]:
    """Give a page of who works somewhere by commission, by name in Swedish order.

    Those who are protected stand first: they are sorted by no name.
    """
    related = ("person", "unit", "care_provider", "staff_member")
    page = by_name(Commission.objects.filter(where), ways=ways, after=after, related=related)
    suspended = suspended_among({row.employee_hsa_id for row in page.rows})
    shown = [
        _worker(
            row,
            shows_protected=shows_protected,
            is_suspended=row.employee_hsa_id in suspended,
            now=now,
        )
        for row in page.rows
    ]
    return Page(tuple(shown), page.next_cursor, page.started_over)


def _worker(row: Commission, *, shows_protected: bool, is_suspended: bool, now: datetime) -> Worker:
    member = row.staff_member
    is_hidden = is_protected(row) and not shows_protected
    return Worker(
        name=pseudonym(row.employee_hsa_id) if is_hidden else row.person.display_name,
        employee_hsa_id=row.employee_hsa_id,
        commission=row.name,
        commission_hsa_id=row.hsa_id,
        purpose=Purpose[row.purpose].value,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        counts=_counts(row, is_suspended=is_suspended, now=now),
        withdrawn_at=row.withdrawn_at,
        is_protected=is_protected(row),
        licences=tuple(member.licences) if member else (),
        heard_at=member.heard_at if member else None,
        unit_id=row.unit_id,
    )


def _counts(row: Commission, *, is_suspended: bool, now: datetime) -> Counts:
    counted = to_commission(row)
    if row.withdrawn_at is not None:
        return Counts.WITHDRAWN
    if counted.is_feigned:
        return Counts.FEIGNED
    if counted.is_archived:
        return Counts.ARCHIVED
    if counted.valid.contains(now):
        return Counts.SUSPENDED if is_suspended else Counts.NOW
    return Counts.LATER if counted.valid.starts_at > now else Counts.ENDED


def found(words: str, *, shows_protected: bool, now: datetime, after: str = "") -> Page[Worker]:
    """Search those who work here by name or HSA-id; a protected name is found by those who may know it."""
    ways = [*begins(words)]
    if shows_protected:
        # Those have no key to be found by, and are few.
        named = Q(family_key="")
        for word in words.split():
            is_part = Q(person__given_name__icontains=word)
            named &= is_part | Q(person__family_name__icontains=word)
        ways.append(named)
    page = workers(Q(), shows_protected=shows_protected, now=now, ways=ways, after=after)
    if shows_protected or any(letter.isdigit() for letter in words):
        return page
    # Whoever became protected since the keys were written is not found by name either.
    return replace(page, rows=tuple(one for one in page.rows if not one.is_protected))


def picture() -> Picture:
    """Say how old the running tenant's picture of HSA is."""
    runs = DirectoryRun.objects.order_by("-started_at", "-id")
    last = runs.first()
    whole = runs.filter(ended_at__isnull=False, trouble="").first()
    is_connected = _is_connected()
    held = Commission.objects.filter(Q(staff_member=None) | Q(staff_member__heard_at=None))
    return Picture(
        is_connected=is_connected,
        whole_at=whole.started_at if whole else None,
        tried_at=last.started_at if last else None,
        is_under_way=last is not None and last.ended_at is None,
        trouble=Trouble(last.trouble) if last and last.trouble else None,
        # Where nobody can be asked, that says it all.
        never_heard=held.values("employee_hsa_id").distinct().count() if is_connected else 0,
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
