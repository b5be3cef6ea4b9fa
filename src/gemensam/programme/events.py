"""Facts that the programme tells others. Ids and figures only; no personal data.

`report_version` rises with every change of an hour report, so that whoever is told late or twice
knows which news is the newest.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursReported:
    """Somebody has reported time: a forecast, until the municipality attests it."""

    name: ClassVar[str] = "programme.hours.reported"
    version: ClassVar[int] = 1

    hours_id: UUID
    municipality_code: str
    plan_key: str
    activity_key: str
    worked_on: date
    minutes: int
    rate_ore_per_hour: int
    rate_basis: str
    report_version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursAttested:
    """A municipality has attested an hour entry; it is co-funding in the county from now on."""

    name: ClassVar[str] = "programme.hours.attested"
    version: ClassVar[int] = 1

    hours_id: UUID
    municipality_code: str
    plan_key: str
    activity_key: str
    worked_on: date
    minutes: int
    rate_ore_per_hour: int
    rate_basis: str
    report_version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestationWithdrawn:
    """An attested entry is co-funding no longer; possible until the year is locked."""

    name: ClassVar[str] = "programme.hours.attestation_withdrawn"
    version: ClassVar[int] = 1

    hours_id: UUID
    municipality_code: str
    report_version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWithdrawn:
    """Whoever reported the time has taken it back before it was attested."""

    name: ClassVar[str] = "programme.hours.report_withdrawn"
    version: ClassVar[int] = 1

    hours_id: UUID
    municipality_code: str
    report_version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationAsked:
    """A municipality asks another to stand behind its application with it."""

    name: ClassVar[str] = "programme.portfolio.participation_asked"
    version: ClassVar[int] = 1

    application_id: UUID
    draft_version: int
    call_id: UUID
    asking_code: str
    asked_code: str
    title: str
    purpose: str
    cooperation: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationAnswered:
    """An asked municipality has confirmed or declined, itself."""

    name: ClassVar[str] = "programme.portfolio.participation_answered"
    version: ClassVar[int] = 1

    application_id: UUID
    draft_version: int
    asking_code: str
    answering_code: str
    confirms: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSubmitted:
    """Two municipalities or more have applied; `codes` parts them by spaces, the leading first.

    `codes_without` are those that were asked and do not take part.
    """

    name: ClassVar[str] = "programme.portfolio.application_submitted"
    version: ClassVar[int] = 1

    application_id: UUID
    draft_version: int
    call_id: UUID
    codes: str
    codes_without: str
    title: str
    purpose: str
    cooperation: str
    transparency: str
    reuse: str
    activity_key: str
    wanted_percent: int | None
    wants_exchange: bool
    wanted_ore: int | None
    is_synthetic: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWithdrawn:
    """The leading municipality has taken its application back; told to each that it concerns."""

    name: ClassVar[str] = "programme.portfolio.application_withdrawn"
    version: ClassVar[int] = 1

    application_id: UUID
    draft_version: int
    codes: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDecided:
    """The county has decided; `number` rises when a decision is changed by a new one."""

    name: ClassVar[str] = "programme.portfolio.application_decided"
    version: ClassVar[int] = 1

    application_id: UUID
    number: int
    outcome: str
    reference: str
    reason: str
    codes: str
    # The project that a granted application has become; empty when it has become none.
    project_key: str
    at: datetime
