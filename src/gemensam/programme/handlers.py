"""What the county body writes down when a municipality reports and attests time.

The events come in the municipality's tenant; the rows are the county body's. News older than what
a row has heard already changes nothing, so an event may come twice or late. What comes after the
county has closed the year is kept apart and changes no figure.
"""

from datetime import datetime
from uuid import UUID

from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.outbox import api as outbox
from gemensam.programme import county
from gemensam.programme.actions import ledger_hours
from gemensam.programme.events import (
    AttestationWithdrawn,
    HoursAttested,
    HoursReported,
    ReportWithdrawn,
)
from gemensam.programme.kinds import CofundingState
from gemensam.programme.models import CofundingLine
from gemensam.programme.rules import cofunding


class UnknownMunicipality(LookupError):
    """No municipality has the code that the event names."""


class NotHeardOfYet(LookupError):
    """The row is not there: the news of the time itself is still on its way. Try again later."""


@outbox.handles(HoursReported, name="programme.hours_reported")
def hours_reported(event: HoursReported, now: datetime) -> None:
    """Write down reported time: a forecast."""
    _write(event, CofundingState.REPORTED, attested_at=None, now=now)


@outbox.handles(HoursAttested, name="programme.hours_attested")
def hours_attested(event: HoursAttested, now: datetime) -> None:
    """Write down attested time: co-funding."""
    _write(event, CofundingState.ATTESTED, attested_at=event.at, now=now)


@outbox.handles(AttestationWithdrawn, name="programme.attestation_withdrawn")
def attestation_withdrawn(event: AttestationWithdrawn, now: datetime) -> None:
    """Let it be a forecast again."""
    _change(event.hours_id, event.report_version, CofundingState.REPORTED, now=now)


@outbox.handles(ReportWithdrawn, name="programme.report_withdrawn")
def report_withdrawn(event: ReportWithdrawn, now: datetime) -> None:
    """Let it count nowhere."""
    _change(event.hours_id, event.report_version, CofundingState.WITHDRAWN, now=now)


def _municipality_id(code: str) -> UUID:
    place = organisations.municipality_by_code(code)
    if place is None:
        raise UnknownMunicipality(code)
    return place.organisation_id


def _write(
    event: HoursReported | HoursAttested,
    state: CofundingState,
    *,
    attested_at: datetime | None,
    now: datetime,
) -> None:
    rate = cofunding.HourlyRate(Money(event.rate_ore_per_hour), event.rate_basis)
    news = _news(event, state, cofunding.value_of(rate, event.minutes))
    with county.context():
        known = CofundingLine.objects.select_for_update().filter(hours_id=event.hours_id).first()
        if known is not None and _is_old(known, event.report_version):
            return
        if ledger_hours.is_closed(plan_key=news.plan_key, year=news.worked_on.year):
            ledger_hours.keep_late(news, now=now)
            return
        row = known or CofundingLine(hours_id=event.hours_id)
        row.state = state
        row.year = event.worked_on.year
        row.amount = news.amount.kronor
        row.reporting_municipality_id = news.municipality_id
        row.plan_key, row.activity_key = event.plan_key, event.activity_key
        row.worked_on = event.worked_on
        row.minutes = event.minutes
        row.rate_per_hour, row.rate_basis = rate.per_hour.kronor, rate.basis
        row.attested_at = attested_at
        row.report_version = event.report_version
        row.save(force_insert=known is None)


def _news(
    event: HoursReported | HoursAttested, state: CofundingState, amount: Money
) -> ledger_hours.News:
    return ledger_hours.News(
        hours_id=event.hours_id,
        report_version=event.report_version,
        state=state,
        plan_key=event.plan_key,
        activity_key=event.activity_key,
        municipality_id=_municipality_id(event.municipality_code),
        worked_on=event.worked_on,
        minutes=event.minutes,
        amount=amount,
    )


def _change(hours_id: UUID, report_version: int, state: CofundingState, *, now: datetime) -> None:
    with county.context():
        row = CofundingLine.objects.select_for_update().filter(hours_id=hours_id).first()
        known = ledger_hours.last_known(hours_id)
        if known is None:
            raise NotHeardOfYet(hours_id)
        if ledger_hours.is_closed(plan_key=known.plan_key, year=known.year):
            ledger_hours.keep_late(
                ledger_hours.news_of(known, report_version=report_version, state=state), now=now
            )
            return
        if row is None or _is_old(row, report_version):
            return
        row.state = state
        row.attested_at = None
        row.report_version = report_version
        row.save(update_fields=["state", "attested_at", "report_version"])


def _is_old(row: CofundingLine, report_version: int) -> bool:
    return report_version <= row.report_version
