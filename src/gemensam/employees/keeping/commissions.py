"""Grant, change and end commissions as the HSA administrator does it, within what an administrator may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gemensam.employees.keeping import looking, rules
from gemensam.employees.keeping.visit import Visit
from gemensam.employees.models import Employee
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity, Purpose, Regime, Right
from gemensam.kernel.periods import Period
from gemensam.organisations import api as organisations


class OwnCommission(Exception):
    """Nobody grants or changes a commission of their own: a colleague does."""


class RightBeyond(Exception):
    """A right is outside what the purpose uses, or reaches further than the administrator's own."""


class NoSuchEmployee(LookupError):
    """HR knows nobody at work by that HSA-id."""


class NoSuchUnit(LookupError):
    """The municipality has no such unit."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A commission as the administrator wants it."""

    name: str
    title: str
    purpose: Purpose
    rights: Sequence[Right]
    unit_id: UUID
    ends_at: datetime | None
    reason: str


@transaction.atomic
def grant(
    visit: Visit, asked: Asked, *, hsa_id: str, employee_hsa_id: str, starts_at: datetime
) -> UUID:
    """Give an employee a commission.

    Raises authority.Refused, OwnCommission, RightBeyond, NoSuchEmployee, identity.HsaIdIsTaken.
    """
    visit.ensure(Activity.ADMINISTER, unit_id=asked.unit_id)
    _check_rights(visit, asked)
    unit = _unit(asked.unit_id)
    person_id = _person(employee_hsa_id, visit)
    if person_id == visit.actor.person_id:
        raise OwnCommission
    commission_id = identity.grant_commission(
        person_id=person_id,
        hsa_id=hsa_id,
        employee_hsa_id=employee_hsa_id,
        name=asked.name,
        title=asked.title,
        purpose=asked.purpose,
        rights=asked.rights,
        valid=Period(starts_at, asked.ends_at),
        unit_id=unit.id,
        care_provider_id=unit.care_provider_id,
        regime=_regime(unit),
        because=_because(visit, asked.reason),
        now=visit.now,
    )
    looking.look_at([person_id], [employee_hsa_id], now=visit.now)
    return commission_id


@transaction.atomic
def change(visit: Visit, commission_id: UUID, asked: Asked, *, version: str) -> None:
    """Change a commission; its purpose stays: another purpose is another commission.

    Raises authority.Refused, OwnCommission, RightBeyond, identity.ChangedMeanwhile, identity.HasEnded.
    """
    row = identity.commission(commission_id)
    visit.ensure(Activity.ADMINISTER, unit_id=row.unit_id, object_id=commission_id)
    if asked.unit_id != row.unit_id:
        visit.ensure(Activity.ADMINISTER, unit_id=asked.unit_id, object_id=commission_id)
    if row.person_id == visit.actor.person_id:
        raise OwnCommission
    _check_rights(visit, asked)
    unit = _unit(asked.unit_id)
    identity.change_commission(
        commission_id=commission_id,
        terms=identity.Terms(
            name=asked.name,
            title=asked.title,
            purpose=asked.purpose,
            rights=asked.rights,
            unit_id=unit.id,
            care_provider_id=unit.care_provider_id,
            regime=_regime(unit),
            ends_at=asked.ends_at,
        ),
        because=_because(visit, asked.reason),
        now=visit.now,
        version=version,
    )
    looking.look_at([row.person_id], [row.employee_hsa_id], now=visit.now)


@transaction.atomic
def end(visit: Visit, commission_id: UUID, *, reason: str, version: str) -> int:
    """End a commission now, and every log-in in it; say how many log-ins those were.

    Raises authority.Refused, identity.ChangedMeanwhile.
    """
    row = identity.commission(commission_id)
    visit.ensure(Activity.ADMINISTER, unit_id=row.unit_id, object_id=commission_id)
    ended = identity.end_commission(
        commission_id=commission_id,
        because=_because(visit, reason),
        now=visit.now,
        version=version,
    )
    looking.look_at([row.person_id], [row.employee_hsa_id], now=visit.now)
    return ended


def _check_rights(visit: Visit, asked: Asked) -> None:
    if not all(rules.is_within(right, asked.purpose, visit.widest) for right in asked.rights):
        raise RightBeyond


def _unit(unit_id: UUID) -> organisations.UnitRow:
    found = next((one for one in organisations.units() if one.id == unit_id), None)
    if found is None:
        raise NoSuchUnit(unit_id)
    return found


def _regime(unit: organisations.UnitRow) -> Regime | None:
    return Regime(unit.regime) if unit.regime else None


def employee_by(hsa_id: str, visit: Visit) -> Employee:
    """Find whoever HR knows at work by an HSA-id. Raises NoSuchEmployee."""
    rows = Employee.objects.filter(looking.at_work(visit.today), hsa_id=hsa_id)
    found = rows.order_by("starts_on").first() if hsa_id else None
    if found is None:
        raise NoSuchEmployee(hsa_id)
    return found


def _person(hsa_id: str, visit: Visit) -> UUID:
    known = identity.person_of_employee(hsa_id)
    # A municipality that has not read in its HR register yet still has whom it has.
    if known is not None and not Employee.objects.filter(hsa_id=hsa_id).exists():
        return known
    employee = employee_by(hsa_id, visit)
    return known or identity.register_person(
        given_name=employee.given_name,
        family_name=employee.family_name,
        is_protected=employee.is_protected,
    )


def _because(visit: Visit, reason: str) -> identity.Because:
    return identity.Because(
        reason=reason, person_id=visit.actor.person_id, name=visit.actor.display_name
    )
