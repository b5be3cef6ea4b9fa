"""The programme's events keep their stored shape, and survive being written down."""

from datetime import UTC, date, datetime
from uuid import UUID

from gemensam.outbox import registry
from gemensam.programme.events import AttestationWithdrawn, HoursAttested

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
    at=AT,
)
WITHDRAWN = AttestationWithdrawn(hours_id=UUID(int=1), municipality_code="1430", at=AT)


def test_the_names_that_are_stored_never_change() -> None:
    assert (HoursAttested.name, AttestationWithdrawn.name) == (
        "programme.hours.attested",
        "programme.hours.attestation_withdrawn",
    )


def test_events_are_written_as_plain_values() -> None:
    assert registry.to_json(ATTESTED) == {
        "hours_id": "00000000-0000-0000-0000-000000000001",
        "municipality_code": "1430",
        "plan_key": "plan_2013_2015",
        "activity_key": "trygghetslarm",
        "worked_on": "2026-11-20",
        "minutes": 60,
        "rate_ore_per_hour": 42_000,
        "rate_basis": "Schablon",
        "at": "2026-11-21T16:30:00+00:00",
    }


def test_events_come_back_as_they_were() -> None:
    for event in (ATTESTED, WITHDRAWN):
        assert registry.from_json(type(event), registry.to_json(event)) == event
