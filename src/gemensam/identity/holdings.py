"""Read commissions for whoever keeps them: one, one person's, history, live sessions."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from gemensam.identity import commissions, rules
from gemensam.identity.history import NoSuchCommission, is_protected, keys_of
from gemensam.identity.models import Commission, CommissionEntry, Person, Session
from gemensam.kernel import actor as kernel
from gemensam.tenancy import statements
from gemensam.tenancy.context import current_tenant_id

_SHOWN = ("person", "unit", "staff_member")


@dataclass(frozen=True, slots=True)
class CommissionRow:
    """A commission as lists and pages show it."""

    id: UUID
    person_id: UUID
    person_name: str
    is_protected: bool
    employee_hsa_id: str
    hsa_id: str
    name: str
    title: str
    purpose: kernel.Purpose
    rights: Sequence[str]
    unit_id: UUID | None
    unit_name: str
    unit_kind: str
    regime: str
    starts_at: datetime
    ends_at: datetime | None
    is_archived: bool
    is_withdrawn: bool

    def holds(self, now: datetime) -> bool:
        """Say whether the commission applies at an instant."""
        ended = self.ends_at is not None and self.ends_at <= now
        is_put_away = self.is_archived or self.is_withdrawn
        return self.starts_at <= now and not ended and not is_put_away


def row_of(row: Commission) -> CommissionRow:
    """Give a commission as it is shown; its person, unit and staff member were fetched with it."""
    return CommissionRow(
        id=row.id,
        person_id=row.person_id,
        person_name=row.person.display_name,
        is_protected=is_protected(row),
        employee_hsa_id=row.employee_hsa_id,
        hsa_id=row.hsa_id,
        name=row.name,
        title=row.title,
        purpose=kernel.Purpose[row.purpose],
        rights=row.rights,
        unit_id=row.unit_id,
        unit_name=row.unit.name if row.unit else "",
        unit_kind=row.unit.kind if row.unit else "",
        regime=row.regime,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_archived=row.is_archived,
        is_withdrawn=row.withdrawn_at is not None,
    )


def commission(commission_id: UUID) -> CommissionRow:
    """Give one commission of the running tenant. Raises NoSuchCommission."""
    rows = Commission.objects.select_related(*_SHOWN).filter(id=commission_id)
    found = rows.first()
    if found is None:
        raise NoSuchCommission(commission_id)
    return row_of(found)


def commissions_of(person_id: UUID, visible: Q) -> Sequence[CommissionRow]:
    """Give a person's commissions in the running tenant, ended ones last."""
    rows = Commission.objects.select_related(*_SHOWN).filter(visible, person_id=person_id)
    return [row_of(one) for one in rows.order_by("-ends_at", "starts_at", "id")]


def actor_in(commission_id: UUID, *, now: datetime) -> kernel.Actor:
    """Give whoever has a commission as an actor who has just logged in; there is no session.

    Raises NoSuchCommission.
    """
    found = commissions.held("id", commission_id)
    if not found:
        raise NoSuchCommission(commission_id)
    (one,) = found
    return kernel.Actor(
        kind=kernel.ActorKind.STAFF,
        person_id=one.row.person_id,
        display_name=one.shown_name(Person.objects.get(id=one.row.person_id)),
        tenant_id=one.row.tenant_id,
        hsa_id=one.row.employee_hsa_id,
        title=one.row.title,
        commission=one.commission,
        licences=one.licences,
        assurance=kernel.Assurance.LOA3,
        authenticated_at=now,
    )


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One thing that happened to a commission."""

    id: UUID
    commission_id: UUID
    kind: str
    at: datetime
    before: dict[str, Any] | None
    after: dict[str, Any]
    reason: str
    source: str
    by_name: str

    @property
    def changed(self) -> Sequence[str]:
        """Name the fields that became another."""
        before = self.before or {}
        return [name for name, value in self.after.items() if before.get(name) != value]


def history_of(
    *, commission_id: UUID | None = None, person_id: UUID | None = None
) -> Sequence[EntryRow]:
    """Give what has happened to a commission, or to all of a person's, latest first."""
    rows = CommissionEntry.objects.order_by("-at", "-id")
    if commission_id is not None:
        rows = rows.filter(commission_id=commission_id)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    names = EntryRow.__dataclass_fields__
    return [EntryRow(*one) for one in rows.values_list(*names)]


def held_on(at: datetime, *, person_id: UUID | None = None) -> Sequence[EntryRow]:
    """Say which commissions applied at an instant by what was written then: the row that said so.

    Of one person, or of everybody in the running tenant.
    """
    rows = CommissionEntry.objects.filter(at__lte=at)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    latest = rows.order_by("commission_id", "-at", "-id").distinct("commission_id")
    names = EntryRow.__dataclass_fields__
    found = [EntryRow(*one) for one in latest.values_list(*names)]
    return [one for one in found if _held(one.after, at)]


def _held(after: dict[str, Any], at: datetime) -> bool:
    starts_at = parse_datetime(after["starts_at"])
    ends_at = parse_datetime(after["ends_at"]) if after["ends_at"] else None
    assert starts_at is not None
    # Rows from before HSA was asked say nothing of it.
    is_put_away = after["is_archived"] or after.get("withdrawn_at")
    return starts_at <= at and (ends_at is None or at < ends_at) and not is_put_away


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A live log-in."""

    id: UUID
    commission_id: UUID | None
    method: str
    authenticated_at: datetime
    last_seen_at: datetime


def live_sessions(person_id: UUID, *, now: datetime) -> Sequence[SessionRow]:
    """Give a person's live log-ins in the running tenant, latest first."""
    rows = Session.objects.filter(
        person_id=person_id,
        tenant_id=current_tenant_id(),
        ended_at__isnull=True,
        ends_at__gt=now,
        last_seen_at__gt=now - rules.IDLE,
    ).order_by("-authenticated_at")
    names = SessionRow.__dataclass_fields__
    return [SessionRow(*one) for one in rows.values_list(*names)]


def end_session(session_id: UUID, *, person_id: UUID, now: datetime) -> bool:
    """End one log-in of a person's in the running tenant; say whether it was live."""
    rows = Session.objects.filter(
        id=session_id, person_id=person_id, tenant_id=current_tenant_id(), ended_at=None
    )
    return bool(rows.update(ended_at=now))


@dataclass(frozen=True, slots=True)
class Held:
    """What is looked at when commissions are looked through."""

    id: UUID
    person_id: UUID
    employee_hsa_id: str
    purpose: str
    rights: Sequence[str]
    unit_kind: str | None
    regime: str
    starts_at: datetime
    last_used_at: datetime | None


def every_commission(
    *, now: datetime, person_ids: Collection[UUID] | None = None
) -> Iterator[Held]:
    """Give every commission of the running tenant that applies, or those of some persons."""
    rows = Commission.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        starts_at__lte=now,
        is_archived=False,
        withdrawn_at=None,
    )
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    names = ("id", "person_id", "employee_hsa_id", "purpose", "rights", "unit__kind", "regime")
    values = rows.values_list(*names, "starts_at", "last_used_at")
    return (Held(*one) for one in values)


_NOTE_USES = """
    UPDATE identity_commission c SET last_used_at = used.at
    FROM (SELECT commission_id, max(last_seen_at) AS at FROM identity_session
          WHERE tenant_id = %s AND authenticated_at >= %s GROUP BY commission_id) used
    WHERE c.id = used.commission_id AND (c.last_used_at IS NULL OR c.last_used_at < used.at)
    RETURNING 1
"""


def note_uses(since: datetime) -> int:
    """Note, of log-ins since a time, when each commission of the running tenant was last worked in."""
    return len(statements.rows(_NOTE_USES, [current_tenant_id(), since]))


def note_use(commission_id: UUID, at: datetime) -> None:
    """Note that somebody worked in a commission."""
    Commission.objects.filter(id=commission_id).update(last_used_at=at)


_LOG_INS = """
    SELECT (authenticated_at AT TIME ZONE 'Europe/Stockholm')::date AS day,
           count(DISTINCT (person_id, authenticated_at))
    FROM identity_session
    WHERE tenant_id = %s AND kind = 'STAFF' AND assurance >= 3
      AND authenticated_at >= %s AND authenticated_at < %s
    GROUP BY day ORDER BY day
"""


def log_ins(starts_at: datetime, ends_at: datetime) -> Sequence[tuple[date, int]]:
    """Count the running tenant's secure log-ins by day; a change of commission is none."""
    return [
        tuple(one) for one in statements.rows(_LOG_INS, [current_tenant_id(), starts_at, ends_at])
    ]


def person_of_employee(employee_hsa_id: str) -> UUID | None:
    """Find the person behind an employee's HSA-id, by a commission in the running tenant."""
    rows = Commission.objects.filter(employee_hsa_id=employee_hsa_id)
    found: UUID | None = rows.values_list("person_id", flat=True).first()
    return found


def persons_of_employees(hsa_ids: Collection[str]) -> dict[str, UUID]:
    """Find the persons behind several HSA-ids."""
    rows = Commission.objects.filter(employee_hsa_id__in=hsa_ids)
    return dict(rows.values_list("employee_hsa_id", "person_id"))


def protect(employee_hsa_ids: Collection[str]) -> None:
    """Show the names of whoever has some HSA-ids to nobody but those who keep the directory."""
    theirs = Commission.objects.filter(employee_hsa_id__in=employee_hsa_ids)
    if Person.objects.filter(id__in=theirs.values("person_id"), is_protected=False).update(
        is_protected=True
    ):
        mend_keys(employee_hsa_id__in=employee_hsa_ids)


def mend_keys(**only: Any) -> int:
    """Write names anew where they are sorted otherwise than the person is called; say how many."""
    mended = 0
    rows = Commission.objects.select_related("person", "staff_member").filter(**only)
    for row in rows.iterator(chunk_size=5000):
        keys = keys_of(row)
        if keys != (row.family_key, row.given_key):
            Commission.objects.filter(id=row.id).update(family_key=keys[0], given_key=keys[1])
            mended += 1
    return mended
