"""The programme's events keep their stored names and shape."""

from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from typing import get_type_hints
from uuid import UUID

from gemensam.programme.events import (
    AttestationWithdrawn,
    HoursAttested,
    HoursReported,
    ReportWithdrawn,
)

AT = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)

ATTESTED = HoursAttested(
    hours_id=UUID(int=1),
    municipality_code="1430",
    plan_key="plan_2013_2015",
    activity_key="trygghetslarm",
    worked_on=date(2026, 11, 20),
    minutes=60,
    rate_ore_per_hour=42_000,
    rate_basis="Schablon",
    report_version=2,
    at=AT,
)
WITHDRAWN = AttestationWithdrawn(
    hours_id=UUID(int=1), municipality_code="1430", report_version=3, at=AT
)


def test_the_names_that_are_stored_never_change() -> None:
    events = (HoursReported, HoursAttested, AttestationWithdrawn, ReportWithdrawn)
    assert tuple(event.name for event in events) == (
        "programme.hours.reported",
        "programme.hours.attested",
        "programme.hours.attestation_withdrawn",
        "programme.hours.report_withdrawn",
    )


def test_the_stored_shape_never_loses_a_field() -> None:
    assert asdict(ATTESTED) == {
        "hours_id": UUID(int=1),
        "municipality_code": "1430",
        "plan_key": "plan_2013_2015",
        "activity_key": "trygghetslarm",
        "worked_on": date(2026, 11, 20),
        "minutes": 60,
        "rate_ore_per_hour": 42_000,
        "rate_basis": "Schablon",
        "report_version": 2,
        "at": AT,
    }
    assert asdict(WITHDRAWN) == {
        "hours_id": UUID(int=1),
        "municipality_code": "1430",
        "report_version": 3,
        "at": AT,
    }


def test_fields_are_of_kinds_that_the_outbox_can_write() -> None:
    kinds = {
        kind
        for event in (HoursReported, HoursAttested, AttestationWithdrawn, ReportWithdrawn)
        for name, kind in get_type_hints(event).items()
        if name in {f.name for f in fields(event)}
    }
    assert kinds <= {UUID, datetime, date, str, int, bool}
