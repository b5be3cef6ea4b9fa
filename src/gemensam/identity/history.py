"""Grant, change and end commissions, each with a row of history in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from gemensam.identity import ending
from gemensam.identity.models import Commission, CommissionEntry, EntryKind, Person, Session
from gemensam.kernel.actor import Purpose, Regime, Right
from gemensam.kernel.hsa_ids import capitals
from gemensam.kernel.periods import Period
from gemensam.kernel.swedish import sort_key

# What history keeps of a commission; the person and the tenant never change.
KEPT = (
    *("hsa_id", "employee_hsa_id", "name", "title", "purpose", "rights", "unit_id"),
    *("care_provider_id", "regime", "starts_at", "ends_at", "is_archived", "is_feigned"),
    "withdrawn_at",
)
_KEY_LENGTH = 160


class NoSuchCommission(LookupError):
    """There is no such commission in the running tenant."""


class ChangedMeanwhile(Exception):
    """Somebody changed the commission after the page was shown. Nothing was written."""


class HsaIdIsTaken(Exception):
    """The employee has a commission of that HSA-id in the municipality already."""


class HasEnded(Exception):
    """The commission has ended already: it is granted anew, not changed."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why a commission is granted, changed or ended, and by whom or from which source."""

    reason: str = ""
    source: str = ""
    person_id: UUID | None = None
    name: str = ""


UNSAID = Because()


@dataclass(frozen=True, slots=True)
class Terms:
    """What of a commission can be changed."""

    name: str
    title: str
    purpose: Purpose
    rights: Sequence[Right]
    unit_id: UUID | None
    care_provider_id: UUID | None
    regime: Regime | None
    ends_at: datetime | None


@transaction.atomic
def grant_commission(
    *,
    person_id: UUID,
    hsa_id: str,
    employee_hsa_id: str,
    name: str,
    title: str,
    purpose: Purpose,
    rights: Sequence[Right],
    valid: Period,
    unit_id: UUID | None = None,
    care_provider_id: UUID | None = None,
    regime: Regime | None = None,
    because: Because = UNSAID,
    now: datetime | None = None,
) -> UUID:
    """Write down a commission in the running tenant; without `now` as known when it began.

    Raises HsaIdIsTaken.
    """
    row = Commission(
        person_id=person_id,
        hsa_id=capitals(hsa_id),
        employee_hsa_id=capitals(employee_hsa_id),
        name=name,
        title=title,
        purpose=purpose.name,
        rights=[str(right) for right in rights],
        unit_id=unit_id,
        care_provider_id=care_provider_id,
        regime=regime.value if regime else "",
        starts_at=valid.starts_at,
        ends_at=valid.ends_at,
    )
    return _insert(row, because, now or valid.starts_at)


@transaction.atomic
def change_commission(
    *, commission_id: UUID, terms: Terms, because: Because, now: datetime, version: str
) -> None:
    """Change a commission that has not ended. Rights count from the next page that is opened.

    `version` is what `version_of` gave when the page was shown.
    Raises NoSuchCommission, ChangedMeanwhile, HasEnded.
    """
    row = _locked(commission_id, version)
    if row.ends_at is not None and row.ends_at <= now:
        raise HasEnded(commission_id)
    before = snapshot(row)
    row.name, row.title, row.purpose = terms.name, terms.title, terms.purpose.name
    row.rights = [str(right) for right in terms.rights]
    row.unit_id, row.care_provider_id = terms.unit_id, terms.care_provider_id
    row.regime = terms.regime.value if terms.regime else ""
    row.ends_at = terms.ends_at
    if snapshot(row) == before:
        return
    row.save()
    write(row, EntryKind.CHANGED, before, because, now)


@transaction.atomic
def end_commission(
    *, commission_id: UUID, because: Because, now: datetime, version: str | None = None
) -> int:
    """End a commission now, and its live sessions with it; say how many those were.

    One that has ended stays as it is. Raises NoSuchCommission, ChangedMeanwhile.
    """
    row = _locked(commission_id, version)
    if row.ends_at is None or row.ends_at > now:
        before = snapshot(row)
        # One that had not begun never applied: the database wants an end after the beginning.
        row.starts_at = min(row.starts_at, now - timedelta(seconds=1))
        row.ends_at = now
        row.save()
        write(row, EntryKind.ENDED, before, because, now)
    return ending.end(Session.objects.filter(commission_id=commission_id), now=now)


def version_of(commission_id: UUID) -> str:
    """Name the commission as it stands: its latest row of history."""
    rows = CommissionEntry.objects.filter(commission_id=commission_id).order_by("-id")
    latest = rows.values_list("id", flat=True).first()
    return str(latest) if latest else ""


def keys_of(row: Commission) -> tuple[str, str]:
    """Give what the holder of a commission is sorted and found by; nothing for a protected identity."""
    if is_protected(row):
        return "", ""
    return name_keys(row.person.given_name, row.person.family_name)


def is_protected(row: Commission) -> bool:
    """Say whether whoever has a commission is protected, here or in HSA."""
    member = row.staff_member
    is_in_hsa: bool = member is not None and member.is_protected
    return is_in_hsa or row.person.is_protected


def name_keys(given_name: str, family_name: str) -> tuple[str, str]:
    """Give a name as the Swedish alphabet sorts it, family name first and given name first."""
    whole = (f"{family_name} {given_name}", f"{given_name} {family_name}")
    family, given = (sort_key(one)[0][:_KEY_LENGTH] for one in whole)
    return family, given


def _insert(row: Commission, because: Because, now: datetime) -> UUID:
    # Nobody's id is refused by the database, as one of another's unit is.
    if Person.objects.filter(id=row.person_id).exists():
        row.family_key, row.given_key = keys_of(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "identity_commission_member" in str(error):
            raise HsaIdIsTaken(row.hsa_id) from error
        raise
    write(row, EntryKind.GRANTED, None, because, now)
    commission_id: UUID = row.id
    return commission_id


def _locked(commission_id: UUID, version: str | None) -> Commission:
    row = Commission.objects.select_for_update().filter(id=commission_id).first()
    if row is None:
        raise NoSuchCommission(commission_id)
    if version is not None and version != version_of(commission_id):
        raise ChangedMeanwhile(commission_id)
    return row


def snapshot(row: Commission) -> dict[str, Any]:
    """Give what history keeps of a commission, as it stands."""
    kept: dict[str, Any] = {}
    for name in KEPT:
        value = getattr(row, name)
        if isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, UUID):
            value = str(value)
        kept[name] = value
    return kept


def write(
    row: Commission,
    kind: EntryKind,
    before: dict[str, Any] | None,
    because: Because,
    now: datetime,
) -> None:
    """Add a row to a commission's history: what it was, and what it is now."""
    CommissionEntry.objects.create(
        commission_id=row.id,
        person_id=row.person_id,
        kind=kind,
        at=now,
        before=before,
        after=snapshot(row),
        reason=because.reason,
        source=because.source,
        by_person_id=because.person_id,
        by_name=because.name,
    )
