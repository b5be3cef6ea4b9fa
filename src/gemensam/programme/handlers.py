"""What the county body writes down when a municipality reports and attests time.

The events come in the municipality's tenant; the rows are the county body's. News older than what
a row has heard already changes nothing, so an event may come twice or late.
"""

from datetime import datetime
from uuid import UUID

from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.programme import county
from gemensam.programme.events import (
    AttestationWithdrawn,
    HoursAttested,
    HoursReported,
    ReportWithdrawn,
)
from gemensam.programme.kinds import CofundingKind, CofundingState
from gemensam.programme.models import CofundingLine
from gemensam.programme.rules import cofunding


class UnknownMunicipality(LookupError):
    """No municipality has the code that the event names."""


class NotHeardOfYet(LookupError):
    """The row is not there: the news of the time itself is still on its way. Try again later."""


@outbox.handles(HoursReported, name="programme.hours_reported")
def hours_reported(event: HoursReported, _now: datetime) -> None:
    """Write down reported time: a forecast."""
    _write(event, CofundingState.REPORTED, attested_at=None)


@outbox.handles(HoursAttested, name="programme.hours_attested")
def hours_attested(event: HoursAttested, _now: datetime) -> None:
    """Write down attested time: co-funding."""
    _write(event, CofundingState.ATTESTED, attested_at=event.at)


@outbox.handles(AttestationWithdrawn, name="programme.attestation_withdrawn")
def attestation_withdrawn(event: AttestationWithdrawn, _now: datetime) -> None:
    """Let it be a forecast again."""
    _change(event.hours_id, event.report_version, CofundingState.REPORTED)


@outbox.handles(ReportWithdrawn, name="programme.report_withdrawn")
def report_withdrawn(event: ReportWithdrawn, _now: datetime) -> None:
    """Let it count nowhere."""
    _change(event.hours_id, event.report_version, CofundingState.WITHDRAWN)


def _municipality_id(code: str) -> UUID:
    for place in organisations.municipalities():
        if place.code == code:
            return place.organisation_id
    raise UnknownMunicipality(code)


def _write(
    event: HoursReported | HoursAttested, state: CofundingState, *, attested_at: datetime | None
) -> None:
    municipality_id = _municipality_id(event.municipality_code)
    rate = cofunding.HourlyRate(Money(event.rate_ore_per_hour), event.rate_basis)
    with county.context():
        known = CofundingLine.objects.select_for_update().filter(hours_id=event.hours_id).first()
        if known is not None and _is_old(known, event.report_version):
            return
        CofundingLine.objects.update_or_create(
            hours_id=event.hours_id,
            defaults={
                "kind": CofundingKind.HOURS,
                "state": state,
                "year": event.worked_on.year,
                "amount": cofunding.value_of(rate, event.minutes).kronor,
                "reporting_municipality_id": municipality_id,
                "plan_key": event.plan_key,
                "activity_key": event.activity_key,
                "worked_on": event.worked_on,
                "minutes": event.minutes,
                "rate_per_hour": rate.per_hour.kronor,
                "rate_basis": rate.basis,
                "attested_at": attested_at,
                "report_version": event.report_version,
            },
        )


def _change(hours_id: UUID, report_version: int, state: CofundingState) -> None:
    with county.context():
        row = CofundingLine.objects.select_for_update().filter(hours_id=hours_id).first()
        if row is None:
            raise NotHeardOfYet(hours_id)
        if _is_old(row, report_version):
            return
        row.state = state
        row.attested_at = None
        row.report_version = report_version
        row.save(update_fields=["state", "attested_at", "report_version"])


def _is_old(row: CofundingLine, report_version: int) -> bool:
    return row.report_version is not None and report_version <= row.report_version
