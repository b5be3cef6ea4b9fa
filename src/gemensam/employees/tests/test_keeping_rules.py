"""What is wrong with a commission, what can be granted, and when a reminder is due."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gemensam.employees.keeping import rules
from gemensam.employees.register import Flag
from gemensam.kernel.actor import Purpose, Right, Scope
from gemensam.organisations.api import UnitKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RIGHT = rules.Looked(
    purpose=Purpose.HOME_CARE,
    rights=["Läsa;besök;VE", "Läsa;timmar;kommun"],
    unit_kind=UnitKind.HOME_CARE,
    starts_at=NOW - timedelta(days=300),
    has_employee=True,
    is_employed=True,
    regimes=["SOL", ""],
    is_used=True,
)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, set()),
        ({"has_employee": False, "is_employed": False}, {Flag.NO_EMPLOYEE}),
        ({"is_employed": False}, {Flag.EMPLOYEE_ENDED}),
        ({"rights": ["Besluta;beslut;VE"]}, {Flag.EXTRA_RIGHTS}),
        ({"rights": ["Läsa;alla;VE"]}, set()),
        ({"rights": ["Läsa;besök;kommun"]}, {Flag.TOO_WIDE}),
        ({"regimes": ["SOL", "HSL"]}, {Flag.ACROSS_WALL}),
        ({"regimes": ["SOL", "LSS"]}, set()),
        ({"is_used": False}, {Flag.UNUSED}),
        ({"is_used": False, "starts_at": NOW - timedelta(days=89)}, set()),
        ({"unit_kind": UnitKind.CASEWORK}, {Flag.OTHER_UNIT}),
        ({"unit_kind": UnitKind.NIGHT_PATROL}, set()),
        ({"unit_kind": UnitKind.ADMINISTRATION}, set()),
        ({"unit_kind": ""}, set()),
        ({"purpose": Purpose.QUALITY, "unit_kind": UnitKind.HOME_CARE}, set()),
    ],
)
def test_a_commission_is_flagged_for_just_what_is_wrong(changed, expected):
    assert rules.flags(replace(RIGHT, **changed), now=NOW) == expected


@pytest.mark.parametrize(
    ("right", "purpose", "widest", "expected"),
    [
        ("Läsa;besök;VE", Purpose.HOME_CARE, Scope.UNIT, True),
        ("Läsa;besök;kommun", Purpose.HOME_CARE, Scope.UNIT, False),
        ("Läsa;besök;kommun", Purpose.HOME_CARE, Scope.TENANT, True),
        ("Läsa;ärende;VE", Purpose.HOME_CARE, Scope.TENANT, False),
        ("Administrera;katalog;VE", Purpose.CASEWORK, Scope.TENANT, False),
    ],
)
def test_nothing_is_granted_beyond_the_purpose_or_the_administrators_own_reach(
    right, purpose, widest, expected
):
    assert rules.is_within(Right.parse(right), purpose, widest) is expected


@pytest.mark.parametrize(
    ("days", "reminded", "expected"),
    [
        (91, None, None),
        (90, None, 90),
        (89, 90, None),
        (30, 90, 30),
        (12, 30, None),
        (7, 30, 7),
        (0, 7, None),
        (0, None, 7),
        (-1, None, None),
    ],
)
def test_a_reminder_is_due_ninety_thirty_and_seven_days_before_once_each(days, reminded, expected):
    today = date(2026, 11, 23)
    assert rules.reminder_due(today + timedelta(days=days), reminded, today) == expected
