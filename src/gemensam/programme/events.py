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
