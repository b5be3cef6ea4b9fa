"""What is wrong with a commission, when an e-id is to be changed, and what a commission can hold. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from gemensam.authority import api as authority
from gemensam.employees.register import Flag
from gemensam.kernel.actor import Activity, InformationClass, Purpose, Regime, Right, Scope
from gemensam.organisations.api import UnitKind

# So long without anybody at work in it, a commission is asked about.
UNUSED_AFTER: Final = timedelta(days=90)
# Days before the last one on which a reminder goes out, once each.
REMIND_BEFORE: Final = (90, 30, 7)

_SOCIAL: Final = frozenset({Regime.SOL.value, Regime.LSS.value})
# What these do concerns the residents of their own unit, so rights to the whole municipality's are too wide.
_WORKS_IN_UNIT: Final = frozenset({Purpose.HOME_CARE, Purpose.CARE})
# Units that are for one purpose each. A sort of unit that is not named here fits every purpose.
_UNITS_OF: Final = {
    Purpose.CASEWORK: frozenset({UnitKind.CASEWORK}),
    Purpose.HOME_CARE: frozenset({UnitKind.HOME_CARE, UnitKind.NIGHT_PATROL}),
    Purpose.CARE: frozenset({UnitKind.HOME_HEALTH_CARE}),
    Purpose.ALARM_RECEIVING: frozenset({UnitKind.ALARM_RECEIVING}),
}
_KNOWN_UNITS: Final = frozenset[UnitKind]().union(*_UNITS_OF.values())


@dataclass(frozen=True, slots=True)
class Looked:
    """A commission that applies, and what is known around it."""

    purpose: Purpose
    rights: Sequence[str]
    unit_kind: str
    starts_at: datetime
    # Whether HR knows somebody by its HSA-id, and whether any of those employments goes on.
    has_employee: bool
    is_employed: bool
    # The acts of the person's commissions that apply, this one's too.
    regimes: Collection[str]
    is_used: bool


def flags(one: Looked, *, now: datetime) -> frozenset[Flag]:
    """Say what is wrong with a commission."""
    found = {
        Flag.NO_EMPLOYEE: not one.has_employee,
        Flag.EMPLOYEE_ENDED: one.has_employee and not one.is_employed,
        Flag.EXTRA_RIGHTS: bool(extra_rights(one.purpose, one.rights)),
        Flag.TOO_WIDE: bool(too_wide(one.purpose, one.rights)),
        Flag.ACROSS_WALL: Regime.HSL.value in one.regimes and bool(_SOCIAL & set(one.regimes)),
        Flag.UNUSED: not one.is_used and one.starts_at < now - UNUSED_AFTER,
        Flag.OTHER_UNIT: is_mismatched(one.purpose, one.unit_kind),
    }
    return frozenset(flag for flag, is_wrong in found.items() if is_wrong)


def extra_rights(purpose: Purpose, rights: Sequence[str]) -> Sequence[str]:
    """Give the rights that the purpose never uses: the rules refuse them all the same.

    A right to `alla` means all that the purpose uses, so only its activity can be too much.
    """
    return [text for text in rights if not fits(Right.parse(text), purpose)]


def fits(right: Right, purpose: Purpose) -> bool:
    """Say whether a purpose uses a right at all."""
    used = authority.permits_of(purpose).get(right.activity, frozenset())
    return right.information_class in used or (
        right.information_class is InformationClass.ALL and bool(used)
    )


def too_wide(purpose: Purpose, rights: Sequence[str]) -> Sequence[str]:
    """Give the rights that reach the whole municipality's residents where the unit's would do."""
    if purpose not in _WORKS_IN_UNIT:
        return []
    return [
        text
        for text in rights
        if (right := Right.parse(text)).scope is Scope.TENANT
        and authority.is_about_residents(right.information_class)
    ]


def is_mismatched(purpose: Purpose, unit_kind: str) -> bool:
    """Say whether the unit is of a sort that is for another purpose."""
    right_ones = _UNITS_OF.get(purpose)
    return right_ones is not None and unit_kind in _KNOWN_UNITS and unit_kind not in right_ones


def possible_rights(purpose: Purpose) -> Sequence[tuple[Activity, InformationClass]]:
    """Give what a commission for a purpose can have rights to, in the order of the words."""
    permits = authority.permits_of(purpose)
    return [
        (activity, one)
        for one in InformationClass
        for activity in Activity
        if one in permits.get(activity, frozenset())
    ]


# Narrow to wide, as far as a right reaches.
_WIDTH: Final = {Scope.UNIT: 0, Scope.PROVIDER: 1, Scope.SHARED: 2, Scope.TENANT: 3}


def is_within(right: Right, purpose: Purpose, widest: Scope) -> bool:
    """Say whether a right can be granted for a purpose by whoever's own reach is `widest`."""
    return fits(right, purpose) and _WIDTH[right.scope] <= _WIDTH[widest]


def days_left(expires_on: date, today: date) -> int:
    """Count the days until an e-id stops working; below nought when it has."""
    return (expires_on - today).days


def reminder_due(expires_on: date, reminded_days: int | None, today: date) -> int | None:
    """Say which reminder is due: 90, 30 or 7, unless that one or a later has been sent."""
    left = days_left(expires_on, today)
    if left < 0:
        return None
    due = min((days for days in REMIND_BEFORE if left <= days), default=None)
    if due is None or (reminded_days is not None and reminded_days <= due):
        return None
    return due
